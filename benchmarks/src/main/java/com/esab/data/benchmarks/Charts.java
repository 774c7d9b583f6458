package com.esab.data.benchmarks;

import com.esab.data.benchmarks.harness.Chart;
import com.esab.data.benchmarks.harness.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static com.esab.data.benchmarks.harness.Path.LIBRARY;

/** The pictures beside the tables: how much slower the others are, and how the library's cost grows with a size. */
final class Charts {

    /** Circumstances that are a size, which a growth is drawn over. */
    private static final Set<String> SIZES = Set.of("bytes", "sessions", "products");

    private Charts() {}

    static void write(Path folder, List<Measured> rows) throws IOException {
        for (Map.Entry<String, List<Measured>> path : byPath(rows).entrySet()) {
            String file = "performance-" + path.getKey().replace(' ', '-');
            Files.writeString(folder.resolve(file + ".svg"), Chart.ratios(path.getKey(), path.getValue()));
            for (String size : SIZES) {
                Map<String, Map<Double, Double>> series = series(path.getValue(), size);
                if (!series.isEmpty()) {
                    Files.writeString(
                            folder.resolve(file + "-growth.svg"), Chart.growth(path.getKey(), size, "µs", series));
                }
            }
        }
    }

    private static Map<String, List<Measured>> byPath(List<Measured> rows) {
        return rows.stream().collect(Collectors.groupingBy(Measured::path, TreeMap::new, Collectors.toList()));
    }

    /** What was measured at two sizes at least: a line for the library, and its limit if there is nobody else, under each circumstance. */
    private static Map<String, Map<Double, Double>> series(List<Measured> rows, String size) {
        Map<String, Map<Double, Double>> series = new TreeMap<>();
        boolean many = rows.stream().map(Measured::contender).distinct().count() > 2;
        for (Measured row : rows) {
            String at = row.circumstances().get(size);
            if (at != null && (!many || row.contender().equals(LIBRARY))) {
                Map<String, String> others = new TreeMap<>(row.circumstances());
                others.remove(size);
                String line = row.contender() + (others.isEmpty() ? "" : " " + String.join(", ", others.values()));
                series.computeIfAbsent(line, any -> new TreeMap<>())
                        .put(Double.parseDouble(at.replace(",", "")), row.micros());
            }
        }
        series.values().removeIf(points -> points.size() < 2);
        return series;
    }
}
