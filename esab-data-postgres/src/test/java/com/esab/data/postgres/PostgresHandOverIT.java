package com.esab.data.postgres;

import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.archive.SessionArchiver;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.DeadSession;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.store.SessionStore;
import com.esab.data.testkit.contract.TestClock;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static com.esab.data.postgres.Sessions.ANNA;
import static com.esab.data.postgres.Sessions.MORNING;
import static org.assertj.core.api.Assertions.assertThat;

/** What the archiver makes of what PostgreSQL refuses. */
@ExtendWith(RealServers.class)
class PostgresHandOverIT {

    private static final int BATCH = 200;
    private static final int TRIES = 5;
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** PostgreSQL reads no year of five digits, as a clock out of order may show; sessions and their document do. */
    private static final Instant BEYOND_THE_ARCHIVE = Instant.parse("+10000-01-01T00:00:00Z");

    private static TestDatabase database;
    private static TcpRelay relay;
    private static PostgresArchive store;

    private final TestClock clock = new TestClock();
    private final SessionStore sessions = new InMemoryStores(clock).sessions();
    private final List<DeadSession> told = new ArrayList<>();
    private final SessionArchiver archiver = new SessionArchiver(
            sessions.sessions(),
            sessions.archiveQueue().orElseThrow(),
            store.archive(),
            sessions.sessionTimeToLive(),
            ArchiverSettings.defaults()
                    .withBatch(BATCH)
                    .withLease(LEASE)
                    .withTries(TRIES)
                    .withDeadListener(told::add));

    @BeforeAll
    static void connect(PostgresServer server) {
        database = TestDatabase.migrated(server);
        relay = TcpRelay.to(server.host(), server.port());
        store = PostgresArchive.builder()
                .poolSize(1)
                .connect(
                        "jdbc:postgresql://%s:%d/%s".formatted(relay.host(), relay.port(), database.name()),
                        server.username(),
                        server.password());
    }

    @AfterAll
    static void close() {
        store.close();
        relay.close();
        database.close();
    }

    @BeforeEach
    void empty() {
        database.execute("TRUNCATE archived_sessions");
    }

    @Test
    void one_record_that_postgresql_refuses_holds_up_none_of_ten_thousand_and_is_reported_once() {
        for (int i = 0; i < 10_000; i++) {
            create("s-%05d".formatted(i), i == 5_000 ? BEYOND_THE_ARCHIVE : MORNING);
        }
        clock.advance(InMemoryStores.CHECKPOINT_DELAY);
        countFromHere();

        assertThat(archiver.runOnce()).isEqualTo(new SessionArchiver.Run(9_999, 0, 0, 0));

        // 49 whole batches, 8 parts that hold the refused one (200, 100, 50, 25, 12, 6, 3, 1), the 7 other parts; the
        // sweep
        assertThat(relay.traffic().roundTrips()).isEqualTo(49 + 8 + 7 + 1);
        assertThat(database.query("SELECT count(*) FROM archived_sessions")).containsExactly("9999");
        assertThat(told).isEmpty();
        assertThat(archiver.lag()).isEqualTo(new ArchiveLag(1, 0, Duration.ZERO, 0));

        for (int attempt = 2; attempt <= TRIES; attempt++) {
            clock.advance(LEASE);
            countFromHere();

            assertThat(archiver.runOnce()).isEqualTo(new SessionArchiver.Run(0, attempt == TRIES ? 1 : 0, 0, 0));

            assertThat(relay.traffic().roundTrips()).isEqualTo(1 + 1);
        }
        clock.advance(LEASE);
        assertThat(archiver.runOnce()).isEqualTo(new SessionArchiver.Run(0, 0, 0, 0));

        assertThat(told).singleElement().satisfies(dead -> {
            assertThat(dead.id()).isEqualTo(SessionId.of("s-05000"));
            assertThat(dead.tries()).isEqualTo(TRIES);
            assertThat(dead.reason()).contains("s-05000", "SQLSTATE 22");
        });
        assertThat(archiver.dead(10)).isEqualTo(told);
        assertThat(archiver.lag()).isEqualTo(new ArchiveLag(0, 0, Duration.ZERO, 1));
        assertThat(database.query("SELECT count(*) FROM archived_sessions WHERE session_id <> 's-05000'"))
                .containsExactly("9999");
        assertThat(store.archive().find(SessionId.of("s-05000"))).isEmpty();
        assertThat(sessions.sessions().findHeld(SessionId.of("s-05000"))).isPresent();
    }

    @Test
    void what_a_constraint_of_the_operator_refused_is_archived_once_that_is_gone_and_it_is_revived() {
        SessionId refused = create("refused", MORNING).id();
        create("accepted", MORNING);
        clock.advance(InMemoryStores.CHECKPOINT_DELAY);
        database.execute("ALTER TABLE archived_sessions ADD CONSTRAINT operators_own CHECK (session_id <> 'refused')");
        try {
            for (int attempt = 1; attempt <= TRIES; attempt++) {
                archiver.runOnce();
                clock.advance(LEASE);
            }
            assertThat(told).singleElement().satisfies(dead -> assertThat(dead.reason())
                    .contains("operators_own", "SQLSTATE 23514"));
            assertThat(store.archive().find(SessionId.of("accepted"))).isPresent();
        } finally {
            database.execute("ALTER TABLE archived_sessions DROP CONSTRAINT operators_own");
        }

        assertThat(archiver.revive(refused)).isTrue();
        assertThat(archiver.runOnce().archived()).isEqualTo(1);

        assertThat(store.archive().find(refused)).isPresent();
        assertThat(archiver.lag()).isEqualTo(ArchiveLag.NONE);
    }

    @Test
    void the_sweep_abandons_what_the_cache_no_longer_has_page_by_page() {
        for (int i = 0; i < 2 * BATCH + 1; i++) {
            create("s-%05d".formatted(i), MORNING);
        }
        clock.advance(InMemoryStores.CHECKPOINT_DELAY);
        archiver.runOnce();
        database.execute("UPDATE archived_sessions SET archived_at = archived_at - INTERVAL '2 hours'");

        assertThat(archiver.runOnce().abandoned()).isZero();

        clock.advance(sessions.sessionTimeToLive());
        create("s-00007", MORNING);
        countFromHere();

        assertThat(archiver.runOnce().abandoned()).isEqualTo(2 * BATCH);

        // three pages of candidates, each with what it abandons
        assertThat(relay.traffic().roundTrips()).isEqualTo(3 + 3);
        assertThat(store.archive().find(SessionId.of("s-00007")).map(ArchivedSession::status))
                .contains(SessionStatus.ACTIVE);
        assertThat(store.archive().find(SessionId.of("s-00008")).map(ArchivedSession::expired))
                .contains(true);
    }

    private Session create(String id, Instant createdAt) {
        return sessions.sessions().create(Session.begin(SessionId.of(id), Optional.of(ANNA), createdAt));
    }

    /** On a connection just used: the pool asks one that rested whether it still answers. */
    private static void countFromHere() {
        store.archive().summary();
        relay.resetTraffic();
    }
}
