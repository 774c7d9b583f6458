package com.esab.data.redis;

import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.archive.SessionArchive;
import com.esab.data.archive.SessionArchiver;
import com.esab.data.error.ConflictException;
import com.esab.data.health.Finding;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.DeadSession;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What becomes of sessions on their way to the archive when Redis, or a person, drops a single key. */
@ExtendWith(RealServers.class)
class LostKeysIT {

    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

    private final SessionId id = SessionId.random();
    private final UserId user = UserId.of("user-" + UUID.randomUUID());
    private final SessionArchive archive =
            new InMemoryStores(Clock.systemUTC()).archive().archive();
    private RedisSessions store;
    private ArchiveQueue queue;
    private SessionArchiver archiver;
    private RawRedis raw;

    @BeforeEach
    void connect(RedisServer server) {
        store = RawRedis.patient().connect(RawRedis.uri(server));
        queue = store.archiveQueue().orElseThrow();
        archiver = new SessionArchiver(
                store.sessions(), queue, archive, store.sessionTimeToLive(), ArchiverSettings.defaults());
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
    void a_lost_record_is_counted_and_the_last_checkpoint_stays() {
        Session checkpoint = create();
        raw.letTimePass(TWO_MINUTES);
        assertThat(archiver.runOnce().archived()).isEqualTo(1);
        store.sessions().save(checkpoint.withLanguage("de"));
        raw.letTimePass(TWO_MINUTES);
        drop("session:" + id);

        SessionArchiver.Run run = archiver.runOnce();

        assertThat(run.lost()).isEqualTo(1);
        assertThat(run.archived()).isZero();
        assertThat(archiver.findings()).extracting(Finding::code).containsExactly("sessions_lost");
        assertThat(archive.find(id).flatMap(ArchivedSession::session)).contains(checkpoint);
        assertThat(queue.lag().waiting()).isZero();
        assertThat(store.sessions().find(id)).isEmpty();
        Session restored = store.sessions().restore(checkpoint, 0);
        assertThat(store.sessions().find(id)).contains(restored);
    }

    @Test
    void a_session_without_its_expiry_is_archived_and_lives_for_an_hour_from_its_last_save() {
        Session created = create();
        drop("session:" + id + ":ttl");
        raw.letTimePass(TWO_MINUTES);

        assertThat(store.sessions().find(id)).contains(created);
        assertThat(archiver.runOnce().archived()).isEqualTo(1);

        assertThat(store.sessions().find(id)).contains(created);
        assertThat(raw.redis().ttl("session:" + id)).isBetween(1L, 3_600L);
    }

    @Test
    void an_ended_session_without_its_expiry_stays_ended_and_is_archived() {
        Session ended = store.sessions().save(create().withStatus(SessionStatus.COMPLETED));
        drop("session:" + id + ":ttl");

        assertThat(store.sessions().liveAmong(List.of(id))).isEmpty();
        assertThat(archiver.runOnce().archived()).isEqualTo(1);

        assertThat(archive.find(id).flatMap(ArchivedSession::session)).contains(ended);
        assertThat(store.sessions().findHeld(id)).isEmpty();
    }

    @Test
    void an_ended_session_without_its_expiry_can_be_restored_and_a_live_one_is_in_the_way() {
        Session ended = store.sessions().save(create().withStatus(SessionStatus.ABANDONED));
        drop("session:" + id + ":ttl");
        Session restored = store.sessions().restore(ended.withStatus(SessionStatus.ACTIVE), ended.version());
        assertThat(store.sessions().find(id)).contains(restored);

        drop("session:" + id + ":ttl");
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> store.sessions().restore(restored, restored.version()));
        assertThat(store.sessions().liveAmong(List.of(id))).containsExactly(id);
    }

    @Test
    void sessions_of_a_lost_user_set_are_archived_and_known_to_the_queue_meanwhile() {
        Session created = create();
        drop("user:" + user + ":sessions");

        assertThat(store.sessions().ofUser(user)).isEmpty();
        assertThat(queue.idsOf(user)).containsExactly(id);
        raw.letTimePass(TWO_MINUTES);
        assertThat(archiver.runOnce().archived()).isEqualTo(1);

        Session saved = store.sessions().save(created);
        assertThat(store.sessions().ofUser(user)).containsExactly(saved);
    }

    @Test
    void when_the_whole_due_set_is_lost_every_unarchived_session_is_archived_and_only_those() {
        Session archived = create();
        queue.acknowledge(List.of(archived));
        Session waiting = begin();
        Session dead = begin();
        queue.bury(dead.id(), dead.version(), "refused", 1);
        Session ended = store.sessions().save(begin().withStatus(SessionStatus.COMPLETED));
        drop("sessions:due");

        assertThat(archiver.runOnce().archived()).isEqualTo(3);

        assertThat(archive.find(waiting.id()).flatMap(ArchivedSession::session)).contains(waiting);
        assertThat(archive.find(dead.id()).flatMap(ArchivedSession::session)).contains(dead);
        assertThat(archive.find(ended.id()).flatMap(ArchivedSession::session)).contains(ended);
        assertThat(archive.find(archived.id())).isEmpty();
        assertThat(queue.claim(1, TWO_MINUTES).intact()).isTrue();
        assertThat(raw.redis().exists("sessions:dead")).isZero();
    }

    @Test
    void a_save_after_the_due_set_was_lost_does_not_hide_the_loss() {
        Session before = begin();
        drop("sessions:due");
        Session after = begin();

        assertThat(queue.claim(1, TWO_MINUTES).intact()).isFalse();
        raw.letTimePass(TWO_MINUTES);
        assertThat(archiver.runOnce().archived()).isEqualTo(2);

        assertThat(archive.find(before.id())).isPresent();
        assertThat(archive.find(after.id())).isPresent();
    }

    @Test
    void a_dead_session_whose_reason_is_lost_stays_dead_and_can_be_revived() {
        Session created = create();
        queue.bury(id, created.version(), "refused", 1);
        drop("sessions:dead");

        assertThat(queue.dead(10)).singleElement().extracting(DeadSession::id).isEqualTo(id);
        assertThat(queue.lag().dead()).isEqualTo(1);
        assertThat(queue.revive(id)).isTrue();
        assertThat(archiver.runOnce().archived()).isEqualTo(1);
    }

    private void drop(String key) {
        assertThat(raw.redis().del(key)).as(key).isEqualTo(1);
    }

    private Session create() {
        return store.sessions().create(Session.begin(id, Optional.of(user), Instant.now()));
    }

    private Session begin() {
        return store.sessions().create(Session.begin(SessionId.random(), Optional.of(user), Instant.now()));
    }
}
