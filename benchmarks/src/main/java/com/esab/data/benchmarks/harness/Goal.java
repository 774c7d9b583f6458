package com.esab.data.benchmarks.harness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;

/**
 * What a path is to reach, as a ratio or a difference within one run.
 *
 * @param path the path, and what it is compared with
 * @param aim the ratio, or the microseconds, to be reached
 * @param atMost whether less is better
 * @param measured the ratio or difference under each circumstance, by the circumstance
 */
public record Goal(
        String path, String to, double aim, boolean atMost, Function<List<Measured>, Map<String, Double>> measured) {

    /** The library takes at most so many times what another contender takes. */
    public static Goal atMost(String path, String contender, double times) {
        return new Goal(path, "× " + contender, times, true, rows -> ratios(rows, path, Path.LIBRARY, contender));
    }

    /** The library takes at most so many microseconds more than another contender. */
    public static Goal atMostMore(String path, String contender, double micros) {
        return new Goal(
                path,
                "µs more than " + contender,
                micros,
                true,
                rows -> compared(rows, path, Path.LIBRARY, contender, (library, other) -> library - other));
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
        return compared(rows, path, over, under, (a, b) -> a / b);
    }

    private static Map<String, Double> compared(
            List<Measured> rows, String path, String first, String second, DoubleBinaryOperator comparison) {
        Map<String, Double> compared = new LinkedHashMap<>();
        for (Measured row : of(rows, path, first)) {
            of(rows, path, second).stream()
                    .filter(other -> other.circumstances().equals(row.circumstances()))
                    .forEach(other -> compared.put(
                            Report.text(row.circumstances()), comparison.applyAsDouble(row.micros(), other.micros())));
        }
        return compared;
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

    /** The circumstance furthest from the aim, and its ratio or difference; empty when it was not measured. */
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
