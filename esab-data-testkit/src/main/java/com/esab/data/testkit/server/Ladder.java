package com.esab.data.testkit.server;

import com.esab.data.testkit.server.RealServer.Source;
import com.esab.data.testkit.server.spi.ServerKind;
import com.esab.data.testkit.server.spi.ServerLauncher;
import com.esab.data.testkit.server.spi.ServerProcess;
import com.esab.data.testkit.server.spi.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Opens a server from the first source that has one: the environment, a Docker engine, server binaries. */
final class Ladder {

    /** Forces one source, by the lower-case name of its constant. */
    static final String FORCED = "esab.test.servers";

    /** A free port may be taken by somebody else before the server has it. */
    private static final int ATTEMPTS = 3;

    /** The setting with the second port that a member of a Redis cluster listens on. */
    static final String CLUSTER_PORT = "cluster-port";

    private static final String LOOPBACK = "127.0.0.1";

    private final EnvironmentRung environment;
    private final String forced;

    Ladder(Map<String, String> environment, String forced) {
        this.environment = new EnvironmentRung(environment);
        this.forced = forced.strip().toLowerCase(Locale.ROOT);
        if (!this.forced.isEmpty()
                && List.of(Source.values()).stream()
                        .noneMatch(source -> name(source).equals(this.forced))) {
            throw new IllegalStateException(
                    FORCED + " must be environment, docker or binaries, not \"" + forced + "\"");
        }
    }

    static Ladder ofThisJvm() {
        return new Ladder(System.getenv(), System.getProperty(FORCED, ""));
    }

    /**
     * Opens a server of its own for a test that breaks it; the environment is passed over.
     *
     * @throws IllegalStateException with the reason of each source, when none has the server
     */
    OpenServer dedicated(ServerKind kind, Map<String, String> configuration) {
        List<String> reasons = new ArrayList<>();
        reasons.add("not shared");
        return climb(kind, configuration, reasons);
    }

