package com.esab.data.redis;

import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.ArchiveQueue.Claimed;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.Discrepancy;
import com.esab.data.store.Discrepancy.Repair;
import com.esab.data.store.SessionInspection.Held;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What an inspection finds that only Redis can have, what it costs, and that it takes no change under way for an error. */
@ExtendWith(RealServers.class)
class InspectionIT {

    private static final UserId ANNA = UserId.of("anna");
    private static final String SET_OF_ANNA = "user:anna:sessions";

    private final SessionId id = SessionId.random();
    private RedisServer server;
    private RedisSessions store;
    private RawRedis raw;

    @BeforeEach
    void connect(RedisServer shared) {
        server = shared;
        store = RawRedis.patient().connect(RawRedis.uri(server));
        raw = new RawRedis(server);
        raw.redis().flushdb();
        queue().repair();
    }

    @AfterEach
    void close() {
        raw.redis().flushdb();
        raw.close();
        store.close();
    }

    @Test
    void a_set_of_a_user_that_is_none_is_found_and_left_alone() {
        raw.redis().set(SET_OF_ANNA, "a string");

        assertThat(discrepancies(store, true))
                .singleElement()
                .extracting(Discrepancy::code, Discrepancy::subject, Discrepancy::repair)
                .containsExactly("user_index_unreadable", "user anna", Repair.NONE);
        assertThat(raw.redis().get(SET_OF_ANNA)).isEqualTo("a string");
    }

    @Test
    void a_live_session_beside_such_a_set_is_not_reported_for_it() {
        create(id);
        raw.redis().del(SET_OF_ANNA);
        raw.redis().set(SET_OF_ANNA, "a string");

        assertThat(held(store)).singleElement().matches(Held::indexed);
    }

    @Test
    void what_is_no_session_id_in_the_set_of_a_user_is_removed_so_that_the_sessions_can_be_listed() {
        Session created = create(id);
        raw.redis().sadd(SET_OF_ANNA, "no id\n");

        assertThat(discrepancies(store, false)).singleElement().satisfies(found -> {
            assertThat(found.code()).isEqualTo("user_index_entry_unreadable");
            assertThat(found.message()).contains("no id?");
            assertThat(found.repair()).isEqualTo(Repair.POSSIBLE);
        });
        assertThat(discrepancies(store, true)).extracting(Discrepancy::repair).containsExactly(Repair.DONE);

        assertThat(discrepancies(store, true)).isEmpty();
        assertThat(store.sessions().ofUser(ANNA)).containsExactly(created);
    }

    @Test
    void entries_of_the_queue_that_no_session_can_be_called_are_removed() {
        create(id);
        raw.redis().zadd("sessions:due", 7, "no id\n");
        raw.redis().zadd("sessions:due", Double.POSITIVE_INFINITY, id + ":ttl");
        raw.redis().hset("sessions:dead", "no id either", "{}");

        assertThat(discrepancies(store, true))
                .extracting(Discrepancy::code, Discrepancy::subject)
                .containsExactlyInAnyOrder(
                        tuple("queue_entry_without_session", "session no id?"),
                        tuple("queue_entry_without_session", "session " + id + ":ttl"),
                        tuple("refusal_without_session", "session no id either"));

        assertThat(discrepancies(store, false)).isEmpty();
        assertThat(raw.redis().zrange("sessions:due", 0, -1)).containsExactlyInAnyOrder("*", id.value());
        assertThat(raw.redis().exists("sessions:dead")).isZero();
    }

    @Test
    void a_key_of_another_type_in_the_place_of_a_record_cannot_be_read() {
        raw.redis().rpush("session:" + id, "a list");

        assertThat(discrepancies(store, false))
                .extracting(Discrepancy::code)
                .containsExactlyInAnyOrder("session_unreadable", "session_not_queued");
        assertThat(raw.redis().lrange("session:" + id, 0, -1)).containsExactly("a list");
    }

    @Test
    void a_record_that_begins_otherwise_cannot_be_saved_and_is_as_good_as_unreadable() {
        Session created = create(id);
        raw.redis().set("session:" + id, created.toJson().replaceFirst(",", ", "));

        assertThat(discrepancies(store, false)).singleElement().satisfies(found -> {
            assertThat(found.code()).isEqualTo("session_unreadable");
            assertThat(found.message()).contains("does not begin");
        });
    }

    @Test
    void keys_of_others_are_none_of_its_business() {
        raw.redis().set("session:no id", "x");
        raw.redis().set("session:a:b:ttl", "x");
        raw.redis().set("session::ttl", "x");
        raw.redis().set("user::sessions", "x");
        raw.redis().set("user:{anna}:sessions", "x");
        raw.redis().set("cache:session:a", "x");

        assertThat(discrepancies(store, true)).isEmpty();
        assertThat(raw.redis().dbsize()).isEqualTo(7);
    }

