package com.esab.data.postgres;

import com.esab.data.ProgressListener;
import com.esab.data.schema.MigrationFiles;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program of its own that migrates, or rolls back to what its argument says, and names each migration that it has run. */
final class MigratingProgram {

    private MigratingProgram() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        try (PostgresArchive store = PostgresArchive.builder()
                .migrations(MigrationFiles.in(Path.of(environment.get("TEST_MIGRATIONS"))))
                .connect(environment.get("TEST_URL"), environment.get("TEST_USER"), environment.get("TEST_PASSWORD"))) {
            Schema schema = Schema.of(store.schema().orElseThrow());
            List<MigrationStatus> run = args.length == 0
                    ? schema.migrate(ProgressListener.NONE)
                    : schema.rollback(args[0], ProgressListener.NONE);
            run.forEach(migration -> System.out.println(migration.id()));
        }
    }

    static Process start(TestDatabase database, Path migrations, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                MigratingProgram.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(database.environment());
        builder.environment().put("TEST_MIGRATIONS", migrations.toString());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a program has said until its end. */
    static List<String> output(Process program) {
        try {
            return new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
