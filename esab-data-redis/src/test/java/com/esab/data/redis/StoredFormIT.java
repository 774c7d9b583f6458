package com.esab.data.redis;

import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** What others find in Redis: keys, types, documents and times to live. */
@ExtendWith(RealServers.class)
class StoredFormIT {

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long SLACK = Duration.ofMinutes(1).toMillis();

    private final SessionId id = SessionId.random();
    private final UserId user = UserId.of("user-" + UUID.randomUUID());
    private RedisServer server;
    private RedisSessions store;
    private RawRedis raw;

    @BeforeEach
    void connect(RedisServer shared) {
        server = shared;
        store = RawRedis.patient().connect(RawRedis.uri(server));
        raw = new RawRedis(server);
    }

    @AfterEach
    void close() {
        raw.close();
        store.close();
    }

    @Test
    void the_record_is_the_json_document_and_begins_with_schema_version_and_version() {
        Session saved = store.sessions().save(create().withMessage(Message.user("Grüß Gott", Instant.EPOCH)));

        String document = raw.redis().get("session:" + id);

        assertThat(document)
                .startsWith("{\"schema_version\":1,\"version\":" + saved.version() + ",\"session_id\":\"" + id + "\",")
                .contains("\"content\":\"Grüß Gott\"")
                .isEqualTo(saved.toJson());
    }

    @Test
    void the_version_is_the_clock_of_redis_in_milliseconds() {
        long before = redisMillis();
        long version = create().version();

        assertThat(version).isBetween(before, redisMillis());
    }

    @Test
    void without_hand_over_record_and_expiry_live_an_hour_and_the_set_of_the_user_25_hours() {
        switchHandOverOff();
        create();

        assertThat(raw.redis().zscore("sessions:due", id.value())).isNull();
        assertThat(raw.redis().pttl("session:" + id)).isBetween(HOUR - SLACK, HOUR);
        assertThat(raw.redis().pttl("session:" + id + ":ttl")).isBetween(HOUR - SLACK, HOUR);
        assertThat(Long.parseLong(raw.redis().get("session:" + id + ":ttl")) - redisMillis())
                .isBetween(HOUR - SLACK, HOUR);
        assertThat(raw.redis().smembers("user:" + user + ":sessions")).containsExactly(id.value());
        assertThat(raw.redis().pttl("user:" + user + ":sessions")).isBetween(25 * HOUR - SLACK, 25 * HOUR);
    }

    @Test
    void without_hand_over_a_save_renews_all_three_and_a_touch_the_first_two() {
        switchHandOverOff();
        Session created = create();
        raw.letTimePass(Duration.ofMinutes(30));

        assertThat(store.sessions().touch(id)).isTrue();
        assertThat(raw.redis().pttl("session:" + id)).isBetween(HOUR - SLACK, HOUR);
        assertThat(raw.redis().pttl("session:" + id + ":ttl")).isBetween(HOUR - SLACK, HOUR);
        assertThat(raw.redis().pttl("user:" + user + ":sessions")).isLessThan(25 * HOUR - 2 * SLACK);

        raw.letTimePass(Duration.ofMinutes(30));
        store.sessions().save(created);
        assertThat(raw.redis().pttl("session:" + id)).isBetween(HOUR - SLACK, HOUR);
        assertThat(raw.redis().pttl("session:" + id + ":ttl")).isBetween(HOUR - SLACK, HOUR);
        assertThat(raw.redis().pttl("user:" + user + ":sessions")).isBetween(25 * HOUR - SLACK, 25 * HOUR);
    }

    @Test
    void a_touch_leaves_a_record_that_does_not_expire_as_it_is() {
        create();
        raw.redis().persist("session:" + id);

        assertThat(store.sessions().touch(id)).isTrue();

        assertThat(raw.redis().pttl("session:" + id)).isEqualTo(-1);
    }

