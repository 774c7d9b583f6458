package com.esab.data.benchmarks.load;

import com.esab.data.benchmarks.harness.Addresses;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;

/**
 * What the program holds at one moment; the connections as the servers count them, less those of the one who asks.
 *
 * @param heap bytes that are left after a collection
 */
record Footprint(long heap, int threads, long redis, long postgres, long neo4j) {

    /** Asks the servers over connections of its own, which it keeps. */
    static final class Probe implements AutoCloseable {

        private final RedisClient client;
        private final StatefulRedisConnection<String, String> redis;
        private final Connection postgres;
        private final Driver neo4j;

        Probe() throws SQLException {
            client = RedisClient.create(Addresses.redisUri());
            redis = client.connect();
            postgres = DriverManager.getConnection(
                    Addresses.jdbcUrl(), Addresses.postgresUser(), Addresses.postgresPassword());
            neo4j = Addresses.neo4jDriver(Addresses.neo4jUri());
        }

        Footprint take() throws SQLException {
            System.gc();
            System.gc();
            return new Footprint(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    redisConnections() - 1,
                    postgresConnections() - 1,
                    neo4jConnections() - 1);
        }

        private long redisConnections() {
            return redis.sync()
                    .info("clients")
                    .lines()
                    .filter(line -> line.startsWith("connected_clients:"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .sum();
        }

        private long postgresConnections() throws SQLException {
            try (Statement statement = postgres.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()")) {
                row.next();
                return row.getLong(1);
            }
        }

        private long neo4jConnections() {
            try (Session session = neo4j.session()) {
                return session.run("CALL dbms.listConnections() YIELD connectionId RETURN count(connectionId)")
                        .single()
                        .get(0)
                        .asLong();
            }
        }

        @Override
        public void close() throws SQLException {
            redis.close();
            client.shutdown();
            postgres.close();
            neo4j.close();
        }
    }

    String row(long seconds, long calls) {
        return String.format(
                Locale.ROOT,
                "| %,d | %,d | %.1f | %d | %d | %d | %d |%n",
                seconds,
                calls,
                heap / 1e6,
                threads,
                redis,
                postgres,
                neo4j);
    }
}
