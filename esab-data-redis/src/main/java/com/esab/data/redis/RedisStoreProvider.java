package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import com.esab.data.store.SessionStore;
import com.esab.data.store.StoreProvider;
import io.lettuce.core.RedisURI;
import java.util.Map;

/**
 * Connects as the environment says: {@code REDIS_HOST} (localhost), {@code REDIS_PORT} (6379), {@code REDIS_USERNAME}
 * (the default user), {@code REDIS_PASSWORD} (none), {@code REDIS_DB} (0), {@code REDIS_TLS} ({@code false}; {@code true}
 * for TLS with the certificates Java trusts); for {@code EsabData.fromEnvironment()}.
 *
 * <p>For a cluster, {@code REDIS_CLUSTER} is {@code true}, and {@code REDIS_HOST} lists some of its nodes with commas between,
 * as in {@code a,b:6380}; {@code REDIS_PORT} is that of those without one. With sentinels, {@code REDIS_SENTINEL_MASTER} is the
 * name of the master, {@code REDIS_HOST} lists the sentinels, {@code REDIS_PORT} (26379 then) is theirs, and
 * {@code REDIS_SENTINEL_PASSWORD} (none) is what they ask for.
 */
public final class RedisStoreProvider implements StoreProvider {

    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26_379;

    /** For the service loader. */
    public RedisStoreProvider() {}

    @Override
    public Kind kind() {
        return Kind.SESSIONS;
    }

    @Override
    public SessionStore connect(Map<String, String> environment) {
        String host = value(environment, "REDIS_HOST", "localhost");
        String master = value(environment, "REDIS_SENTINEL_MASTER", "");
        int port =
                number(environment, "REDIS_PORT", master.isEmpty() ? PORT : SENTINEL_PORT, 1, Addresses.HIGHEST_PORT);
        int database = number(environment, "REDIS_DB", 0, 0, Integer.MAX_VALUE);
        boolean tls = flag(environment, "REDIS_TLS");
        boolean cluster = flag(environment, "REDIS_CLUSTER");
        String username = value(environment, "REDIS_USERNAME", "");
        String password = environment.getOrDefault("REDIS_PASSWORD", "");
        if (!username.isEmpty() && password.isEmpty()) {
            throw new ConfigurationException(
                    "REDIS_USERNAME is \"%s\" and REDIS_PASSWORD is missing".formatted(username));
        }
        RedisSessions.Builder builder = RedisSessions.builder()
                .username(username)
                .password(password)
                .sentinelPassword(environment.getOrDefault("REDIS_SENTINEL_PASSWORD", ""));
        if (cluster) {
            if (!master.isEmpty() || database != 0) {
                throw new ConfigurationException(
                        "REDIS_CLUSTER is true: a cluster has neither sentinels (REDIS_SENTINEL_MASTER \"%s\") nor other databases than 0 (REDIS_DB %d)"
                                .formatted(master, database));
            }
            return builder.connectCluster(Addresses.nodes(host, port, tls));
        }
        if (master.isEmpty() && host.contains(",")) {
            throw new ConfigurationException(
                    "REDIS_HOST lists several servers, which needs REDIS_CLUSTER or REDIS_SENTINEL_MASTER: \"%s\""
                            .formatted(host));
        }
        return builder.connect(
                master.isEmpty()
                        ? RedisURI.builder()
                                .withHost(host)
                                .withPort(port)
                                .withDatabase(database)
                                .withSsl(tls)
                                .build()
                        : Addresses.sentinels(host, port, master, database, tls));
    }

    private static int number(Map<String, String> environment, String variable, int otherwise, int low, int high) {
        String value = value(environment, variable, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(value);
            if (number >= low && number <= high) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below
        }
        throw new ConfigurationException(
                "%s is not a whole number from %d to %d: \"%s\"".formatted(variable, low, high, value));
    }

    private static boolean flag(Map<String, String> environment, String variable) {
        String value = value(environment, variable, "false");
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new ConfigurationException("%s is neither true nor false: \"%s\"".formatted(variable, value));
        };
    }

    private static String value(Map<String, String> environment, String variable, String otherwise) {
        String value = environment.getOrDefault(variable, "").strip();
        return value.isEmpty() ? otherwise : value;
    }
}
