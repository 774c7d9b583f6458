package com.esab.data.benchmarks.start;

import com.esab.data.EsabData;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Path;
import com.esab.data.neo4j.Neo4jCatalog;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.redis.RedisSessions;
import com.esab.data.session.SessionId;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;

/** A program that does nothing but start, and tells how long that took and what is there then. */
final class StartUpProgram {

    static final String DRIVERS = "three drivers";

    private static final int COLLECTIONS = 3;

    private StartUpProgram() {}

    /**
     * Starts what a contender starts, and writes a line: nanoseconds until all is connected, and until each store has given its first
     * answer; bytes of the heap in use then, and threads.
     */
    public static void main(String[] arguments) throws SQLException {
        long[] nanos = arguments[0].equals(Path.LIBRARY) ? library() : drivers();
        System.out.println(nanos[0] + " " + nanos[1] + " " + nanos[2] + " " + nanos[3]);
    }

    private static long[] library() {
        long start = System.nanoTime();
        try (EsabData data = open(ArchiverSettings.defaults())) {
            long connected = System.nanoTime() - start;
            require(data.catalog().find(SampleCatalog.ARISTO_500IX).isPresent());
            require(data.sessions().find(SessionId.of("start-up")).isEmpty());
            require(data.archive().find(SessionId.of("start-up")).isEmpty());
            return with(connected, System.nanoTime() - start, data);
        }
    }

    /** The library over all three servers, migrated. */
    static EsabData open(ArchiverSettings archiver) {
        return EsabData.builder()
                .catalog(Neo4jCatalog.connect(Addresses.neo4jUri(), Addresses.neo4jUser(), Addresses.neo4jPassword()))
                .sessions(RedisSessions.builder()
                        .password(Addresses.redisPassword())
                        .connect("redis://" + Addresses.redisHost() + ":" + Addresses.redisPort()))
                .archive(PostgresArchive.connect(postgresUrl(), Addresses.postgresUser(), Addresses.postgresPassword()))
                .archiver(archiver)
                .migrateOnStart()
                .build();
    }

    private static long[] drivers() throws SQLException {
        long start = System.nanoTime();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgresUrl());
        config.setUsername(Addresses.postgresUser());
        config.setPassword(Addresses.postgresPassword());
        RedisURI uri = RedisURI.create(Addresses.redisHost(), Addresses.redisPort());
        if (!Addresses.redisPassword().isEmpty()) {
            uri = RedisURI.builder(uri)
                    .withPassword(Addresses.redisPassword().toCharArray())
                    .build();
        }
        RedisClient client = RedisClient.create(uri);
        try (Driver driver = Addresses.neo4jDriver(Addresses.neo4jUri());
                StatefulRedisConnection<String, String> redis = client.connect();
                HikariDataSource pool = new HikariDataSource(config)) {
            driver.verifyConnectivity();
            long connected = System.nanoTime() - start;
            try (Session session = driver.session()) {
                require(session.executeRead(tx -> tx.run(
                                                "MATCH (p:Product {gin: $gin}) RETURN p",
                                                Map.of("gin", SampleCatalog.ARISTO_500IX.value()))
                                        .list())
                                .size()
                        == 1);
            }
            require("PONG".equals(redis.sync().ping()));
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                require(statement.executeQuery("SELECT 1").next());
            }
            return with(connected, System.nanoTime() - start, List.of(driver, redis, pool));
        } finally {
            client.shutdown();
        }
    }

    private static String postgresUrl() {
        return "jdbc:postgresql://" + Addresses.postgresHost() + ":" + Addresses.postgresPort() + "/"
                + Addresses.postgresDatabase();
    }

    private static void require(boolean answered) {
        if (!answered) {
            throw new IllegalStateException("a store gave another answer");
        }
    }

    /** @param open what the heap holds */
    private static long[] with(long connected, long answered, Object open) {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long threads = ManagementFactory.getThreadMXBean().getThreadCount();
        Reference.reachabilityFence(open);
        return new long[] {connected, answered, heap, threads};
    }
}
