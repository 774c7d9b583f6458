package com.esab.data.postgres;

import com.esab.data.EsabData;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.testkit.server.PostgresServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A database of its own on a server that tests share, seen past the code under test. */
final class TestDatabase implements AutoCloseable {

    /** All that a schema consists of, in words; what the server numbers by itself is left out. */
    private static final String CATALOG = """
            SELECT concat_ws(' ', 'column', attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod), attnotnull,
                             attcompression::text, attcollation::regcollation, pg_get_expr(adbin, adrelid))
            FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
                LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
            WHERE relnamespace = 'public'::regnamespace AND attnum > 0
            UNION ALL
            SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            UNION ALL
            SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL
            SELECT concat_ws(' ', 'view', viewname, definition) FROM pg_views WHERE schemaname = 'public'
            UNION ALL
            SELECT 'trigger ' || pg_get_triggerdef(t.oid)
            FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
            WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL
            SELECT concat_ws(' ', 'comment', objoid::regclass, objsubid, description)
            FROM pg_description JOIN pg_class c ON c.oid = objoid AND classoid = 'pg_class'::regclass
            WHERE relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT concat_ws(' ', 'relation', relkind::text, oid::regclass)
            FROM pg_class WHERE relnamespace = 'public'::regnamespace
            ORDER BY 1""";

    private final PostgresServer server;
    private final String name = "test_" + UUID.randomUUID().toString().replace("-", "");

    private TestDatabase(PostgresServer server) {
        this.server = server;
    }

    /** An empty database. */
    static TestDatabase empty(PostgresServer server) {
        TestDatabase database = new TestDatabase(server);
        database.onServer("CREATE DATABASE " + database.name);
        return database;
    }

    /** A database with the schema of the archive. */
    static TestDatabase migrated(PostgresServer server) {
        TestDatabase database = empty(server);
        database.migrate();
        return database;
    }

    void migrate() {
        try (EsabData data = EsabData.builder().archive(archive()).build()) {
            data.migrate();
        }
    }

    String name() {
        return name;
    }

    String jdbcUrl() {
        return "jdbc:postgresql://%s:%d/%s".formatted(server.host(), server.port(), name);
    }

    /** Where it is and who may use it, for a program of its own. */
    Map<String, String> environment() {
        return Map.of("TEST_URL", jdbcUrl(), "TEST_USER", server.username(), "TEST_PASSWORD", server.password());
    }

    /** The whole schema, to be compared with another. */
    List<String> catalog() {
        return query(CATALOG);
    }

    PostgresArchive archive() {
        return archive(PostgresArchive.builder());
    }

    PostgresArchive archive(PostgresArchive.Builder settings) {
        return settings.connect(jdbcUrl(), server.username(), server.password());
    }

    /** A user of the whole server, who goes with the test that wanted one; may do nothing yet. */
    Role role(String prefix, String password) {
        Role role = new Role(prefix + "_" + UUID.randomUUID().toString().replace("-", ""));
        execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(role.name(), password));
        return role;
    }

    /** A user with a name of its own. */
    final class Role implements AutoCloseable {

        private final String name;

        private Role(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        @Override
        public void close() {
            execute("DROP OWNED BY " + name);
            execute("DROP ROLE " + name);
        }
    }

    /** A store that makes an unavailable server known soon, and answers now; for the calls that must fail. */
    PostgresArchive hurriedArchive() {
        return hurriedArchive(server.username(), server.password());
    }

    PostgresArchive hurriedArchive(String user, String password) {
        PostgresArchive[] store = new PostgresArchive[1];
        untilAvailable(() -> store[0] = impatient().poolSize(4).connect(jdbcUrl(), user, password));
        return store[0];
    }

    /** Repeats a call that a server which just came up, or a busy machine, may be too slow for. */
    static void untilAvailable(Runnable call) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                call.run();
                return;
            } catch (StoreUnavailableException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    /** Settings that make an unavailable server known soon; too short for a call that must succeed at once. */
    static PostgresArchive.Builder impatient() {
        return PostgresArchive.builder()
                .connectionTimeout(Duration.ofSeconds(1))
                .statementTimeout(Duration.ofSeconds(1))
                .purgeTimeout(Duration.ofSeconds(1));
    }

    /** The pool of an application: one connection, which does not commit by itself. */
    HikariDataSource applicationPool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl());
        config.setUsername(server.username());
        config.setPassword(server.password());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(10_000);
        config.setAutoCommit(false);
        return new HikariDataSource(config);
    }

    Connection connection() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), server.username(), server.password());
    }

    void execute(String sql) {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** The first column of the rows of a query. */
    List<String> query(String sql, Object... parameters) {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<String> values = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
            return values;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private void onServer(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @Override
    public void close() {
        onServer("DROP DATABASE " + name + " WITH (FORCE)");
    }
}
