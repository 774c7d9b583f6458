package com.esab.data.redis;

import com.esab.data.ProgressListener;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.json.Json;
import com.esab.data.redis.Contents.Kept;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.DeadSession;
import com.esab.data.session.Locks.Lock;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.StoreContent;
import com.esab.data.store.StoreContent.Replacement;
import com.esab.data.testkit.relay.DroppedAnswer;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What is taken out of a Redis and put back, key by key. */
@ExtendWith(RealServers.class)
@Timeout(120)
class RedisContentIT {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final UserId USER = UserId.of("a user");

    private RedisServer server;
    private RedisSessions store;
    private StoreContent content;
    private ArchiveQueue queue;
    private RawRedis raw;

    @BeforeEach
    void connect(RedisServer shared) {
        server = shared;
        store = RawRedis.patient().connect(RawRedis.uri(server));
        content = store.content().orElseThrow();
        queue = store.archiveQueue().orElseThrow();
        raw = new RawRedis(server);
        raw.redis().flushdb();
        queue.repair();
    }

    @AfterEach
    void close() {
        raw.redis().flushdb();
        raw.close();
        store.close();
    }

    @Test
    void every_key_of_every_kind_of_session_comes_back_with_its_expiry() {
        create("held-past-its-time");
        raw.letTimePass(HOUR.multipliedBy(2));
        Session archived = create("archived");
        queue.acknowledge(List.of(archived));
        Session touched = create("touched");
        queue.acknowledge(List.of(touched));
        store.sessions().touch(touched.id());
        create("due");
        store.sessions().create(Session.begin(SessionId.of("anonymous"), Optional.empty(), Instant.now()));
        store.sessions().save(create("completed").withStatus(SessionStatus.COMPLETED));
        assertThat(queue.bury(create("refused").id(), 0, "a \"reason\"", 5)).isFalse();
        assertThat(queue.bury(create("dead").id(), 0, "reasons", 1)).isTrue();
        assertThat(queue.claim(1, HOUR).sessions()).hasSize(1);
        try (RedisSessions expiring = RawRedis.patient().handOver(false).connect(RawRedis.uri(server))) {
            Session plain =
                    expiring.sessions().create(Session.begin(SessionId.of("plain"), Optional.of(USER), Instant.now()));
            expiring.sessions().create(Session.begin(SessionId.of("ended"), Optional.of(USER), Instant.now()));
            expiring.sessions()
                    .save(expiring.sessions()
                            .find(SessionId.of("ended"))
                            .orElseThrow()
                            .withStatus(SessionStatus.ABANDONED));
            assertThat(plain.version()).isPositive();
        }
        store.cache().put("a key", "a value \u00e5", HOUR);
        raw.redis().set("cache:for ever", "");
        Map<String, Kept> before = kept();
        List<ContentRecord> exported = Contents.exported(content);
        assertThat(exported).hasSize(12);
        assertThat(content.count()).isEqualTo(Map.of("session", 10L, "cached", 2L));
        raw.redis().flushdb();

        Contents.restore(content, exported);

        Contents.assertSame(kept(), before);
        assertThat(Contents.exported(content)).containsExactlyInAnyOrderElementsOf(exported);
        assertThat(queue.dead(10)).containsExactly(new DeadSession(SessionId.of("dead"), 1, "reasons"));
        assertThat(queue.claim(1, HOUR).intact()).isTrue();
        assertThat(store.sessions().find(archived.id())).contains(archived);
        assertThat(store.sessions().findHeld(SessionId.of("held-past-its-time")))
                .isPresent();
        assertThat(store.sessions().find(SessionId.of("held-past-its-time"))).isEmpty();
    }

