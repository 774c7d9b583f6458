package com.esab.data.redis;

import com.esab.data.archive.ArchiverSettings;
import com.esab.data.archive.SessionArchive;
import com.esab.data.archive.SessionArchiver;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.ArchiveQueue.Claim;
import com.esab.data.session.ArchiveQueue.Claimed;
import com.esab.data.session.Locks.Lock;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** What each operation costs, counted between the store and the server, and by the server. */
@ExtendWith(RealServers.class)
class RoundTripsIT {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SILENCE = Duration.ofMillis(20);

    private final SessionId id = SessionId.random();
    private final UserId user = UserId.of("user-" + UUID.randomUUID());
    private RedisServer server;
    private TcpRelay relay;
    private RedisSessions store;
    private RawRedis raw;

    @BeforeEach
    void connect(RedisServer shared) {
        server = shared;
        relay = TcpRelay.toRedis(server.host(), server.port());
        store = RawRedis.patient()
                .password(server.password())
                .connect("redis://%s:%d/%d".formatted(relay.host(), relay.port(), RawRedis.DATABASE));
        raw = new RawRedis(server);
        // the server learns the scripts
        Session session = create(SessionId.random(), Optional.empty());
        store.sessions().save(session);
        store.sessions().touch(session.id());
        store.sessions().find(session.id());
        store.sessions().delete(session.id());
        Lock lock = store.locks().tryLock("warm up " + id, HOUR).orElseThrow();
        lock.renew(HOUR);
        lock.unlock();
        everyCallOfTheQueue(SessionId.random(), store);
        store.sessions().liveAmong(List.of(id));
    }

    private static void everyCallOfTheQueue(SessionId id, RedisSessions store) {
        ArchiveQueue queue = store.archiveQueue().orElseThrow();
        Session created = store.sessions()
                .restore(Session.begin(id, Optional.empty(), Instant.now()).saved(1, Instant.now()), 0);
        queue.claim(1, HOUR);
        queue.release(List.of(new Claimed(created, Instant.now())));
        queue.bury(id, 0, "refused", 1);
        queue.dead(1);
        queue.revive(id);
        queue.lag();
        queue.idsOf(UserId.of("nobody"));
        queue.acknowledge(List.of(created));
        store.sessions().delete(id);
    }

    @AfterEach
    void close() {
        raw.close();
        store.close();
        relay.close();
    }

    @Test
    void create_save_find_touch_and_delete_take_one_round_trip_each() {
        Session created = costs(1, () -> create(id, Optional.empty()));
        Session saved = costs(1, () -> store.sessions().save(created));
        assertThat(costs(1, () -> store.sessions().find(id))).contains(saved);
        assertThat(costs(1, () -> store.sessions().findHeld(id))).contains(saved);
        assertThat(costs(1, () -> store.sessions().timeToLive(id))).isPresent();
        assertThat(costs(1, () -> store.sessions().touch(id))).isTrue();
        assertThat(costs(1, () -> store.sessions().delete(id))).isTrue();
    }

    @Test
    void creating_saving_and_deleting_the_session_of_a_user_takes_one_round_trip_each() {
        Session created = costs(1, () -> create(id, Optional.of(user)));
        costs(1, () -> store.sessions().save(created));
        costs(1, () -> store.sessions().delete(id));
    }

    @Test
    void restoring_asking_for_many_and_deleting_many_takes_as_many_round_trips_as_for_one() {
        Session archived = Session.begin(id, Optional.of(user), Instant.now()).saved(1, Instant.now());
        costs(1, () -> store.sessions().restore(archived, 0));
        List<SessionId> ids = new ArrayList<>(List.of(id));
        for (int i = 0; i < 300; i++) {
            ids.add(create(SessionId.random(), Optional.of(user)).id());
        }

        assertThat(costs(1, () -> store.sessions().liveAmong(ids))).hasSize(301);
        assertThat(costs(1, () -> store.sessions().idsOf(user))).hasSize(301);
        assertThat(costs(2, () -> store.sessions().delete(user, ids))).hasSize(301);
        assertThat(costs(0, () -> store.sessions().liveAmong(List.of()))).isEmpty();
    }

    @Test
    void each_call_of_the_queue_takes_one_round_trip_for_any_number_of_sessions() {
        ArchiveQueue queue = store.archiveQueue().orElseThrow();
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            sessions.add(store.sessions()
                    .save(create(SessionId.random(), Optional.of(user)).withStatus(SessionStatus.COMPLETED)));
        }

