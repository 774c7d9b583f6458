package com.esab.data.redis;

import com.esab.data.error.StoreUnavailableException;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What others find in Redis of sessions on their way to the archive. */
@ExtendWith(RealServers.class)
class HandOverIT {

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long SLACK = Duration.ofMinutes(1).toMillis();
    private static final String DUE = "sessions:due";
    private static final String DEAD = "sessions:dead";
    private static final String WHOLE = "*";

    private final SessionId id = SessionId.random();
    private final UserId user = UserId.of("user-" + UUID.randomUUID());
    private final String record = "session:" + id;
    private final String expiry = "session:" + id + ":ttl";
    private RedisServer server;
    private RedisSessions store;
    private ArchiveQueue queue;
    private RawRedis raw;

    @BeforeEach
    void connect(RedisServer shared) {
        server = shared;
        store = RawRedis.patient().connect(RawRedis.uri(server));
        queue = store.archiveQueue().orElseThrow();
        raw = new RawRedis(server);
        raw.redis().flushdb();
        queue.repair();
    }

    @AfterEach
    void close() {
        raw.close();
        store.close();
    }

    @Test
    void a_session_that_waits_for_the_archive_has_no_time_to_live_and_only_its_expiry_ends_it() {
        Session created = create();

        assertThat(raw.redis().ttl(record)).isEqualTo(-1);
        assertThat(raw.redis().pttl(expiry)).isCloseTo(HOUR, within(SLACK));
        assertThat(raw.redis().zscore(DUE, id.value())).isEqualTo(created.version() + 60_000);
        assertThat(raw.redis().exists(DEAD)).isZero();

        raw.letTimePass(Duration.ofMinutes(30));
        double due = raw.redis().zscore(DUE, id.value());
        Session saved = store.sessions().save(created);
        assertThat(raw.redis().ttl(record)).isEqualTo(-1);
        assertThat(raw.redis().zscore(DUE, id.value())).isEqualTo(due);

        raw.redis().del(expiry);
        raw.setVersion(id, saved.version() - HOUR);
        assertThat(store.sessions().find(id)).isEmpty();
        assertThat(store.sessions().findHeld(id)).isPresent();
    }

    @Test
    void an_ended_session_waits_without_a_time_to_live_and_goes_with_all_its_keys_when_it_is_archived() {
        Session ended = store.sessions().save(create().withStatus(SessionStatus.COMPLETED));

        assertThat(raw.redis().ttl(record)).isEqualTo(-1);
        // within one millisecond, the version of a save is ahead of the clock
        assertThat(raw.redis().zscore(DUE, id.value())).isBetween(ended.version() - 1.0, (double) ended.version());
        assertThat(Long.parseLong(raw.redis().get(expiry))).isBetween(ended.version() - 1, ended.version());

        queue.bury(id, ended.version(), "refused", 2);
        queue.acknowledge(List.of(ended));
        assertThat(raw.redis().exists(record, expiry, DEAD)).isZero();
        assertThat(raw.redis().zrange(DUE, 0, -1)).containsExactly(WHOLE);
    }

    @Test
    void an_archived_session_has_the_rest_of_its_hour_as_time_to_live() {
        Session created = create();
        raw.letTimePass(Duration.ofMinutes(20));

        queue.acknowledge(List.of(created));

        assertThat(raw.redis().ttl(record)).isBetween(1L, 3_600L);
        assertThat(raw.redis().pttl(record))
                .isBetween(HOUR * 2 / 3 - SLACK, HOUR * 2 / 3)
                .isCloseTo(raw.redis().pttl(expiry), within(SLACK));
        assertThat(raw.redis().zscore(DUE, id.value())).isNull();

        assertThat(store.sessions().touch(id)).isTrue();
        assertThat(raw.redis().pttl(record)).isBetween(HOUR - SLACK, HOUR);
        assertThat(raw.redis().pttl(expiry)).isCloseTo(HOUR, within(SLACK));

        store.sessions().save(created);
        assertThat(raw.redis().ttl(record)).isEqualTo(-1);
    }

    @Test
    void where_a_version_is_ahead_of_the_clock_the_expiry_stays_until_the_version_cannot_be_taken_for_it() {
        long ahead = 600_000;
        Session created = create();
        long version = created.version() + ahead;
        raw.setVersion(id, version);

        Session saved = store.sessions().save(created.saved(version, created.lastActivityAt()));

        assertThat(saved.version()).isEqualTo(version + 1);
        assertThat(raw.redis().pttl(expiry)).isCloseTo(HOUR + ahead, within(SLACK));
        assertThat(store.sessions().timeToLive(id).orElseThrow().toMillis()).isLessThanOrEqualTo(HOUR);

        store.sessions().touch(id);

        assertThat(raw.redis().pttl(expiry)).isCloseTo(HOUR + ahead, within(SLACK));
    }

