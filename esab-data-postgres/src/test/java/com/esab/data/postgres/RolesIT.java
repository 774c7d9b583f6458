package com.esab.data.postgres;

import com.esab.data.EsabData;
import com.esab.data.archive.SessionArchive;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.testkit.contract.SessionArchiveContract;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The roles that the folder {@code deployment} makes: enough for the archive's contract and for reading it, and no more. */
@ExtendWith(RealServers.class)
class RolesIT extends SessionArchiveContract {

    private static final Path ROLES = Path.of("..", "deployment", "docker", "postgres", "roles.sql");
    private static final String APP = "esab_app";
    private static final String BACKUP = "esab_backup";
    private static final String PASSWORD = "role-secret";

    private static TestDatabase database;
    private static PostgresArchive store;

    @BeforeAll
    static void connect(PostgresServer server) throws IOException {
        database = TestDatabase.migrated(server);
        String roles = Files.readString(ROLES);
        database.execute(roles);
        // once more, as after a migration
        database.execute(roles);
        database.execute("ALTER ROLE esab_app PASSWORD '" + PASSWORD + "'");
        database.execute("ALTER ROLE esab_backup PASSWORD '" + PASSWORD + "'");
        store = PostgresArchive.connect(database.jdbcUrl(), APP, PASSWORD);
    }

    @AfterAll
    static void close() {
        store.close();
        database.execute("DROP OWNED BY esab_app, esab_backup");
        database.execute("DROP ROLE esab_app, esab_backup");
        database.close();
    }

    @BeforeEach
    void empty() {
        database.execute("TRUNCATE archived_sessions");
    }

    @Override
    protected SessionArchive archive() {
        return store.archive();
    }

    @Override
    protected Instant now() {
        return Instant.now();
    }

    @Override
    protected void letTimePass(Duration time) {
        database.execute(
                "UPDATE archived_sessions SET archived_at = archived_at - INTERVAL '1 second' * " + time.toSeconds());
    }

    @Test
    void the_app_finds_no_migration_pending_and_nothing_to_complain_about() {
        try (EsabData data = EsabData.builder()
                .archive(PostgresArchive.connect(database.jdbcUrl(), APP, PASSWORD))
                .migrateOnStart()
                .build()) {
            assertThat(data.schemas().get(0).status()).isNotEmpty().noneMatch(MigrationStatus::pending);
        }
        assertThat(store.health(Duration.ofSeconds(30)).findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUNCATE archived_sessions",
                "DROP TABLE archived_sessions",
                "ALTER TABLE archived_sessions ADD COLUMN more TEXT",
                "CREATE INDEX more ON archived_sessions (language)",
                "CREATE TABLE more (id INTEGER)",
                "CREATE TEMPORARY TABLE more (id INTEGER)",
                "CREATE SCHEMA more",
                "CREATE ROLE more",
                "DELETE FROM esab_data_migrations",
                "UPDATE esab_data_migrations SET checksum = ''",
                "INSERT INTO esab_data_migrations (version, description, checksum) VALUES ('V999', 'more', '')",
                "SELECT * FROM pg_authid",
                "SELECT pg_read_file('PG_VERSION')",
                "COPY (SELECT 1) TO PROGRAM 'true'",
                "SET ROLE postgres"
            })
    void neither_role_may(String sql) {
        refused(APP, sql);
        refused(BACKUP, sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO archived_sessions (session_id, version, schema_version) VALUES ('more', 1, 1)",
                "UPDATE archived_sessions SET language = 'sv'",
                "DELETE FROM archived_sessions",
                "SELECT nextval('archived_sessions_id_seq')",
                "LOCK TABLE archived_sessions IN ACCESS EXCLUSIVE MODE"
            })
    void the_role_for_backups_changes_nothing_even_when_it_asks_to_write(String sql) {
        refused(BACKUP, "SET default_transaction_read_only = off; BEGIN READ WRITE; " + sql);
    }

    @Test
    void the_role_for_backups_reads_all_there_is_and_what_later_migrations_bring() throws SQLException {
        database.execute("CREATE TABLE later (id BIGSERIAL)");
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), BACKUP, PASSWORD);
                Statement statement = connection.createStatement()) {
            for (String table :
                    database.query("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")) {
                try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    assertThat(rows.next()).as(table).isTrue();
                }
            }
            try (ResultSet rows = statement.executeQuery("SELECT last_value FROM archived_sessions_id_seq")) {
                assertThat(rows.next()).isTrue();
            }
        } finally {
            database.execute("DROP TABLE later");
        }
    }

    private static void refused(String role, String sql) {
        assertThatExceptionOfType(SQLException.class)
                .as(role)
                .isThrownBy(() -> {
                    try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), role, PASSWORD);
                            Statement statement = connection.createStatement()) {
                        statement.execute(sql);
                    }
                })
                // insufficient privilege, or a transaction that only reads
                .satisfies(e -> assertThat(e.getSQLState()).isIn("42501", "25006"));
    }
}
