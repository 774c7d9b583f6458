package com.esab.data.benchmarks.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes what was measured as Markdown: the goals first, then a table for each path. */
public final class Report {

    private static final String NONE = "–";

    private Report() {}

    /** @param circumstances a line each: versions, machine, command */
    public static String of(List<Measured> rows, List<Goal> goals, List<String> circumstances) {
        StringBuilder text = new StringBuilder("# What each path takes\n\n");
        circumstances.forEach(line -> text.append("- ").append(line).append('\n'));
        text.append("\n## Goals\n\nThe worst ratio of all circumstances counts.\n\n");
        text.append("| path | goal | measured | where | |\n|---|---|---:|---|---|\n");
        for (Goal goal : goals) {
            Optional<Map.Entry<String, Double>> worst = goal.worst(rows);
            worst.ifPresent(entry -> text.append("| %s | %s | %s | %s | %s |\n"
                    .formatted(
                            goal.path(),
                            goal.text(),
                            number(entry.getValue()),
                            entry.getKey(),
                            goal.isMetBy(entry.getValue()) ? "met" : "**missed**")));
        }
        byPath(rows)
                .forEach((path, ofPath) ->
                        text.append("\n## ").append(path).append("\n\n").append(table(ofPath)));
        return text.toString();
    }

    private static Map<String, List<Measured>> byPath(List<Measured> rows) {
        return rows.stream().collect(Collectors.groupingBy(Measured::path, LinkedHashMap::new, Collectors.toList()));
    }

    private static String table(List<Measured> rows) {
        List<String> names = new ArrayList<>(rows.get(0).circumstances().keySet());
        StringBuilder text = new StringBuilder();
        names.forEach(name -> text.append("| ").append(name).append(' '));
        text.append(
                "| contender | µs | ± | × esab-data | round trips | bytes sent | bytes received | bytes allocated |\n");
        names.forEach(name -> text.append("|---:"));
        text.append("|---|---:|---:|---:|---:|---:|---:|---:|\n");
        for (Measured row : rows) {
            names.forEach(name -> text.append("| ")
                    .append(row.circumstances().getOrDefault(name, NONE))
                    .append(' '));
            text.append("| %s | %s | %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            row.contender(),
                            number(row.micros()),
                            number(row.spread()),
                            library(rows, row)
                                    .map(library -> number(row.micros() / library.micros()))
                                    .orElse(NONE),
                            row.cost().map(cost -> number(cost.roundTrips())).orElse(NONE),
                            row.cost().map(cost -> number(cost.bytesSent())).orElse(NONE),
                            row.cost().map(cost -> number(cost.bytesReceived())).orElse(NONE),
                            row.allocated().map(Report::number).orElse(NONE)));
        }
        return text.toString();
    }

    private static Optional<Measured> library(List<Measured> rows, Measured row) {
        return rows.stream()
                .filter(other -> other.contender().equals(Path.LIBRARY)
                        && other.circumstances().equals(row.circumstances()))
                .findFirst();
    }

    static String text(Map<String, String> circumstances) {
        return circumstances.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    /** With three digits that mean something. */
    static String number(double number) {
        double size = Math.abs(number);
        return String.format(
                Locale.ROOT,
                size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.01 || size == 0 ? "%.2f" : "%.4f",
                number);
    }
}
