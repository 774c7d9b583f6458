package com.esab.data.postgres;

import com.esab.data.error.ConfigurationException;
import com.esab.data.store.Store;
import com.esab.data.store.StoreProvider;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Connects the archive with {@code POSTGRES_HOST} (localhost), {@code POSTGRES_PORT} (5432), {@code POSTGRES_DB}
 * (pconfig), {@code POSTGRES_USER} (postgres), {@code POSTGRES_PASSWORD}, which has no default, and
 * {@code POSTGRES_SSLMODE} (prefer).
 */
public final class PostgresStoreProvider implements StoreProvider {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f:.]+]?");
    private static final int HIGHEST_PORT = 65_535;

    /** For the service loader. */
    public PostgresStoreProvider() {}

    @Override
    public Kind kind() {
        return Kind.ARCHIVE;
    }

    @Override
    public Store connect(Map<String, String> environment) {
        String password = environment.get("POSTGRES_PASSWORD");
        if (password == null) {
            throw new ConfigurationException("the environment variable POSTGRES_PASSWORD is missing");
        }
        return PostgresArchive.connect(jdbcUrl(environment), value(environment, "POSTGRES_USER", "postgres"), password);
    }

    /** The address that the variables stand for. */
    static String jdbcUrl(Map<String, String> environment) {
        String host = matching(environment, "POSTGRES_HOST", "localhost", HOST, "the name or address of a host");
        if (host.contains(":") && !host.startsWith("[")) {
            host = "[" + host + "]";
        }
        String database = URLEncoder.encode(value(environment, "POSTGRES_DB", "pconfig"), StandardCharsets.UTF_8)
                .replace("+", "%20");
        String sslMode = matching(
                environment, "POSTGRES_SSLMODE", "prefer", ServerAddress.SSL_MODE, ServerAddress.SSL_MODE.pattern());
        return "jdbc:postgresql://%s:%d/%s?sslmode=%s".formatted(host, port(environment), database, sslMode);
    }

    private static int port(Map<String, String> environment) {
        String text = value(environment, "POSTGRES_PORT", "5432");
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new ConfigurationException("POSTGRES_PORT is \"" + text + "\", not a number from 1 to " + HIGHEST_PORT);
    }

    private static String matching(
            Map<String, String> environment, String variable, String otherwise, Pattern form, String rule) {
        String value = value(environment, variable, otherwise);
        if (!form.matcher(value).matches()) {
            throw new ConfigurationException(variable + " is \"" + value + "\", not " + rule);
        }
        return value;
    }

    /** The variable's value; one that is set to nothing counts as not set. */
    private static String value(Map<String, String> environment, String variable, String otherwise) {
        String value = environment.get(variable);
        return value == null || value.isBlank() ? otherwise : value;
    }
}