    @Test
    void the_document_is_exported_as_json_with_its_version_and_the_times_beside_it() {
        Session session = create("abc");
        String document = raw.redis().get("session:abc");
        raw.redis().set("session:abc", document.substring(0, document.length() - 1) + ",\"new\":[1.50,null]}");

        Map<String, Object> fields = Contents.exported(content).get(0).fields();

        assertThat(fields.keySet()).containsExactly("id", "document", "expires_at", "due_at");
        Map<?, ?> exported = (Map<?, ?>) fields.get("document");
        assertThat(exported.get("version")).isEqualTo(session.version());
        assertThat(exported.get("user_id")).isEqualTo("a user");
        assertThat(exported.containsKey("new")).isTrue();
        assertThat(fields.get("due_at"))
                .isEqualTo(raw.redis().zscore("sessions:due", "abc").longValue());
        assertThat(fields.get("expires_at")).isEqualTo(Long.valueOf(raw.redis().get("session:abc:ttl")));
    }

    @Test
    void what_has_expired_since_is_not_put_back_and_what_is_due_is_held() {
        queue.acknowledge(List.of(create("archived"), create("still-there")));
        create("due");
        store.cache().put("old", "text", HOUR);
        store.cache().put("young", "text", HOUR);
        List<ContentRecord> exported = new ArrayList<>();
        for (ContentRecord record : Contents.exported(content)) {
            Map<String, Object> fields = new LinkedHashMap<>(record.fields());
            if (!fields.containsValue("still-there") && !fields.containsValue("young")) {
                fields.computeIfPresent("expires_at", (name, at) -> (Long) at - 7_200_000);
                fields.computeIfPresent("record_expires_at", (name, at) -> (Long) at - 7_200_000);
            }
            exported.add(new ContentRecord(record.kind(), fields));
        }

        Contents.restore(content, exported);

        assertThat(raw.redis().keys("*"))
                .containsExactlyInAnyOrder(
                        "session:due",
                        "session:due:ttl",
                        "session:still-there",
                        "session:still-there:ttl",
                        "sessions:due",
                        "user:a user:sessions",
                        "cache:young");
        assertThat(store.sessions().find(SessionId.of("due"))).isEmpty();
        assertThat(raw.redis().ttl("session:due")).isEqualTo(-1);
    }

    @Test
    void records_that_nobody_can_read_come_back_as_they_were() {
        raw.redis().set("session:rubbish", "rubbish");
        raw.redis().set("session:empty", "", SetArgs.Builder.px(HOUR));
        binary("session:binary");
        binary("cache:binary");
        create("sound");
        raw.redis().hset("sessions:dead", "sound", "no entry");
        List<ContentRecord> exported = Contents.exported(content);
        assertThat(exported).hasSize(5);
        String before = raw.redis()
                .eval("return redis.sha1hex(redis.call('GET', KEYS[1]))", ScriptOutputType.VALUE, "session:binary");
        raw.redis().flushdb();

        Contents.restore(content, exported);

        assertThat(Contents.exported(content)).hasSize(5);
        assertThat(raw.redis().get("session:rubbish")).isEqualTo("rubbish");
        assertThat(raw.redis().get("session:empty")).isEmpty();
        assertThat(raw.redis().pttl("session:empty")).isPositive();
        assertThat(raw.redis()
                        .<String>eval(
                                "return redis.sha1hex(redis.call('GET', KEYS[1]))",
                                ScriptOutputType.VALUE,
                                "session:binary"))
                .isEqualTo(before);
        assertThat(raw.redis().strlen("cache:binary")).isEqualTo(3);
        assertThat(raw.redis().hlen("sessions:dead")).isZero();
    }

    private void binary(String key) {
        raw.redis().eval("return redis.call('SET', KEYS[1], '\\255\\0\\254')", ScriptOutputType.STATUS, key);
    }

    @Test
    void a_session_that_is_on_no_set_though_it_does_not_expire_is_due_since_its_last_save() {
        Session forgotten = create("forgotten");
        raw.redis().del("sessions:due");
        List<ContentRecord> exported = Contents.exported(content);
        assertThat(exported.get(0).fields()).containsEntry("due_at", forgotten.version());

        Contents.restore(content, exported);

        assertThat(queue.claim(10, HOUR).sessions())
                .extracting(each -> each.session().id().value())
                .containsExactly("forgotten");
    }