    @Test
    void a_touch_moves_only_the_expiry_of_a_session_that_waits() {
        create();
        raw.letTimePass(Duration.ofMinutes(30));

        assertThat(store.sessions().touch(id)).isTrue();

        assertThat(raw.redis().ttl(record)).isEqualTo(-1);
        assertThat(raw.redis().pttl(expiry)).isCloseTo(HOUR, within(SLACK));
        Session created = store.sessions().find(id).orElseThrow();
        queue.acknowledge(List.of(created));
        assertThat(raw.redis().pttl(record)).isBetween(HOUR - SLACK, HOUR);
    }

    @Test
    void a_session_whose_time_is_up_goes_when_it_is_archived() {
        Session created = create();
        raw.letTimePass(Duration.ofHours(2));
        assertThat(raw.redis().ttl(record)).isEqualTo(-1);

        queue.acknowledge(List.of(created));

        assertThat(raw.redis().exists(record, expiry)).isZero();
    }

    @Test
    void a_claimed_session_has_the_end_of_its_lease_as_score_and_its_old_one_when_it_is_released() {
        create();
        raw.letTimePass(Duration.ofMinutes(2));
        double due = raw.redis().zscore(DUE, id.value());

        ArchiveQueue.Claim claim = queue.claim(1, Duration.ofMinutes(10));

        assertThat(raw.redis().zscore(DUE, id.value()))
                .isBetween((double) redisMillis() + 9 * SLACK, (double) redisMillis() + 10 * SLACK);
        assertThat(claim.sessions().get(0).dueSince()).isEqualTo(Instant.ofEpochMilli((long) due));
        queue.release(claim.sessions());
        assertThat(raw.redis().zscore(DUE, id.value())).isEqualTo(due);
    }

    @Test
    void a_claim_ends_at_some_eight_megabytes_of_records_but_brings_one_at_least() {
        for (int i = 0; i < 4; i++) {
            end(3_000_000);
        }
        assertThat(claimed()).isEqualTo(2);
        assertThat(claimed()).isEqualTo(2);

        end(9_000_000);
        end(1);
        assertThat(claimed()).isEqualTo(1);
        assertThat(claimed()).isEqualTo(1);
        assertThat(claimed()).isZero();
    }

    private int claimed() {
        ArchiveQueue.Claim claim = queue.claim(10, Duration.ofHours(1));
        assertThat(claim.more()).isEqualTo(queue.lag().due() > 0);
        return claim.sessions().size();
    }

    private void end(int characters) {
        Session created = store.sessions().create(Session.begin(SessionId.random(), Optional.empty(), Instant.now()));
        store.sessions()
                .save(created.withMessage(Message.user("x".repeat(characters), Instant.now()))
                        .withStatus(SessionStatus.COMPLETED));
    }

    @Test
    void a_dead_session_has_an_infinite_score_and_its_tries_and_the_reason_beside_it() {
        Session created = create();
        queue.bury(id, created.version(), "no", 2);
        assertThat(raw.redis().hget(DEAD, id.value()))
                .isEqualTo("{\"tries\":1,\"version\":%d,\"reason\":\"no\"}".formatted(created.version()));
        assertThat(raw.redis().zscore(DUE, id.value())).isLessThan(Double.POSITIVE_INFINITY);

        queue.bury(id, created.version(), "\"never\" é", 2);

        assertThat(raw.redis().hget(DEAD, id.value()))
                .isEqualTo("{\"tries\":2,\"version\":%d,\"reason\":\"\\\"never\\\" é\"}".formatted(created.version()));
        assertThat(raw.redis().zscore(DUE, id.value())).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(raw.redis().ttl(record)).isEqualTo(-1);
    }

    @Test
    void of_a_reason_that_is_very_long_the_beginning_is_kept() {
        create();

        queue.bury(id, 0, "\uD83D\uDD25".repeat(10_000), 1);

        assertThat(queue.dead(1).get(0).reason()).isEqualTo("\uD83D\uDD25".repeat(2_000));
    }

    @Test
    void a_deleted_session_leaves_nothing_on_the_queue() {
        Session created = create();
        queue.bury(id, created.version(), "refused", 1);

        assertThat(store.sessions().delete(user, List.of(id))).containsExactly(id);

        assertThat(raw.redis().keys("*")).containsExactly(DUE);
        assertThat(raw.redis().zrange(DUE, 0, -1)).containsExactly(WHOLE);
    }

