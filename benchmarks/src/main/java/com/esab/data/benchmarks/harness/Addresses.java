package com.esab.data.benchmarks.harness;

import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RedisServer;
import java.util.List;
import java.util.stream.Stream;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.NotificationSeverity;

/** Where the servers are. In system properties, so that a fork is told them by its command line. */
public final class Addresses {

    private static final String PREFIX = "benchmarks.";

    private Addresses() {}

    /** Makes the servers known to this JVM. */
    public static void set(Neo4jServer neo4j, RedisServer redis, PostgresServer postgres) {
        set("neo4j.uri", neo4j.uri());
        set("neo4j.user", neo4j.username());
        set("neo4j.password", neo4j.password());
        set("redis.uri", redis.uri());
        set("redis.host", redis.host());
        set("redis.port", Integer.toString(redis.port()));
        set("redis.password", redis.password());
        set("postgres.host", postgres.host());
        set("postgres.port", Integer.toString(postgres.port()));
        set("postgres.database", postgres.jdbcUrl().replaceAll(".*/|\\?.*", ""));
        set("postgres.user", postgres.username());
        set("postgres.password", postgres.password());
    }

    private static void set(String name, String value) {
        System.setProperty(PREFIX + name, value);
    }

    /** What tells a fork all that this JVM knows. */
    public static List<String> asArguments() {
        return System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .sorted()
                .flatMap(name -> Stream.of("-D" + name + "=" + System.getProperty(name)))
                .toList();
    }

    private static String get(String name) {
        String value = System.getProperty(PREFIX + name);
        if (value == null) {
            throw new IllegalStateException("no servers were made known to this JVM");
        }
        return value;
    }

    public static String redisHost() {
        return get("redis.host");
    }

    public static int redisPort() {
        return Integer.parseInt(get("redis.port"));
    }

    /** Empty for none. */
    public static String redisPassword() {
        return get("redis.password");
    }

    public static String postgresHost() {
        return get("postgres.host");
    }

    public static int postgresPort() {
        return Integer.parseInt(get("postgres.port"));
    }

    public static String postgresDatabase() {
        return get("postgres.database");
    }

    public static String postgresUser() {
        return get("postgres.user");
    }

    public static String postgresPassword() {
        return get("postgres.password");
    }

    public static String jdbcUrl() {
        return "jdbc:postgresql://%s:%d/%s".formatted(postgresHost(), postgresPort(), postgresDatabase());
    }

    /** With the password. */
    public static String redisUri() {
        return get("redis.uri");
    }

    public static String neo4jUri() {
        return get("neo4j.uri");
    }

    public static String neo4jUser() {
        return get("neo4j.user");
    }

    public static String neo4jPassword() {
        return get("neo4j.password");
    }

    /** A driver as an app would open it, with the user and password that are known. */
    public static Driver neo4jDriver(String uri) {
        return neo4jDriver(uri, neo4jUser(), neo4jPassword());
    }

    /** A driver as an app would open it. */
    public static Driver neo4jDriver(String uri, String user, String password) {
        return GraphDatabase.driver(
                uri,
                AuthTokens.basic(user, password),
                Config.builder()
                        .withMinimumNotificationSeverity(NotificationSeverity.OFF)
                        .withTelemetryDisabled(true)
                        .build());
    }
}
