package com.esab.data.serverbinaries;

import com.esab.data.testkit.server.spi.ServerKind;
import com.esab.data.testkit.server.spi.ServerLauncher;
import com.esab.data.testkit.server.spi.ServerProcess;
import com.esab.data.testkit.server.spi.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PostgreSQL with all contributed extensions and passwords by SCRAM. */
public final class PostgresLauncher implements ServerLauncher {

    private static final String NOBODY = "65534";

    /** For the service loader. */
    public PostgresLauncher() {}

    @Override
    public ServerKind kind() {
        return ServerKind.POSTGRES;
    }

    @Override
    public ServerProcess prepare(ServerSettings settings) throws IOException {
        String version = Resources.version("postgres");
        String platform = (Resources.isMac() ? "darwin" : "linux") + (Resources.isArm() ? "-arm_64" : "-x86_64");
        Path bin = BinaryCache.tree("postgres-" + version + "-" + platform, "/postgres-" + platform + ".txz")
                .resolve("bin");

        Path folder = Resources.folder("postgres");
        try {
            Path data = folder.resolve("data");
            Path password = Files.writeString(folder.resolve("password"), settings.password());
            List<String> user = unprivileged(folder);
            initialize(user, bin, data, password);
            Files.delete(password);

            List<String> command = new ArrayList<>(user);
            command.addAll(List.of(bin.resolve("postgres").toString(), "-D", data.toString()));
            configuration(settings).forEach((key, value) -> {
                command.add("-c");
                command.add(key + "=" + value);
            });
            // a fast shutdown also gives back the shared memory, which outlives a killed server
            return new SupervisedProcess(
                    "PostgreSQL " + version.replaceFirst("\\.0$", ""), folder, command, "INT", null);
        } catch (IOException | RuntimeException e) {
            Resources.delete(folder);
            throw e;
        }
    }

    private static void initialize(List<String> user, Path bin, Path data, Path password) throws IOException {
        List<String> command = new ArrayList<>(user);
        command.addAll(List.of(
                bin.resolve("initdb").toString(),
                "-D",
                data.toString(),
                "-U",
                "postgres",
                "--auth=scram-sha-256",
                "--pwfile=" + password,
                "-E",
                "UTF8",
                "--locale=" + (Resources.isMac() ? "en_US.UTF-8" : "C.UTF-8"),
                "-N"));
        Commands.require(command);
    }

    private static Map<String, String> configuration(ServerSettings settings) {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("listen_addresses", "127.0.0.1");
        configuration.put("port", Integer.toString(settings.port()));
        configuration.put("unix_socket_directories", "");
        configuration.put("dynamic_shared_memory_type", "mmap");
        // what is committed survives a killed server, if not a power cut
        configuration.put("fsync", "off");
        configuration.put("full_page_writes", "off");
        configuration.put("shared_buffers", "32MB");
        configuration.put("lc_messages", "C");
        configuration.put("shared_preload_libraries", "pg_stat_statements");
        configuration.putAll(settings.configuration());
        return configuration;
    }

    /**
     * The words before a command that make it run without the rights of root, which PostgreSQL refuses to run with; none for an
     * ordinary user. A user namespace of its own is enough and keeps the files ours; where that is forbidden, another user takes the
     * folder over.
     */
    private static List<String> unprivileged(Path folder) throws IOException {
        if (!"0".equals(Commands.run(List.of("id", "-u")).output().strip())) {
            return List.of();
        }
        if (Commands.run(List.of("unshare", "-U", "id", "-u")).exitCode() == 0) {
            return List.of("unshare", "-U");
        }
        List<String> nobody = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        Commands.require(List.of("chown", "-R", NOBODY + ":" + NOBODY, folder.toString()));
        return nobody;
    }
}
