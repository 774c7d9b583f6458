package com.esab.data.torture;

import com.esab.data.torture.Violation.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of a storm.
 *
 * @param sessions how many were acknowledged in any way
 * @param saves how many acknowledged writes there were: starts, messages, completions and abandonments
 * @param unknown how many writes nobody knows the outcome of, those included that a worker's end cut off
 * @param rows how many sessions are archived
 * @param folder where the histories are, unless nothing was broken
 */
record StormReport(
        StormSettings settings,
        Duration lasted,
        long sessions,
        long saves,
        long resumed,
        long completed,
        long abandoned,
        long refused,
        long unknown,
        long rows,
        Map<Fault, Integer> faults,
        List<Violation> violations,
        Path folder) {

    private static final int SHOWN = 20;

    static StormReport of(
            StormSettings settings,
            Duration lasted,
            Collection<HistoryEntry> history,
            long rows,
            Map<Fault, Integer> faults,
            List<Violation> violations,
            Path folder) {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        Map<Operation, Long> done = new EnumMap<>(Operation.class);
        for (HistoryEntry entry : history) {
            outcomes.merge(entry.outcome(), 1L, Long::sum);
            if (entry.outcome() == Outcome.ACKNOWLEDGED) {
                done.merge(entry.operation(), 1L, Long::sum);
            }
        }
        long acknowledged = outcomes.getOrDefault(Outcome.ACKNOWLEDGED, 0L);
        long refused = outcomes.getOrDefault(Outcome.UNCHANGED, 0L);
        long sessions = history.stream()
                .filter(entry -> entry.outcome() == Outcome.ACKNOWLEDGED)
                .map(HistoryEntry::session)
                .distinct()
                .count();
        return new StormReport(
                settings,
                lasted,
                sessions,
                acknowledged - done.getOrDefault(Operation.RESUME, 0L),
                done.getOrDefault(Operation.RESUME, 0L),
                done.getOrDefault(Operation.COMPLETE, 0L),
                done.getOrDefault(Operation.ABANDON, 0L),
                refused,
                outcomes.getOrDefault(Outcome.ATTEMPTED, 0L) - acknowledged - refused,
                rows,
                Map.copyOf(faults),
                List.copyOf(violations),
                folder);
    }

    long count(Kind kind) {
        return violations.stream().filter(violation -> violation.kind() == kind).count();
    }

    long allFaults() {
        return faults.values().stream().mapToLong(Integer::longValue).sum();
    }

    String table() {
        StringBuilder table = new StringBuilder();
        line(
                table,
                "storm",
                "%d s, %d workers with %d conversations each, seed %d"
                        .formatted(lasted.toSeconds(), settings.workers(), settings.threads(), settings.seed()));
        line(table, "Redis appendfsync", settings.durability().label());
        line(
                table,
                "sessions",
                "%,d: %,d times completed, %,d abandoned, %,d resumed; %,d rows"
                        .formatted(sessions, completed, abandoned, resumed, rows));
        line(
                table,
                "acknowledged saves",
                "%,d, %,d a second".formatted(saves, saves * 1_000 / Math.max(1, lasted.toMillis())));
        line(table, "refused, unknown", "%,d, %,d".formatted(refused, unknown));
        line(table, "faults", Long.toString(allFaults()));
        new TreeMap<>(faults).forEach((fault, count) -> line(table, "  " + fault.text(), Integer.toString(count)));
        for (Kind kind : Kind.values()) {
            line(table, kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), Long.toString(count(kind)));
        }
        if (!violations.isEmpty()) {
            table.append(violations.stream()
                    .limit(SHOWN)
                    .map(violation -> violation.kind() + ": " + violation.what() + "\n")
                    .collect(Collectors.joining()));
            table.append("histories: ").append(folder).append('\n');
        }
        return table.toString();
    }

    private static void line(StringBuilder table, String name, String value) {
        table.append("%-32s %s\n".formatted(name, value));
    }
}
