package com.esab.data.postgres;

import com.esab.data.ProgressListener;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.MigrationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.SessionId;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.StoreContent;
import com.esab.data.store.StoreContent.Replacement;
import com.esab.data.testkit.contract.ArchiveContentContract;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static com.esab.data.postgres.Sessions.session;
import static com.esab.data.postgres.Sessions.sessions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(RealServers.class)
class PostgresContentIT extends ArchiveContentContract {

    private static PostgresServer server;
    private static TestDatabase database;
    private static PostgresArchive store;

    @BeforeAll
    static void connect(PostgresServer running) {
        server = running;
        database = TestDatabase.migrated(server);
        store = database.archive();
    }

    @AfterAll
    static void close() {
        store.close();
        database.close();
    }

    @BeforeEach
    void empty() {
        database.execute("TRUNCATE archived_sessions");
    }

    @Override
    protected ArchiveStore store() {
        return store;
    }

    private static List<ContentRecord> exportOf(ArchiveStore from) {
        List<ContentRecord> records = new ArrayList<>();
        from.content().orElseThrow().export(records::add, ProgressListener.NONE);
        return records;
    }

    private static StoreContent of(ArchiveStore archive) {
        return archive.content().orElseThrow();
    }

    @Test
    void rows_that_somebody_else_wrote_come_back_whatever_stands_in_them() {
        database.execute("""
                INSERT INTO archived_sessions (session_id, created_at, last_activity_at, archived_at, version,
                    schema_version, status, master_parameters, agent_logs, extra)
                VALUES ('odd', '0044-03-15 12:00 BC', NULL, 'infinity', 1, 9, 'active', 'null', '"text"', '[null]'),
                    ('late', '12025-01-01T00:00:00.000001Z', NULL, now(), 2, 1, 'active', NULL, '1E-30', '1E+30')""");
        String everything = "SELECT (to_jsonb(a) - 'id')::text FROM archived_sessions a ORDER BY session_id";
        List<String> before = database.query(everything);
        List<ContentRecord> records = exportOf(store);
        database.execute("TRUNCATE archived_sessions");

        replaceBy(records);

        assertThat(database.query(everything)).hasSize(2).isEqualTo(before);
        assertThat(database.query("SELECT session_id FROM archived_sessions WHERE master_parameters IS NOT NULL"))
                .containsExactly("odd");
    }

    @Test
    void an_export_of_one_archive_fills_the_other_and_is_read_there_as_the_same_sessions() {
        fill();
        ArchiveStore memory = new InMemoryStores(Clock.systemUTC()).archive();
        List<ContentRecord> records = exportOf(store);
        List<ArchivedSession> before = records.stream()
                .map(record -> SessionId.of((String) record.fields().get("session_id")))
                .map(id -> store.archive().find(id).orElseThrow())
                .toList();

        try (Replacement replacement = of(memory).replace()) {
            records.forEach(replacement::put);
            replacement.commit();
        }
        replaceBy(List.of());
        replaceBy(exportOf(memory));

        assertThat(before).hasSizeGreaterThan(4).allSatisfy(archived -> {
            assertThat(memory.archive().find(archived.id())).contains(archived);
            assertThat(store.archive().find(archived.id())).contains(archived);
        });
    }

