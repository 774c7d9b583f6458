package com.esab.data.testkit.server;

import com.esab.data.testkit.server.spi.ServerKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Gives tests a running {@link Neo4jServer}, {@link RedisServer} or {@link PostgresServer} for each parameter of that type; fails
 * the test, never skips it, when there is none.
 *
 * <p>The tests of one JVM share one server of each kind. It starts when the first of them asks for it and ends with the test run.
 * It comes from the first of three sources that has it: the addresses in {@code ESAB_TEST_NEO4J_URI}, {@code ESAB_TEST_REDIS_URI}
 * and {@code ESAB_TEST_POSTGRES_URL}; a Docker engine; server binaries on the class path. The system property
 * {@code esab.test.servers} forces one: {@code environment}, {@code docker} or {@code binaries}.
 *
 * <p>When the run is over, one line per server says on the standard output how many tests ran on it; the lines are also appended to
 * {@code target/real-servers.txt}.
 */
public final class RealServers implements ParameterResolver, BeforeAllCallback, TestWatcher {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(RealServers.class);

    private static final Map<Class<?>, ServerKind> KINDS = Map.of(
            Neo4jServer.class, ServerKind.NEO4J,
            RedisServer.class, ServerKind.REDIS,
            PostgresServer.class, ServerKind.POSTGRES);

    /** All servers a program started; {@link #close} ends them. */
    public record Started(Neo4jServer neo4j, RedisServer redis, PostgresServer postgres) implements AutoCloseable {

        @Override
        public void close() {
            for (RealServer server : List.of(neo4j, redis, postgres)) {
                server.close();
            }
        }
    }

    /** For JUnit. */
    public RealServers() {}

    /** Starts all three servers side by side, without JUnit; the caller closes them. */
    public static Started startAll() {
        Ladder ladder = Ladder.ofThisJvm();
        Map<ServerKind, CompletableFuture<OpenServer>> starting = new EnumMap<>(ServerKind.class);
        for (ServerKind kind : ServerKind.values()) {
            starting.put(kind, CompletableFuture.supplyAsync(() -> ladder.shared(kind), RealServers::inNewThread));
        }
        try {
            CompletableFuture.allOf(starting.values().toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            for (CompletableFuture<OpenServer> server : starting.values()) {
                if (!server.isCompletedExceptionally()) {
                    server.join().close();
                }
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        return new Started(
                (Neo4jServer) joined(starting, ServerKind.NEO4J),
                (RedisServer) joined(starting, ServerKind.REDIS),
                (PostgresServer) joined(starting, ServerKind.POSTGRES));
    }

    private static OpenServer joined(Map<ServerKind, CompletableFuture<OpenServer>> starting, ServerKind kind) {
        return starting.getOrDefault(kind, new CompletableFuture<>()).join();
    }

    private static void inNewThread(Runnable task) {
        new Thread(task, "esab-data-server-start").start();
    }

    /** Starts a Neo4j for one test that stops or freezes it; the test closes it. */
    public static Neo4jServer dedicatedNeo4j() {
        return dedicatedNeo4j(Map.of());
    }

    /** Starts a Neo4j with settings in the words of {@code neo4j.conf}. */
    public static Neo4jServer dedicatedNeo4j(Map<String, String> configuration) {
        return (Neo4jServer) Ladder.ofThisJvm().dedicated(ServerKind.NEO4J, configuration);
    }

    /** Starts a Redis for one test that stops or freezes it; the test closes it. */
    public static RedisServer dedicatedRedis() {
        return dedicatedRedis(Map.of());
    }

    /** Starts a Redis with settings in the words of {@code redis.conf}, as in {@code Map.of("timeout", "1")}. */
    public static RedisServer dedicatedRedis(Map<String, String> configuration) {
        return (RedisServer) Ladder.ofThisJvm().dedicated(ServerKind.REDIS, configuration);
    }

    /** Starts a Redis Cluster for one test that moves its slots or kills its masters; the test closes it. */
    public static RedisCluster dedicatedRedisCluster() {
        return dedicatedRedisCluster(Map.of());
    }

    /**
     * Starts a Redis Cluster whose nodes have these settings in the words of {@code redis.conf}, as in
     * {@code Map.of("appendonly", "yes")}; returns when all slots are served and all replicas linked.
     *
     * @throws IllegalStateException when the class path has no server binaries, the only source of such sets, whatever
     *     {@code esab.test.servers} forces
     */
    public static RedisCluster dedicatedRedisCluster(Map<String, String> configuration) {
        return RedisCluster.start(configuration);
    }

    /** Starts a Redis master with replicas under sentinels for one test that kills the master; the test closes it. */
    public static RedisSentinels dedicatedRedisSentinels() {
        return dedicatedRedisSentinels(Map.of());
    }

    /**
     * Starts a Redis master with replicas under sentinels; master and replicas have these settings in the words of
     * {@code redis.conf}. Returns when all replicas are linked and the sentinels know them and each other.
     *
     * @throws IllegalStateException when the class path has no server binaries, the only source of such sets, whatever
     *     {@code esab.test.servers} forces
     */
    public static RedisSentinels dedicatedRedisSentinels(Map<String, String> configuration) {
        return RedisSentinels.start(configuration);
    }

    /** Starts a PostgreSQL for one test that stops or freezes it; the test closes it. */
    public static PostgresServer dedicatedPostgres() {
        return dedicatedPostgres(Map.of());
    }

    /** Starts a PostgreSQL with settings in the words of {@code postgresql.conf}. */
    public static PostgresServer dedicatedPostgres(Map<String, String> configuration) {
        return (PostgresServer) Ladder.ofThisJvm().dedicated(ServerKind.POSTGRES, configuration);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // present from the first class on, so that it outlives every test that counts in it
        run(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return KINDS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ServerKind kind = KINDS.get(parameter.getParameter().getType());
        return kind == null ? null : run(context).server(kind, context);
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        run(context).report().count(context, false);
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        run(context).report().count(context, true);
    }

    private static TestRun run(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(TestRun.class, key -> new TestRun(Ladder.ofThisJvm()), TestRun.class);
    }
}