    @Test
    void what_is_no_session_id_is_dropped_from_the_queue() {
        raw.redis().zadd(DUE, 1, "no id");
        raw.redis().zadd(DUE, 2, "x".repeat(200));
        raw.redis().set("session:no id", "rubbish");
        Session ended = store.sessions().save(create().withStatus(SessionStatus.COMPLETED));

        ArchiveQueue.Claim claim = queue.claim(10, Duration.ofMinutes(1));

        assertThat(claim.sessions()).extracting(ArchiveQueue.Claimed::session).containsExactly(ended);
        assertThat(claim.lost()).isEmpty();
        assertThat(raw.redis().zrange(DUE, 0, -1)).containsExactlyInAnyOrder(id.value(), WHOLE);
    }

    @Test
    void a_key_of_another_type_is_a_record_that_cannot_be_read() {
        create();
        raw.redis().del(record);
        raw.redis().rpush(record, "a list");
        raw.letTimePass(Duration.ofMinutes(2));

        ArchiveQueue.Claim claim = queue.claim(10, Duration.ofMinutes(1));

        assertThat(claim.unreadable()).extracting(ArchiveQueue.Unreadable::id).containsExactly(id);
        assertThat(store.sessions().liveAmong(List.of(id))).containsExactly(id);
        assertThat(queue.idsOf(user)).isEmpty();
        assertThat(queue.bury(id, 0, "unreadable", 1)).isTrue();
    }

    @Test
    void a_queue_that_is_lost_while_it_is_repaired_is_not_taken_for_whole() {
        raw.redis().del(DUE);
        Disturbed layout = new Disturbed();
        try (RedisSessions disturbed = RawRedis.patient().keys(layout).connect(RawRedis.uri(server))) {
            ArchiveQueue lossy = disturbed.archiveQueue().orElseThrow();
            layout.beforeSearch = () -> raw.redis().del(DUE);
            lossy.repair();
            assertThat(queue.claim(1, Duration.ofMinutes(1)).intact()).isFalse();

            // somebody began anew after the loss
            layout.beforeSearch = () -> {
                raw.redis().del(DUE);
                raw.redis().zadd(DUE, 1_000_000_000_000_000.0, WHOLE);
            };
            lossy.repair();
            assertThat(queue.claim(1, Duration.ofMinutes(1)).intact()).isFalse();
            assertThat(queue.lag().waiting()).isZero();
            assertThat(queue.lag().dead()).isZero();

            layout.beforeSearch = () -> {};
            lossy.repair();
            assertThat(queue.claim(1, Duration.ofMinutes(1)).intact()).isTrue();
            assertThat(raw.redis().zscore(DUE, WHOLE)).isEqualTo(Double.POSITIVE_INFINITY);
        }
    }

    @Test
    void of_two_who_repair_at_once_either_may_finish() {
        Disturbed layout = new Disturbed();
        Disturbed other = new Disturbed();
        try (RedisSessions first = RawRedis.patient().keys(layout).connect(RawRedis.uri(server));
                RedisSessions second = RawRedis.patient().keys(other).connect(RawRedis.uri(server))) {
            create();
            raw.redis().del(DUE);
            IllegalStateException stopped = new IllegalStateException("stopped");
            other.beforeSearch = () -> {
                throw stopped;
            };
            layout.beforeSearch = () -> assertThatThrownBy(
                            () -> second.archiveQueue().orElseThrow().repair())
                    .isSameAs(stopped);

            assertThat(first.archiveQueue().orElseThrow().repair()).isEqualTo(1);

            assertThat(queue.claim(1, Duration.ofMinutes(1)).intact()).isTrue();
        }
    }

    @Test
    void a_repair_of_a_whole_queue_searches_nothing() {
        Disturbed layout = new Disturbed();
        try (RedisSessions store = RawRedis.patient().keys(layout).connect(RawRedis.uri(server))) {
            layout.beforeSearch = () -> {
                throw new AssertionError("it searches");
            };
            assertThat(store.archiveQueue().orElseThrow().repair()).isZero();
        }
    }

    @Test
    void a_repair_during_which_the_server_was_started_anew_does_not_take_the_queue_for_whole() {
        Disturbed layout = new Disturbed();
        try (RedisServer own = RealServers.dedicatedRedis(Map.of("appendonly", "yes", "appendfsync", "always"));
                RedisSessions repairing = RawRedis.patient().keys(layout).connect(own.uri())) {
            ArchiveQueue repaired = repairing.archiveQueue().orElseThrow();
            repairing.sessions().create(Session.begin(id, Optional.of(user), Instant.now()));
            layout.beforeSearch = () -> {
                own.stop();
                own.start();
                answersAgain(repairing);
            };

            repaired.repair();
            assertThat(repaired.claim(1, Duration.ofMinutes(1)).intact()).isFalse();

            layout.beforeSearch = () -> {};
            repaired.repair();
            assertThat(repaired.claim(1, Duration.ofMinutes(1)).intact()).isTrue();
        }
    }