    /**
     * Opens the server that all tests share.
     *
     * @throws IllegalStateException with the reason of each source, when none has the server; also when the environment names a
     *     server that does not answer, since another one would hide that
     */
    OpenServer shared(ServerKind kind) {
        List<String> reasons = new ArrayList<>();
        if (!wanted(Source.ENVIRONMENT)) {
            reasons.add(FORCED + "=" + forced);
        } else if (environment.names(kind)) {
            try {
                OpenServer server = environment.server(kind);
                server.open();
                return announced(server, List.of("named by " + kind.variable()));
            } catch (IOException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        } else {
            reasons.add("no URL in " + kind.variable());
        }
        return climb(kind, Map.of(), reasons);
    }

    private OpenServer climb(ServerKind kind, Map<String, String> configuration, List<String> reasons) {
        IllegalStateException failure = new IllegalStateException();
        // a server of its own cannot come from the environment, so forcing that leaves the other two
        boolean anyOther = name(Source.ENVIRONMENT).equals(forced) && reasons.contains("not shared");
        if (anyOther || wanted(Source.DOCKER)) {
            String obstacle = DockerEngine.obstacle();
            if (obstacle.isEmpty()) {
                try {
                    return announced(docker(kind, configuration), reasons);
                } catch (IOException e) {
                    obstacle = "Docker failed: " + e.getMessage();
                    failure.addSuppressed(e);
                }
            }
            reasons.add(obstacle);
        }
        if (anyOther || wanted(Source.BINARIES)) {
            try {
                return announced(binaries(kind, configuration), reasons);
            } catch (IOException e) {
                reasons.add(e.getMessage());
                failure.addSuppressed(e);
            }
        }
        IllegalStateException told = new IllegalStateException("No " + kind.label() + " for tests: "
                + String.join("; ", reasons) + ". Set " + kind.variable()
                + ", start a Docker engine, or put the module server-binaries on the test class path.");
        for (Throwable suppressed : failure.getSuppressed()) {
            told.addSuppressed(suppressed);
        }
        throw told;
    }

    private boolean wanted(Source source) {
        return forced.isEmpty() || forced.equals(name(source));
    }

    private static String name(Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    private static OpenServer docker(ServerKind kind, Map<String, String> configuration) throws IOException {
        String host = DockerProcess.host();
        return attempt(kind, Source.DOCKER, host, configuration, settings -> new DockerProcess(kind, settings, host));
    }

    private static OpenServer binaries(ServerKind kind, Map<String, String> configuration) throws IOException {
        return attempt(kind, Source.BINARIES, LOOPBACK, configuration, launcher(kind)::prepare);
    }

    private static ServerLauncher launcher(ServerKind kind) throws IOException {
        return ServiceLoader.load(ServerLauncher.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new IOException("no server binaries on the class path"));
    }

    /**
     * Opens one of several Redis servers that know each other. Neither the environment nor Docker has such sets, so they come from
     * server binaries whatever source is forced.
     *
     * @param configuration asked anew for each attempt, so that the ports in it are free ones
     */
    static RedisServer member(String password, Supplier<Map<String, String>> configuration) throws IOException {
        ServerLauncher launcher = launcher(ServerKind.REDIS);
        return (RedisServer)
                attempt(ServerKind.REDIS, Source.BINARIES, LOOPBACK, password, configuration, launcher::prepare);
    }

    private interface Preparation {
        ServerProcess prepare(ServerSettings settings) throws IOException;
    }

    private static OpenServer attempt(
            ServerKind kind, Source source, String host, Map<String, String> configuration, Preparation preparation)
            throws IOException {
        return attempt(kind, source, host, password(), () -> configuration, preparation);
    }

    private static OpenServer attempt(
            ServerKind kind,
            Source source,
            String host,
            String password,
            Supplier<Map<String, String>> configuration,
            Preparation preparation)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            ServerSettings settings = new ServerSettings(freePort(), password, configuration.get());
            try {
                OpenServer server = server(kind, source, host, settings, preparation.prepare(settings));
                server.open();
                return server;
            } catch (IOException e) {
                if (attempt == ATTEMPTS || !wasTaken(e) && ports(settings).allMatch(Ladder::isFree)) {
                    throw e;
                }
            }
        }
    }

    private static OpenServer server(
            ServerKind kind, Source source, String host, ServerSettings settings, ServerProcess process) {
        int port = settings.port();
        String password = settings.password();
        return switch (kind) {
            case NEO4J ->
                new OpenServer.Neo4j(
                        source,
                        process,
                        Probe.bolt(host, port, "neo4j", password),
                        "bolt://" + host + ":" + port,
                        "neo4j",
                        password);
            case REDIS ->
                new OpenServer.Redis(
                        source,
                        process,
                        Probe.redis(host, port, "", password),
                        host,
                        port,
                        "redis://:" + password + "@" + host + ":" + port,
                        password);
            case POSTGRES -> {
                String url = "jdbc:postgresql://" + host + ":" + port + "/postgres";
                Probe probe = Probe.postgres(host, port, "postgres", url, "postgres", password);
                yield new OpenServer.Postgres(
                        source, process, probe, host, port, "postgres", url, "postgres", password);
            }
        };
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static Stream<Integer> ports(ServerSettings settings) {
        return Stream.concat(
                Stream.of(settings.port()),
                Optional.ofNullable(settings.configuration().get(CLUSTER_PORT)).map(Integer::valueOf).stream());
    }

    /** Whoever took a port for a connection has often given it back by now; the server's last words tell all the same. */
    static boolean wasTaken(IOException failure) {
        return String.valueOf(failure.getMessage())
                .toLowerCase(Locale.ROOT)
                .matches("(?s).*address (already )?in use.*");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    static String password() {
        byte[] bytes = new byte[12];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static OpenServer announced(OpenServer server, List<String> reasons) {
        System.out.println("esab-data testkit: " + server + " (" + String.join(", ", reasons) + ")");
        return server;
    }
}
