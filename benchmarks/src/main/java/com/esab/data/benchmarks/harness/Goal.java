package com.esab.data.benchmarks.harness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a path is to reach, as a ratio within one run.
 *
 * @param path the path, and what it is compared with
 * @param aim the ratio that is to be reached
 * @param atMost whether less is better
 * @param measured the ratio under each circumstance, by the circumstance
 */
public record Goal(
        String path, String to, double aim, boolean atMost, Function<List<Measured>, Map<String, Double>> measured) {

    /** The library takes at most so many times what another contender takes. */
    public static Goal atMost(String path, String contender, double times) {
        return new Goal(path, "× " + contender, times, true, rows -> ratios(rows, path, Path.LIBRARY, contender));
    }

    /** Another contender takes at least so many times what the library takes. */
    public static Goal atLeast(String path, String contender, double times) {
        return new Goal(
                path, "faster than " + contender, times, false, rows -> ratios(rows, path, contender, Path.LIBRARY));
    }

    /** The library takes at most so many times as long under one circumstance as under another. */
    public static Goal growth(String path, String circumstance, String small, String large, double times) {
        return new Goal(
                path,
                "× the time at %s".formatted(small),
                times,
                true,
                rows -> growth(rows, path, circumstance, small, large));
    }

    /** The same where only one value of a circumstance counts. */
    public Goal where(String circumstance, String value) {
        return new Goal(
                path,
                "%s at %s %s".formatted(to, circumstance, value),
                aim,
                atMost,
                rows -> measured.apply(rows.stream()
                        .filter(row -> value.equals(row.circumstances().get(circumstance)))
                        .toList()));
    }

    private static Map<String, Double> growth(
            List<Measured> rows, String path, String circumstance, String small, String large) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        of(rows, path, Path.LIBRARY).stream()
                .filter(row -> large.equals(row.circumstances().get(circumstance)))
                .forEach(row -> {
                    Map<String, String> before = new LinkedHashMap<>(row.circumstances());
                    before.put(circumstance, small);
                    of(rows, path, Path.LIBRARY).stream()
                            .filter(other -> other.circumstances().equals(before))
                            .forEach(other ->
                                    ratios.put(Report.text(row.circumstances()), row.micros() / other.micros()));
                });
        return ratios;
    }

    private static Map<String, Double> ratios(List<Measured> rows, String path, String over, String under) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (Measured row : of(rows, path, over)) {
            of(rows, path, under).stream()
                    .filter(other -> other.circumstances().equals(row.circumstances()))
                    .forEach(other -> ratios.put(Report.text(row.circumstances()), row.micros() / other.micros()));
        }
        return ratios;
    }

    private static List<Measured> of(List<Measured> rows, String path, String contender) {
        List<Measured> found = new ArrayList<>();
        for (Measured row : rows) {
            if (row.path().equals(path) && row.contender().equals(contender)) {
                found.add(row);
            }
        }
        return found;
    }

    /** The circumstance furthest from the aim, and its ratio; empty when it was not measured. */
    public Optional<Map.Entry<String, Double>> worst(List<Measured> rows) {
        Comparator<Map.Entry<String, Double>> order = Map.Entry.comparingByValue();
        return measured.apply(rows).entrySet().stream().max(atMost ? order : order.reversed());
    }

    public boolean isMetBy(double ratio) {
        return atMost ? ratio <= aim : ratio >= aim;
    }

    public String text() {
        return String.format(Locale.ROOT, atMost ? "≤ %s %s" : "≥ %s times %s", Report.number(aim), to);
    }
}