    @Test
    void without_hand_over_sessions_expire_and_one_that_does_not_is_found_and_left_alone() {
        try (RedisSessions expiring = RawRedis.patient().handOver(false).connect(RawRedis.uri(server))) {
            Session live = expiring.sessions().create(Session.begin(id, Optional.of(ANNA), Instant.now()));
            Session ended = expiring.sessions()
                    .create(Session.begin(SessionId.random(), Optional.of(ANNA), Instant.now()))
                    .withStatus(SessionStatus.COMPLETED);
            ended = expiring.sessions().save(ended);
            assertThat(discrepancies(expiring, true)).isEmpty();

            raw.redis().persist("session:" + id);
            raw.redis().del("session:" + ended.id() + ":ttl");

            assertThat(discrepancies(expiring, true))
                    .extracting(Discrepancy::code, Discrepancy::repair)
                    .containsExactlyInAnyOrder(
                            tuple("session_never_expires", Repair.NONE), tuple("session_without_expiry", Repair.DONE));
            assertThat(raw.redis().pttl("session:" + id)).isEqualTo(-1);
            assertThat(expiring.sessions().find(id)).contains(live);
            assertThat(expiring.sessions().liveAmong(List.of(ended.id()))).isEmpty();
            assertThat(expiring.sessions().touch(ended.id())).isFalse();
            assertThat(expiring.inspection().orElseThrow().requeue(Map.of(id, live.version())))
                    .isEmpty();
            assertThat(raw.redis().zscore("sessions:due", id.value())).isNull();
        }
    }

    @Test
    void records_larger_than_a_page_are_all_handed_over() {
        String megabyte = "x".repeat(1 << 20);
        for (int i = 0; i < 3; i++) {
            Session large = create(SessionId.random());
            for (int j = 0; j < 5; j++) {
                large = large.withMessage(Message.user(megabyte, Instant.now()));
            }
            store.sessions().save(large);
        }

        assertThat(held(store)).hasSize(3).allMatch(each -> each.session().isPresent());
    }

    @Test
    void a_thousand_sessions_cost_a_round_trip_for_some_hundred() {
        for (int i = 0; i < 1_000; i++) {
            create(SessionId.random(), UserId.of("user-" + i));
        }
        try (TcpRelay relay = TcpRelay.toRedis(server.host(), server.port());
                RedisSessions counted = RawRedis.patient()
                        .password(server.password())
                        .connect("redis://%s:%d/%d".formatted(relay.host(), relay.port(), RawRedis.DATABASE))) {
            held(counted);
            // commands that wait for no answer are one round trip, also on a machine that is busy
            relay.answerAfterSilence(Duration.ofMillis(20));
            relay.resetTraffic();

            assertThat(held(counted)).hasSize(1_000);

            // 3,000 keys are scanned twice, and in each step records, their sets and these members are looked at
            assertThat(relay.traffic().roundTrips()).isBetween(10L, 60L);
            assertThat(relay.traffic().commands()).doesNotContain("KEYS", "SMEMBERS");
        }
    }

    @Test
    void no_change_under_way_is_taken_for_an_error_and_a_repair_in_the_midst_of_them_does_nothing() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (RedisSessions busy = RawRedis.patient()
                .sessionTimeToLive(Duration.ofSeconds(2))
                .checkpointDelay(Duration.ofMillis(50))
                .connect(RawRedis.uri(server))) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                running.add(threads.submit(() -> {
                    while (!over.get()) {
                        converse(busy);
                    }
                }));
            }
            running.add(threads.submit(() -> {
                ArchiveQueue queue = busy.archiveQueue().orElseThrow();
                while (!over.get()) {
                    List<Claimed> claimed =
                            queue.claim(50, Duration.ofSeconds(1)).sessions();
                    queue.acknowledge(claimed.stream().map(Claimed::session).toList());
                }
            }));
            List<Discrepancy> found = new ArrayList<>();
            long seen = 0;
            for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(6); System.nanoTime() < end; ) {
                found.addAll(discrepancies(busy, true));
                found.addAll(discrepancies(busy, false));
                seen += held(busy).size();
            }
            over.set(true);
            for (Future<?> each : running) {
                each.get(30, TimeUnit.SECONDS);
            }

            assertThat(found).isEmpty();
            assertThat(seen).isPositive();
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    private static void converse(RedisSessions busy) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        UserId user = UserId.of("user-" + random.nextInt(20));
        Session session = busy.sessions().create(Session.begin(SessionId.random(), Optional.of(user), Instant.now()));
        for (int i = random.nextInt(5); i > 0; i--) {
            session = busy.sessions().save(session.withMessage(Message.user("hello", Instant.now())));
            busy.sessions().touch(session.id());
        }
        switch (random.nextInt(4)) {
            case 0 -> busy.sessions().save(session.withStatus(SessionStatus.COMPLETED));
            case 1 -> busy.sessions().delete(session.id());
            case 2 -> busy.sessions().ofUser(user);
            default -> busy.archiveQueue().orElseThrow().bury(session.id(), session.version(), "refused", 1);
        }
    }

    private Session create(SessionId session) {
        return create(session, ANNA);
    }

    private Session create(SessionId session, UserId user) {
        return store.sessions().create(Session.begin(session, Optional.of(user), Instant.now()));
    }

    private ArchiveQueue queue() {
        return store.archiveQueue().orElseThrow();
    }

    private static List<Discrepancy> discrepancies(RedisSessions store, boolean repair) {
        List<Discrepancy> found = new ArrayList<>();
        store.inspection().orElseThrow().inspect(repair, page -> found.addAll(page.discrepancies()));
        return found;
    }

    private static List<Held> held(RedisSessions store) {
        List<Held> held = new ArrayList<>();
        store.inspection().orElseThrow().inspect(false, page -> held.addAll(page.sessions()));
        return held;
    }
}