    @Test
    void an_id_on_the_queue_without_record_is_not_exported_and_does_not_stay() {
        create("sound");
        raw.redis().zadd("sessions:due", 5, "lost");
        raw.redis().hset("sessions:dead", "lost", "{\"tries\":1,\"version\":1,\"reason\":\"none\"}");

        List<ContentRecord> exported = Contents.exported(content);
        Contents.restore(content, exported);

        assertThat(exported).hasSize(1);
        assertThat(raw.redis().zrange("sessions:due", 0, -1)).containsExactlyInAnyOrder("sound", "*");
        assertThat(raw.redis().exists("sessions:dead")).isZero();
    }

    @Test
    void without_hand_over_a_session_just_expires_afterwards_as_before() {
        raw.redis().flushdb();
        try (RedisSessions expiring = RawRedis.patient().handOver(false).connect(RawRedis.uri(server))) {
            StoreContent plain = expiring.content().orElseThrow();
            expiring.sessions().create(Session.begin(SessionId.of("plain"), Optional.of(USER), Instant.now()));
            Map<String, Kept> before = kept();
            List<ContentRecord> exported = Contents.exported(plain);
            raw.redis().flushdb();

            Contents.restore(plain, exported);

            Contents.assertSame(kept(), before);
            assertThat(before).containsOnlyKeys("session:plain", "session:plain:ttl", "user:a user:sessions");
        }
    }

    @Test
    void what_is_not_in_the_new_content_goes_and_what_is_in_both_is_replaced() {
        create("only new");
        Session both = create("both");
        store.cache().put("both", "new", HOUR);
        List<ContentRecord> exported = Contents.exported(content);
        store.sessions().save(both.withLanguage("de"));
        store.sessions().delete(SessionId.of("only-new"));
        create("only old");
        UserId other = UserId.of("other");
        store.sessions().create(Session.begin(SessionId.of("of-other"), Optional.of(other), Instant.now()));
        queue.bury(SessionId.of("both"), 0, "reason", 1);
        raw.redis().set("session:left-behind:ttl", "5");
        store.cache().put("both", "old", HOUR);
        store.cache().put("only old", "old", HOUR);

        Contents.restore(content, exported);

        assertThat(Contents.exported(content)).containsExactlyInAnyOrderElementsOf(exported);
        assertThat(store.sessions().find(both.id())).contains(both);
        assertThat(store.sessions().ofUser(USER)).hasSize(2);
        assertThat(raw.redis().keys("*"))
                .containsExactlyInAnyOrder(
                        "session:both",
                        "session:both:ttl",
                        "session:only-new",
                        "session:only-new:ttl",
                        "user:a user:sessions",
                        "sessions:due",
                        "cache:both");
    }

    @Test
    void an_empty_content_empties_the_store() {
        create("old");
        store.cache().put("old", "old", HOUR);

        Contents.restore(content, List.of());

        assertThat(raw.redis().keys("*")).containsExactly("sessions:due");
        assertThat(queue.claim(1, HOUR).intact()).isTrue();
    }

    @Test
    void foreign_keys_and_locks_are_neither_exported_nor_touched() {
        Optional<Lock> lock = store.locks().tryLock("a resource", HOUR);
        for (String key : List.of(
                "foreign",
                "session",
                "session:a:b",
                "session:no id",
                "session:x:ttl:ttl",
                "sessions:dues",
                "cache",
                "caches:a",
                "user:a",
                "user:a:sessions",
                "user:{a}:sessions",
                "restoring:0123456789ab:a string",
                "restoring:abc")) {
            raw.redis().set(key, "foreign");
        }
        raw.redis().rpush("session:list", "foreign");
        raw.redis().sadd("cache:set", "foreign");
        raw.redis().hset("restoring:a-hash:x", "foreign", "foreign");
        Map<String, Kept> before = kept();
        create("session-of-us");
        store.cache().put("of us", "text", HOUR);
        List<ContentRecord> exported = Contents.exported(content);
        assertThat(exported).hasSize(2);
        assertThat(content.count()).isEqualTo(Map.of("session", 1L, "cached", 1L));

        Contents.restore(content, exported);
        Contents.restore(content, List.of());

        Contents.assertSame(kept(), before);
        assertThat(lock.orElseThrow().renew(HOUR)).isTrue();
    }

