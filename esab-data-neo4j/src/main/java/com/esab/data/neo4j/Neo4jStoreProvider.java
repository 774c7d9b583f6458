package com.esab.data.neo4j;

import com.esab.data.error.ConfigurationException;
import com.esab.data.store.Store;
import com.esab.data.store.StoreProvider;
import java.util.Map;

/**
 * Connects a {@link Neo4jCatalog} with {@code NEO4J_URI}, {@code NEO4J_USERNAME} ({@code neo4j} unless set),
 * {@code NEO4J_PASSWORD} and {@code NEO4J_DATABASE} ({@code neo4j} unless set).
 */
public final class Neo4jStoreProvider implements StoreProvider {

    private static final String DEFAULT = "neo4j";

    /** For the service loader. */
    public Neo4jStoreProvider() {}

    @Override
    public Kind kind() {
        return Kind.CATALOG;
    }

    @Override
    public Store connect(Map<String, String> environment) {
        String uri = required(environment, "NEO4J_URI");
        String password = required(environment, "NEO4J_PASSWORD");
        String user = optional(environment, "NEO4J_USERNAME");
        String database = optional(environment, "NEO4J_DATABASE");
        return Neo4jCatalog.builder()
                .addressFrom("NEO4J_URI")
                .database(database)
                .connect(uri, user, password);
    }

    private static String required(Map<String, String> environment, String variable) {
        String value = environment.getOrDefault(variable, "");
        if (value.isBlank()) {
            throw new ConfigurationException("the environment variable " + variable + " is not set");
        }
        return value;
    }

    private static String optional(Map<String, String> environment, String variable) {
        String value = environment.getOrDefault(variable, "");
        return value.isBlank() ? DEFAULT : value;
    }
}
