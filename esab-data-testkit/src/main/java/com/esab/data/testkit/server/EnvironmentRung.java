package com.esab.data.testkit.server;

import com.esab.data.testkit.server.RealServer.Source;
import com.esab.data.testkit.server.spi.ServerKind;
import com.esab.data.testkit.server.spi.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** Servers that run already and are named by environment variables. */
final class EnvironmentRung {

    private final Map<String, String> environment;

    EnvironmentRung(Map<String, String> environment) {
        this.environment = environment;
    }

    boolean names(ServerKind kind) {
        return !value(kind.variable(), "").isEmpty();
    }

    OpenServer server(ServerKind kind) throws IOException {
        String url = value(kind.variable(), "");
        ServerProcess process = new Untouchable(kind);
        try {
            return switch (kind) {
                case NEO4J -> neo4j(url, process);
                case REDIS -> redis(url, process);
                case POSTGRES -> postgres(url, process);
            };
        } catch (IllegalArgumentException e) {
            // the address may hold a password, and the cause would repeat it
            throw new IOException(kind.variable() + " is not an address of " + kind.label());
        }
    }

    private OpenServer neo4j(String url, ServerProcess process) {
        URI uri = URI.create(url);
        String username = value("ESAB_TEST_NEO4J_USERNAME", "neo4j");
        String password = value("ESAB_TEST_NEO4J_PASSWORD", "");
        int port = uri.getPort() < 0 ? 7687 : uri.getPort();
        boolean plain = !uri.getScheme().contains("+");
        Probe probe = plain ? Probe.bolt(host(uri), port, username, password) : () -> "";
        return new OpenServer.Neo4j(Source.ENVIRONMENT, process, probe, url, username, password);
    }

    private static OpenServer redis(String url, ServerProcess process) {
        URI uri = URI.create(url);
        String credentials = uri.getUserInfo() == null ? "" : uri.getUserInfo();
        int colon = credentials.indexOf(':');
        String username = colon > 0 ? credentials.substring(0, colon) : "";
        String password = credentials.substring(colon + 1);
        int port = uri.getPort() < 0 ? 6379 : uri.getPort();
        boolean plain = "redis".equals(uri.getScheme());
        Probe probe = plain ? Probe.redis(host(uri), port, username, password) : () -> "";
        return new OpenServer.Redis(Source.ENVIRONMENT, process, probe, host(uri), port, url, password);
    }

    private OpenServer postgres(String url, ServerProcess process) {
        if (!url.startsWith("jdbc:")) {
            throw new IllegalArgumentException("no JDBC address");
        }
        URI uri = URI.create(url.substring("jdbc:".length()));
        String username = value("ESAB_TEST_POSTGRES_USERNAME", "postgres");
        String password = value("ESAB_TEST_POSTGRES_PASSWORD", "");
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        String path = uri.getPath() == null ? "" : uri.getPath();
        String database = path.length() > 1 ? path.substring(1) : username;
        Probe probe = Probe.postgres(host(uri), port, database, url, username, password);
        return new OpenServer.Postgres(
                Source.ENVIRONMENT, process, probe, host(uri), port, database, url, username, password);
    }

    private static String host(URI uri) {
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("no host");
        }
        return uri.getHost();
    }

    private String value(String variable, String otherwise) {
        String value = environment.get(variable);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    /** Neither started nor stopped by us. */
    private record Untouchable(ServerKind kind) implements ServerProcess {

        @Override
        public String product() {
            return kind.label();
        }

        @Override
        public void start() {}

        @Override
        public boolean isRunning() {
            // one failed question is the answer: nobody waits for a server that is said to run
            return false;
        }

        @Override
        public void kill() {
            throw refusal("stopped");
        }

        @Override
        public void freeze() {
            throw refusal("frozen");
        }

        @Override
        public void thaw() {
            throw refusal("thawed");
        }

        @Override
        public String log() {
            return kind.variable() + " names a server that does not serve us";
        }

        @Override
        public void delete() {}

        private IllegalStateException refusal(String verb) {
            return new IllegalStateException("The " + kind.label() + " that " + kind.variable()
                    + " names is not ours to be " + verb + "; take a dedicated server from RealServers");
        }
    }
}
