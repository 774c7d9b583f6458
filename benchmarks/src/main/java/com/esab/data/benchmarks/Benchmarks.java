package com.esab.data.benchmarks;

import com.esab.data.benchmarks.archive.ArchiveReads;
import com.esab.data.benchmarks.archive.BesideSaves;
import com.esab.data.benchmarks.archive.HandOver;
import com.esab.data.benchmarks.catalog.CatalogueLoad;
import com.esab.data.benchmarks.catalog.CatalogueQuestions;
import com.esab.data.benchmarks.harness.Goal;
import com.esab.data.benchmarks.harness.Machine;
import com.esab.data.benchmarks.harness.Measured;
import com.esab.data.benchmarks.harness.Path;
import com.esab.data.benchmarks.harness.Report;
import com.esab.data.benchmarks.harness.Servers;
import com.esab.data.benchmarks.sessions.SessionPaths;
import com.esab.data.benchmarks.start.StartUp;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.util.Version;

/** Measures path after path on three servers of its own, and writes the tables so far after each. */
public final class Benchmarks {

    static final List<Path> PATHS = all(List.of(
            SessionPaths.ALL,
            List.of(new HandOver(), new BesideSaves(), new ArchiveReads()),
            List.of(CatalogueQuestions.DIRECT, CatalogueQuestions.OTHERS, new CatalogueLoad(), new StartUp())));

    static final List<Goal> GOALS = all(List.of(
            SessionPaths.GOALS,
            List.of(
                    Goal.atMost("hand-over", "JDBC unnest", 1 / 0.85).where("batch", "200"),
                    Goal.atMost("hand-over", "JDBC rewritten batch", 1 / 0.85).where("batch", "200"),
                    Goal.atLeast("hand-over", "Spring Data JPA", 3).where("batch", "200"),
                    Goal.atMost("archiver-beside-saves", "archiver off", 1.1),
                    Goal.growth("statistics", "sessions", "10000", "1000000", 5),
                    Goal.atLeast("statistics", "COUNT over the table", 20).where("sessions", "1000000")),
            List.of(
                    Goal.atMost("direct-candidates", "raw arrays", 3),
                    Goal.atLeast("direct-candidates", "Cypher", 100),
                    Goal.atLeast("direct-candidates", "Spring Data Neo4j", 300),
                    Goal.atLeast("catalogue-questions", "Cypher", 100).where("question", "default candidates"),
                    Goal.atMost("catalogue-load", "raw UNWIND", 1 / 0.7),
                    Goal.atLeast("catalogue-load", "Spring Data Neo4j", 3),
                    Goal.atMostMore("start-up", "three drivers", 1_000_000))));

    private Benchmarks() {}

    private static <T> List<T> all(List<List<T>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }

    /** See {@link Options#USAGE}. */
    public static void main(String[] arguments) throws Exception {
        try {
            Options options = Options.of(names(), arguments);
            Servers.during(() -> run(options, arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    static List<String> names() {
        return PATHS.stream().map(Path::name).toList();
    }

    /**
     * On servers that are known already.
     *
     * @throws IllegalStateException at the end, when paths have failed: what others took is written
     */
    static List<Measured> run(Options options, String... arguments) throws Exception {
        // several runs on one machine disturb each other, but a lock left behind by another user must not stop this one
        System.setProperty("jmh.ignoreLock", "true");
        List<Measured> rows = new ArrayList<>();
        StringBuilder besides = new StringBuilder();
        IllegalStateException failed = new IllegalStateException("not all paths were measured");
        for (Path path : PATHS) {
            if (options.wants(path.name())) {
                System.err.println("measuring " + path.name());
                long began = System.nanoTime();
                try {
                    rows.addAll(path.measure(options.effort()));
                    System.err.println("  took "
                            + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
                    besides.append(path.besides());
                    write(options, rows, besides, arguments);
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    System.err.println(path.name() + " failed: " + e);
                    failed.addSuppressed(new IllegalStateException(path.name() + " failed", e));
                }
            }
        }
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
        return rows;
    }

    private static void write(Options options, List<Measured> rows, CharSequence besides, String... arguments)
            throws IOException {
        Files.createDirectories(options.folder());
        Files.writeString(
                options.folder().resolve("performance.md"),
                Report.of(rows, GOALS, circumstances(options, arguments)) + besides);
        Charts.write(options.folder(), rows);
    }

    private static List<String> circumstances(Options options, String... arguments) throws IOException {
        return List.of(
                "Measured on %s with `mvn -q -ntp -Pbenchmarks -pl benchmarks -am -DskipTests verify%s`"
                        .formatted(
                                LocalDate.now(ZoneOffset.UTC),
                                arguments.length == 0
                                        ? ""
                                        : " -Dbenchmarks.args=\"%s\"".formatted(String.join(" ", arguments))),
                "Java %s, JMH %s, forks: %d at most, the median of which counts; ± is half of what lies between them"
                        .formatted(
                                System.getProperty("java.vm.version"),
                                Version.getPlainVersion(),
                                options.effort().forks()),
                Machine.text());
    }
}
