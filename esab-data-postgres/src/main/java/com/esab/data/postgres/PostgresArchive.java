package com.esab.data.postgres;

import com.esab.data.archive.SessionArchive;
import com.esab.data.error.ConfigurationException;
import com.esab.data.health.StoreHealth;
import com.esab.data.metrics.StoreMetrics;
import com.esab.data.schema.Migration;
import com.esab.data.schema.Migration.Source;
import com.esab.data.schema.MigrationFiles;
import com.esab.data.schema.SchemaTarget;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.StoreContent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The archive in PostgreSQL 14 or newer; its schema is brought by {@code EsabData.migrate()}.
 *
 * <p>A call waits for a connection at most for the connection timeout, and for the answer of the server at most for the
 * statement timeout and two seconds; then it throws {@link com.esab.data.error.StoreUnavailableException}, also when
 * the server hangs while a large batch is on its way to it. Nothing is ever sent twice. A purge, which may have a
 * backlog of years to remove, a migration, an export and a replacement of everything have limits of their own, and connections
 * besides those of the pool.
 *
 * <p>Numbers inside of archived JSON keep their value, but not always their notation: PostgreSQL writes {@code 1E+3} as
 * {@code 1000}, which is read as a whole number. What one call archives must stay below a gigabyte. A query over many
 * sessions keeps its connection for as long as its consumer takes.
 */
public final class PostgresArchive implements ArchiveStore {

    private final Database database;
    private final SessionArchive archive;
    private final PostgresSchema schema;
    private final PostgresHealth health;
    private final PostgresContent content;
    private final PostgresMetrics metrics;

    private PostgresArchive(Builder settings, Database database) {
        this.database = database;
        this.archive = new PostgresSessionArchive(database, settings.fetchSize);
        this.schema = new PostgresSchema(database, settings.migrations);
        this.health = new PostgresHealth(database, schema);
        this.content = new PostgresContent(database, schema, settings.fetchSize);
        this.metrics = new PostgresMetrics(database);
    }

    /**
     * Connects with default settings and owns the pool of connections it opens.
     *
     * @param jdbcUrl such as {@code jdbc:postgresql://localhost:5432/pconfig}; {@code ?sslmode=verify-full} and the
     *     driver's other parameters may follow, but no password
     * @throws ConfigurationException when the address makes no sense, the server refuses user or database, or is too old
     * @throws com.esab.data.error.StoreUnavailableException when the server does not answer
     */
    public static PostgresArchive connect(String jdbcUrl, String user, String password) {
        return builder().connect(jdbcUrl, user, password);
    }

    /** Works on the connections of a data source that the caller closes. See {@link Builder#using}. */
    public static PostgresArchive using(DataSource dataSource) {
        return builder().using(dataSource);
    }

    /** Starts from the default settings. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The connection timeout, the statement timeout and two seconds. Purges, which have a limit of their own, and queries
     * over many sessions are not meant.
     */
    @Override
    public Duration longestCall() {
        return database.longestCall();
    }

    /** {@code postgresql} */
    @Override
    public String name() {
        return Database.STORE;
    }

    @Override
    public SessionArchive archive() {
        return archive;
    }

    @Override
    public Optional<SchemaTarget> schema() {
        return Optional.of(schema);
    }

    /**
     * {@inheritDoc}
     *
     * <p>An export shows one moment, in one transaction of two queries that holds up nobody. A replacement is one transaction of a
     * statement for each 500 records, fewer of large ones; meanwhile others read the old rows and cannot write. Afterwards the table
     * has the room of both until PostgreSQL's autovacuum has been there.
     */
    @Override
    public Optional<StoreContent> content() {
        return Optional.of(content);
    }

    /** One or two queries; when the pool has no connection left, on a connection of their own. */
    @Override
    public StoreHealth health(Duration deadline) {
        return health.ask(deadline);
    }

    /**
     * {@inheritDoc} The size of the table, its rows and how they change, the use of its indexes, connections, the cache, and the
     * pool where it is the store's own. One query; when the pool has no connection left, on a connection of its own.
     */
    @Override
    public StoreMetrics metrics(Duration deadline) {
        return metrics.ask(deadline);
    }

    /** Closes the pool that {@link #connect} opened; a data source of the caller stays open. */
    @Override
    public void close() {
        database.close();
    }

    /** Where the archive is, without credentials. */
    @Override
    public String toString() {
        return "PostgresArchive[" + database + "]";
    }

    /** The settings of a {@link PostgresArchive}. */
    public static final class Builder {

        private static final Duration SHORTEST_CONNECTION_TIMEOUT = Duration.ofMillis(250);
        private static final Duration LONGEST = Duration.ofDays(1);

