package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import com.esab.data.store.SessionStore;
import com.esab.data.store.StoreProvider;
import java.util.Map;

/**
 * Connects as the environment says: {@code REDIS_HOST} (localhost), {@code REDIS_PORT} (6379), {@code REDIS_PASSWORD}
 * (none), {@code REDIS_DB} (0), {@code REDIS_TLS} ({@code false}; {@code true} for TLS with the certificates Java
 * trusts); for {@code EsabData.fromEnvironment()}.
 */
public final class RedisStoreProvider implements StoreProvider {

    private static final int HIGHEST_PORT = 65_535;

    /** For the service loader. */
    public RedisStoreProvider() {}

    @Override
    public Kind kind() {
        return Kind.SESSIONS;
    }

    @Override
    public SessionStore connect(Map<String, String> environment) {
        String host = value(environment, "REDIS_HOST", "localhost");
        int port = number(environment, "REDIS_PORT", 6379, 1, HIGHEST_PORT);
        int database = number(environment, "REDIS_DB", 0, 0, Integer.MAX_VALUE);
        boolean tls = flag(environment, "REDIS_TLS");
        return RedisSessions.builder()
                .password(environment.getOrDefault("REDIS_PASSWORD", ""))
                .connect(host, port, database, tls);
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
