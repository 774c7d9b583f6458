package com.esab.data.postgres;

import com.esab.data.archive.ArchiveQuery;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static com.esab.data.postgres.Sessions.sessions;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(RealServers.class)
class PostgresConcurrencyIT {

    private static final int ROUNDS = 40;

    private static TestDatabase database;
    private static PostgresArchive store;

    @BeforeAll
    static void connect(PostgresServer server) {
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

    @Test
    void overlapping_batches_in_opposite_order_do_not_deadlock_and_the_highest_version_wins() throws Exception {
        List<Session> forward = sessions(100);
        List<Session> backward = new ArrayList<>(forward);
        Collections.reverse(backward);

        inParallel(
                () -> versions(forward, 1),
                () -> versions(backward, 2),
                () -> versions(forward.subList(20, 80), 3),
                () -> versions(backward.subList(10, 60), 4));

        assertThat(deadlocks()).containsExactly("0");
        assertThat(store.archive().list(ArchiveQuery.all()))
                .hasSize(100)
                .allMatch(record -> record.version() >= ROUNDS * 10 + 2);
    }

    @Test
    void archiving_erasing_and_purging_at_once_do_not_deadlock_and_the_erased_stays_erased() throws Exception {
        List<Session> batch = sessions(100);
        List<SessionId> erased =
                new ArrayList<>(batch.subList(30, 70).stream().map(Session::id).toList());
        Collections.reverse(erased);

        inParallel(
                () -> versions(batch, 1),
                () -> versions(batch, 2),
                () -> store.archive().erase(erased),
                () -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        store.archive().purge(Instant.now());
                    }
                });

        assertThat(deadlocks()).containsExactly("0");
        assertThat(erased).allMatch(id -> store.archive()
                .find(id)
                .map(ArchivedSession::isTombstone)
                .orElse(false));
    }

    @Test
    void abandoning_passes_over_a_row_that_somebody_is_writing_and_does_not_wait() throws Exception {
        store.archive().archive(sessions(3));
        Map<SessionId, Long> all = store.archive().quietFor(Duration.ZERO, Optional.empty(), 10);
        try (Connection other = database.connection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE archived_sessions SET version = 2 WHERE session_id = 's-00001'");

            assertThat(store.archive().abandon(all)).isEqualTo(2);

            other.commit();
        }
        assertThat(store.archive().list(ArchiveQuery.all().status(SessionStatus.ACTIVE)))
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.id()).isEqualTo(SessionId.of("s-00001"));
                    assertThat(record.version()).isEqualTo(2);
                    assertThat(record.expired()).isFalse();
                });
    }

    @Test
    void abandoning_and_archiving_at_once_do_not_deadlock_and_no_version_is_lost() throws Exception {
        List<Session> forward = sessions(100);
        List<Session> backward = new ArrayList<>(forward);
        Collections.reverse(backward);
        AtomicInteger abandoned = new AtomicInteger();
        Runnable sweep = () -> {
            // none of them may be left alone for long enough while the writers are at it
            for (int round = 0; round < 2 * ROUNDS || abandoned.get() == 0; round++) {
                Map<SessionId, Long> quiet = store.archive().quietFor(Duration.ZERO, Optional.empty(), 100);
                abandoned.addAndGet(store.archive().abandon(quiet));
            }
        };

        inParallel(() -> versions(forward, 1), () -> versions(backward, 2), sweep, sweep);

        assertThat(abandoned.get()).isPositive();
        assertThat(deadlocks()).containsExactly("0");
        assertThat(store.archive().list(ArchiveQuery.all()))
                .hasSize(100)
                .allMatch(record -> record.version() == ROUNDS * 10L + 2)
                .allMatch(record -> record.expired() == (record.status() == SessionStatus.ABANDONED));
    }

    private static void versions(List<Session> batch, int offset) {
        for (int round = 1; round <= ROUNDS; round++) {
            long version = round * 10L + offset;
            store.archive()
                    .archive(batch.stream()
                            .map(session -> session.saved(version, session.lastActivityAt()))
                            .toList());
        }
    }

    private static List<String> deadlocks() {
        return database.query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }

    private static void inParallel(Runnable... tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.length);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (Runnable task : tasks) {
                done.add(threads.submit(task));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
