package com.esab.data.neo4j;

import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.error.ConfigurationException;
import com.esab.data.error.EsabDataException;
import com.esab.data.health.Finding;
import com.esab.data.health.Finding.Severity;
import com.esab.data.health.StoreHealth;
import com.esab.data.metrics.StoreMetrics;
import com.esab.data.schema.Migration;
import com.esab.data.schema.Migration.Source;
import com.esab.data.schema.MigrationFiles;
import com.esab.data.schema.SchemaTarget;
import com.esab.data.schema.SchemaTarget.Applied;
import com.esab.data.store.CatalogStore;
import com.esab.data.store.StoreContent;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.NotificationSeverity;
import org.neo4j.driver.Record;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * The catalogue and its compatibility finder in a database of Neo4j 5.23 or newer, Community edition or larger.
 *
 * <p>A product is a node with the label {@code Product} and that of its type, a compatibility a relationship
 * {@code COMPATIBLE_WITH} from the later component to the earlier one, as any Neo4j browser shows them. The schema comes from
 * {@link com.esab.data.EsabData#migrate()}. Every question is one query in a transaction of its own; what was written through this
 * object is read through it afterwards, on a cluster too. Safe for use by many threads.
 */
public final class Neo4jCatalog implements CatalogStore {

    private static final String VERSION = """
            CALL dbms.components() YIELD name, versions
            WHERE name = 'Neo4j Kernel'
            RETURN versions[0] AS version
            """;

    private static final String HEALTH = """
            CALL dbms.components() YIELD name, versions, edition
            WHERE name = 'Neo4j Kernel'
            OPTIONAL MATCH (catalog:Catalog {id: 'catalog'})
            OPTIONAL MATCH (m:EsabDataMigration)
            RETURN versions[0] AS version, edition, properties(catalog) AS catalog,
                collect(""" + CypherSchema.LINE + ") AS history";

    private final Bolt bolt;
    private final CypherCatalog catalog;
    private final CypherFinder finder;
    private final CypherSchema schema;
    private final CypherContent content;

    private Neo4jCatalog(Bolt bolt, List<Migration> migrations) {
        this.bolt = bolt;
        this.catalog = new CypherCatalog(bolt);
        this.finder = new CypherFinder(bolt, catalog);
        this.schema = new CypherSchema(bolt, migrations);
        this.content = new CypherContent(bolt, catalog, schema);
    }

    /**
     * Connects to the database {@code neo4j} of a server and owns the connections.
     *
     * @param uri such as {@code bolt://localhost:7687}, or {@code neo4j+s://…} for a cluster with TLS
     * @throws ConfigurationException when the address makes no sense, the server refuses the user, or is too old
     * @throws com.esab.data.error.StoreUnavailableException when the server does not answer
     */
    public static Neo4jCatalog connect(String uri, String user, String password) {
        return builder().connect(uri, user, password);
    }

    /**
     * Uses the database {@code neo4j} through a driver that stays the caller's. Asks the server nothing yet, so that {@link #health}
     * tells whether it is too old.
     */
    public static Neo4jCatalog using(Driver driver) {
        return builder().using(driver);
    }

    /** Starts from the defaults: database {@code neo4j}, five seconds for a question. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String name() {
        return DriverErrors.STORE;
    }

    @Override
    public ProductCatalog catalog() {
        return catalog;
    }

    @Override
    public CompatibilityFinder compatibility() {
        return finder;
    }

    @Override
    public Optional<SchemaTarget> schema() {
        return Optional.of(schema);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Everything with the label {@code Product}, the edges between such nodes, and the default applicability. Counting is one
     * query; an export is that and three more in one transaction, and fails when the catalogue is incomplete, when somebody changes
     * it meanwhile, and at a node with this label that is no product.
     *
     * <p>A replacement is one transaction of a query for each 500 records, and holds off every other writer. It costs the server
     * two kilobytes of its heap for each edge that goes or comes, as long as the commit takes; where its limits do not allow that, it
     * says so and nothing changes. A node that is replaced by a product of the same GIN keeps its other labels, and its relationships of other types; what is not
     * replaced goes with all its relationships. The revision rises beyond all that a lost server may have had: to the server's clock
     * in milliseconds at least.
     */
    @Override
    public Optional<StoreContent> content() {
        return Optional.of(content);
    }

    /**
     * {@inheritDoc}
     *
     * <p>One query. Finds {@code server_too_old}, {@code catalog_incomplete}, {@code catalog_empty}, and what
     * {@link SchemaTarget#findings} says of migrations.
     */
    @Override
    public StoreHealth health(Duration deadline) {
        long start = System.nanoTime();
        try {
            Record answer =
                    bolt.read("ask for health", deadline, HEALTH, Map.of()).get(0);
            Duration latency = Duration.ofNanos(System.nanoTime() - start);
            List<Applied> applied = answer.get("history").asList(CypherSchema::line);
            return new StoreHealth(
                    name(),
                    true,
                    Optional.of(latency),
                    Optional.of("Neo4j " + answer.get("version").asString() + " "
                            + answer.get("edition").asString()),
                    schema.version(applied),
                    findings(answer, applied));
        } catch (EsabDataException e) {
            String reason = String.valueOf(e.getMessage());
            return DriverErrors.refusesCredentials(e)
                    ? StoreHealth.refused(name(), reason)
                    : StoreHealth.unreachable(name(), reason);
        }
    }

    /**
     * {@inheritDoc} Nodes by label, relationships, heap, hits of the page cache, and queries that run for longer than a second. Three
     * queries, none of which reads the catalogue.
     */
    @Override
    public StoreMetrics metrics(Duration deadline) {
        return Neo4jMetrics.ask(bolt, deadline);
    }

    private List<Finding> findings(Record answer, List<Applied> applied) {
        List<Finding> findings = new ArrayList<>();
        String version = answer.get("version").asString();
        if (ServerVersion.tooOld(version)) {
            findings.add(new Finding(Severity.ERROR, "server_too_old", ServerVersion.complaint(version)));
        }
        findings.addAll(schema.findings(applied));
        if (!CypherCatalog.state(answer).complete()) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "catalog_incomplete",
                    "a load is under way or broke off; load again to complete it"));
        } else if (CypherCatalog.state(answer).revision() == 0) {
            findings.add(new Finding(Severity.INFO, "catalog_empty", "nothing was loaded yet"));
        }
        return findings;
    }

    /** Closes the connections if this object opened them; calls under way fail. */
    @Override
    public void close() {
        bolt.close();
    }

    /** The database; no address and no password. */
    @Override
    public String toString() {
        return "Neo4jCatalog[" + bolt.database() + "]";
    }

    /** Settings of a {@link Neo4jCatalog}; every setter checks its value and gives back the builder. */
    public static final class Builder {

        private static final Set<String> SCHEMES =
                Set.of("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc");

        private String database = "neo4j";
        private Duration queryDeadline = Duration.ofSeconds(5);
        private Duration bulkDeadline = Duration.ofSeconds(30);
        private Duration connectionTimeout = Duration.ofSeconds(5);
        private Duration acquisitionTimeout = Duration.ofSeconds(5);
        private int poolSize = 50;
        private String addressName = "the Neo4j address";
        private List<Migration> migrations = List.of();

        private Builder() {}

        /** What an error about the address calls it. */
        Builder addressFrom(String variable) {
            this.addressName = variable;
            return this;
        }

        /** The database to use; {@code neo4j} unless given. */
        public Builder database(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("the name of the database is blank");
            }
            this.database = name;
            return this;
        }

        /**
         * How long a question waits for its answer in all; 5 s unless given. The server stops working on it then, too.
         *
         * <p>The first question of each kind takes a server that was just started some seconds to plan. A load or a removal
         * that gets no answer waits this long once more, to tell a busy catalogue from a server that is gone.
         */
        public Builder queryDeadline(Duration deadline) {
            this.queryDeadline = positive("query deadline", deadline);
            return this;
        }

        /** How long one batch of a load, or the next part of a read of the whole catalogue, may take; 30 s unless given. */
        public Builder bulkDeadline(Duration deadline) {
            this.bulkDeadline = positive("bulk deadline", deadline);
            return this;
        }

        /** How long opening a connection may take; 5 s unless given. Without effect on a driver that was given. */
        public Builder connectionTimeout(Duration timeout) {
            this.connectionTimeout = positive("connection timeout", timeout);
            return this;
        }

        /** How long a question waits for a free connection; 5 s unless given. Without effect on a driver that was given. */
        public Builder acquisitionTimeout(Duration timeout) {
            this.acquisitionTimeout = positive("acquisition timeout", timeout);
            return this;
        }

        /** How many connections there may be at once; 50 unless given. Without effect on a driver that was given. */
        public Builder poolSize(int connections) {
            if (connections < 1) {
                throw new IllegalArgumentException("pool size " + connections + " is below 1");
            }
            this.poolSize = connections;
            return this;
        }

        /**
         * Migrations of the app's own, in a sequence of their own: applied after the library's, taken back before them.
         *
         * <p>Each statement is noted when it is done, so that an interrupted file goes on where it stopped. One that writes data never
         * runs twice. One that changes the schema or makes transactions of its own, as {@code CALL … IN TRANSACTIONS} does, runs again
         * when the program died before it was noted: write {@code IF NOT EXISTS} and {@code MERGE} there.
         *
         * @throws com.esab.data.error.MigrationException when a file cannot be read or has a bad name, two have one version, or only
         *     the way back is there
         */
        public Builder migrations(MigrationFiles files) {
            this.migrations = files.cypher(Source.APP);
            return this;
        }

        private static Duration positive(String what, Duration duration) {
            if (duration.toMillis() < 1) {
                throw new IllegalArgumentException(what + " " + duration + " is not at least a millisecond");
            }
            return duration;
        }

        /**
         * As {@link Neo4jCatalog#connect}, with these settings. Two round trips more than opening a connection.
         *
         * <p>A connection that opened waits for its first answer as long as the bulk deadline, since a server that was just started
         * is slow.
         */
        public Neo4jCatalog connect(String uri, String user, String password) {
            Config config = Config.builder()
                    .withConnectionTimeout(connectionTimeout.toMillis(), TimeUnit.MILLISECONDS)
                    .withConnectionAcquisitionTimeout(acquisitionTimeout.toMillis(), TimeUnit.MILLISECONDS)
                    .withMaxConnectionPoolSize(poolSize)
                    // one more attempt after a hiccup, and time left for it
                    .withMaxTransactionRetryTime(queryDeadline.toMillis() / 2, TimeUnit.MILLISECONDS)
                    .withMinimumNotificationSeverity(NotificationSeverity.OFF)
                    .withTelemetryDisabled(true)
                    .build();
            Driver driver;
            try {
                driver = GraphDatabase.driver(address(uri), AuthTokens.basic(user, password), config);
            } catch (Neo4jException | IllegalArgumentException e) {
                throw new ConfigurationException(
                        "the Neo4j driver cannot be set up for " + addressName + ": " + e.getMessage(), e);
            }
            Bolt bolt = new Bolt(driver, true, database, new Bolt.Timeouts(queryDeadline, bulkDeadline));
            try {
                Duration first = queryDeadline.compareTo(bulkDeadline) > 0 ? queryDeadline : bulkDeadline;
                refuseIfTooOld(bolt.read("connect", connectionTimeout.plus(first), VERSION, Map.of()));
            } catch (EsabDataException e) {
                bolt.close();
                throw e;
            }
            return new Neo4jCatalog(bolt, migrations);
        }

        private static void refuseIfTooOld(List<Record> components) {
            for (Record kernel : components) {
                String version = kernel.get("version").asString();
                if (ServerVersion.tooOld(version)) {
                    throw new ConfigurationException(ServerVersion.complaint(version));
                }
            }
        }

        /** The address is not repeated in an error: people put passwords into it. */
        private URI address(String uri) {
            URI address;
            try {
                address = new URI(uri);
            } catch (URISyntaxException e) {
                throw new ConfigurationException(addressName + " is no URI: " + e.getReason());
            }
            if (address.getScheme() == null || !SCHEMES.contains(address.getScheme()) || address.getHost() == null) {
                throw new ConfigurationException(
                        addressName + " does not have the form bolt://host:port (or one of bolt+s, bolt+ssc, neo4j,"
                                + " neo4j+s, neo4j+ssc)");
            }
            if (address.getUserInfo() != null) {
                throw new ConfigurationException(addressName + " holds a user or password; give them as what they are");
            }
            if (address.getQuery() != null && address.getScheme().startsWith("bolt")) {
                throw new ConfigurationException(addressName + " has a part after \"?\", which only neo4j:// can have");
            }
            return address;
        }

        /** As {@link Neo4jCatalog#using}, with these settings. */
        public Neo4jCatalog using(Driver driver) {
            return new Neo4jCatalog(
                    new Bolt(driver, false, database, new Bolt.Timeouts(queryDeadline, bulkDeadline)), migrations);
        }
    }
}
