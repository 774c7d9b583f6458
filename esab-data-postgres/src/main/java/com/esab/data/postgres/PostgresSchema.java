package com.esab.data.postgres;

import com.esab.data.error.MigrationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.schema.Migration;
import com.esab.data.schema.Migration.Source;
import com.esab.data.schema.MigrationFiles;
import com.esab.data.schema.MigrationStatus.State;
import com.esab.data.schema.MigrationStep;
import com.esab.data.schema.MigrationStep.Direction;
import com.esab.data.schema.SchemaTarget;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The schema of the archive: its history in a table, each migration in one transaction with its line there. */
final class PostgresSchema implements SchemaTarget {

    private static final List<Migration> OURS = MigrationFiles.onClassPath(
                    PostgresSchema.class,
                    "/META-INF/esab-data/postgres",
                    "V001-archived-sessions-up.sql",
                    "V002-statistics-roll-up-up.sql")
            .sql(Source.LIBRARY);

    /** One for each database, whatever the schema: {@code esabdata} in ASCII. */
    private static final long LOCK = 0x6573616264617461L;

    private static final String CREATE_HISTORY = """
            CREATE TABLE IF NOT EXISTS esab_data_migrations (
                source TEXT NOT NULL,
                version TEXT NOT NULL,
                description TEXT NOT NULL,
                checksum TEXT NOT NULL,
                applied_at TIMESTAMPTZ NOT NULL DEFAULT now(),
                PRIMARY KEY (source, version))""";

    private static final String NOTE =
            "INSERT INTO esab_data_migrations (source, version, description, checksum) VALUES (?, ?, ?, ?)";
    private static final String FORGET = "DELETE FROM esab_data_migrations WHERE source = ? AND version = ?";
    private static final String HISTORY_IS_EMPTY = "SELECT NOT EXISTS (SELECT FROM esab_data_migrations)";
    private static final String DROP_HISTORY = "DROP TABLE esab_data_migrations";

    private static final String TELL = "SELECT set_config('esab_data.script', ?, true), current_setting('search_path')";

    /** The whole of it in one function, because there the server refuses what would end the transaction. */
    private static final String RUN = "DO $$ BEGIN EXECUTE current_setting('esab_data.script'); END $$";

    private static final String RESTORE_PATH = "SELECT set_config('search_path', ?, false)";

    private final Database database;
    private final List<Migration> migrations;

    PostgresSchema(Database database, List<Migration> ofApp) {
        this.database = database;
        this.migrations = Stream.concat(OURS.stream(), ofApp.stream()).toList();
    }

    @Override
    public String store() {
        return Database.STORE;
    }

    @Override
    public List<Migration> migrations() {
        return migrations;
    }

    @Override
    public List<Applied> applied() {
        return database.read("reading the migration history", PostgresSchema::applied);
    }

