package com.esab.data.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static com.esab.data.examples.DeploymentFiles.FOLDER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The scripts of the folder {@code deployment}, with a {@code java} that only says how it was called. */
class DeploymentScriptsIT {

    private static final String CALLED = """
            #!/bin/sh
            echo "called: $*"
            env | grep -E '^(NEO4J|POSTGRES|REDIS|BACKUP)_'
            exit 7
            """;

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new LinkedHashMap<>();

    @BeforeEach
    void prepare() throws IOException {
        Path java =
                Files.writeString(Files.createDirectory(folder.resolve("bin")).resolve("java"), CALLED);
        assertThat(java.toFile().setExecutable(true)).isTrue();
        environment.put("PATH", java.getParent() + ":" + System.getenv("PATH"));
        environment.put(
                "ESAB_DATA_JAR",
                Files.createFile(folder.resolve("esab data.jar")).toString());
        settings("""
                # a comment

                POSTGRES_USER=postgres
                POSTGRES_PASSWORD=administrator's $word=
                POSTGRES_BACKUP_PASSWORD=reader
                REDIS_PASSWORD=administrator
                REDIS_BACKUP_PASSWORD=reader""");
    }

    static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".sh")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void a_script_can_be_run_and_says_what_it_is_for(Path script) throws Exception {
        assertThat(script).isExecutable();
        assertThat(Files.readAllLines(script))
                .startsWith("#!/bin/sh")
                .element(1)
                .asString()
                .startsWith("# ");
        assertThat(run("sh", "-n", script.toString()).exitCode()).isZero();
    }

    @Test
    void arguments_and_exit_codes_are_passed_on() throws Exception {
        Result health = script("esab-data.sh", "health", "--json", "two words", "*");

        assertThat(health.exitCode()).isEqualTo(7);
        assertThat(health.output())
                .contains("called: -jar " + environment.get("ESAB_DATA_JAR") + " health --json two words *");
    }

    @Test
    void settings_are_taken_as_they_are_and_what_is_set_already_wins() throws Exception {
        environment.put("POSTGRES_USER", "somebody");

        assertThat(script("esab-data.sh", "health").output())
                .contains("POSTGRES_PASSWORD=administrator's $word=", "POSTGRES_USER=somebody");
    }

    @Test
    void a_backup_signs_in_as_the_user_for_backups() throws Exception {
        Result backup = script("backup.sh", "--only", "archive");

        assertThat(backup.exitCode()).isEqualTo(7);
        assertThat(backup.output().get(0)).endsWith(" backup --only archive");
        assertThat(backup.output())
                .contains(
                        "POSTGRES_USER=esab_backup",
                        "POSTGRES_PASSWORD=reader",
                        "REDIS_USERNAME=esab_backup",
                        "REDIS_PASSWORD=reader");
    }

    @Test
    void a_restore_without_a_backup_lists_them() throws Exception {
        assertThat(script("restore.sh").output().get(0)).endsWith(" backups");
        assertThat(script("restore.sh", "20261126_031500.tar.gz").output().get(0))
                .endsWith(" restore 20261126_031500.tar.gz");
    }

    @Test
    void redis_alone_is_given_its_settings() throws Exception {
        assertThat(script("init/redis-init.sh", "--json").output().get(0)).endsWith(" init --only sessions --json");
    }

    @Test
    void a_line_that_is_no_setting_is_refused_and_not_run() throws Exception {
        settings("A B=$(touch " + folder + "/run)");

        Result refused = script("esab-data.sh", "health");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).singleElement().asString().contains("not the name of a variable");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void a_missing_jar_is_named() throws Exception {
        environment.put("ESAB_DATA_JAR", "/nowhere/esab-data.jar");

        Result refused = script("esab-data.sh", "health");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).singleElement().asString().contains("/nowhere/esab-data.jar");
    }

    private void settings(String text) throws IOException {
        environment.put(
                "ESAB_DATA_ENV_FILE",
                Files.writeString(folder.resolve("settings"), text).toString());
    }

    private Result script(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(FOLDER.resolve(name).toString()));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private Result run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches("(NEO4J|POSTGRES|REDIS|BACKUP|ESAB)_.*"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Result(process.waitFor(), output.lines().toList());
    }

    private record Result(int exitCode, List<String> output) {}
}
