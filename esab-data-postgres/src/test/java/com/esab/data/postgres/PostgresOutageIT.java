package com.esab.data.postgres;

import com.esab.data.archive.ArchiveQuery;
import com.esab.data.archive.SessionArchive;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.health.StoreHealth;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.testkit.relay.DroppedAnswer;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static com.esab.data.postgres.Sessions.ANNA;
import static com.esab.data.postgres.Sessions.session;
import static com.esab.data.postgres.Sessions.sessions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What a caller sees of a server that is down, hangs or is too slow. */
@ExtendWith(RealServers.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresOutageIT {

    /** Both timeouts, what the server gets besides, and much for a busy machine. */
    private static final Duration AT_MOST = Duration.ofSeconds(20);

    private static PostgresServer server;
    private static TestDatabase database;

    /** For what must succeed. */
    private PostgresArchive store;

    /** For what must fail: both timeouts are a second. */
    private PostgresArchive hurried;

    @BeforeAll
    static void start() {
        server = RealServers.dedicatedPostgres();
        database = TestDatabase.migrated(server);
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @BeforeEach
    void connect() {
        database.execute("TRUNCATE archived_sessions");
        store = database.archive();
        archive().archive(session("kept"));
        hurried = database.hurriedArchive();
        answersAgain();
    }

    @AfterEach
    void close() {
        hurried.close();
        store.close();
    }

    @Test
    void while_the_server_is_down_no_call_answers_and_afterwards_all_do() {
        server.stop();
        try {
            calls(hurried)
                    .forEach((name, call) ->
                            assertThat(unavailable(call)).as(name).isNotNull());
            assertThat(hurried.health(Duration.ofSeconds(2)).connected()).isFalse();
        } finally {
            server.start();
        }

        answersAgain();
        assertThat(archive().archive(session("later"))).isTrue();
        assertThat(store.health(AT_MOST).connected()).isTrue();
    }

    @Test
    void while_the_server_hangs_no_call_answers_and_afterwards_all_do() {
        server.freeze();
        try {
            calls(hurried)
                    .forEach((name, call) ->
                            assertThat(unavailable(call)).as(name).isNotNull());
        } finally {
            server.thaw();
        }

        answersAgain();
        assertThat(archive().archive(session("later"))).isTrue();
    }

    @Test
    void under_load_every_call_answers_truly_or_says_that_it_does_not_know() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch underWay = new CountDownLatch(60);
        // a short outage can pass while a call waits for a connection, so the server stays away until all have met it
        CountDownLatch everyoneMetIt = new CountDownLatch(6);
        List<Future<Integer>> failures = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                boolean writes = i % 2 == 0;
                failures.add(threads.submit(() -> {
                    int unavailable = 0;
                    for (long version = 2; !over.get(); version++) {
                        try {
                            long start = System.nanoTime();
                            if (writes) {
                                hurried.archive().archive(session("busy").saved(version, Instant.now()));
                            } else {
                                assertThat(hurried.archive().find(SessionId.of("kept")))
                                        .isPresent();
                                assertThat(hurried.archive()
                                                .list(ArchiveQuery.all().user(ANNA)))
                                        .isNotEmpty();
                            }
                            assertThat(Duration.ofNanos(System.nanoTime() - start))
                                    .isLessThan(AT_MOST.multipliedBy(2));
                        } catch (StoreUnavailableException e) {
                            if (unavailable++ == 0) {
                                everyoneMetIt.countDown();
                            }
                        }
                        underWay.countDown();
                    }
                    return unavailable;
                }));
            }
            underWay.await();
            server.freeze();
            unavailable(() -> hurried.archive().summary());
            server.thaw();
            answersAgain();
            server.stop();
            unavailable(() -> hurried.archive().summary());
            assertThat(everyoneMetIt.await(30, TimeUnit.SECONDS)).isTrue();
            server.start();
            answersAgain();
            over.set(true);
            for (Future<Integer> one : failures) {
                assertThat(one.get()).isPositive();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        assertThat(archive().list(ArchiveQuery.all())).hasSize(2);
    }

    @Test
    void a_batch_too_large_for_the_buffers_on_its_way_does_not_hang_with_the_server() {
        String megabyte = "0123456789abcdef".repeat(65_536);
        List<Session> batch = IntStream.range(0, 60)
                .mapToObj(i -> session("large-" + i).withMessage(Message.user(megabyte, Instant.now())))
                .toList();
        StoreUnavailableException e;
        try (HikariDataSource application = database.applicationPool();
                PostgresArchive guest = TestDatabase.impatient().using(freezingAfterwards(application))) {
            e = unavailable(() -> guest.archive().archive(batch));
        } finally {
            server.thaw();
        }

        assertThat(e.outcomeUnknown()).isTrue();
        assertThat(e).hasMessageContaining("archiving 60 sessions").hasMessageContaining("1000 ms");
        answersAgain();
    }

    @Test
    void health_is_told_within_the_deadline_while_the_server_hangs() {
        server.freeze();
        try {
            long start = System.nanoTime();

            StoreHealth health = hurried.health(Duration.ofMillis(300));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_MOST);
            assertThat(health.connected()).isFalse();
            assertThat(health.findings()).extracting(Finding::code).containsExactly("unreachable");
        } finally {
            server.thaw();
        }
    }

    @Test
    void the_server_itself_ends_a_statement_that_takes_too_long_and_nothing_was_written() throws SQLException {
        StoreUnavailableException e;
        try (Connection other = database.connection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE archived_sessions IN EXCLUSIVE MODE");

            e = unavailable(() -> hurried.archive().archive(session("late")));

            other.rollback();
        }

        assertThat(e.outcomeUnknown()).isFalse();
        assertThat(e).hasMessageContaining("statement timeout");
        assertThat(archive().find(SessionId.of("late"))).isEmpty();
        assertThat(archive().find(SessionId.of("kept"))).isPresent();
    }

    @Test
    void a_purge_may_run_longer_than_a_statement() {
        beforeEachPurge("PERFORM pg_sleep(2.5)");
        try (PostgresArchive brief =
                database.archive(PostgresArchive.builder().statementTimeout(Duration.ofMillis(200)))) {
            assertThat(brief.archive().purge(Instant.now().plusSeconds(3_600))).isEqualTo(1);
        } finally {
            database.execute("DROP FUNCTION before_purge CASCADE");
        }
        assertThat(archive().find(SessionId.of("kept"))).isEmpty();
    }

    @Test
    void a_purge_that_takes_longer_than_its_limit_is_ended_by_the_server_with_nothing_removed() {
        beforeEachPurge("PERFORM pg_sleep(60)");
        StoreUnavailableException e;
        try (PostgresArchive brief = database.archive(PostgresArchive.builder().purgeTimeout(Duration.ofSeconds(1)))) {
            e = unavailable(() -> brief.archive().purge(Instant.now().plusSeconds(3_600)));
        } finally {
            database.execute("DROP FUNCTION before_purge CASCADE");
        }

        assertThat(e.outcomeUnknown()).isFalse();
        assertThat(e).hasMessageContaining("statement timeout");
        assertThat(archive().find(SessionId.of("kept"))).isPresent();
    }

    private static void beforeEachPurge(String action) {
        database.execute("CREATE FUNCTION before_purge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + action
                + "; RETURN NULL; END $$");
        database.execute("CREATE TRIGGER before_purge BEFORE DELETE ON archived_sessions"
                + " FOR EACH STATEMENT EXECUTE FUNCTION before_purge()");
    }

    @Test
    void a_write_whose_connection_is_ended_by_the_server_has_an_unknown_outcome() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection other = database.connection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE archived_sessions IN EXCLUSIVE MODE");
            Future<StoreUnavailableException> failure = thread.submit(() -> catchThrowableOfType(
                    StoreUnavailableException.class, () -> archive().archive(session("interrupted"))));
            while (database.query("""
                            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE datname = current_database() AND wait_event_type = 'Lock'""").isEmpty()) {
                Thread.onSpinWait();
            }

            assertThat(failure.get().outcomeUnknown()).isTrue();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void a_write_whose_answer_is_lost_has_an_unknown_outcome_and_is_there_and_repeating_it_is_harmless() {
        Session session = session("answer-lost");
        try (TcpRelay relay = TcpRelay.to(server.host(), server.port());
                PostgresArchive relayed = PostgresArchive.connect(
                        "jdbc:postgresql://%s:%d/%s".formatted(relay.host(), relay.port(), database.name()),
                        server.username(),
                        server.password())) {
            DroppedAnswer dropped = relay.dropNextAnswer("INSERT INTO archived_sessions");

            assertThat(unavailable(() -> relayed.archive().archive(session)).outcomeUnknown())
                    .isTrue();

            assertThat(dropped.happened()).isTrue();
            String row = "SELECT archived_sessions::text FROM archived_sessions WHERE session_id = 'answer-lost'";
            List<String> written = database.query(row);
            assertThat(written).hasSize(1);
            TestDatabase.untilAvailable(
                    () -> assertThat(relayed.archive().archive(session)).isFalse());
            assertThat(database.query(row)).isEqualTo(written);
        }
    }

    @Test
    void a_pool_without_a_free_connection_is_unavailable_and_healthy_otherwise() {
        try (PostgresArchive narrow = database.archive(PostgresArchive.builder().poolSize(1))) {
            List<StoreUnavailableException> failures = new ArrayList<>();
            List<StoreHealth> healths = new ArrayList<>();

            narrow.archive().forEach(ArchiveQuery.all(), record -> {
                failures.add(unavailable(() -> narrow.archive().archive(session("inner"))));
                healths.add(narrow.health(AT_MOST));
            });

            assertThat(failures).singleElement().satisfies(e -> assertThat(e.outcomeUnknown())
                    .isFalse());
            assertThat(healths).singleElement().satisfies(health -> {
                assertThat(health.connected()).isTrue();
                assertThat(health.findings()).extracting(Finding::code).containsExactly("pool_exhausted");
            });
            assertThat(narrow.archive().archive(session("outer"))).isTrue();
            assertThat(narrow.health(AT_MOST).findings()).isEmpty();
        }
    }

    @Test
    void the_pool_has_all_its_connections_back_after_failures() {
        for (int i = 0; i < 10; i++) {
            String id = "in-the-way-" + i;
            database.execute("ALTER TABLE archived_sessions RENAME TO away");
            try {
                assertThat(catchThrowableOfType(
                                RuntimeException.class, () -> archive().find(SessionId.of(id))))
                        .isNotNull();
                assertThat(catchThrowableOfType(
                                RuntimeException.class, () -> archive().list(ArchiveQuery.all())))
                        .isNotNull();
                assertThat(catchThrowableOfType(
                                RuntimeException.class, () -> archive().archive(session(id))))
                        .isNotNull();
            } finally {
                database.execute("ALTER TABLE away RENAME TO archived_sessions");
            }
        }

        assertThat(archive().archive(sessions(3))).hasSize(3);
        assertThat(store.health(AT_MOST).findings()).isEmpty();
    }

    @Test
    void the_pool_of_an_application_is_left_as_it_was_and_open() throws SQLException {
        try (HikariDataSource application = database.applicationPool()) {
            try (PostgresArchive guest = PostgresArchive.using(application)) {
                assertThat(guest.archive().archive(session("guest"))).isTrue();
                assertThat(guest.archive().list(ArchiveQuery.all())).hasSize(2);
                assertThat(guest.health(AT_MOST).connected()).isTrue();
            }

            assertThat(application.isClosed()).isFalse();
            try (Connection connection = application.getConnection()) {
                assertThat(connection.getAutoCommit()).isFalse();
            }
        }
        assertThat(archive().find(SessionId.of("guest"))).isPresent();
    }

    @Test
    void the_connections_of_an_application_do_not_hang_with_the_server_either() throws SQLException {
        try (HikariDataSource application = database.applicationPool();
                PostgresArchive guest = TestDatabase.impatient().using(application)) {
            application.getConnection().close();
            server.freeze();
            try {
                assertThat(unavailable(() -> guest.archive().archive(session("late"))))
                        .isNotNull();
            } finally {
                server.thaw();
            }
        }
    }

    @Test
    void a_closed_archive_is_unavailable() {
        store.close();

        calls(store)
                .forEach((name, call) -> assertThat(unavailable(call)).as(name).isNotNull());
        assertThat(store.health(AT_MOST).connected()).isFalse();
    }

    /** Hands a connection out and then halts the server, before anything is sent. */
    private static DataSource freezingAfterwards(DataSource connections) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(connections, arguments);
                    server.freeze();
                    return answer;
                });
    }

    private static Map<String, ThrowingCallable> calls(PostgresArchive store) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("archive", () -> store.archive().archive(session("never")));
        calls.put("find", () -> store.archive().find(SessionId.of("kept")));
        calls.put("list", () -> store.archive().list(ArchiveQuery.all()));
        calls.put("summary", () -> store.archive().summary());
        calls.put("history", () -> store.archive().history(ANNA));
        calls.put("histories", () -> store.archive().histories(1));
        calls.put("idsOf", () -> store.archive().idsOf(ANNA));
        calls.put("versionsOf", () -> store.archive().versionsOf(List.of(SessionId.of("kept"))));
        calls.put("quietFor", () -> store.archive().quietFor(Duration.ZERO, Optional.empty(), 1));
        calls.put("abandon", () -> store.archive().abandon(Map.of(SessionId.of("kept"), 1L)));
        calls.put("erase", () -> store.archive().erase(List.of(SessionId.of("never"))));
        calls.put("purge", () -> store.archive().purge(Instant.EPOCH));
        calls.put("applied", () -> store.schema().orElseThrow().applied());
        calls.put("open", () -> store.schema().orElseThrow().open(Duration.ofMillis(100)));
        return calls;
    }

    private static StoreUnavailableException unavailable(ThrowingCallable call) {
        long start = System.nanoTime();
        StoreUnavailableException e = catchThrowableOfType(StoreUnavailableException.class, call);
        assertThat(e).isNotNull();
        assertThat(e.store()).isEqualTo("postgresql");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_MOST);
        return e;
    }

    /** The first calls may still meet connections that died with the server. */
    private void answersAgain() {
        for (PostgresArchive one : List.of(hurried, store)) {
            TestDatabase.untilAvailable(
                    () -> assertThat(one.archive().find(SessionId.of("kept"))).isPresent());
        }
    }

    private SessionArchive archive() {
        return store.archive();
    }
}
