package com.esab.data.benchmarks.harness;

import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.util.Map;

/**
 * Three servers that compile, keep what they commit, and have memory for what they are asked, made known by {@link Addresses}: those
 * of tests flatter whoever asks them less.
 */
public final class Servers {

    private static final Map<String, String> NEO4J =
            Map.of("server.memory.heap.max_size", "2g", "server.memory.pagecache.size", "512m");

    private static final Map<String, String> POSTGRES = Map.of("fsync", "on", "shared_buffers", "256MB");

    private Servers() {}

    /** Starts them, and ends them after the task. */
    public static void during(Task task) throws Exception {
        try (Neo4jServer neo4j = RealServers.dedicatedNeo4j(NEO4J);
                RedisServer redis = RealServers.dedicatedRedis();
                PostgresServer postgres = RealServers.dedicatedPostgres(POSTGRES)) {
            Addresses.set(neo4j, redis, postgres);
            task.run();
        }
    }

    /** What is done with them. */
    public interface Task {

        void run() throws Exception;
    }
}
