package com.esab.data.testkit.server.spi;

import java.time.Duration;

/** The servers the library works with. */
public enum ServerKind {
    NEO4J("Neo4j", "ESAB_TEST_NEO4J_URI", Duration.ofMinutes(2)),
    REDIS("Redis", "ESAB_TEST_REDIS_URI", Duration.ofSeconds(30)),
    POSTGRES("PostgreSQL", "ESAB_TEST_POSTGRES_URL", Duration.ofMinutes(1));

    private final String label;
    private final String variable;
    private final Duration patience;

    ServerKind(String label, String variable, Duration patience) {
        this.label = label;
        this.variable = variable;
        this.patience = patience;
    }

    /** The name of the product without a version. */
    public String label() {
        return label;
    }

    /** The environment variable that names a server which runs already. */
    public String variable() {
        return variable;
    }

    /** How long a start may take before it counts as failed. */
    public Duration patience() {
        return patience;
    }
}