    @Test
    void a_key_of_another_type_is_no_obstacle_where_a_session_comes_back() {
        Session session = create("abc");
        store.cache().put("abc", "text", HOUR);
        List<ContentRecord> exported = Contents.exported(content);
        raw.redis().flushdb();
        raw.redis().rpush("session:abc", "a list");
        raw.redis().rpush("session:abc:ttl", "a list");
        raw.redis().rpush("cache:abc", "a list");
        raw.redis().set("sessions:due", "a string");
        raw.redis().set("sessions:dead", "a string");
        raw.redis().set("user:a user:sessions", "a string");

        Contents.restore(content, exported);

        assertThat(Contents.exported(content)).containsExactlyInAnyOrderElementsOf(exported);
        assertThat(store.sessions().find(session.id())).contains(session);
        assertThat(raw.redis().get("user:a user:sessions")).isEqualTo("a string");
    }

    @Test
    void until_the_commit_nothing_changes_and_closing_takes_back_what_was_put() {
        List<ContentRecord> other = otherContent(3);
        create("old");
        store.cache().put("old", "old", HOUR);
        Map<String, Kept> before = kept();

        try (Replacement replacement = content.replace()) {
            other.forEach(replacement::put);
            List<ContentRecord> staged = new ArrayList<>();
            replacement.export(staged::add);
            assertThat(staged).containsExactlyInAnyOrderElementsOf(other);
            assertThat(staged).extracting(ContentRecord::kind).isSortedAccordingTo((a, b) -> b.compareTo(a));
            Map<String, Kept> meanwhile = new TreeMap<>(kept());
            assertThat(meanwhile).hasSize(before.size() + other.size());
            meanwhile.keySet().removeIf(key -> key.startsWith("restoring:"));
            Contents.assertSame(meanwhile, before);
        }

        Contents.assertSame(kept(), before);
    }

    @Test
    void what_a_crashed_restore_has_left_goes_with_the_next_one_or_after_a_day() {
        List<ContentRecord> other = otherContent(3);
        create("old");
        Map<String, Kept> before = kept();
        crash(other);
        List<String> left = raw.redis().keys("restoring:*");
        assertThat(left).hasSize(other.size());
        assertThat(left).allSatisfy(key -> assertThat(raw.redis().ttl(key)).isBetween(82_800L, 86_400L));

        content.replace().close();

        Contents.assertSame(kept(), before);
        crash(other);
        raw.letTimePass(Duration.ofHours(24));
        assertThat(raw.redis().keys("restoring:*")).isEmpty();
    }

    private void crash(List<ContentRecord> records) {
        Replacement crashed = content.replace();
        records.forEach(crashed::put);
        crashed.export(record -> {});
    }

