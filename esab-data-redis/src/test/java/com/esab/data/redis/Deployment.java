package com.esab.data.redis;

import com.esab.data.session.SessionId;
import com.esab.data.testkit.contract.TestClock;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisCluster;
import com.esab.data.testkit.server.RedisSentinels;
import com.esab.data.testkit.server.RedisServer;
import io.lettuce.core.SetArgs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Several servers that are one Redis, shared by the classes of a run; a test that kills one of them brings it back. */
abstract class Deployment implements AutoCloseable {

    private final Map<RedisServer, RawRedis> raw = new ConcurrentHashMap<>();
    private final Map<String, RedisSessions> stores = new ConcurrentHashMap<>();
    private final TestClock clock = new TestClock();

    /** A store of its own, whose settings are these. */
    abstract RedisSessions connect(RedisSessions.Builder settings);

    /** The store of this name, which the deployment keeps. */
    RedisSessions store(String name, boolean handOver) {
        return stores.computeIfAbsent(
                name, key -> connect(RawRedis.patient().handOver(handOver).clock(clock)));
    }

    abstract KeyLayout keys();

    /** The servers that take writes. */
    abstract List<RedisServer> masters();

    /** The one of them that has this key. */
    abstract RedisServer masterOf(String key);

    /** Kills the master that has this key; {@link #restore} must follow. */
    abstract RedisServer killMaster(String key);

    abstract void awaitFailover();

    abstract void restore(RedisServer killed);

    /** A connection to this server, which the deployment keeps. */
    RawRedis raw(RedisServer server) {
        return raw.computeIfAbsent(server, key -> new RawRedis(key.uri()));
    }

    RawRedis raw(String key) {
        return raw(masterOf(key));
    }

    void clear() {
        masters().forEach(master -> raw(master).redis().flushdb());
    }

    void letTimePass(Duration time) {
        clock.advance(time);
        masters().forEach(master -> raw(master).letTimePass(time));
    }

    void setVersion(SessionId id, long version) {
        String key = keys().record(id);
        raw(key).setVersion(key, version);
    }

    boolean drop(String key) {
        return raw(key).redis().del(key) == 1;
    }

    /** Removes the queues of all partitions; whether there were some. */
    boolean dropQueues() {
        return masters().stream()
                        .map(master -> raw(master).redis())
                        .flatMap(redis -> redis.keys("sessions:due*").stream().map(redis::del))
                        .mapToLong(Long::longValue)
                        .sum()
                > 0;
    }

    void replace(String key, String text) {
        raw(key).redis().set(key, text, SetArgs.Builder.keepttl());
    }

    /** How often the masters have refused a command with an error of this name. */
    long errors(String name) {
        return masters().stream().mapToLong(master -> raw(master).errors(name)).sum();
    }

    /** How often the masters have run a command. */
    long calls(String command) {
        return masters().stream()
                .mapToLong(master -> raw(master).calls(command))
                .sum();
    }

    @Override
    public void close() {
        stores.values().forEach(RedisSessions::close);
        raw.values().forEach(RawRedis::close);
    }

    /** Three masters that share the slots, each with a replica. */
    static final class Cluster extends Deployment {

        private final RedisCluster servers = RealServers.dedicatedRedisCluster();

        RedisCluster servers() {
            return servers;
        }

        @Override
        RedisSessions connect(RedisSessions.Builder settings) {
            return settings.connectCluster(servers.uris().toArray(String[]::new));
        }

        @Override
        KeyLayout keys() {
            return KeyLayout.CLUSTER;
        }

        @Override
        List<RedisServer> masters() {
            return servers.masters();
        }

        @Override
        RedisServer masterOf(String key) {
            return servers.masterOf(key);
        }

        @Override
        RedisServer killMaster(String key) {
            return servers.killMaster(key);
        }

        @Override
        void awaitFailover() {
            servers.awaitFailover();
        }

