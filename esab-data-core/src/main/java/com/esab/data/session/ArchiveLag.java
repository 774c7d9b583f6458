package com.esab.data.session;

import com.esab.data.health.Finding;
import com.esab.data.health.Finding.Severity;
import com.esab.data.metrics.Metric;
import com.esab.data.metrics.Metric.Reading;
import com.esab.data.metrics.Metric.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the archive is behind the cache.
 *
 * @param waiting how many sessions have a version that is not archived, dead ones not counted
 * @param due how many of them should be archived by now
 * @param overdue how long the first of them has been due; zero when none is
 * @param dead how many sessions the archive refuses
 */
public record ArchiveLag(long waiting, long due, Duration overdue, long dead) {

    /** Nothing waits. */
    public static final ArchiveLag NONE = new ArchiveLag(0, 0, Duration.ZERO, 0);

    private static final Duration WORTH_MENTIONING = Duration.ofMinutes(1);

    /** What an operator should know about it: {@code archive_lag} and {@code dead_sessions}. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (overdue.compareTo(WORTH_MENTIONING) >= 0) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "archive_lag",
                    "%d sessions are due for the archive, the first for %d s: is an archiver running, and does the archive answer?"
                            .formatted(due, overdue.toSeconds())));
        }
        if (dead > 0) {
            findings.add(
                    new Finding(
                            Severity.WARNING,
                            "dead_sessions",
                            dead
                                    + " sessions are refused by the archive: see what the archiver says of them, mend the cause and revive them"));
        }
        return findings;
    }

    /** The same in numbers, under names that begin with {@code archive_}. */
    public List<Metric> metrics() {
        return List.of(
                Metric.gauge("archive_waiting_sessions", Unit.COUNT, Reading.of(waiting)),
                Metric.gauge("archive_due_sessions", Unit.COUNT, Reading.of(due)),
                Metric.gauge("archive_overdue_seconds", Unit.SECONDS, Reading.of(overdue.toMillis() / 1000.0)),
                Metric.gauge("archive_dead_sessions", Unit.COUNT, Reading.of(dead)));
    }
}
