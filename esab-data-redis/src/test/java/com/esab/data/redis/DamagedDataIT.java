package com.esab.data.redis;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.NotFoundException;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What happens when somebody else, an older program or an eviction has been at the keys. */
@ExtendWith(RealServers.class)
class DamagedDataIT {

    private static final Duration HOUR = Duration.ofHours(1);

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
        // letting time pass reads all of them
        raw.redis().del("session:" + id + ":ttl");
        raw.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rubbish",
                "[]",
                "{}",
                "{\"schema_version\":1,\"version\":12}",
                "{\"schema_version\":1,\"version\":12345678901234567890,\"session_id\":\"a\"}",
                "{ \"schema_version\": 1, \"version\": 1 }"
            })
    void rubbish_in_a_record_is_an_error_that_names_the_session_and_is_left_alone(String rubbish) {
        Session created = create();
        raw.redis().set("session:" + id, rubbish, SetArgs.Builder.keepttl());

        isCorrupt(() -> store.sessions().find(id));
        isCorrupt(() -> store.sessions().findHeld(id));
        isCorrupt(() -> store.sessions().timeToLive(id));
        isCorrupt(() -> store.sessions().ofUser(user));
        isCorrupt(() -> store.sessions().update(id, session -> session.withLanguage("de")));
        if (!rubbish.startsWith("{\"schema_version\":1,\"version\":12}")) {
            isCorrupt(() -> store.sessions().save(created));
            isCorrupt(() -> store.sessions().touch(id));
            isCorrupt(this::create);
        }
        assertThat(raw.redis().get("session:" + id)).isEqualTo(rubbish);
    }

    @Test
    void a_session_that_is_held_to_be_resumed_is_not_live_without_its_expiry_either() {
        SessionId id = SessionId.random();
        Session archived =
                Session.begin(id, Optional.empty(), Instant.now()).saved(System.currentTimeMillis(), Instant.now());
        store.sessions().hold(archived);

        raw.redis().del("session:" + id + ":ttl");

        assertThat(store.sessions().find(id)).isEmpty();
        assertThat(store.sessions().liveAmong(List.of(id))).isEmpty();
        assertThat(store.sessions().restore(archived, archived.version()).status())
                .isEqualTo(SessionStatus.ACTIVE);
    }

    @Test
    void a_record_that_begins_otherwise_is_an_error_even_when_it_can_be_read() {
        Session created = create();
        String spaced = created.toJson().replaceFirst(",", ", ");
        raw.redis().set("session:" + id, spaced, SetArgs.Builder.keepttl());

        assertThat(store.sessions().find(id)).contains(created);
        isCorrupt(() -> store.sessions().save(created));
        isCorrupt(() -> store.sessions().touch(id));
        assertThat(raw.redis().get("session:" + id)).isEqualTo(spaced);
    }

    @Test
    void a_record_of_a_newer_schema_is_neither_read_nor_overwritten() {
        Session created = create();
        String newer = created.toJson().replace("\"schema_version\":1", "\"schema_version\":2");
        raw.redis().set("session:" + id, newer, SetArgs.Builder.keepttl());

        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> store.sessions().find(id))
                .withMessageContaining(id.value())
                .withMessageContaining("schema version 2");
        isCorrupt(() -> store.sessions().findHeld(id));
        isCorrupt(() -> store.sessions().save(created));
        assertThat(raw.redis().get("session:" + id)).isEqualTo(newer);
    }

    @Test
    void a_record_that_is_not_utf8_is_an_error() {
        create();
        raw.redis()
                .eval(
                        "return redis.call('SET', KEYS[1], '\\255\\254', 'KEEPTTL')",
                        ScriptOutputType.STATUS,
                        new String[] {"session:" + id});

        isCorrupt(() -> store.sessions().find(id));
        isCorrupt(() -> store.sessions().findHeld(id));
    }

    @Test
    void the_record_of_another_session_is_an_error() {
        Session created = create();
        SessionId copy = SessionId.random();
        raw.redis().set("session:" + copy, created.toJson());

        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> store.sessions().findHeld(copy))
                .withMessageContaining(copy.value());
        assertThat(store.sessions().find(id)).contains(created);
    }

    @Test
    void keys_of_another_type_are_an_error_that_names_the_session_and_are_left_alone() {
        Session created = create();
        raw.redis().del("session:" + id);
        raw.redis().rpush("session:" + id, "a list");

        isCorrupt(() -> store.sessions().find(id));
        isCorrupt(() -> store.sessions().findHeld(id));
        isCorrupt(() -> store.sessions().timeToLive(id));
        isCorrupt(() -> store.sessions().save(created));
        isCorrupt(() -> store.sessions().touch(id));
        isCorrupt(() -> store.sessions().ofUser(user));
        isCorrupt(this::create);
        assertThat(raw.redis().lrange("session:" + id, 0, -1)).containsExactly("a list");
    }

    @Test
    void whatever_is_there_can_be_deleted() {
        raw.redis().rpush("session:" + id, "a list");
        assertThat(store.sessions().delete(id)).isTrue();
        raw.redis().set("session:" + id, "rubbish");
        assertThat(store.sessions().delete(id)).isTrue();

        assertThat(raw.redis().exists("session:" + id)).isZero();
        assertThat(store.sessions().delete(id)).isFalse();
    }

    @Test
    void when_the_set_of_the_user_has_another_type_nothing_is_written() {
        raw.redis().set("user:" + user + ":sessions", "a string");

        isCorrupt(this::create);
        assertThat(raw.redis().exists("session:" + id, "session:" + id + ":ttl"))
                .isZero();
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> store.sessions().ofUser(user))
                .withMessageContaining(user.value());
        raw.redis().del("user:" + user + ":sessions");
        assertThat(create().version()).isPositive();
    }

    @Test
    void what_is_no_session_id_in_the_set_of_a_user_is_an_error() {
        create();
        raw.redis().sadd("user:" + user + ":sessions", "no id");

        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> store.sessions().ofUser(user))
                .withMessageContaining("no id");
    }

    @Test
    void an_entry_of_the_cache_that_is_no_text_is_an_error() {
        raw.redis().rpush("cache:" + id, "a list");

        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> store.cache().get(id.value()))
                .withMessageContaining(id.value());
        assertThat(store.cache().remove(id.value())).isTrue();
    }

    @Test
    void a_session_whose_expiry_was_evicted_lives_until_its_version_and_its_time_to_live() {
        Session created = create();
        raw.redis().del("session:" + id + ":ttl");

        assertThat(store.sessions().find(id)).contains(created);
        assertThat(store.sessions().ofUser(user)).containsExactly(created);
        assertThat(store.sessions().timeToLive(id))
                .hasValueSatisfying(left -> assertThat(left).isBetween(HOUR.minusMinutes(1), HOUR));
        assertThat(store.sessions().touch(id)).isTrue();
        assertThat(raw.redis().exists("session:" + id + ":ttl")).isEqualTo(1);

        raw.redis().del("session:" + id + ":ttl");
        Session saved = store.sessions().save(created);
        assertThat(store.sessions().find(id)).contains(saved);
        assertThat(raw.redis().exists("session:" + id + ":ttl")).isEqualTo(1);
    }

    @Test
    void a_session_whose_expiry_was_evicted_is_over_when_its_version_is_too_old() {
        Session created = create();
        assertThat(store.sessions().find(id)).isPresent();
        long old = created.version() - HOUR.toMillis();
        raw.setVersion(id, old);
        raw.redis().del("session:" + id + ":ttl");

        assertThat(store.sessions().find(id)).isEmpty();
        assertThat(store.sessions().timeToLive(id)).isEmpty();
        assertThat(store.sessions().touch(id)).isFalse();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> store.sessions().save(created.saved(old, Instant.now())));
        assertThat(store.sessions().findHeld(id)).isPresent();
    }

    @Test
    void an_ended_session_whose_expiry_was_evicted_stays_ended() {
        Session ended = store.sessions().save(create().withStatus(SessionStatus.COMPLETED));
        raw.redis().del("session:" + id + ":ttl");

        assertThat(store.sessions().find(id)).isEmpty();
        assertThat(store.sessions().touch(id)).isFalse();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> store.sessions().save(ended.withStatus(SessionStatus.ACTIVE)));
        assertThat(store.sessions().findHeld(id)).contains(ended);
    }

    @Test
    void a_touched_session_whose_expiry_was_evicted_lives_as_long_as_its_record() {
        Session created = create();
        archiveQueue().acknowledge(List.of(created));
        raw.letTimePass(Duration.ofMinutes(40));
        assertThat(store.sessions().touch(id)).isTrue();
        raw.setVersion(id, created.version() - HOUR.toMillis());
        raw.redis().del("session:" + id + ":ttl");

        assertThat(store.sessions().find(id)).isPresent();
        assertThat(store.sessions().liveAmong(List.of(id))).containsExactly(id);
        assertThat(store.sessions().timeToLive(id))
                .hasValueSatisfying(left -> assertThat(left).isBetween(HOUR.minusMinutes(1), HOUR));
        raw.letTimePass(Duration.ofMinutes(40));
        assertThat(store.sessions().timeToLive(id))
                .hasValueSatisfying(left -> assertThat(left).isBetween(Duration.ofMinutes(19), Duration.ofMinutes(20)));

        assertThat(store.sessions()
                        .update(id, session -> session.withLanguage("de"))
                        .language())
                .isEqualTo("de");
    }

    @Test
    void a_session_without_hand_over_that_has_ended_stays_ended_when_its_expiry_was_evicted() {
        try (RedisSessions expiring = RawRedis.patient().handOver(false).connect(RawRedis.uri(server))) {
            Session created = expiring.sessions().create(Session.begin(id, Optional.of(user), Instant.now()));
            Session ended = expiring.sessions().save(created.withStatus(SessionStatus.COMPLETED));
            raw.redis().del("session:" + id + ":ttl");

            assertThat(raw.redis().pttl("session:" + id)).isPositive();
            assertThat(expiring.sessions().liveAmong(List.of(id))).isEmpty();
            assertThat(expiring.sessions().touch(id)).isFalse();
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> expiring.sessions().save(ended.withStatus(SessionStatus.ACTIVE)));
        }
    }

    @Test
    void an_expiry_of_another_type_is_none() {
        Session created = create();
        SessionId other = SessionId.random();
        Session sound = store.sessions().create(Session.begin(other, Optional.of(user), Instant.now()));
        String expiry = "session:" + id + ":ttl";
        raw.redis().del(expiry);
        raw.redis().rpush(expiry, "a list");

        assertThat(store.sessions().find(id)).contains(created);
        assertThat(store.sessions().liveAmong(List.of(id, other))).containsExactlyInAnyOrder(id, other);
        archiveQueue().acknowledge(List.of(created, sound));
        assertThat(raw.redis().ttl("session:" + id)).isBetween(3_500L, 3_600L);
        assertThat(raw.redis().ttl("session:" + other)).isBetween(3_500L, 3_600L);

        Session saved = store.sessions().save(created);
        assertThat(store.sessions().find(id)).contains(saved);
        assertThat(raw.redis().type(expiry)).isEqualTo("string");
    }

    @Test
    void a_session_that_was_saved_while_it_was_archived_is_due_again_whatever_its_expiry_is() {
        Session created = create();
        Session saved = store.sessions().save(created.withLanguage("de"));
        raw.redis().del("session:" + id + ":ttl");
        raw.redis().rpush("session:" + id + ":ttl", "a list");

        archiveQueue().acknowledge(List.of(created));
        assertThat(archiveQueue().bury(id, created.version(), "refused", 1)).isFalse();

        assertThat(raw.redis().zscore("sessions:due", id.value())).isGreaterThan(saved.version());
        assertThat(raw.redis().ttl("session:" + id)).isEqualTo(-1);
    }

    private ArchiveQueue archiveQueue() {
        return store.archiveQueue().orElseThrow();
    }

    private Session create() {
        return store.sessions().create(Session.begin(id, Optional.of(user), Instant.now()));
    }

    private void isCorrupt(ThrowingCallable call) {
        assertThatExceptionOfType(CorruptRecordException.class).isThrownBy(call).withMessageContaining(id.value());
    }
}
