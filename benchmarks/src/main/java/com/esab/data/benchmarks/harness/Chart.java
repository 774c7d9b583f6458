package com.esab.data.benchmarks.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Draws what was measured as SVG that is readable on a light and on a dark page. */
public final class Chart {

    private static final int WIDTH = 860;
    private static final int LABELS = 270;
    private static final int BAR = 18;
    private static final int MARGIN = 64;
    private static final int PLOT = 320;
    private static final List<String> COLOURS =
            List.of("#c79a00", "#2f6fb3", "#3a9a5b", "#b34747", "#7a5fb3", "#5b8a8a", "#a0622d");

    private final StringBuilder body = new StringBuilder();

    private Chart() {}

    /** A bar for each contender under each circumstance: how many times what the library takes. */
    public static String ratios(String title, List<Measured> rows) {
        Chart chart = new Chart();
        Map<Map<String, String>, List<Measured>> groups = new LinkedHashMap<>();
        rows.forEach(row -> groups.computeIfAbsent(row.circumstances(), any -> new ArrayList<>())
                .add(row));
        double most = 1;
        for (List<Measured> group : groups.values()) {
            double library = library(group);
            most = Math.max(
                    most,
                    group.stream()
                            .mapToDouble(row -> row.micros() / library)
                            .max()
                            .orElse(1));
        }
        double scale = (WIDTH - LABELS - 90) / Math.log10(1 + most);
        int y = 40;
        chart.text(10, 22, "start", "bold", title + ": times what esab-data takes (logarithmic)");
        for (Map.Entry<Map<String, String>, List<Measured>> group : groups.entrySet()) {
            chart.text(10, y + 12, "start", "normal", Report.text(group.getKey()));
            y += BAR;
            double library = library(group.getValue());
            for (Measured row : group.getValue()) {
                double ratio = row.micros() / library;
                double length = Math.max(1, Math.log10(1 + ratio) * scale);
                chart.text(LABELS - 8, y + 12, "end", "normal", row.contender());
                chart.add(
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
                        LABELS, y + 1, length, BAR - 4, colour(row.contender().equals(Path.LIBRARY)));
                chart.text(LABELS + length + 6, y + 12, "start", "normal", Report.number(ratio));
                y += BAR;
            }
            y += 6;
        }
        return chart.svg(y + 6);
    }

    private static double library(List<Measured> group) {
        return group.stream()
                .filter(row -> row.contender().equals(Path.LIBRARY))
                .mapToDouble(Measured::micros)
                .findFirst()
                .orElse(1);
    }

    private static String colour(boolean library) {
        return library ? COLOURS.get(0) : COLOURS.get(1);
    }

    /** A line for each series over sizes, both axes logarithmic. */
    public static String growth(String title, String size, String unit, Map<String, Map<Double, Double>> series) {
        Chart chart = new Chart();
        double[] x = range(series, Map.Entry::getKey);
        double[] y = range(series, Map.Entry::getValue);
        chart.text(10, 22, "start", "bold", title);
        double right = WIDTH - LABELS;
        int bottom = MARGIN + PLOT;
        chart.grid(x, y, right, bottom);
        chart.text((MARGIN + right) / 2, bottom + 36, "middle", "normal", size);
        chart.text(10, MARGIN - 10, "start", "normal", unit);
        int place = 0;
        for (Map.Entry<String, Map<Double, Double>> line : series.entrySet()) {
            String colour = COLOURS.get(place % COLOURS.size());
            StringBuilder points = new StringBuilder();
            new TreeMap<>(line.getValue()).forEach((at, value) -> {
                double px = position(at, x, MARGIN, right);
                double py = position(value, y, bottom, MARGIN);
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", px, py));
                chart.add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", px, py, colour);
            });
            chart.add(
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n",
                    points.toString().strip(), colour);
            int legend = MARGIN + 18 * place;
            chart.add(
                    "<rect x=\"%.1f\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>\n", right + 24, legend, colour);
            chart.text(right + 42, legend + 11, "start", "normal", line.getKey());
            place++;
        }
        return chart.svg(Math.max(bottom + 50, MARGIN + 18 * place + 10));
    }

    private void grid(double[] x, double[] y, double right, int bottom) {
        for (double power = x[0]; power <= x[1] * 1.0001; power *= 10) {
            double at = position(power, x, MARGIN, right);
            line(at, MARGIN, at, bottom);
            text(at, bottom + 16, "middle", "normal", count(power));
        }
        for (double power = y[0]; power <= y[1] * 1.0001; power *= 10) {
            double at = position(power, y, bottom, MARGIN);
            line(MARGIN, at, right, at);
            text(MARGIN - 4, at + 4, "end", "normal", count(power));
        }
    }

    /** Powers of ten around all values. */
    private static double[] range(
            Map<String, Map<Double, Double>> series, ToDoubleFunction<Map.Entry<Double, Double>> value) {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (Map<Double, Double> line : series.values()) {
            for (Map.Entry<Double, Double> point : line.entrySet()) {
                least = Math.min(least, value.applyAsDouble(point));
                most = Math.max(most, value.applyAsDouble(point));
            }
        }
        double from = Math.pow(10, Math.floor(Math.log10(least)));
        return new double[] {from, Math.max(from * 10, Math.pow(10, Math.ceil(Math.log10(most))))};
    }

    private static double position(double value, double[] range, double from, double to) {
        return from + (to - from) * Math.log10(value / range[0]) / Math.log10(range[1] / range[0]);
    }

    private static String count(double power) {
        if (power >= 1_000_000) {
            return String.format(Locale.ROOT, "%.0f M", power / 1_000_000);
        }
        return power >= 1 ? String.format(Locale.ROOT, "%,.0f", power) : String.format(Locale.ROOT, "%s", power);
    }

    private void add(String format, Object... values) {
        body.append(String.format(Locale.ROOT, format, values));
    }

    private void line(double x1, double y1, double x2, double y2) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#8884\"/>\n", x1, y1, x2, y2);
    }

    private void text(double x, double y, String anchor, String weight, String content) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-weight=\"%s\">%s</text>\n",
                x, y, anchor, weight, content.replace("&", "&amp;").replace("<", "&lt;"));
    }

    private String svg(int height) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" fill="#777">
                %s</svg>
                """.formatted(WIDTH, height, body);
    }
}
