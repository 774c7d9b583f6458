package com.esab.data.neo4j;

import com.esab.data.ProgressListener;
import com.esab.data.schema.MigrationFiles;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.Schema;
import com.esab.data.testkit.server.Neo4jServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program of its own that migrates, or rolls back to what its argument says, and names each migration that it has run. */
final class MigratingProgram {

    private static final String CONNECTED = "connected";

    private final Process process;
    private final BufferedReader output;

    private MigratingProgram(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        try (Neo4jCatalog store = Neo4jCatalog.builder()
                .queryDeadline(TestCatalog.PATIENCE)
                .bulkDeadline(TestCatalog.PATIENCE)
                .migrations(MigrationFiles.in(Path.of(environment.get("TEST_MIGRATIONS"))))
                .connect(environment.get("TEST_URI"), environment.get("TEST_USER"), environment.get("TEST_PASSWORD"))) {
            System.out.println(CONNECTED);
            Schema schema = Schema.of(store.schema().orElseThrow());
            List<MigrationStatus> run = args.length == 0
                    ? schema.migrate(ProgressListener.NONE)
                    : schema.rollback(args[0], ProgressListener.NONE);
            run.forEach(migration -> System.out.println(migration.id()));
        }
    }

    /** Returns when it has connected. */
    static MigratingProgram start(Neo4jServer server, Path migrations, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                MigratingProgram.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "TEST_URI", server.uri(),
                        "TEST_USER", server.username(),
                        "TEST_PASSWORD", server.password(),
                        "TEST_MIGRATIONS", migrations.toString()));
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        try {
            MigratingProgram program = new MigratingProgram(builder.start());
            String first = program.output.readLine();
            if (!CONNECTED.equals(first)) {
                throw new AssertionError(first + "\n" + program.output());
            }
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it says from now on until its end. */
    List<String> output() {
        return output.lines().toList();
    }

    /** Ends it at once, and returns when it has ended. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }
}
