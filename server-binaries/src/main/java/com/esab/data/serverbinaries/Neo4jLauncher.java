package com.esab.data.serverbinaries;

import com.esab.data.testkit.server.spi.ServerKind;
import com.esab.data.testkit.server.spi.ServerLauncher;
import com.esab.data.testkit.server.spi.ServerProcess;
import com.esab.data.testkit.server.spi.ServerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Neo4j Community in a JVM of its own: the server is licensed under the GPL and shares no class path with the library. */
public final class Neo4jLauncher implements ServerLauncher {

    private static final String MAIN = "org.neo4j.server.CommunityEntryPoint";
    private static final String ADMIN = "org.neo4j.cli.AdminTool";
    private static final String HEAP = "server.memory.heap.max_size";
    private static final int HASH_ROUNDS = 1024;

    /** Little memory, and a start that is not held up by compiling: tests are short. */
    private static final List<String> FOR_TESTS =
            List.of("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** For the service loader. */
    public Neo4jLauncher() {}

    @Override
    public ServerKind kind() {
        return ServerKind.NEO4J;
    }

    /** With a heap of its own among the settings, it is a server as in production. */
    @Override
    public ServerProcess prepare(ServerSettings settings) throws IOException {
        String heap = settings.configuration().get(HEAP);
        return server(home(settings), heap == null ? FOR_TESTS : List.of("-Xmx" + heap));
    }

    /**
     * Prepares a server for much data: its database {@code neo4j} comes from CSV files through Neo4j's own importer, which has ended
     * when this returns, and its JVM compiles as it does in production.
     *
     * @param heap the memory of the server's JVM and of the importer's, as {@code -Xmx} takes it
     * @param importArguments those of {@code neo4j-admin database import full} after the name of the database
     */
    public ServerProcess prepareImported(ServerSettings settings, String heap, List<String> importArguments)
            throws IOException {
        Path folder = home(settings);
        List<String> options = List.of("-Xmx" + heap);
        List<String> command = java(folder, options);
        command.addAll(List.of(ADMIN, "database", "import", "full", "neo4j"));
        command.addAll(importArguments);
        SupervisedProcess importer = new SupervisedProcess("the importer of Neo4j", folder, command, "KILL", null);
        try {
            importer.runToItsEnd(Map.of(
                    "NEO4J_HOME", folder.toString(),
                    "NEO4J_CONF", folder.resolve("conf").toString()));
        } catch (IOException | RuntimeException e) {
            importer.delete();
            throw e;
        }
        return server(folder, options);
    }

    /** A folder with what a server reads at its start. */
    private static Path home(ServerSettings settings) throws IOException {
        String classPath = Resources.text("neo4j.classpath").strip();
        Path folder = Resources.folder("neo4j");
        Files.write(
                Files.createDirectories(folder.resolve("conf")).resolve("neo4j.conf"),
                configuration(settings).entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .toList());
        Files.writeString(
                Files.createDirectories(folder.resolve("data/dbms")).resolve("auth.ini"),
                credential(settings.password()));
        // two hundred jars are too long for a command line on some systems
        Files.writeString(folder.resolve("arguments"), "-cp \"" + classPath.replace("\\", "\\\\") + "\"\n");
        return folder;
    }

    private static ServerProcess server(Path folder, List<String> options) throws IOException {
        List<String> command = java(folder, options);
        command.addAll(List.of(MAIN, "--home-dir=" + folder, "--config-dir=" + folder.resolve("conf")));
        return new SupervisedProcess(
                "Neo4j " + Resources.version("neo4j"), folder, command, "KILL", folder.resolve("logs/debug.log"));
    }

    /** The beginning of a command, up to the main class. */
    private static List<String> java(Path folder, List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
        for (String opened : List.of("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("@" + folder.resolve("arguments"));
        return command;
    }

    private static Map<String, String> configuration(ServerSettings settings) {
        String address = "127.0.0.1:" + settings.port();
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("server.default_listen_address", "127.0.0.1");
        configuration.put("server.bolt.listen_address", address);
        configuration.put("server.bolt.advertised_address", address);
        configuration.put("server.http.enabled", "false");
        configuration.put("server.https.enabled", "false");
        configuration.put("dbms.usage_report.enabled", "false");
        configuration.put("server.memory.pagecache.size", "16m");
        configuration.put("db.tx_log.preallocate", "false");
        configuration.put("db.tx_log.rotation.size", "1m");
        configuration.putAll(settings.configuration());
        return configuration;
    }

    /**
     * The line from which a new server takes the password of its first user. Setting it over Bolt afterwards would cost a second of
     * every start.
     */
    private static String credential(String password) {
        try {
            byte[] salt = new byte[32];
            new SecureRandom().nextBytes(salt);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            byte[] hash = digest.digest(password.getBytes(StandardCharsets.UTF_8));
            for (int round = 1; round < HASH_ROUNDS; round++) {
                hash = digest.digest(hash);
            }
            HexFormat hex = HexFormat.of().withUpperCase();
            return "neo4j:SHA-256," + hex.formatHex(hash) + "," + hex.formatHex(salt) + "," + HASH_ROUNDS + ":\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