    @Test
    void without_its_schema_nothing_is_replaced() {
        try (TestDatabase unmigrated = TestDatabase.empty(server);
                PostgresArchive archive = unmigrated.archive()) {
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> of(archive).replace())
                    .withMessageContaining("migrate first");
        }
    }

    @Test
    void while_everything_is_replaced_readers_read_and_writers_wait() throws SQLException {
        fill();
        List<ContentRecord> records = exportOf(store);

        try (PostgresArchive hurried = database.hurriedArchive();
                Replacement replacement = of(store).replace()) {
            records.forEach(replacement::put);
            assertThat(hurried.archive().find(SessionId.of("plain"))).isPresent();
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> hurried.archive().archive(session("new")))
                    .matches(e -> !e.outcomeUnknown());
            replacement.commit();
        }

        assertThat(exportOf(store)).hasSameSizeAs(records);
        assertThat(store.archive().archive(session("new"))).isTrue();
    }

    @Test
    void the_planner_knows_the_new_rows_as_soon_as_they_are_there() {
        store.archive().archive(sessions(300));
        List<ContentRecord> records = exportOf(store);
        database.execute("TRUNCATE archived_sessions");
        database.execute("ANALYZE archived_sessions");

        replaceBy(records);

        assertThat(database.query("SELECT reltuples::int FROM pg_class WHERE relname = 'archived_sessions'"))
                .containsExactly("300");
        assertThat(database.query(
                        "SELECT 1 FROM pg_stats WHERE tablename = 'archived_sessions' AND attname = 'user_id'"))
                .hasSize(1);
    }

    @Test
    void the_pool_of_an_application_is_given_back_as_it_was() throws SQLException {
        fill();
        try (HikariDataSource pool = database.applicationPool();
                PostgresArchive archive = PostgresArchive.using(pool)) {
            List<ContentRecord> records = exportOf(archive);
            try (Replacement replacement = of(archive).replace()) {
                records.forEach(replacement::put);
                replacement.commit();
            }
            assertThat(of(archive).count()).containsEntry("archived_session", (long) records.size());

            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                assertThat(connection.getAutoCommit()).isFalse();
                statement.execute("CREATE TEMPORARY TABLE writable (i integer)");
            }
        }
    }

    @Test
    void no_step_outlasts_the_limit_of_steps() throws SQLException {
        fill();
        try (Connection other = database.connection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE archived_sessions IN ACCESS EXCLUSIVE MODE");
            PostgresArchive.Builder impatient = PostgresArchive.builder().contentTimeout(Duration.ofMillis(500));
            try (PostgresArchive archive = database.archive(impatient)) {
                assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(() -> of(archive).count());
                assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(() -> exportOf(archive))
                        .matches(e -> !e.outcomeUnknown());
            }
            other.rollback();
        }
    }

    @Test
    void the_limit_of_a_question_ends_no_step() {
        fill();
        PostgresArchive.Builder hasty = PostgresArchive.builder().statementTimeout(Duration.ofMillis(500));
        database.execute("""
                CREATE OR REPLACE FUNCTION slow() RETURNS TRIGGER LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END $$""");
        database.execute("CREATE TRIGGER slow BEFORE INSERT ON archived_sessions FOR EACH ROW EXECUTE FUNCTION slow()");
        try (PostgresArchive archive = database.archive(hasty)) {
            List<ContentRecord> records = exportOf(archive);
            try (Replacement replacement = of(archive).replace()) {
                records.forEach(replacement::put);
                replacement.commit();
            }
            assertThat(exportOf(archive)).hasSameSizeAs(records).hasSizeGreaterThan(4);
        } finally {
            database.execute("DROP TRIGGER slow ON archived_sessions");
        }
    }

    @Test
    void a_connection_lost_on_the_way_leaves_everything_as_it_was() {
        fill();
        List<ContentRecord> records = exportOf(store);
        store.archive().archive(session("kept"));
        List<ContentRecord> before = exportOf(store);
        try (TcpRelay relay = TcpRelay.to(server.host(), server.port());
                PostgresArchive archive = PostgresArchive.connect(
                        "jdbc:postgresql://%s:%d/%s".formatted(relay.host(), relay.port(), database.name()),
                        server.username(),
                        server.password())) {
            try (Replacement replacement = of(archive).replace()) {
                records.forEach(replacement::put);
                relay.resetConnections();
                assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(replacement::commit)
                        .matches(e -> !e.outcomeUnknown());
            }
            assertThat(exportOf(store)).isEqualTo(before);
            TestDatabase.untilAvailable(() -> archive.archive().summary());

            try (Replacement replacement = of(archive).replace()) {
                records.forEach(replacement::put);
                replacement.export(record -> {});
                relay.dropNextAnswer("COMMIT");
                assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(replacement::commit)
                        .matches(StoreUnavailableException::outcomeUnknown);
            }
            assertThat(exportOf(store)).hasSize(records.size());
        }
    }

    @Test
    void five_thousand_records_cost_one_statement_a_batch_and_are_never_all_in_memory() {
        for (int i = 0; i < 5; i++) {
            int first = i * 1_000;
            store.archive().archive(sessions(5_000).subList(first, first + 1_000));
        }
        database.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        List<ContentRecord> records = exportOf(store);
        try (TcpRelay relay = TcpRelay.to(server.host(), server.port());
                PostgresArchive archive = PostgresArchive.connect(
                        "jdbc:postgresql://%s:%d/%s".formatted(relay.host(), relay.port(), database.name()),
                        server.username(),
                        server.password())) {
            database.query("SELECT pg_stat_statements_reset(0, oid, 0)::text FROM pg_database"
                    + " WHERE datname = current_database()");
            AtomicLong atFirst = new AtomicLong();
            relay.resetTraffic();

            of(archive)
                    .export(record -> atFirst.compareAndSet(0, relay.traffic().bytesToClient()), ProgressListener.NONE);

            assertThat(atFirst.get()).isPositive().isLessThan(relay.traffic().bytesToClient() / 20);
            try (Replacement replacement = of(archive).replace()) {
                records.forEach(replacement::put);
                replacement.commit();
            }
            assertThat(statements())
                    .anyMatch(statement -> statement.startsWith("10 x INSERT INTO archived_sessions"))
                    .anyMatch(statement -> statement.startsWith("1 x DELETE FROM archived_sessions"))
                    .anyMatch(statement -> statement.startsWith("1 x SELECT to_jsonb(session_id)"));
        }
        assertThat(of(store).count()).containsEntry("archived_session", 5_000L);
    }

    private static List<String> statements() {
        return database.query("""
                SELECT calls || ' x ' || regexp_replace(query, '\\s+', ' ', 'g')
                FROM pg_stat_statements JOIN pg_database ON pg_database.oid = dbid
                WHERE datname = current_database()""");
    }

    @Test
    void what_a_row_holds_is_not_told_when_it_is_refused() {
        fill();
        ContentRecord record = broken().stream()
                .filter(one -> "2025-13-01T00:00:00Z".equals(one.fields().get("archived_at")))
                .findFirst()
                .map(one -> with(one, "user_id", "a secret name"))
                .orElseThrow();

        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> replaceBy(List.of(record)))
                .matches(e -> !String.valueOf(e.getMessage()).contains("a secret name"))
                .withMessageContaining("22008");
    }
}