        private int poolSize = 10;
        private Duration connectionTimeout = Duration.ofSeconds(5);
        private Duration statementTimeout = Duration.ofSeconds(5);
        private Duration migrationTimeout = Duration.ofMinutes(10);
        private Duration purgeTimeout = Duration.ofMinutes(10);
        private Duration contentTimeout = Duration.ofMinutes(10);
        private int fetchSize = 100;
        private List<Migration> migrations = List.of();

        private Builder() {}

        /**
         * How many connections there may be at once; 10 unless given. Of no use with a data source.
         *
         * @throws IllegalArgumentException when it is below 1
         */
        public Builder poolSize(int connections) {
            this.poolSize = atLeastOne("pool size", connections);
            return this;
        }

        /**
         * How long a call waits for a connection of the pool, and opening one may take; 5 s unless given. With a data
         * source it changes nothing, but is to say how long that one waits: see {@link PostgresArchive#longestCall}.
         *
         * @throws IllegalArgumentException when it is not 250 ms to a day
         */
        public Builder connectionTimeout(Duration timeout) {
            this.connectionTimeout = within("connection timeout", timeout, SHORTEST_CONNECTION_TIMEOUT);
            return this;
        }

        /**
         * How long a statement may run; 5 s unless given. The server ends it then, and the client stops waiting two
         * seconds later.
         *
         * @throws IllegalArgumentException when it is not a millisecond to a day
         */
        public Builder statementTimeout(Duration timeout) {
            this.statementTimeout = within("statement timeout", timeout, Duration.ofMillis(1));
            return this;
        }

        /**
         * How long one migration may run, up or down; 10 minutes unless given.
         *
         * @throws IllegalArgumentException when it is not a millisecond to a day
         */
        public Builder migrationTimeout(Duration timeout) {
            this.migrationTimeout = within("migration timeout", timeout, Duration.ofMillis(1));
            return this;
        }

        /**
         * How long one purge may run; 10 minutes unless given. The server ends it then, with nothing removed: what is
         * too much for one purge is removed by several, each with a later time.
         *
         * @throws IllegalArgumentException when it is not a millisecond to a day
         */
        public Builder purgeTimeout(Duration timeout) {
            this.purgeTimeout = within("purge timeout", timeout, Duration.ofMillis(1));
            return this;
        }

        /**
         * How long each step of an export or a replacement of everything may take; 10 minutes unless given. The longest are counting
         * and removing all rows.
         *
         * @throws IllegalArgumentException when it is not a millisecond to a day
         */
        public Builder contentTimeout(Duration timeout) {
            this.contentTimeout = within("content timeout", timeout, Duration.ofMillis(1));
            return this;
        }

        /**
         * How many rows a query over many sessions holds in memory at once; 100 unless given.
         *
         * @throws IllegalArgumentException when it is below 1
         */
        public Builder fetchSize(int rows) {
            this.fetchSize = atLeastOne("fetch size", rows);
            return this;
        }

        /**
         * Migrations of the app's own, in a sequence of their own: applied after the library's, taken back before them.
         *
         * <p>Each file runs in one transaction, so that it must not hold {@code BEGIN} or {@code COMMIT}, nor what cannot run in one,
         * such as {@code CREATE INDEX CONCURRENTLY}.
         *
         * @throws com.esab.data.error.MigrationException when a file cannot be read or has a bad name, two have one version, or only
         *     the way back is there
         */
        public Builder migrations(MigrationFiles files) {
            this.migrations = files.sql(Source.APP);
            return this;
        }

        /** As {@link PostgresArchive#connect}, with these settings; they win over the same ones in the address. */
        public PostgresArchive connect(String jdbcUrl, String user, String password) {
            Database database = Database.open(
                    new ServerAddress(jdbcUrl, user, password),
                    poolSize,
                    connectionTimeout,
                    statementTimeout,
                    migrationTimeout,
                    purgeTimeout,
                    contentTimeout);
            return new PostgresArchive(this, database);
        }

        /**
         * Works on the connections of a data source, which the caller closes; nothing is sent before the first call.
         *
         * <p>How long a call waits for a connection, and {@code statement_timeout} on the server, are settings of the
         * data source; the statement timeout given here ends the wait for an answer by closing the connection. Migrations, purges,
         * exports and replacements set {@code statement_timeout} for their own transaction.
         */
        public PostgresArchive using(DataSource dataSource) {
            return new PostgresArchive(
                    this,
                    Database.over(
                            dataSource,
                            connectionTimeout,
                            statementTimeout,
                            migrationTimeout,
                            purgeTimeout,
                            contentTimeout));
        }

        private static int atLeastOne(String what, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(what + " " + value + " is below 1");
            }
            return value;
        }

        private static Duration within(String what, Duration timeout, Duration shortest) {
            if (timeout.compareTo(shortest) < 0 || timeout.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(what + " " + timeout + " is not " + shortest + " to " + LONGEST);
            }
            return timeout;
        }
    }
}