    @Test
    void of_two_restores_at_a_time_the_earlier_one_changes_nothing() {
        List<ContentRecord> first = otherContent(2);
        List<ContentRecord> second = otherContent(3);
        create("old");
        Map<String, Kept> before = kept();
        try (Replacement earlier = content.replace()) {
            first.forEach(earlier::put);
            earlier.export(record -> {});
            try (Replacement later = content.replace()) {
                second.forEach(later::put);

                StoreUnavailableException failure =
                        catchThrowableOfType(StoreUnavailableException.class, earlier::commit);
                assertThat(failure).hasMessageContaining("another restore");
                assertThat(failure.outcomeUnknown()).isFalse();
                Map<String, Kept> meanwhile = kept();
                meanwhile.keySet().removeIf(key -> key.startsWith("restoring:"));
                assertThat(meanwhile).isEqualTo(before);
                assertThatExceptionOfType(IllegalStateException.class).isThrownBy(earlier::commit);
                later.commit();
            }
        }
        assertThat(Contents.exported(content)).containsExactlyInAnyOrderElementsOf(second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"session:other-1", "cache:other-1"})
    void when_something_staged_was_evicted_the_commit_changes_nothing(String name) {
        List<ContentRecord> other = otherContent(3);
        create("old");
        Map<String, Kept> before = kept();
        try (Replacement replacement = content.replace()) {
            other.forEach(replacement::put);
            replacement.export(record -> {});
            raw.redis().keys("restoring:*:" + name).forEach(key -> raw.redis().del(key));

            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(replacement::commit)
                    .withMessageContaining("of 3 records")
                    .withMessageContaining("2 are there");
        }
        Contents.assertSame(kept(), before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_is_put_twice_is_refused(boolean inOneBatch) {
        ContentRecord record = otherContent(1).get(0);
        Map<String, Kept> before = kept();
        try (Replacement replacement = content.replace()) {
            replacement.put(record);
            if (!inOneBatch) {
                replacement.export(each -> {});
            }
            replacement.put(record);

            assertThatExceptionOfType(CorruptRecordException.class)
                    .isThrownBy(replacement::commit)
                    .withMessageContaining("session:other-0 is there twice");
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> replacement.put(record));
        }
        assertThat(kept()).isEqualTo(before);
    }

    @Test
    void a_record_of_another_store_is_refused() {
        try (Replacement replacement = content.replace()) {
            assertThatExceptionOfType(CorruptRecordException.class)
                    .isThrownBy(() -> replacement.put(new ContentRecord("product", Map.of("gin", "0446200880"))));
        }
    }

    @Test
    void after_the_commit_nothing_more_can_be_put() {
        Replacement replacement = content.replace();
        replacement.commit();

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(replacement::commit);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> replacement.export(record -> {}));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> replacement.put(otherContent(1).get(0)));
        replacement.close();
    }

    @Test
    void a_commit_that_breaks_off_at_any_point_changes_nothing_or_comes_to_its_end_later() {
        create("old");
        Session both = create("other-1");
        queue.bury(both.id(), 0, "reason", 1);
        store.sessions()
                .create(Session.begin(SessionId.of("of-other"), Optional.of(UserId.of("other")), Instant.now()));
        store.cache().put("old", "old", HOUR);
        store.cache().put("other-1", "old", HOUR);
        List<ContentRecord> old = Contents.exported(content);
        List<ContentRecord> other = otherContent(3);
        Contents.restore(content, other);
        Map<String, Kept> restored = kept();
        Contents.restore(content, old);
        Map<String, Kept> before = kept();

        int requests = 0;
        int half = 0;
        while (breaksOff(other, requests)) {
            if (content.isHalfReplaced()) {
                half++;
                assertThatExceptionOfType(EsabDataException.class)
                        .isThrownBy(() -> Contents.exported(content))
                        .withMessageContaining("broke off");
                assertThat(store.health(HOUR).findings())
                        .anySatisfy(finding -> assertThat(finding.code()).isEqualTo("restore_unfinished"));
                content.finishReplacement();
                Contents.assertSame(kept(), restored);
            } else {
                // what a crash has left before goes with the next restore
                content.replace().close();
                Contents.assertSame(kept(), half > 0 ? restored : before);
            }
            Contents.restore(content, old);
            Contents.assertSame(kept(), before);
            requests++;
        }
        assertThat(half).as("of %d requests", requests).isBetween(10, requests - 5);
        assertThat(content.isHalfReplaced()).isFalse();
        Contents.assertSame(kept(), restored);
    }

    /** Whether a commit does, as by a crash, when the answer to this request does not come. */
    private boolean breaksOff(List<ContentRecord> records, int request) {
        try (TcpRelay relay = TcpRelay.toRedis(server.host(), server.port());
                RedisSessions behind = RawRedis.patient()
                        .password(server.password())
                        .connect("redis://%s:%d/%d".formatted(relay.host(), relay.port(), RawRedis.DATABASE))) {
            Replacement crashing = behind.content().orElseThrow().replace();
            records.forEach(crashing::put);
            crashing.export(record -> {});
            DroppedAnswer dropped = relay.dropAnswerAfter(request);
            try {
                crashing.commit();
            } catch (StoreUnavailableException e) {
                assertThat(dropped.happened()).isTrue();
                return true;
            }
            return false;
        }
    }

    @Test
    void what_a_commit_that_broke_off_has_left_comes_to_its_end_before_another_restore_begins() {
        create("old");
        List<ContentRecord> other = otherContent(3);
        try (TcpRelay relay = TcpRelay.toRedis(server.host(), server.port());
                RedisSessions behind = RawRedis.patient()
                        .password(server.password())
                        .connect("redis://%s:%d/%d".formatted(relay.host(), relay.port(), RawRedis.DATABASE))) {
            try (Replacement replacement = behind.content().orElseThrow().replace()) {
                other.forEach(replacement::put);
                replacement.export(record -> {});
                DroppedAnswer dropped = relay.dropNextAnswer("restoring:begun");

                StoreUnavailableException failure =
                        catchThrowableOfType(StoreUnavailableException.class, replacement::commit);

                assertThat(dropped.happened()).isTrue();
                assertThat(failure.outcomeUnknown()).isTrue();
            }
        }
        assertThat(raw.redis().get("session:old")).isNotNull();

        content.replace().close();

        assertThat(Contents.exported(content)).containsExactlyInAnyOrderElementsOf(other);
        assertThat(raw.redis().keys("restoring:*")).isEmpty();
    }

    @Test
    void two_who_bring_a_commit_to_its_end_at_once_do_no_harm() {
        List<ContentRecord> other = otherContent(2_000);
        for (int i = 0; i < 500; i++) {
            create("old-" + i);
        }
        // they stay on the queue, which is cleared as well
        raw.redis().keys("session:old-*").forEach(name -> raw.redis().del(name));
        Replacement crashed = content.replace();
        other.forEach(crashed::put);
        crashed.export(record -> {});
        raw.redis()
                .set(
                        "restoring:begun",
                        raw.redis().keys("restoring:*:session:other-7").get(0).split(":")[1]);

        List<CompletableFuture<Void>> both = List.of(
                CompletableFuture.runAsync(content::finishReplacement),
                CompletableFuture.runAsync(content::finishReplacement));
        both.forEach(CompletableFuture::join);

        assertThat(Contents.exported(content)).containsExactlyInAnyOrderElementsOf(other);
        assertThat(raw.redis().keys("restoring:*")).isEmpty();
    }

    @Test
    void a_commit_that_breaks_off_leaves_each_session_of_both_contents_whole_and_due() {
        List<ContentRecord> records = otherContent(3_000);
        Contents.restore(content, records);
        Map<String, Kept> before = withoutDeleted(kept());
        try (TcpRelay relay = TcpRelay.toRedis(server.host(), server.port());
                RedisSessions behind = RawRedis.patient()
                        .password(server.password())
                        .connect("redis://%s:%d/%d".formatted(relay.host(), relay.port(), RawRedis.DATABASE))) {
            try (Replacement replacement = behind.content().orElseThrow().replace()) {
                records.forEach(replacement::put);
                replacement.export(record -> {});
                store.sessions().delete(SessionId.of("other-1500"));
                // what is staged has the name of the record: only what puts it in its place names this key
                DroppedAnswer dropped = relay.dropNextAnswer("session:other-1500:ttl");

                StoreUnavailableException failure =
                        catchThrowableOfType(StoreUnavailableException.class, replacement::commit);

                assertThat(dropped.happened()).isTrue();
                assertThat(failure).hasMessageContaining("another restore, or a repair, brings it to its end");
                assertThat(failure.outcomeUnknown()).isTrue();
            }
        }
        assertThat(content.isHalfReplaced()).isTrue();
        Contents.assertSame(withoutDeleted(kept()), before);
        assertThat(queue.claim(1, HOUR).intact()).isTrue();
        content.finishReplacement();
        assertThat(Contents.exported(content)).hasSameSizeAs(records);
    }

    private static Map<String, Kept> withoutDeleted(Map<String, Kept> kept) {
        Map<String, Kept> others = new TreeMap<>(kept);
        others.keySet()
                .removeIf(key -> key.startsWith("session:other-1500")
                        || key.startsWith("restoring:")
                        || key.startsWith("user:"));
        others.computeIfPresent("sessions:due", (key, due) -> {
            Map<?, ?> scores = new HashMap<>((Map<?, ?>) due.value());
            scores.remove("other-1500");
            return new Kept(scores, due.expiresAt());
        });
        return others;
    }

    @Test
    void an_export_amid_saves_has_each_session_as_it_was_at_one_moment() {
        List<Session> busy =
                IntStream.range(0, 40).mapToObj(i -> create("busy-" + i)).toList();
        for (int i = 0; i < 2_000; i++) {
            create("quiet-" + i);
        }
        Map<SessionId, List<String>> acknowledged;
        List<ContentRecord> exported = new ArrayList<>();
        try (Workload workload = new Workload(store.sessions(), busy)) {
            workload.awaitSaves();
            acknowledged = workload.acknowledged();
            content.export(
                    record -> {
                        exported.add(record);
                        if (exported.size() == 1_000) {
                            workload.awaitSaves();
                        }
                    },
                    ProgressListener.NONE);
            workload.awaitSaves();
            workload.stop();
        }
        assertThat(exported)
                .extracting(record -> record.fields().get("id"))
                .hasSize(2_040)
                .doesNotHaveDuplicates();

        Contents.restore(content, exported);

        Map<SessionId, List<String>> restored = new HashMap<>();
        acknowledged
                .keySet()
                .forEach(id -> restored.put(
                        id,
                        store.sessions().find(id).orElseThrow().messages().stream()
                                .map(Message::content)
                                .toList()));
        acknowledged.forEach((id, texts) -> assertThat(restored.get(id)).containsAll(texts));
        assertThat(exported).allSatisfy(record -> {
            assertThat(record.fields()).containsKey("due_at").doesNotContainKey("record_expires_at");
            long version = (Long) ((Map<?, ?>) record.fields().get("document")).get("version");
            assertThat((Long) record.fields().get("expires_at")).isBetween(version, version + HOUR.toMillis());
        });
    }

    @Test
    void five_thousand_sessions_and_entries_go_and_come_back_in_some_hundred_round_trips() {
        try (TcpRelay relay = TcpRelay.toRedis(server.host(), server.port());
                RedisSessions behind = RawRedis.patient()
                        .password(server.password())
                        .connect("redis://%s:%d/%d".formatted(relay.host(), relay.port(), RawRedis.DATABASE))) {
            StoreContent counted = behind.content().orElseThrow();
            List<ContentRecord> records = otherContent(5_000);
            // the server learns the scripts
            Contents.restore(counted, records);
            relay.answerAfterSilence(Duration.ofMillis(20));

            relay.resetTraffic();
            assertThat(counted.count()).isEqualTo(Map.of("session", 5_000L, "cached", 5_000L));
            assertThat(relay.traffic().roundTrips()).as("count").isBetween(30L, 50L);

            relay.resetTraffic();
            List<ContentRecord> exported = Contents.exported(counted);
            assertThat(relay.traffic().roundTrips()).as("export").isBetween(90L, 130L);
            assertThat(exported).containsExactlyInAnyOrderElementsOf(records);

            relay.resetTraffic();
            try (Replacement replacement = counted.replace()) {
                exported.forEach(replacement::put);
                assertThat(relay.traffic().roundTrips()).as("put").isBetween(30L, 50L);
                relay.resetTraffic();
                replacement.commit();
                assertThat(relay.traffic().roundTrips()).as("commit").isBetween(400L, 650L);
            }
            assertThat(Contents.exported(counted)).containsExactlyInAnyOrderElementsOf(records);
        }
    }

    @Test
    void what_is_long_is_read_and_written_by_itself() {
        String text = "x".repeat(3_000_000);
        for (int i = 0; i < 7; i++) {
            Session session = create("long-" + i);
            store.sessions().save(session.withMessage(Message.user(text + i, Instant.now())));
            store.cache().put("long-" + i, text + i, HOUR);
        }
        create("short");
        List<ContentRecord> exported = Contents.exported(content);
        assertThat(exported).hasSize(15);
        raw.redis().flushdb();

        Contents.restore(content, exported);

        assertThat(Contents.exported(content)).containsExactlyInAnyOrderElementsOf(exported);
        assertThat(store.cache().get("long-3")).contains(text + 3);
    }

    @Test
    void of_more_keys_than_are_remembered_each_is_counted_once() {
        raw.redis()
                .eval(
                        "for i = 1, 150000 do redis.call('SET', 'cache:' .. i, '') end",
                        ScriptOutputType.STATUS,
                        new String[0]);

        assertThat(content.count()).isEqualTo(Map.of("session", 0L, "cached", 150_000L));
    }

    @Test
    void progress_counts_sessions_and_then_entries_of_the_cache() {
        Contents.restore(content, otherContent(3_000));
        Map<String, List<Long>> done = new LinkedHashMap<>();

        content.export(record -> {}, (step, now, total) -> {
            assertThat(total).isEqualTo(3_000);
            done.computeIfAbsent(step, key -> new ArrayList<>()).add(now);
        });

        assertThat(done.keySet()).containsExactly("sessions", "cached");
        assertThat(done.values()).allSatisfy(steps -> assertThat(steps)
                .isSorted()
                .startsWith(0L)
                .endsWith(3_000L)
                .hasSizeGreaterThan(5));
    }

    @Test
    void an_export_fails_when_the_server_restarts_meanwhile() {
        try (RedisServer own = RealServers.dedicatedRedis();
                RedisSessions restarted = RawRedis.patient().connect(own.uri())) {
            for (int i = 0; i < 3_000; i++) {
                restarted.cache().put("key-" + i, "text", HOUR);
            }
            List<ContentRecord> exported = new ArrayList<>();

            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> restarted
                            .content()
                            .orElseThrow()
                            .export(
                                    record -> {
                                        if (exported.isEmpty()) {
                                            own.stop();
                                            own.start();
                                            assertThat(restarted.health(HOUR).connected())
                                                    .isTrue();
                                        }
                                        exported.add(record);
                                    },
                                    ProgressListener.NONE))
                    .withMessageContaining("meanwhile");
            assertThat(exported).isNotEmpty();
        }
    }

    @Test
    void what_ends_the_export_is_passed_on() {
        create("abc");

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> content.export(
                        record -> {
                            throw new IllegalStateException("disk full");
                        },
                        ProgressListener.NONE))
                .withMessage("disk full");
    }

    /** So many sessions and entries of the cache that no server holds. */
    static List<ContentRecord> otherContent(int count) {
        Instant now = Instant.now();
        long later = now.plus(HOUR).toEpochMilli();
        List<ContentRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Session session = Session.begin(SessionId.of("other-" + i), Optional.of(UserId.of("user " + i % 50)), now)
                    .saved(now.toEpochMilli(), now);
            records.add(new ContentRecord(
                    "session",
                    Map.of(
                            "id",
                            session.id().value(),
                            "document",
                            Json.parseObject(session.toJson()),
                            "expires_at",
                            later,
                            "due_at",
                            later)));
        }
        for (int i = 0; i < count; i++) {
            records.add(new ContentRecord(
                    "cached", Map.of("key", "other-" + i, "value", "text " + i, "expires_at", later)));
        }
        return records;
    }

    private Session create(String name) {
        SessionId id = SessionId.of(name.replace(' ', '-'));
        return store.sessions().create(Session.begin(id, Optional.of(USER), Instant.now()));
    }

    private Map<String, Kept> kept() {
        return Contents.kept(List.of(raw.redis()));
    }
}
