package com.esab.data.postgres;

import com.esab.data.ProgressListener;
import com.esab.data.schema.Schema;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** Both views against the same questions asked of all the sessions. */
@ExtendWith(RealServers.class)
class StatisticsRollUpIT {

    private static final String COUNTED_SUMMARY = """
            SELECT COUNT(*), COUNT(DISTINCT user_id),
                AVG(message_count) FILTER (WHERE status <> 'active'),
                AVG(session_duration_seconds) FILTER (WHERE status <> 'active'),
                COUNT(*) FILTER (WHERE finalized), COUNT(*) FILTER (WHERE status = 'completed'),
                COUNT(*) FILTER (WHERE status = 'abandoned'), COUNT(*) FILTER (WHERE status = 'active')
            FROM archived_sessions WHERE status <> 'erased'""";

    private static final String COUNTED_HISTORY = """
            SELECT user_id, COUNT(*), AVG(message_count) FILTER (WHERE status <> 'active'),
                AVG(session_duration_seconds) FILTER (WHERE status <> 'active'), MAX(created_at),
                COUNT(*) FILTER (WHERE finalized)
            FROM archived_sessions WHERE status <> 'erased' AND user_id IS NOT NULL GROUP BY user_id""";

    private TestDatabase database;
    private PostgresArchive store;

    @BeforeEach
    void connect(PostgresServer server) {
        database = TestDatabase.migrated(server);
        store = database.archive();
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    private List<String> rows(String query) {
        return database.query("SELECT row(answer.*)::text FROM (%s) AS answer ORDER BY 1".formatted(query));
    }

    private void viewsAreExact() {
        assertThat(rows("SELECT * FROM session_summary_stats")).isEqualTo(rows(COUNTED_SUMMARY));
        assertThat(rows("SELECT * FROM user_session_history")).isEqualTo(rows(COUNTED_HISTORY));
        assertThat(database.query("SELECT COUNT(*) FROM archived_session_changes"))
                .containsExactly("0");
    }

    /** A version of one of forty sessions, of one of six users or of nobody. */
    private static Session session(Random random, long version) {
        int number = random.nextInt(40);
        Instant begin = Sessions.MORNING.plusSeconds(3600L * number);
        Optional<UserId> user = number % 7 == 6 ? Optional.empty() : Optional.of(UserId.of("user-" + number % 7));
        Session session = Session.begin(SessionId.of("s-%02d".formatted(number)), user, begin);
        for (int message = random.nextInt(5); message > 0; message--) {
            session = session.withMessage(Message.user("I need 500 A", begin));
        }
        session = switch (random.nextInt(4)) {
            case 0 -> session.withStatus(SessionStatus.COMPLETED).withFinalized(random.nextBoolean());
            case 1 -> session.withStatus(SessionStatus.ABANDONED);
            default -> session;
        };
        return session.saved(version, begin.plusSeconds(random.nextInt(5000)));
    }

    private void change(Random random, long version) {
        switch (random.nextInt(8)) {
            case 0 -> store.archive().erase(List.of(session(random, version).id()));
            case 1 ->
                store.archive()
                        .abandon(store.archive().quietFor(Duration.ZERO, Optional.empty(), 1 + random.nextInt(5)));
            case 2 ->
                database.execute("DELETE FROM archived_sessions WHERE session_id = '%s'"
                        .formatted(session(random, version).id().value()));
            case 3 ->
                database.execute(
                        "UPDATE archived_sessions SET user_id = 'user-%d', created_at = NULLIF(created_at, '%s'), finalized = %b"
                                        .formatted(
                                                random.nextInt(6),
                                                Sessions.MORNING.plusSeconds(3600L * random.nextInt(40)),
                                                random.nextBoolean())
                                + " WHERE status <> 'erased' AND id %% 5 = %d".formatted(random.nextInt(5)));
            default -> store.archive().archive(batch(random, version));
        }
    }

    private static List<Session> batch(Random random, long version) {
        List<Session> batch = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Session session = session(random, version);
            if (batch.stream().noneMatch(other -> other.id().equals(session.id()))) {
                batch.add(session);
            }
        }
        return batch;
    }

    @Test
    void after_each_of_many_changes_both_views_say_what_counting_says() {
        Random random = new Random(20261126);
        for (int version = 1; version <= 150; version++) {
            change(random, version);
            viewsAreExact();
        }
        assertThat(database.query("SELECT COUNT(*) FROM user_session_history")).doesNotContain("0");
    }