        @Override
        void restore(RedisServer killed) {
            servers.awaitFailover();
            servers.restartAsReplica(killed);
        }

        @Override
        public void close() {
            super.close();
            servers.close();
        }
    }

    /** A master with two replicas under three sentinels. */
    static final class Sentinels extends Deployment {

        private final RedisSentinels servers = RealServers.dedicatedRedisSentinels();

        RedisSentinels servers() {
            return servers;
        }

        @Override
        RedisSessions connect(RedisSessions.Builder settings) {
            return settings.password(servers.password())
                    .connect("redis-sentinel://" + String.join(",", servers.sentinelAddresses()) + "/0#"
                            + servers.masterName());
        }

        @Override
        KeyLayout keys() {
            return KeyLayout.STANDALONE;
        }

        @Override
        List<RedisServer> masters() {
            return List.of(servers.master());
        }

        @Override
        RedisServer masterOf(String key) {
            return servers.master();
        }

        @Override
        RedisServer killMaster(String key) {
            return servers.killMaster();
        }

        @Override
        void awaitFailover() {
            servers.awaitFailover();
        }

        @Override
        void restore(RedisServer killed) {
            servers.restartAsReplica(killed);
        }

        @Override
        public void close() {
            super.close();
            servers.close();
        }
    }

    /**
     * A server of its own on which the store signs in as the app does in the folder {@code deployment}: with a name, and with
     * the rights that are written there.
     */
    static final class AsApp extends Deployment {

        static final String USER = "esab_app";

        private static final String PASSWORD = "app-secret";
        private static final Path USERS = Path.of("..", "deployment", "docker", "redis", "users.acl");

        private final RedisServer server = RealServers.dedicatedRedis(Map.of("user " + USER, rights()));

        /** What the access control list says of the app, with another password. */
        private static String rights() {
            try (Stream<String> lines = Files.lines(USERS)) {
                String line = lines.filter(each -> each.startsWith("user " + USER + " "))
                        .findFirst()
                        .orElseThrow();
                return line.replace("user " + USER + " ", "").replace("#@REDIS_APP_PASSWORD@", ">" + PASSWORD);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        RedisSessions connect(RedisSessions.Builder settings) {
            return connectAs(USER, PASSWORD, settings);
        }

        RedisSessions connectAs(String user, String password, RedisSessions.Builder settings) {
            return settings.username(user).password(password).connect("redis://" + server.host() + ":" + server.port());
        }

        /** A connection with the same rights. */
        RawRedis rawAsApp() {
            return new RawRedis("redis://%s:%s@%s:%d".formatted(USER, PASSWORD, server.host(), server.port()));
        }

        @Override
        KeyLayout keys() {
            return KeyLayout.STANDALONE;
        }

        @Override
        List<RedisServer> masters() {
            return List.of(server);
        }

        @Override
        RedisServer masterOf(String key) {
            return server;
        }

        @Override
        RedisServer killMaster(String key) {
            throw new UnsupportedOperationException("nothing takes its place");
        }

        @Override
        void awaitFailover() {
            throw new UnsupportedOperationException("nothing takes its place");
        }

        @Override
        void restore(RedisServer killed) {
            killed.start();
        }

        @Override
        public void close() {
            super.close();
            server.close();
        }
    }

    /** Gives tests the one that they name. */
    static final class Shared implements ParameterResolver {

        private static final Namespace NAMESPACE = Namespace.create(Deployment.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return Deployment.class.isAssignableFrom(parameter.getParameter().getType());
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
            Class<?> type = parameter.getParameter().getType();
            if (type.equals(Cluster.class)) {
                return store.getOrComputeIfAbsent(Cluster.class, key -> new Cluster(), Cluster.class);
            }
            return type.equals(Sentinels.class)
                    ? store.getOrComputeIfAbsent(Sentinels.class, key -> new Sentinels(), Sentinels.class)
                    : store.getOrComputeIfAbsent(AsApp.class, key -> new AsApp(), AsApp.class);
        }
    }
}
