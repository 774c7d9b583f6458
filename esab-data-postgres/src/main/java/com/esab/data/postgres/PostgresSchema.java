package com.esab.data.postgres;

import com.esab.data.error.MigrationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.schema.Migration;
import com.esab.data.schema.SchemaTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The schema of the archive: its history in a table, each migration in one transaction with its line there. */
final class PostgresSchema implements SchemaTarget {

    private static final String FOLDER = "/META-INF/esab-data/postgres/";
    private static final List<Migration> MIGRATIONS = List.of(migration("V001-archived-sessions"));

    /** One for each database, whatever the schema: {@code esabdata} in ASCII. */
    private static final long LOCK = 0x6573616264617461L;

    private static final String CREATE_HISTORY = """
            CREATE TABLE IF NOT EXISTS esab_data_migrations (
                version TEXT PRIMARY KEY,
                description TEXT NOT NULL,
                checksum TEXT NOT NULL,
                applied_at TIMESTAMPTZ NOT NULL DEFAULT now())""";

    private final Database database;

    PostgresSchema(Database database) {
        this.database = database;
    }

    private static Migration migration(String name) {
        return Migration.of(name + "-up.sql", script(name + "-up.sql"), Optional.of(script(name + "-down.sql")));
    }

    private static String script(String fileName) {
        try (InputStream file = PostgresSchema.class.getResourceAsStream(FOLDER + fileName)) {
            if (file == null) {
                throw new MigrationException("the migration " + fileName + " is not in the jar");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String store() {
        return Database.STORE;
    }

    @Override
    public List<Migration> migrations() {
        return MIGRATIONS;
    }

    @Override
    public List<Applied> applied() {
        return database.read("reading the migration history", PostgresSchema::applied);
    }

    /** What the history says; nothing when there is none. */
    static List<Applied> applied(Connection connection) throws SQLException {
        List<Applied> applied = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT version, description, checksum, applied_at
                        FROM esab_data_migrations ORDER BY version COLLATE "C\"""")) {
            while (row.next()) {
                applied.add(new Applied(
                        row.getString("version"),
                        row.getString("description"),
                        row.getString("checksum"),
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
        public void apply(Migration migration) {
            Duration limit = database.migrationTimeout();
            lease.run("migration " + migration, true, limit, connection -> apply(connection, migration, limit));
        }

        private boolean apply(Connection connection, Migration migration, Duration limit) throws SQLException {
            try (Statement statement = connection.createStatement();
                    PreparedStatement note = connection.prepareStatement(
                            "INSERT INTO esab_data_migrations (version, description, checksum) VALUES (?, ?, ?)")) {
                statement.execute("SET LOCAL statement_timeout = " + limit.toMillis());
                statement.execute(CREATE_HISTORY);
                statement.execute(migration.script());
                note.setString(1, migration.version());
                note.setString(2, migration.description());
                note.setString(3, migration.checksum());
                note.executeUpdate();
                connection.commit();
                return true;
            } catch (SQLException e) {
                rollback(connection, e);
                if (SqlFailures.isUnavailable(e)) {
                    throw e;
                }
                throw new MigrationException(
                        "PostgreSQL refuses migration %s, nothing of it was applied: %s (SQLSTATE %s)"
                                .formatted(migration, SqlFailures.reason(e), e.getSQLState()),
                        e);
            }
        }

        private static void rollback(Connection connection, SQLException failure) {
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