    @Test
    void writers_of_the_same_users_at_once_never_deadlock_and_the_views_are_exact_after_them() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                Random random = new Random(writer);
                writers.add(threads.submit(() -> {
                    for (int version = 1; version <= 60; version++) {
                        if (random.nextInt(3) == 0) {
                            store.archive()
                                    .erase(List.of(session(random, version).id()));
                        } else {
                            store.archive().archive(batch(random, version));
                        }
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        viewsAreExact();
        assertThat(database.query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
                .containsExactly("0");
    }

    @Test
    void two_transactions_that_change_the_newest_sessions_of_one_user_agree_on_which_is_the_newest() throws Exception {
        store.archive().archive(Sessions.sessions(3));
        try (Connection one = database.connection();
                Connection other = database.connection()) {
            execute(one, "UPDATE archived_sessions SET created_at = '2030-01-01' WHERE session_id = 's-00000'");
            execute(other, "UPDATE archived_sessions SET created_at = '2031-01-01' WHERE session_id = 's-00001'");
            one.commit();
            other.commit();
            viewsAreExact();

            execute(one, "DELETE FROM archived_sessions WHERE session_id = 's-00001'");
            execute(other, "UPDATE archived_sessions SET created_at = '2029-01-01' WHERE session_id = 's-00000'");
            Future<?> waiting;
            ExecutorService thread = Executors.newSingleThreadExecutor();
            try {
                waiting = thread.submit(() -> {
                    other.commit();
                    return true;
                });
                one.commit();
                waiting.get();
            } finally {
                thread.shutdownNow();
            }
        }
        viewsAreExact();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void a_transaction_of_many_statements_counts_once_and_one_that_is_taken_back_not_at_all() throws Exception {
        store.archive().archive(Sessions.sessions(5));
        try (Connection connection = database.connection()) {
            execute(connection, "UPDATE archived_sessions SET finalized = TRUE");
            execute(connection, "SAVEPOINT half");
            execute(connection, "DELETE FROM archived_sessions WHERE session_id = 's-00001'");
            execute(connection, "ROLLBACK TO half");
            execute(connection, "UPDATE archived_sessions SET user_id = 'bert' WHERE session_id < 's-00002'");
            execute(connection, "DELETE FROM archived_sessions WHERE session_id = 's-00004'");
            connection.commit();
            viewsAreExact();

            execute(connection, "DELETE FROM archived_sessions");
            connection.rollback();
            viewsAreExact();

            execute(connection, "UPDATE archived_sessions SET finalized = FALSE");
            execute(connection, "TRUNCATE archived_sessions");
            connection.commit();
            viewsAreExact();
        }
    }

    @Test
    void whose_sessions_are_all_erased_or_purged_leaves_no_name_in_the_roll_up() {
        store.archive().archive(Sessions.sessions(3));
        store.archive().erase(List.of(SessionId.of("s-00000"), SessionId.of("s-00001"), SessionId.of("s-00002")));

        viewsAreExact();
        assertThat(database.query("SELECT COUNT(*) FROM archived_session_users"))
                .containsExactly("0");
    }

    @Test
    void neither_view_reads_the_sessions() {
        store.archive().archive(Sessions.sessions(3));
        String plans = String.join("\n", database.query("EXPLAIN SELECT * FROM session_summary_stats"))
                + String.join("\n", database.query("EXPLAIN SELECT * FROM user_session_history"));

        assertThat(plans)
                .contains("archived_session_totals", "archived_session_users")
                .doesNotContain("archived_sessions");
    }

    private static final String PAST_SESSIONS = """
            INSERT INTO archived_sessions (session_id, user_id, created_at, status, version, schema_version, message_count)
            SELECT 'p-' || i, 'past-' || i % 4, now(), 'completed', 1, 1, i FROM generate_series(1, 50) AS i""";

    @Test
    void the_migration_counts_the_sessions_that_are_there_already() {
        Schema schema = Schema.of(store.schema().orElseThrow());
        schema.rollback("V001", ProgressListener.NONE);
        database.execute(PAST_SESSIONS);

        schema.migrate(ProgressListener.NONE);

        assertThat(store.archive().summary().totalSessions()).isEqualTo(50);
        viewsAreExact();
    }

    @Test
    void what_was_written_past_the_triggers_is_counted_by_a_recount() throws Exception {
        try (Connection connection = database.connection()) {
            execute(connection, "SET LOCAL session_replication_role = replica");
            execute(connection, PAST_SESSIONS);
            connection.commit();
        }
        assertThat(rows("SELECT * FROM session_summary_stats")).isNotEqualTo(rows(COUNTED_SUMMARY));

        database.query("SELECT recount_archived_sessions()");

        viewsAreExact();
    }
}
