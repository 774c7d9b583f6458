package com.esab.data.operations;

import com.esab.data.health.Finding.Severity;
import com.esab.data.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a check of the stores came to.
 *
 * @param sessions how many sessions were looked at
 * @param counts how many discrepancies there are of each code, the gravest first; of those without any there is none
 */
public record FsckReport(long sessions, List<Count> counts) {

    /**
     * How many discrepancies of one kind there are.
     *
     * @param repaired how many of those found were mended
     */
    public record Count(String code, Severity severity, long found, long repaired) {}

    public FsckReport {
        counts = List.copyOf(counts);
    }

    /** How many discrepancies were found. */
    public long found() {
        return counts.stream().mapToLong(Count::found).sum();
    }

    /** How many of them were mended. */
    public long repaired() {
        return counts.stream().mapToLong(Count::repaired).sum();
    }

    /** Whether nothing is left that is more than worth knowing. */
    public boolean isClean() {
        return counts.stream()
                .allMatch(count -> count.severity() == Severity.INFO || count.found() == count.repaired());
    }

    /** As one JSON object: {@code clean}, {@code sessions}, {@code found}, {@code repaired}, and {@code counts} by code. */
    public String toJson() {
        Map<String, Object> byCode = new LinkedHashMap<>();
        for (Count count : counts) {
            byCode.put(
                    count.code(),
                    Map.of(
                            "severity", count.severity().name().toLowerCase(Locale.ROOT),
                            "found", count.found(),
                            "repaired", count.repaired()));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("clean", isClean());
        json.put("sessions", sessions);
        json.put("found", found());
        json.put("repaired", repaired());
        json.put("counts", byCode);
        return Json.write(json);
    }
}