        Claim claim = costs(1, () -> queue.claim(10_000, HOUR));
        assertThat(claim.sessions()).hasSizeGreaterThanOrEqualTo(300);
        costs(1, () -> {
            queue.release(claim.sessions());
            return true;
        });
        assertThat(costs(1, queue::lag).due()).isGreaterThanOrEqualTo(300);
        SessionId dead = sessions.get(0).id();
        assertThat(costs(1, () -> queue.bury(dead, 0, "refused", 1))).isTrue();
        assertThat(costs(1, () -> queue.dead(10))).isNotEmpty();
        assertThat(costs(1, () -> queue.revive(dead))).isTrue();
        costs(1, () -> {
            queue.acknowledge(sessions);
            return true;
        });
        assertThat(store.sessions().findHeld(dead)).isEmpty();
    }

    @Test
    void what_is_queued_of_a_user_takes_a_round_trip_for_some_hundred_records() {
        ArchiveQueue queue = store.archiveQueue().orElseThrow();
        raw.redis().flushdb();
        queue.repair();
        for (int i = 0; i < 1_000; i++) {
            create(SessionId.random(), Optional.of(user));
        }
        relay.resetTraffic();

        assertThat(queue.idsOf(user)).hasSize(1_000);

        assertThat(relay.traffic().roundTrips()).isBetween(2L, 10L);
    }

    @Test
    void several_partitions_are_asked_together() {
        try (RedisSessions parted = RawRedis.patient()
                .keys(new Buckets())
                .password(server.password())
                .connect("redis://%s:%d/%d".formatted(relay.host(), relay.port(), RawRedis.DATABASE))) {
            ArchiveQueue queue = parted.archiveQueue().orElseThrow();
            everyCallOfTheQueue(SessionId.random(), parted);
            List<Session> sessions = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                Session created =
                        parted.sessions().create(Session.begin(SessionId.random(), Optional.empty(), Instant.now()));
                sessions.add(parted.sessions().save(created.withStatus(SessionStatus.COMPLETED)));
            }

            costs(1, queue::lag);
            Claim claim = costs(2, () -> queue.claim(200, HOUR));
            assertThat(claim.sessions()).hasSize(200);
            assertThat(claim.more()).isTrue();
            costs(1, () -> {
                queue.acknowledge(sessions);
                return true;
            });
            assertThat(queue.lag()).isEqualTo(ArchiveLag.NONE);
            assertThat(costs(1, () -> queue.claim(200, HOUR)).sessions()).isEmpty();

            for (int i = 0; i < 100; i++) {
                parted.sessions().create(Session.begin(SessionId.random(), Optional.of(user), Instant.now()));
            }
            Set<SessionId> ids = parted.sessions().idsOf(user);
            raw.redis().scriptFlush();
            assertThat(costs(3, () -> parted.sessions().delete(user, ids)))
                    .hasSize(100)
                    .isEqualTo(ids);
        }
    }

    @Test
    void ten_thousand_due_sessions_are_archived_by_one_claim_and_one_acknowledgement_for_each_two_hundred() {
        try (RedisServer own = RealServers.dedicatedRedis();
                TcpRelay between = TcpRelay.toRedis(own.host(), own.port());
                RedisSessions full = RawRedis.patient()
                        .checkpointDelay(Duration.ofMillis(1))
                        .password(own.password())
                        .connect("redis://%s:%d".formatted(between.host(), between.port()));
                RawRedis itself = new RawRedis(own)) {
            ArchiveQueue queue = full.archiveQueue().orElseThrow();
            queue.repair();
            everyCallOfTheQueue(SessionId.random(), full);
            for (int i = 0; i < 10_000; i++) {
                full.sessions().create(Session.begin(SessionId.random(), Optional.empty(), Instant.now()));
            }
            SessionArchive archive =
                    new InMemoryStores(Clock.systemUTC()).archive().archive();
            SessionArchiver archiver = new SessionArchiver(
                    full.sessions(),
                    queue,
                    archive,
                    HOUR,
                    ArchiverSettings.defaults().withLease(HOUR));
            long scripts = itself.calls("evalsha");
            between.resetTraffic();

            assertThat(archiver.runOnce().archived()).isEqualTo(10_000);

            assertThat(between.traffic().commands()).hasSize(100).containsOnly("EVALSHA");
            assertThat(between.traffic().roundTrips()).isEqualTo(100);
            assertThat(itself.calls("evalsha") - scripts).isEqualTo(100);
            assertThat(archive.summary().totalSessions()).isEqualTo(10_000);
            assertThat(queue.lag()).isEqualTo(ArchiveLag.NONE);
        }
    }

    @Test
    void each_change_is_one_command_to_the_server_and_a_reading_three_at_once() {
        long scripts = raw.calls("evalsha");
        create(id, Optional.empty());
        store.sessions().update(id, session -> session.withLanguage("de"));
        store.sessions().touch(id);
        store.sessions().delete(id);

        assertThat(raw.calls("evalsha") - scripts).isEqualTo(4);
        assertThat(relay.traffic().commands())
                .endsWith("EVALSHA", "MGET", "GET", "TIME", "EVALSHA", "EVALSHA", "EVALSHA");
    }

    @Test
    void an_update_takes_two_round_trips_and_two_more_after_a_conflict() {
        create(id, Optional.of(user));

        costs(2, () -> store.sessions().update(id, session -> session.withLanguage("de")));
        costs(1, () -> store.sessions().update(id, session -> session));
        boolean[] disturbed = new boolean[1];
        costs(5, () -> store.sessions().update(id, session -> {
            if (!disturbed[0]) {
                disturbed[0] = true;
                store.sessions().save(session);
            }
            return session.withLanguage("sv");
        }));
    }

    @Test
    void the_sessions_of_a_user_take_two_round_trips_however_many_there_are() {
        for (int i = 0; i < 50; i++) {
            create(SessionId.random(), Optional.of(user));
        }

        assertThat(costs(2, () -> store.sessions().ofUser(user))).hasSize(50);
        assertThat(costs(1, () -> store.sessions().ofUser(UserId.of("nobody")))).isEmpty();
    }

    @Test
    void repairing_the_set_of_a_user_is_a_look_at_what_is_gone_and_one_more_command() {
        Session live = create(id, Optional.of(user));
        raw.redis().sadd("user:" + user + ":sessions", "dead");
        SessionId withoutExpiry = SessionId.random();
        create(withoutExpiry, Optional.empty());
        raw.redis().del("session:" + withoutExpiry + ":ttl");
        // the server learns the script that reads what is incomplete
        assertThat(store.sessions().find(withoutExpiry)).isPresent();
        relay.resetTraffic();

        assertThat(store.sessions().ofUser(user)).containsExactly(live);
        assertThat(store.sessions().ofUser(user)).containsExactly(live);

        assertThat(relay.traffic().commands())
                .containsExactly(
                        "SMEMBERS", "MGET", "MGET", "TIME", "EVALSHA", "EVAL", "SMEMBERS", "MGET", "MGET", "TIME");
    }

    @Test
    void cache_and_locks_take_one_round_trip_for_each_call() {
        costs(1, () -> {
            store.cache().put("key " + id, "value", HOUR);
            return true;
        });
        assertThat(costs(1, () -> store.cache().get("key " + id))).contains("value");
        assertThat(costs(1, () -> store.cache().putIfAbsent("key " + id, "other", HOUR)))
                .isFalse();
        assertThat(costs(1, () -> store.cache().remove("key " + id))).isTrue();

        Lock lock = costs(1, () -> store.locks().tryLock("r " + id, HOUR)).orElseThrow();
        assertThat(costs(1, () -> lock.renew(HOUR))).isTrue();
        assertThat(costs(1, lock::unlock)).isTrue();
    }

    @Test
    void a_server_that_does_not_know_a_script_gets_it_in_a_second_round_trip_and_knows_it_then() {
        create(id, Optional.of(user));
        raw.redis().scriptFlush();

        Session saved = costs(3, () -> store.sessions()
                .save(store.sessions().find(id).orElseThrow().withLanguage("de")));
        assertThat(relay.traffic().commands()).containsExactly("MGET", "GET", "TIME", "EVALSHA", "EVAL");
        Session again = costs(2, () -> store.sessions().update(id, session -> session.withLanguage("fr")));

        assertThat(saved.language()).isEqualTo("de");
        assertThat(store.sessions().ofUser(user)).containsExactly(again);
    }

    @Test
    void sessions_without_expiry_are_read_by_a_script_also_of_a_server_that_forgot_it() {
        for (int i = 0; i < 10; i++) {
            Session session = create(SessionId.random(), Optional.of(user));
            raw.redis().del("session:" + session.id() + ":ttl");
        }
        raw.redis().scriptFlush();

        assertThat(costs(4, () -> store.sessions().ofUser(user))).hasSize(10);
        assertThat(costs(3, () -> store.sessions().ofUser(user))).hasSize(10);
    }

    @Test
    void sixty_four_threads_share_one_connection_and_lose_nothing() throws Exception {
        create(id, Optional.of(user));
        relay.resetTraffic();
        ExecutorService pool = Executors.newFixedThreadPool(64);
        try {
            List<Callable<Boolean>> workers = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                workers.add(() -> {
                    SessionId own =
                            create(SessionId.random(), Optional.of(user)).id();
                    for (int round = 0; round < 20; round++) {
                        String key = "key-" + own + "-" + round;
                        store.cache().put(key, key, HOUR);
                        Session updated = store.sessions().update(own, session -> session.withFinalized(true));
                        assertThat(store.sessions().find(own)).contains(updated);
                        assertThat(store.cache().get(key)).contains(key);
                    }
                    return true;
                });
            }
            for (Future<Boolean> worker : pool.invokeAll(workers)) {
                assertThat(worker.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(relay.traffic().connections()).isZero();
        assertThat(store.sessions().ofUser(user)).hasSize(65);
    }

    private Session create(SessionId session, Optional<UserId> owner) {
        return store.sessions().create(Session.begin(session, owner, Instant.now()));
    }

    private <T> T costs(int roundTrips, Callable<T> operation) {
        // commands that wait for no answer are one round trip, also on a machine that is busy
        relay.answerAfterSilence(SILENCE);
        relay.resetTraffic();
        try {
            T result = operation.call();
            assertThat(relay.traffic().roundTrips()).isEqualTo(roundTrips);
            return result;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
