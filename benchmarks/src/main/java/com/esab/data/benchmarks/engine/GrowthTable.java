package com.esab.data.benchmarks.engine;

import com.esab.data.benchmarks.engine.Measurements.Figure;
import com.esab.data.benchmarks.harness.Machine;
import com.esab.data.compatibility.CandidateQuery.Mode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.util.Version;

/**
 * Measures catalogue after catalogue, writes the table so far after each, and ends with code 1 when two answers to a question differ.
 *
 * <p>Nothing runs side by side: first a JVM that compiles the catalogue and compares its direct answers with the bare intersection,
 * then the engine and the intersections in JVMs of their own, then a Neo4j with the same catalogue.
 */
final class GrowthTable {

    private final Settings settings;
    private final List<Row> rows = new ArrayList<>();
    private final double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    private String server = "";
    private boolean finderAnswers = true;

    private GrowthTable(Settings settings) {
        this.settings = settings;
    }

    /** See {@link Settings#USAGE}. */
    public static void main(String[] arguments) throws Exception {
        // several runs on one machine disturb each other, but a lock left behind by another user must not stop this one
        System.setProperty("jmh.ignoreLock", "true");
        try {
            new GrowthTable(Settings.of(arguments)).run(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private void run(String[] arguments) throws IOException, RunnerException, InterruptedException {
        for (int size : settings.sizes()) {
            rows.add(measured(new SyntheticCatalog(size, settings.seed())));
            String table = Table.of(rows, circumstances(arguments));
            Files.createDirectories(settings.file().toAbsolutePath().resolveSibling("."));
            Files.writeString(settings.file(), table);
            if (rows.size() == settings.sizes().size()) {
                System.out.println(table);
            }
        }
    }

    private Row measured(SyntheticCatalog catalog) throws IOException, RunnerException, InterruptedException {
        int size = catalog.size();
        progress(size, "compile, and compare with the bare intersection");
        Compilation compilation = compilation(catalog);
        progress(size, "%,d edges; measure the engine".formatted(compilation.edges()));
        List<String> memory = List.of("-Xmx" + Settings.heap(size));
        Map<String, Figure> engine =
                Measurements.of(EngineBenchmark.class, catalog, settings.forks(), settings.local(), memory);
        progress(size, "measure the bare intersection");
        Map<String, Figure> raw =
                Measurements.of(RawBenchmark.class, catalog, settings.forks(), settings.local(), memory);
        if (!settings.server()) {
            return new Row(size, compilation, engine, raw, Map.of(), FinderSample.UNASKED);
        }
        progress(size, "import into Neo4j");
        try (CatalogServer neo4j = CatalogServer.start(catalog, Settings.serverHeap(size), Settings.pageCache(size))) {
            server = neo4j.product();
            progress(size, "compare the answers of Cypher");
            FinderSample finder = compared(catalog, compilation, neo4j);
            progress(size, "measure Cypher");
            Map<String, Figure> cypher = Measurements.of(
                    CypherBenchmark.class,
                    catalog,
                    settings.forks(),
                    settings.overBolt(),
                    List.of(
                            "-Xmx512m",
                            "-D" + CypherBenchmark.URI + "=" + neo4j.access().uri(),
                            "-D" + CypherBenchmark.PASSWORD + "="
                                    + neo4j.access().password()));
            return new Row(size, compilation, engine, raw, cypher, finder);
        }
    }

    /** In a JVM that ends with this one. */
    private Compilation compilation(SyntheticCatalog catalog) throws IOException, InterruptedException {
        Path result = Files.createTempFile("esab-data-benchmarks-", "");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + Settings.heap(catalog.size()),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Compilation.class.getName(),
                        Integer.toString(catalog.size()),
                        Long.toString(catalog.seed()),
                        Integer.toString(settings.compilations(catalog.size())),
                        result.toString())
                .inheritIO()
                .start();
        Thread hook = new Thread(process::destroyForcibly, "benchmarks-compilation");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("compiling " + catalog.size() + " products failed");
            }
            return Compilation.read(result);
        } finally {
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(hook);
            Files.deleteIfExists(result);
        }
    }

    /** Asks everything once, which also warms the server up. */
    private FinderSample compared(SyntheticCatalog catalog, Compilation compilation, CatalogServer neo4j) {
        List<Question> questions = Question.round(catalog);
        try (Driver driver = neo4j.access().open();
                Session session = driver.session()) {
            for (int i = 0; i < questions.size(); i++) {
                Compilation.Answer answer = compilation.answers().get(i);
                requireSame(questions.get(i), Mode.DIRECT, answer.direct(), session);
                requireSame(questions.get(i), Mode.COMPLETABLE, answer.completable(), session);
            }
            // the larger the catalogue, the longer it takes
            FinderSample sample = finderAnswers ? FinderSample.of(driver, questions) : FinderSample.UNASKED;
            finderAnswers = sample.direct().isPresent() || sample.completable().isPresent();
            return sample;
        }
    }

    private static void requireSame(Question question, Mode mode, List<String> expected, Session session) {
        List<String> answer = CypherText.answer(session, CypherText.query(question, mode));
        if (!answer.equals(expected)) {
            throw new IllegalStateException("%s: %s has the %s candidates %s from the engine and %s from Cypher:%n%s"
                    .formatted(
                            question.wanted(),
                            question.selection(),
                            mode,
                            expected,
                            answer,
                            CypherText.text(question, mode)));
        }
    }

    private List<String> circumstances(String[] arguments) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Measured on %s with `mvn -q -ntp -Pgrowth -pl benchmarks -am -DskipTests verify -Dgrowth.args=\"%s\"`"
                        .formatted(LocalDate.now(ZoneOffset.UTC), String.join(" ", arguments)));
        lines.add("Java %s, JMH %s, forks: %d"
                .formatted(System.getProperty("java.vm.version"), Version.getPlainVersion(), settings.forks()));
        lines.add("%s; load when it began: %.1f".formatted(Machine.text(), load));
        lines.add("All direct candidates of a round were compared with the bare intersection");
        if (!server.isEmpty()) {
            lines.add(
                    "%s on the same machine, asked through its Java driver; the first fifty candidates of both kinds were compared with the engine's, in their order"
                            .formatted(server));
            lines.add(
                    "Cypher leaves out what the library's answer also holds: how many candidates there are in all, whether none"
                            + " is an answer, applicability, and whether the chosen products exist and fit each other");
        }
        return lines;
    }

    private static void progress(int size, String what) {
        System.err.printf("%,d products: %s%n", size, what);
    }
}
