package com.esab.data.testkit.server;

/**
 * A server that runs for tests.
 *
 * <p>{@link #stop}, {@link #start}, {@link #freeze} and {@link #thaw} throw {@link IllegalStateException} for a server from the
 * environment, which is not ours to break. A test that uses them takes a dedicated server from {@link RealServers}, since other
 * tests work on the shared one.
 */
public interface RealServer extends AutoCloseable {

    /** Where a server comes from. */
    enum Source {
        /** It ran already; environment variables name it. */
        ENVIRONMENT("the environment"),
        /** It runs in a container. */
        DOCKER("Docker"),
        /** It runs as a child process of this JVM. */
        BINARIES("server binaries");

        private final String text;

        Source(String text) {
            this.text = text;
        }

        /** The words a report uses. */
        public String text() {
            return text;
        }
    }

    /** Product and version, as in {@code Redis 7.0.15}. */
    String product();

    /** Where this server comes from. */
    Source source();

    /** Ends the server at once, as a crash does; its data stays. */
    void stop();

    /** Starts a stopped server on the same port with the same data and returns when it answers. */
    void start();

    /** Halts the server; connections stay open and answer nothing until {@link #thaw}. */
    void freeze();

    /** Lets a frozen server go on. */
    void thaw();

    /** Ends the server and removes its data; leaves a server from the environment alone. */
    @Override
    void close();
}