    private static void answersAgain(RedisSessions store) {
        for (int i = 0; i < 1_000; i++) {
            try {
                store.cache().get("any");
                return;
            } catch (StoreUnavailableException e) {
                // the connection that broke
            }
        }
        throw new AssertionError("the server does not answer");
    }

    @Test
    void what_was_saved_before_the_hand_over_was_switched_on_is_due_with_its_next_save_and_expires_without_one() {
        Session old;
        Session unchanged;
        try (RedisSessions before = RawRedis.patient().handOver(false).connect(RawRedis.uri(server))) {
            old = before.sessions().create(Session.begin(id, Optional.of(user), Instant.now()));
            unchanged = before.sessions().create(Session.begin(SessionId.random(), Optional.of(user), Instant.now()));
        }
        raw.redis().del(DUE);
        assertThat(queue.repair()).isZero();
        assertThat(queue.lag().waiting()).isZero();
        assertThat(store.sessions().find(id)).contains(old);
        assertThat(raw.redis().pttl(record)).isBetween(HOUR - SLACK, HOUR);

        Session saved = store.sessions().save(old.withLanguage("de"));

        assertThat(raw.redis().ttl(record)).isEqualTo(-1);
        assertThat(queue.idsOf(user)).containsExactly(id);
        raw.letTimePass(Duration.ofHours(1));
        assertThat(store.sessions().findHeld(unchanged.id())).isEmpty();
        assertThat(queue.claim(10, Duration.ofMinutes(1)).sessions())
                .extracting(ArchiveQueue.Claimed::session)
                .containsExactly(saved);
    }

    @Test
    void
            a_save_after_the_hand_over_was_switched_off_takes_the_session_off_the_queue_and_what_is_not_saved_stays_held() {
        Session due = create();
        Session refused = store.sessions().create(Session.begin(SessionId.random(), Optional.empty(), Instant.now()));
        Session unchanged =
                store.sessions().create(Session.begin(SessionId.random(), Optional.of(user), Instant.now()));
        assertThat(queue.bury(refused.id(), refused.version(), "refused", 1)).isTrue();

        try (RedisSessions after = RawRedis.patient().handOver(false).connect(RawRedis.uri(server))) {
            after.sessions().save(due);
            after.sessions().save(refused);
        }

        assertThat(raw.redis().pttl(record)).isBetween(HOUR - SLACK, HOUR);
        assertThat(raw.redis().pttl("session:" + refused.id())).isBetween(HOUR - SLACK, HOUR);
        assertThat(raw.redis().zrange(DUE, 0, -1))
                .containsExactlyInAnyOrder(unchanged.id().value(), WHOLE);
        assertThat(raw.redis().exists(DEAD)).isZero();
        raw.letTimePass(Duration.ofHours(1));
        assertThat(store.sessions().findHeld(id)).isEmpty();
        assertThat(store.sessions().findHeld(unchanged.id())).contains(unchanged);
    }

    @Test
    void a_repair_finds_every_record_without_time_to_live_among_many_keys_and_no_other_key() {
        for (int i = 0; i < 2_500; i++) {
            store.sessions().create(Session.begin(SessionId.random(), Optional.empty(), Instant.now()));
        }
        queue.acknowledge(List.of(create()));
        raw.redis().set("session:a:b", "not of this library");
        raw.redis().rpush("session:list", "a list");
        raw.redis().set("cache:session:x", "not a session");
        raw.redis().del(DUE);

        assertThat(queue.repair()).isEqualTo(2_500);

        assertThat(queue.lag().due()).isEqualTo(2_500);
        assertThat(queue.repair()).isZero();
    }

    private Session create() {
        return store.sessions().create(Session.begin(id, Optional.of(user), Instant.now()));
    }

    private long redisMillis() {
        var time = raw.redis().time();
        return Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
    }

    /** Does something just before a repair looks through the keys. */
    private static final class Disturbed implements KeyLayout {

        private Runnable beforeSearch = () -> {};

        @Override
        public Partition partitionOf(SessionId session) {
            return STANDALONE.partitionOf(session);
        }

        @Override
        public List<Partition> partitions() {
            return STANDALONE.partitions();
        }

        @Override
        public String recordPattern() {
            beforeSearch.run();
            return STANDALONE.recordPattern();
        }

        @Override
        public String sessionsOf(UserId owner) {
            return STANDALONE.sessionsOf(owner);
        }

        @Override
        public String cached(String key) {
            return STANDALONE.cached(key);
        }

        @Override
        public String lock(String resource) {
            return STANDALONE.lock(resource);
        }
    }
}
