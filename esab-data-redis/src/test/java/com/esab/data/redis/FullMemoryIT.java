package com.esab.data.redis;

import com.esab.data.EsabData;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.ArchiveQueue.Claim;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What becomes of sessions when the server's memory is full, under either kind of eviction policy. */
@ExtendWith(RealServers.class)
@Timeout(300)
class FullMemoryIT {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int TOO_MANY = 5_000;

    private final UserId user = UserId.of("user of a full server");

    @Test
    void under_volatile_lru_no_unarchived_session_is_evicted_and_saves_work_again_after_archiving() {
        try (RedisServer server =
                        RealServers.dedicatedRedis(Map.of("maxmemory", "24mb", "maxmemory-policy", "volatile-lru"));
                EsabData data = data(server);
                RedisSessions store = store(server);
                RawRedis raw = new RawRedis(server)) {
            data.archiver().runOnce();
            List<Session> acknowledged = createUntilRefused(store);

            assertThat(acknowledged).hasSizeGreaterThan(100);
            for (Session session : acknowledged) {
                assertThat(store.sessions().findHeld(session.id())).contains(session);
            }
            Session kept = acknowledged.get(0);
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> store.sessions().save(kept.withLanguage("de")))
                    .withMessageContaining("memory is full")
                    .satisfies(e -> assertThat(e.outcomeUnknown()).isFalse());
            everythingElseRuns(
                    store, kept, acknowledged.remove(1), acknowledged.remove(1).id());
            assertThat(codes(data)).contains("memory").doesNotContain("eviction_policy");

            assertThat(data.archiver().runOnce().lost()).isZero();

            for (Session session : acknowledged) {
                assertThat(data.archive().find(session.id()).flatMap(ArchivedSession::session))
                        .contains(session);
            }
            Session later = store.sessions().create(large(SessionId.random()));
            assertThat(store.sessions().find(later.id())).contains(later);
            assertThat(raw.redis().ttl("session:" + later.id())).isEqualTo(-1);
        }
    }

    private static void everythingElseRuns(RedisSessions store, Session kept, Session archived, SessionId deleted) {
        ArchiveQueue queue = store.archiveQueue().orElseThrow();
        assertThat(store.sessions().touch(kept.id())).isTrue();
        assertThat(store.sessions().liveAmong(List.of(kept.id()))).containsExactly(kept.id());
        assertThat(store.sessions().delete(deleted)).isTrue();
        Claim claim = queue.claim(20, HOUR);
        assertThat(claim.sessions()).hasSize(20);
        queue.release(claim.sessions());
        assertThat(queue.bury(kept.id(), kept.version(), "refused", 1)).isTrue();
        assertThat(queue.dead(1)).hasSize(1);
        assertThat(queue.revive(kept.id())).isTrue();
        assertThat(queue.lag().waiting()).isPositive();
        queue.repair();
        queue.acknowledge(List.of(archived));
        assertThat(queue.bury(archived.id(), 0, "refused", 1))
                .as("it is off the queue")
                .isFalse();
    }

    private List<Session> createUntilRefused(RedisSessions store) {
        List<Session> acknowledged = new ArrayList<>();
        while (acknowledged.size() < TOO_MANY) {
            try {
                acknowledged.add(store.sessions().create(large(SessionId.random())));
            } catch (StoreUnavailableException e) {
                assertThat(e).hasMessageContaining("memory is full");
                assertThat(e.outcomeUnknown()).isFalse();
                return acknowledged;
            }
        }
        throw new AssertionError("memory was never full");
    }

    @Test
    void under_allkeys_lru_an_evicted_session_is_resumed_from_its_last_checkpoint() {
        try (RedisServer server =
                        RealServers.dedicatedRedis(Map.of("maxmemory", "16mb", "maxmemory-policy", "allkeys-lru"));
                EsabData data = data(server);
                RawRedis raw = new RawRedis(server)) {
            data.archiver().runOnce();
            Session started = data.sessions().start(user);
            Session checkpoint = data.sessions().update(started.id(), session -> session.withLanguage("de"));
            raw.letTimePass(Duration.ofMinutes(2));
            assertThat(data.archiver().runOnce().archived()).isEqualTo(1);
            data.sessions().update(started.id(), session -> session.withLanguage("fr"));

            fillUntilGone(data, raw, "session:" + started.id());

            assertThat(data.sessions().find(started.id())).isEmpty();
            assertThat(data.archive().find(started.id()).flatMap(ArchivedSession::session))
                    .contains(checkpoint);
            Session resumed = data.sessions().resume(started.id());
            assertThat(resumed.language()).isEqualTo("de");
            assertThat(resumed.version()).isGreaterThan(checkpoint.version());
            assertThat(data.sessions().find(started.id())).contains(resumed);
            assertThat(codes(data)).contains("eviction_policy", "evictions");
            Session ended = data.sessions().abandon(started.id()).session();
            assertThat(data.archive().find(started.id()).flatMap(ArchivedSession::session))
                    .contains(ended);
        }
    }

    private static void fillUntilGone(EsabData data, RawRedis raw, String key) {
        for (int i = 0; i < TOO_MANY; i++) {
            data.cache().put("key " + i, "x".repeat(50_000), HOUR);
            if (raw.redis().exists(key) == 0) {
                return;
            }
        }
        throw new AssertionError(key + " was never evicted");
    }

    private Session large(SessionId id) {
        return Session.begin(id, Optional.of(user), Instant.now())
                .withMessage(Message.user("x".repeat(50_000), Instant.now()));
    }

    private static EsabData data(RedisServer server) {
        InMemoryStores stores = new InMemoryStores(Clock.systemUTC());
        return EsabData.builder()
                .catalog(stores.catalog())
                .sessions(RawRedis.patient().connect(RawRedis.uri(server)))
                .archive(stores.archive())
                .archiver(ArchiverSettings.defaults().withBackground(false))
                .build();
    }

    /** Another program on the same server, whose sessions are due at once. */
    private static RedisSessions store(RedisServer server) {
        return RawRedis.patient().checkpointDelay(Duration.ofMillis(1)).connect(RawRedis.uri(server));
    }

    private static List<String> codes(EsabData data) {
        return data.health().stores().stream()
                .flatMap(store -> store.findings().stream())
                .map(Finding::code)
                .toList();
    }
}