    @Test
    void without_hand_over_an_ended_session_has_expired_for_its_user() {
        switchHandOverOff();
        store.sessions().save(create().withStatus(SessionStatus.COMPLETED));

        assertThat(Long.parseLong(raw.redis().get("session:" + id + ":ttl"))).isLessThanOrEqualTo(redisMillis());
        assertThat(raw.redis().pttl("session:" + id)).isBetween(HOUR - SLACK, HOUR);
    }

    @Test
    void an_anonymous_session_is_in_no_set() {
        store.sessions().create(Session.begin(id, Optional.empty(), Instant.now()));

        assertThat(raw.redis().exists("session:" + id, "session:" + id + ":ttl"))
                .isEqualTo(2);
        assertThat(raw.redis().exists("user:" + user + ":sessions")).isZero();
    }

    @Test
    void a_deleted_session_leaves_nothing_behind_once_the_set_of_its_user_was_read() {
        create();
        assertThat(raw.redis().exists("session:" + id)).isEqualTo(1);

        assertThat(store.sessions().delete(id)).isTrue();
        assertThat(store.sessions().ofUser(user)).isEmpty();

        // sent on the same connection, so it comes after what reading the set did not wait for
        assertThat(store.sessions().find(id)).isEmpty();
        assertThat(raw.redis().exists("session:" + id, "session:" + id + ":ttl", "user:" + user + ":sessions"))
                .isZero();
    }

    @Test
    void what_is_dead_in_the_set_of_a_user_is_removed_when_it_is_read() {
        Session live = create();
        raw.redis().sadd("user:" + user + ":sessions", "dead-1", "dead-2");

        assertThat(store.sessions().ofUser(user)).containsExactly(live);

        assertThat(store.sessions().find(id)).contains(live);
        assertThat(raw.redis().smembers("user:" + user + ":sessions")).containsExactly(id.value());
    }

    @Test
    void an_ended_session_that_is_held_stays_in_the_set_of_its_user() {
        store.sessions().save(create().withStatus(SessionStatus.ABANDONED));

        assertThat(store.sessions().ofUser(user)).isEmpty();

        assertThat(store.sessions().findHeld(id)).isPresent();
        assertThat(raw.redis().smembers("user:" + user + ":sessions")).containsExactly(id.value());
    }

    @Test
    void the_general_cache_keeps_its_values_as_they_are_under_its_own_names() {
        store.cache().put("a:b " + id, "Wert", Duration.ofSeconds(90));

        assertThat(raw.redis().get("cache:a:b " + id)).isEqualTo("Wert");
        assertThat(raw.redis().pttl("cache:a:b " + id)).isBetween(60_000L, 90_000L);
    }

    @Test
    void a_lock_holds_its_owner_and_its_token_which_is_the_clock_of_redis_in_microseconds() {
        long before = redisMillis() * 1000;

        long token = store.locks()
                .tryLock("r " + id, Duration.ofSeconds(90))
                .orElseThrow()
                .token();

        assertThat(token).isBetween(before, redisMillis() * 1000 + 1000);
        assertThat(raw.redis().get("lock:r " + id)).matches("[0-9a-f-]{36}:" + token);
        assertThat(raw.redis().pttl("lock:r " + id)).isBetween(60_000L, 90_000L);
    }

    @Test
    void a_time_to_live_of_centuries_is_no_error() {
        store.cache().put("long " + id, "value", Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(store.cache().get("long " + id)).contains("value");
        assertThat(store.locks().tryLock("long " + id, Duration.ofSeconds(Long.MAX_VALUE)))
                .isPresent();
    }

    private void switchHandOverOff() {
        store.close();
        store = RawRedis.patient().handOver(false).connect(RawRedis.uri(server));
    }

    private Session create() {
        return store.sessions().create(Session.begin(id, Optional.of(user), Instant.now()));
    }

    private long redisMillis() {
        var time = raw.redis().time();
        return Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
    }
}
