package com.esab.data.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The servers of one set, what they are asked, and the wait for what they must agree on. */
final class RedisSet implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(25);

    private final String label;
    private final List<RedisServer> members = new CopyOnWriteArrayList<>();

    RedisSet(String label) {
        this.label = label;
    }

    /** What still stands in the way of something; an empty text when nothing does. */
    interface Obstacle {
        String text() throws IOException;
    }

    /**
     * Starts one more server.
     *
     * @param configuration asked anew for each attempt, so that the ports in it are free ones
     */
    RedisServer add(String password, Supplier<Map<String, String>> configuration) {
        try {
            RedisServer member = Ladder.member(password, configuration);
            members.add(member);
            return member;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "No " + label + " for tests: " + e.getMessage()
                            + ". Neither the environment nor Docker has such a set, only the module server-binaries on the test class path.",
                    e);
        }
    }

    /** The answer of a server that must answer. */
    static List<String> require(RedisServer server, String... words) {
        try {
            return ask(server, words);
        } catch (IOException e) {
            throw new UncheckedIOException(address(server) + ": " + e.getMessage(), e);
        }
    }

    /** The answer over a connection of its own, so that a server which comes and goes needs no care. */
    static List<String> ask(RedisServer server, String... words) throws IOException {
        try (RespConnection connection = RespConnection.open(server.host(), server.port(), "", server.password())) {
            return connection.ask(words);
        }
    }

    /** The fields that {@code INFO replication} has. */
    static Map<String, String> replication(RedisServer server) throws IOException {
        Map<String, String> fields = new HashMap<>();
        ask(server, "INFO", "replication").get(0).lines().forEach(line -> {
            String[] field = line.split(":", 2);
            fields.put(field[0], field[field.length - 1]);
        });
        return fields;
    }

    static boolean isLinkedReplica(Map<String, String> replication) {
        return "slave".equals(replication.get("role")) && "up".equals(replication.get("master_link_status"));
    }

    static String address(RedisServer server) {
        return server.host() + ":" + server.port();
    }

    /**
     * Waits until nothing stands in the way.
     *
     * @param event what is waited for, as in {@code failed over}
     * @throws IllegalStateException with the obstacle, when it stays for a minute
     */
    void await(String event, Obstacle obstacle) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String text;
            try {
                text = obstacle.text();
            } catch (IOException | UncheckedIOException | IllegalStateException e) {
                // servers that come and go
                text = String.valueOf(e.getMessage());
            }
            if (text.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        label + " has not " + event + " within " + PATIENCE.toSeconds() + " s: " + text);
            }
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted before the " + label + " had " + event, e);
            }
        }
    }

    @Override
    public void close() {
        members.forEach(RedisServer::close);
    }
}
