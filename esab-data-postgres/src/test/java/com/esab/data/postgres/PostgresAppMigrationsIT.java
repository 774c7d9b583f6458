package com.esab.data.postgres;

import com.esab.data.ProgressListener;
import com.esab.data.error.MigrationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.schema.MigrationFiles;
import com.esab.data.schema.MigrationProblem;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.Schema;
import com.esab.data.testkit.relay.DroppedAnswer;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

/** Migrations of an app beside those of the library, and what becomes of them when something breaks off. */
@ExtendWith(RealServers.class)
@Timeout(300)
class PostgresAppMigrationsIT {

    /** The key of the lock, as {@code psql} would show it. */
    private static final String LOCK = Long.toString(0x6573616264617461L);

    @TempDir
    private Path folder;

    private PostgresServer server;
    private TestDatabase database;

    @BeforeEach
    void an_app_with_two_migrations(PostgresServer given) {
        server = given;
        database = TestDatabase.empty(server);
        write("V001-quotes-up.sql", "CREATE TABLE quotes (id INT);");
        write("V001-quotes-down.sql", "DROP TABLE quotes;");
        write("V002-recent-up.sql", "CREATE VIEW recent AS SELECT session_id FROM archived_sessions;");
        write("V002-recent-down.sql", "DROP VIEW recent;");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void write(String name, String sql) {
        try {
            Files.writeString(folder.resolve(name), sql);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    private PostgresArchive store(PostgresArchive.Builder settings) {
        return database.archive(settings.migrations(MigrationFiles.in(folder)));
    }

    /** What each migration became. */
    private List<String> migrate() {
        try (PostgresArchive store = store(PostgresArchive.builder())) {
            return ids(schema(store).migrate(ProgressListener.NONE));
        }
    }

    private List<String> rollback(String to) {
        try (PostgresArchive store = store(PostgresArchive.builder())) {
            return ids(schema(store).rollback(to, ProgressListener.NONE));
        }
    }

    private List<MigrationStatus> status() {
        try (PostgresArchive store = store(PostgresArchive.builder())) {
            return schema(store).status();
        }
    }

    private List<MigrationProblem> problems() {
        try (PostgresArchive store = store(PostgresArchive.builder())) {
            return schema(store).validate();
        }
    }

    private static Schema schema(PostgresArchive store) {
        return Schema.of(store.schema().orElseThrow());
    }

    private static List<String> ids(List<MigrationStatus> migrations) {
        return migrations.stream().map(MigrationStatus::id).toList();
    }

    /** But for those of the roll-up. */
    private List<String> tables() {
        return database.query(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
                        + " AND relname NOT LIKE 'archived\\_session\\_%' ORDER BY 1");
    }

    @Test
    void an_apps_migrations_follow_those_of_the_library_and_go_before_them_down_to_nothing() {
        assertThat(migrate()).containsExactly("V001", "V002", "app:V001", "app:V002");
        List<String> first = database.catalog();
        assertThat(tables()).containsExactly("archived_sessions", "esab_data_migrations", "quotes");

        assertThat(rollback("app:V001")).containsExactly("app:V002");
        assertThat(rollback("V002")).containsExactly("app:V001");
        assertThat(rollback(Schema.NOTHING)).containsExactly("V002", "V001");
        assertThat(database.catalog()).isEmpty();

        assertThat(migrate()).containsExactly("V001", "V002", "app:V001", "app:V002");
        assertThat(database.catalog()).isEqualTo(first);
        assertThat(rollback(Schema.NOTHING)).containsExactly("app:V002", "app:V001", "V002", "V001");
        assertThat(database.catalog()).isEmpty();
    }

    @Test
    void a_changed_file_a_gap_and_an_unknown_version_are_named_and_nothing_runs() {
        migrate();
        write("V001-quotes-up.sql", "CREATE TABLE other (id INT);");
        write("V003-more-up.sql", "CREATE TABLE more (id INT);");
        migrateIsRefused("app:V001-quotes was changed");
        write("V001-quotes-up.sql", "CREATE TABLE quotes (id INT);");
        assertThat(migrate()).containsExactly("app:V003");

        database.execute("DELETE FROM esab_data_migrations WHERE source = 'app' AND version = 'V002'");
        write("V004-later-up.sql", "CREATE TABLE later (id INT);");
        migrateIsRefused("app:V002-recent is missing although app:V003-more was applied");
        database.execute("INSERT INTO esab_data_migrations (source, version, description, checksum) "
                + "SELECT source, 'V008', description, checksum FROM esab_data_migrations WHERE version = 'V003'");
        assertThat(problems())
                .extracting(MigrationProblem::id, MigrationProblem::kind)
                .containsExactly(
                        tuple("app:V002", MigrationProblem.Kind.GAP), tuple("app:V008", MigrationProblem.Kind.UNKNOWN));
        migrateIsRefused("app:V008-more is unknown");
        assertThat(tables()).doesNotContain("later");
    }

    private void migrateIsRefused(String reason) {
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::migrate)
                .withMessageContaining(reason);
    }

    @Test
    void a_missing_way_back_is_refused_before_anything_runs() throws IOException {
        migrate();
        Files.delete(folder.resolve("V001-quotes-down.sql"));
        List<String> before = database.catalog();

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> rollback(Schema.NOTHING))
                .withMessageContaining("app:V001-quotes has no file that leads back");
        assertThat(database.catalog()).isEqualTo(before);
        assertThat(status()).noneMatch(MigrationStatus::pending);
    }

    @Test
    void a_file_that_the_server_refuses_leaves_nothing_behind_in_either_direction() {
        write("V003-broken-up.sql", "CREATE TABLE half_done (id INT); SELECT 1 / 0;");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::migrate)
                .withMessageContaining("app:V003-broken, and nothing has changed: division by zero");
        assertThat(tables()).containsExactly("archived_sessions", "esab_data_migrations", "quotes");
        assertThat(ids(status().stream().filter(MigrationStatus::pending).toList()))
                .containsExactly("app:V003");

        write("V003-broken-up.sql", "CREATE TABLE half_done (id INT);");
        write("V003-broken-down.sql", "DROP TABLE half_done; DROP TABLE nobody_has_this;");
        assertThat(migrate()).containsExactly("app:V003");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> rollback("app:V002"))
                .withMessageContaining("to take back migration app:V003-broken, and nothing has changed")
                .withMessageContaining("nobody_has_this");
        assertThat(tables()).contains("half_done");
        assertThat(status()).noneMatch(MigrationStatus::pending);
    }

    @Test
    void a_file_that_would_end_its_transaction_is_refused_and_leaves_nothing_behind() {
        for (String statement : List.of("COMMIT", "ROLLBACK", "BEGIN")) {
            write("V003-broken-up.sql", "CREATE TABLE half_done (id INT); " + statement + "; SELECT 1;");

            assertThatExceptionOfType(MigrationException.class)
                    .as(statement)
                    .isThrownBy(this::migrate)
                    .withMessageContaining("app:V003-broken, and nothing has changed")
                    .withMessageContaining("transaction");
            assertThat(tables()).as(statement).doesNotContain("half_done");
        }
    }

    @Test
    void a_file_may_hold_comments_only_and_braces_and_question_marks_and_change_the_search_path() {
        write("V003-comments-up.sql", "-- nothing to do\n");
        write("V004-path-up.sql", """
                CREATE SCHEMA other;
                SET search_path = other;
                CREATE TABLE moved (data JSONB DEFAULT '{"a": "{d 2025-01-01}"}', note TEXT DEFAULT $a$; it's -- $a$);
                SELECT data ? 'a' FROM moved;
                """);
        write("V005-after-up.sql", "CREATE TABLE after_all (id INT);");

        assertThat(migrate()).endsWith("app:V003", "app:V004", "app:V005");

        assertThat(tables()).contains("after_all").doesNotContain("moved");
        assertThat(database.query("SELECT column_default FROM information_schema.columns WHERE table_name = 'moved'"))
                .containsExactlyInAnyOrder("'{\"a\": \"{d 2025-01-01}\"}'::jsonb", "'; it''s -- '::text");
        assertThat(status()).noneMatch(MigrationStatus::pending);
    }

    @Test
    void a_migration_may_run_longer_than_a_statement_but_not_longer_than_its_own_limit() {
        write("V003-slow-up.sql", "SELECT pg_sleep(2.5);");
        try (PostgresArchive hurried = store(PostgresArchive.builder().statementTimeout(Duration.ofMillis(200)))) {
            schema(hurried).migrate(ProgressListener.NONE);
        }
        assertThat(status()).noneMatch(MigrationStatus::pending);

        write("V004-slow-up.sql", "SELECT pg_sleep(60);");
        try (PostgresArchive hurried = store(PostgresArchive.builder().migrationTimeout(Duration.ofMillis(500)))) {
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> schema(hurried).migrate(ProgressListener.NONE));
        }
    }

    @Test
    void a_migration_whose_connection_is_lost_is_not_applied_and_the_next_run_goes_on_with_it() {
        migrate();
        write("V003-last-up.sql", "CREATE TABLE last (id INT);");
        try (TcpRelay relay = TcpRelay.to(server.host(), server.port());
                PostgresArchive relayed = PostgresArchive.builder()
                        .migrations(MigrationFiles.in(folder))
                        .connect(
                                "jdbc:postgresql://%s:%d/%s".formatted(relay.host(), relay.port(), database.name()),
                                server.username(),
                                server.password())) {
            DroppedAnswer dropped = relay.dropNextAnswer("EXECUTE current_setting");

            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> schema(relayed).migrate(ProgressListener.NONE))
                    .matches(StoreUnavailableException::outcomeUnknown);
            assertThat(dropped.happened()).isTrue();
        }

        assertThat(tables()).doesNotContain("last");
        assertThat(migrate()).containsExactly("app:V003");
        assertThat(tables()).contains("last");
    }

    @Test
    void a_program_that_is_killed_in_a_migration_leaves_nothing_of_it_and_the_next_one_goes_on_with_it()
            throws Exception {
        database.execute("CREATE TABLE gate (id INT)");
        write("V003-gated-up.sql", "CREATE TABLE half_done (id INT); LOCK TABLE gate; CREATE TABLE done (id INT);");
        write("V003-gated-down.sql", "DROP TABLE half_done; LOCK TABLE gate; DROP TABLE done;");

        killAtTheGate();
        assertThat(tables()).contains("quotes").doesNotContain("half_done", "done");
        assertThat(migrate()).containsExactly("app:V003");
        assertThat(tables()).contains("half_done", "done");

        killAtTheGate("app:V002");
        assertThat(status()).noneMatch(MigrationStatus::pending);
        assertThat(tables()).contains("half_done", "done");
        assertThat(rollback("app:V002")).containsExactly("app:V003");
        assertThat(tables()).contains("quotes").doesNotContain("half_done", "done");
    }

    /** Starts a program and kills it while its script waits for a lock. */
    private void killAtTheGate(String... args) throws SQLException {
        try (Connection gatekeeper = database.connection();
                Statement statement = gatekeeper.createStatement()) {
            gatekeeper.setAutoCommit(false);
            statement.execute("LOCK TABLE gate");
            Process program = MigratingProgram.start(database, folder, args);
            awaitWaiting(program, "relation", 1);
            program.destroyForcibly().onExit().join();
            gatekeeper.rollback();
        }
        while (!database.query(
                        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = "
                                + "(SELECT oid FROM pg_database WHERE datname = ?)",
                        database.name())
                .isEmpty()) {
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void of_two_programs_at_once_one_applies_each_file_and_the_other_finds_nothing_to_do() throws Exception {
        Process one;
        Process other;
        try (Connection gatekeeper = database.connection();
                Statement statement = gatekeeper.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            one = MigratingProgram.start(database, folder);
            other = MigratingProgram.start(database, folder);
            awaitWaiting(one, "advisory", 2);
        }

        List<String> outputs = Stream.of(one, other)
                .flatMap(program -> MigratingProgram.output(program).stream())
                .toList();
        assertThat(outputs).containsExactly("V001", "V002", "app:V001", "app:V002");
        assertThat(one.waitFor() + other.waitFor()).isZero();
        assertThat(status()).noneMatch(MigrationStatus::pending);
    }

    private void awaitWaiting(Process program, String kind, int sessions) {
        while (database.query(
                                "SELECT pid FROM pg_locks WHERE locktype = ? AND NOT granted AND database = "
                                        + "(SELECT oid FROM pg_database WHERE datname = ?)",
                                kind,
                                database.name())
                        .size()
                < sessions) {
            if (!program.isAlive()) {
                throw new AssertionError("the program ended: " + MigratingProgram.output(program));
            }
            pause();
        }
    }
}
