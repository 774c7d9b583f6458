package com.esab.data.torture;

import com.esab.data.session.SessionId;
import com.esab.data.torture.Violation.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the archive has at the end against what the workers were told.
 *
 * <p>Versions order the acknowledged writes of a session, also of those that several workers wrote on. A write of unknown outcome may
 * be there or not, but not twice.
 */
final class HistoryChecker {

    private final List<Violation> violations = new ArrayList<>();

    private HistoryChecker() {}

    static List<Violation> check(Collection<HistoryEntry> history, Collection<StoredRow> rows) {
        HistoryChecker checker = new HistoryChecker();
        Map<SessionId, List<HistoryEntry>> written = new TreeMap<>();
        history.forEach(entry -> written.computeIfAbsent(entry.session(), id -> new ArrayList<>())
                .add(entry));
        Map<SessionId, StoredRow> archived = new HashMap<>();
        for (StoredRow row : rows) {
            if (archived.put(row.session(), row) != null) {
                checker.found(Kind.DUPLICATED, row.session(), "has two rows");
            }
            if (!written.containsKey(row.session())) {
                checker.found(Kind.INVENTED, row.session(), "is archived, and nobody wrote it");
            }
        }
        written.forEach((id, entries) -> checker.session(id, entries, archived.get(id)));
        return List.copyOf(checker.violations);
    }

    private void session(SessionId id, List<HistoryEntry> entries, @Nullable StoredRow row) {
        entries.stream()
                .filter(entry -> entry.outcome() == Outcome.UNEXPECTED)
                .forEach(entry -> found(Kind.FAILED, id, entry.operation() + ": " + entry.message()));
        List<HistoryEntry> acknowledged = entries.stream()
                .filter(entry -> entry.outcome() == Outcome.ACKNOWLEDGED)
                .sorted(Comparator.comparingLong(HistoryEntry::version))
                .toList();
        versions(id, acknowledged);
        if (row == null) {
            acknowledged.forEach(entry -> found(
                    Kind.LOST,
                    id,
                    "is not archived, acknowledged %s %s".formatted(entry.operation(), entry.message())));
            return;
        }
        if (!acknowledged.isEmpty()) {
            long highest = acknowledged.get(acknowledged.size() - 1).version();
            if (row.version() < highest) {
                found(Kind.STALE, id, "is archived in version %d, acknowledged %d".formatted(row.version(), highest));
            }
        }
        messages(id, entries, acknowledged, row);
        end(id, acknowledged, row);
    }

    private void versions(SessionId id, List<HistoryEntry> acknowledged) {
        Set<Long> seen = new HashSet<>();
        long ended = Long.MAX_VALUE;
        for (HistoryEntry entry : acknowledged) {
            if (entry.operation().alwaysSaves() && !seen.add(entry.version())) {
                found(Kind.OVERWRITTEN, id, "was saved twice as version " + entry.version());
            }
            if (entry.version() > ended) {
                found(Kind.NOT_ENDED, id, "was saved after it had ended: " + entry.operation());
            }
            if (entry.operation().ends()) {
                ended = entry.version();
            }
        }
    }

    private void messages(SessionId id, List<HistoryEntry> entries, List<HistoryEntry> acknowledged, StoredRow row) {
        Set<String> stored = new HashSet<>();
        for (String message : row.messages()) {
            if (!stored.add(message)) {
                found(Kind.DUPLICATED, id, "has message " + message + " twice");
            }
        }
        Set<String> written = new HashSet<>();
        entries.forEach(entry -> written.add(entry.message()));
        entries.stream()
                .filter(entry -> entry.outcome() == Outcome.UNCHANGED)
                .forEach(entry -> written.remove(entry.message()));
        stored.stream()
                .filter(message -> !written.contains(message))
                .forEach(message -> found(Kind.INVENTED, id, "has message " + message + ", which was not written"));

        int last = -1;
        for (HistoryEntry entry : acknowledged) {
            if (entry.operation() != Operation.MESSAGE) {
                continue;
            }
            int place = row.messages().indexOf(entry.message());
            if (place < 0) {
                found(Kind.LOST, id, "has no message " + entry.message());
            } else if (place < last) {
                found(Kind.DISORDERED, id, "has message " + entry.message() + " too early");
            }
            last = Math.max(last, place);
        }
    }

    /** By now, the time of every session that was not ended is up. */
    private void end(SessionId id, List<HistoryEntry> acknowledged, StoredRow row) {
        boolean completed = acknowledged.stream().anyMatch(entry -> entry.operation() == Operation.COMPLETE);
        boolean abandoned = acknowledged.stream().anyMatch(entry -> entry.operation() == Operation.ABANDON);
        if (completed && !row.status().equals("completed")) {
            found(Kind.NOT_ENDED, id, "was completed and is archived as " + row.status());
        }
        if (abandoned && (!row.status().equals("abandoned") || row.expired())) {
            found(Kind.NOT_ENDED, id, "was abandoned and is archived as " + row.status() + " or expired");
        }
        if (row.status().equals("active")) {
            found(Kind.NOT_ENDED, id, "is archived as active, and its time is up");
        }
    }

    private void found(Kind kind, SessionId id, String what) {
        violations.add(new Violation(kind, "session " + id + " " + what));
    }
}
