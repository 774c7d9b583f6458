package com.esab.data.testkit.server;

import com.esab.data.testkit.server.spi.ServerKind;
import com.esab.data.testkit.server.spi.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the three servers have in common: a process, and a probe that says when it answers. */
abstract class OpenServer implements RealServer {

    private static final Set<OpenServer> OPEN = ConcurrentHashMap.newKeySet();

    /** What PostgreSQL says while the last child of a killed one holds its memory. */
    private static final String MEMORY_NOT_FREE = "still in use";

    private static final int START_ATTEMPTS = 20;

    static {
        // a test run that is interrupted leaves no data behind
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(OpenServer::close), "esab-data-servers"));
    }

    private final ServerKind kind;
    private final Source source;
    private final ServerProcess process;
    private final Probe probe;
    private String version = "";

    OpenServer(ServerKind kind, Source source, ServerProcess process, Probe probe) {
        this.kind = kind;
        this.source = source;
        this.process = process;
        this.probe = probe;
    }

    /** Starts a fresh server; on failure nothing of it stays behind. */
    final void open() throws IOException {
        OPEN.add(this);
        try {
            process.start();
            await();
        } catch (IOException | RuntimeException e) {
            try {
                close();
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private void await() throws IOException {
        long deadline = System.nanoTime() + kind.patience().toNanos();
        while (true) {
            try {
                version = probe.version();
                return;
            } catch (IOException e) {
                if (!process.isRunning()) {
                    throw new IOException(kind.label() + " does not run (" + e.getMessage() + "): " + process.log(), e);
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException(
                            kind.label() + " did not answer within "
                                    + kind.patience().toSeconds() + " s (" + e.getMessage() + "): " + process.log(),
                            e);
                }
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a server started", e);
        }
    }

    final ServerKind kind() {
        return kind;
    }

    @Override
    public final String product() {
        return version.isEmpty() ? process.product() : kind.label() + " " + version;
    }

    @Override
    public final Source source() {
        return source;
    }

    @Override
    public final void stop() {
        run(process::kill);
    }

    @Override
    public final void start() {
        run(() -> {
            for (int attempt = 1; ; attempt++) {
                try {
                    process.start();
                    await();
                    return;
                } catch (IOException e) {
                    if (attempt == START_ATTEMPTS
                            || !String.valueOf(e.getMessage()).contains(MEMORY_NOT_FREE)) {
                        throw e;
                    }
                    pause();
                }
            }
        });
    }

    @Override
    public final void freeze() {
        run(process::freeze);
    }

    @Override
    public final void thaw() {
        run(process::thaw);
    }

    @Override
    public final void close() {
        if (OPEN.remove(this)) {
            run(process::delete);
        }
    }

    /** Address without credentials, as in {@code 127.0.0.1:6379}. */
    abstract String address();

    @Override
    public final String toString() {
        return product() + " on " + address() + " from " + source.text();
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void run(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    static final class Neo4j extends OpenServer implements Neo4jServer {
        private final String uri;
        private final String username;
        private final String password;

        Neo4j(Source source, ServerProcess process, Probe probe, String uri, String username, String password) {
            super(ServerKind.NEO4J, source, process, probe);
            this.uri = uri;
            this.username = username;
            this.password = password;
        }

        @Override
        public String uri() {
            return uri;
        }

        @Override
        public String username() {
            return username;
        }

        @Override
        public String password() {
            return password;
        }

        @Override
        String address() {
            return uri;
        }
    }

    static final class Redis extends OpenServer implements RedisServer {
        private final String host;
        private final int port;
        private final String uri;
        private final String password;

        Redis(Source source, ServerProcess process, Probe probe, String host, int port, String uri, String password) {
            super(ServerKind.REDIS, source, process, probe);
            this.host = host;
            this.port = port;
            this.uri = uri;
            this.password = password;
        }

        @Override
        public String host() {
            return host;
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public String uri() {
            return uri;
        }

        @Override
        public String password() {
            return password;
        }

        @Override
        String address() {
            return host + ":" + port;
        }
    }

    static final class Postgres extends OpenServer implements PostgresServer {
        private final String host;
        private final int port;
        private final String database;
        private final String jdbcUrl;
        private final String username;
        private final String password;

        Postgres(
                Source source,
                ServerProcess process,
                Probe probe,
                String host,
                int port,
                String database,
                String jdbcUrl,
                String username,
                String password) {
            super(ServerKind.POSTGRES, source, process, probe);
            this.host = host;
            this.port = port;
            this.database = database;
            this.jdbcUrl = jdbcUrl;
            this.username = username;
            this.password = password;
        }

        @Override
        public String host() {
            return host;
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public String database() {
            return database;
        }

        @Override
        public String jdbcUrl() {
            return jdbcUrl;
        }

        @Override
        public String username() {
            return username;
        }

        @Override
        public String password() {
            return password;
        }

        @Override
        String address() {
            return host + ":" + port;
        }
    }
}
