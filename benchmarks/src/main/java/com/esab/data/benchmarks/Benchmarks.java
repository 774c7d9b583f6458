package com.esab.data.benchmarks;

import com.esab.data.benchmarks.archive.ArchiveReads;
import com.esab.data.benchmarks.archive.BesideSaves;
import com.esab.data.benchmarks.archive.HandOver;
import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Goal;
import com.esab.data.benchmarks.harness.Measured;
import com.esab.data.benchmarks.harness.Path;
import com.esab.data.benchmarks.harness.Report;
import com.esab.data.testkit.server.RealServers;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.util.Version;

/** Measures path after path on three servers of its own, and writes the tables so far after each. */
public final class Benchmarks {

    static final List<Path> PATHS = List.of(new HandOver(), new BesideSaves(), new ArchiveReads());

    static final List<Goal> GOALS = List.of(
            Goal.atMost("hand-over", "JDBC unnest", 1.18).where("batch", "200"),
            Goal.atMost("hand-over", "JDBC rewritten batch", 1.18).where("batch", "200"),
            Goal.atLeast("hand-over", "Spring Data JPA", 3),
            Goal.atMost("archiver-beside-saves", "archiver off", 1.1),
            Goal.growth("statistics", "sessions", "10000", "1000000", 5),
            Goal.atLeast("statistics", "COUNT over the table", 20).where("sessions", "1000000"));

    private Benchmarks() {}

    /** See {@link Options#USAGE}. */
    public static void main(String[] arguments) throws Exception {
        try {
            Options options = Options.of(names(), arguments);
            try (RealServers.Started servers = RealServers.startAll()) {
                Addresses.set(servers.neo4j(), servers.redis(), servers.postgres());
                run(options, arguments);
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static List<String> names() {
        return PATHS.stream().map(Path::name).toList();
    }

    /** On servers that are known already. */
    static List<Measured> run(Options options, String... arguments) throws Exception {
        // several runs on one machine disturb each other, but a lock left behind by another user must not stop this one
        System.setProperty("jmh.ignoreLock", "true");
        List<Measured> rows = new ArrayList<>();
        for (Path path : PATHS) {
            if (options.wants(path.name())) {
                System.err.println("measuring " + path.name());
                rows.addAll(path.measure(options.effort()));
                write(options, rows, arguments);
            }
        }
        return rows;
    }

    private static void write(Options options, List<Measured> rows, String... arguments) throws IOException {
        Files.createDirectories(options.folder());
        Files.writeString(
                options.folder().resolve("performance.md"), Report.of(rows, GOALS, circumstances(options, arguments)));
    }

    private static List<String> circumstances(Options options, String... arguments) {
        return List.of(
                "Measured on %s with `mvn -q -ntp -Pbenchmarks -pl benchmarks -am -DskipTests verify%s`"
                        .formatted(
                                LocalDate.now(ZoneOffset.UTC),
                                arguments.length == 0
                                        ? ""
                                        : " -Dbenchmarks.args=\"%s\"".formatted(String.join(" ", arguments))),
                "Java %s, JMH %s, forks: %d, the median of which counts; ± is half of what lies between them"
                        .formatted(
                                System.getProperty("java.vm.version"),
                                Version.getPlainVersion(),
                                options.effort().forks()));
    }
}
