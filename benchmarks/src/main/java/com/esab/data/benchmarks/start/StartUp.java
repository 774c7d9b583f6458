package com.esab.data.benchmarks.start;

import com.esab.data.EsabData;
import com.esab.data.ProgressListener;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.benchmarks.catalog.StoredCatalogue;
import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Effort;
import com.esab.data.benchmarks.harness.Effort.Scale;
import com.esab.data.benchmarks.harness.Measured;
import com.esab.data.benchmarks.harness.Path;
import com.esab.data.benchmarks.harness.Runs;
import com.esab.data.schema.Schema;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A program starts on servers that are migrated and hold the sample catalogue, in a JVM of its own each time. */
public final class StartUp implements Path {

    private static final List<String> CONTENDERS = List.of(LIBRARY, StartUpProgram.DRIVERS);

    private String besides = "";

    @Override
    public String name() {
        return "start-up";
    }

    @Override
    public List<Measured> measure(Effort effort) throws IOException, InterruptedException {
        int times = effort.scale() == Scale.FULL ? 5 : effort.scale() == Scale.SHORT ? 2 : 1;
        List<List<double[]>> told = new ArrayList<>();
        CONTENDERS.forEach(contender -> told.add(new ArrayList<>()));
        try (StoredCatalogue stored = StoredCatalogue.open();
                EsabData data = StartUpProgram.open(ArchiverSettings.defaults().withBackground(false))) {
            stored.load(SampleCatalog.data());
            try {
                for (int i = 0; i < times; i++) {
                    for (int contender = 0; contender < CONTENDERS.size(); contender++) {
                        told.get(contender).add(started(CONTENDERS.get(contender)));
                    }
                }
            } finally {
                data.schemas().forEach(schema -> schema.rollback(Schema.NOTHING, ProgressListener.NONE));
            }
        }
        List<Measured> rows = new ArrayList<>();
        StringBuilder table =
                new StringBuilder("\n## What is there after the start\n\nHeap in use after a collection, and"
                        + " all threads of the JVM.\n\n| contender | heap | threads |\n|---|---:|---:|\n");
        for (int contender = 0; contender < CONTENDERS.size(); contender++) {
            List<double[]> starts = told.get(contender);
            rows.add(row("connected", CONTENDERS.get(contender), column(starts, 0)));
            rows.add(row("first answers", CONTENDERS.get(contender), column(starts, 1)));
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f MB | %.0f |\n",
                    CONTENDERS.get(contender),
                    Runs.median(column(starts, 2)) / 1e6,
                    Runs.median(column(starts, 3))));
        }
        besides = table + Jars.ofClassPath().table();
        return rows;
    }

    @Override
    public String besides() {
        return besides;
    }

    private static double[] column(List<double[]> starts, int column) {
        return starts.stream().mapToDouble(start -> start[column]).sorted().toArray();
    }

    private Measured row(String until, String contender, double... sorted) {
        return new Measured(
                name(),
                Map.of("until", until),
                contender,
                Runs.median(sorted) / 1e3,
                (sorted[sorted.length - 1] - sorted[0]) / 2 / 1e3,
                Optional.empty(),
                Optional.empty());
    }

    private static double[] started(String contender) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(String.join(File.separator, System.getProperty("java.home"), "bin", "java"));
        command.addAll(Addresses.asArguments());
        command.addAll(List.of(
                "-Xmx1g",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-classpath",
                System.getProperty("java.class.path"),
                StartUpProgram.class.getName(),
                contender));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(contender + " did not start: " + line);
        }
        return Arrays.stream(line.strip().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