    /** What the history says; nothing when there is none. */
    static List<Applied> applied(Connection connection) throws SQLException {
        List<Applied> applied = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT source, version, description, checksum, applied_at FROM esab_data_migrations")) {
            while (row.next()) {
                applied.add(new Applied(
                        Source.of(row.getString("source")),
                        row.getString("version"),
                        row.getString("description"),
                        State.APPLIED,
                        row.getString("checksum"),
                        0,
                        Timestamps.get(row, "applied_at")));
            }
        } catch (SQLException e) {
            if (!SqlFailures.UNDEFINED_TABLE.equals(e.getSQLState())) {
                throw e;
            }
        }
        return applied;
    }

    @Override
    public List<String> statements(String script) {
        return List.of(script);
    }

    @Override
    public Runner open(Duration wait) {
        Database.Lease lease = database.dedicated("migrating");
        try {
            lease.useTransactions("migrating");
            lease.run("waiting for the migration lock", false, wait, connection -> lock(connection, wait));
            return new LockedRunner(lease);
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    /** A lock of the session, not of the transaction: it is held until it is given back or the connection ends. */
    private static boolean lock(Connection connection, Duration wait) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL statement_timeout = 0");
            statement.execute("SET LOCAL lock_timeout = " + Math.max(1, wait.toMillis()));
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            connection.commit();
            return true;
        } catch (SQLException e) {
            if (SqlFailures.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new MigrationException(
                        "PostgreSQL: another migration ran for longer than " + wait + "; try again later", e);
            }
            throw e;
        }
    }

    /** Changes the schema on the connection that holds the lock. */
    private final class LockedRunner implements Runner {

        private final Database.Lease lease;

        LockedRunner(Database.Lease lease) {
            this.lease = lease;
        }

        @Override
        public List<Applied> applied() {
            return lease.read("reading the migration history", connection -> {
                List<Applied> applied = PostgresSchema.applied(connection);
                connection.rollback();
                return applied;
            });
        }

        @Override
        public void run(MigrationStep step) {
            Duration limit = database.migrationTimeout();
            lease.run("migration " + step.migration(), true, limit, connection -> run(connection, step, limit));
        }

        /** The history comes first: a script may leave another schema in the search path. */
        private boolean run(Connection connection, MigrationStep step, Duration limit) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL statement_timeout = " + limit.toMillis());
                if (step.direction() == Direction.UP) {
                    note(connection, statement, step.migration());
                } else {
                    forget(connection, statement, step.migration());
                }
                for (String script : step.remaining()) {
                    run(connection, statement, script);
                }
                connection.commit();
                return true;
            } catch (SQLException | MigrationException e) {
                rollback(connection, e);
                if (!(e instanceof SQLException refusal) || SqlFailures.isUnavailable(refusal)) {
                    throw e;
                }
                throw new MigrationException(
                        "PostgreSQL refuses %s, and nothing has changed: %s (SQLSTATE %s)"
                                .formatted(name(step), SqlFailures.reason(refusal), refusal.getSQLState()),
                        refusal);
            }
        }

        private static void note(Connection connection, Statement statement, Migration migration) throws SQLException {
            statement.execute(CREATE_HISTORY);
            try (PreparedStatement note = connection.prepareStatement(NOTE)) {
                note.setString(1, migration.source().label());
                note.setString(2, migration.version());
                note.setString(3, migration.description());
                note.setString(4, migration.checksum());
                note.executeUpdate();
            }
        }

        private static void forget(Connection connection, Statement statement, Migration migration)
                throws SQLException {
            try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
                forget.setString(1, migration.source().label());
                forget.setString(2, migration.version());
                if (forget.executeUpdate() != 1) {
                    throw new MigrationException(
                            "PostgreSQL: migration " + migration + " is not in the history any more");
                }
            }
            boolean last;
            try (ResultSet row = statement.executeQuery(HISTORY_IS_EMPTY)) {
                row.next();
                last = row.getBoolean(1);
            }
            if (last) {
                statement.execute(DROP_HISTORY);
            }
        }

        private static void run(Connection connection, Statement statement, String script) throws SQLException {
            String path;
            try (PreparedStatement tell = connection.prepareStatement(TELL)) {
                tell.setString(1, script);
                try (ResultSet row = tell.executeQuery()) {
                    row.next();
                    path = row.getString(2);
                }
            }
            statement.execute(RUN);
            try (PreparedStatement restore = connection.prepareStatement(RESTORE_PATH)) {
                restore.setString(1, path);
                restore.execute();
            }
        }

        private static String name(MigrationStep step) {
            return (step.direction() == Direction.UP ? "migration " : "to take back migration ") + step.migration();
        }

        private static void rollback(Connection connection, Exception failure) {
            try {
                if (!connection.isClosed()) {
                    connection.rollback();
                }
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }

        @Override
        public void close() {
            try (lease) {
                lease.read("giving the migration lock back", connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("SELECT pg_advisory_unlock(" + LOCK + ")");
                    }
                    connection.commit();
                    return connection;
                });
            } catch (StoreUnavailableException e) {
                // the connection ended, and the lock with it
            }
        }
    }
}
