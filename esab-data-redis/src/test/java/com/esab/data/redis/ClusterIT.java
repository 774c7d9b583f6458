package com.esab.data.redis;

import com.esab.data.archive.ArchiverSettings;
import com.esab.data.archive.SessionArchive;
import com.esab.data.archive.SessionArchiver;
import com.esab.data.error.ConfigurationException;
import com.esab.data.error.ConflictException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.health.StoreHealth;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.ArchiveQueue.Claim;
import com.esab.data.session.ArchiveQueue.Claimed;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisCluster.SlotMove;
import com.esab.data.testkit.server.RedisServer;
import io.lettuce.core.MigrateArgs;
import io.lettuce.core.cluster.SlotHash;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
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

/** What is particular to a cluster: where keys lie, slots that move, the set of a user, the health of several masters. */
@ExtendWith({RealServers.class, Deployment.Shared.class})
@Timeout(120)
class ClusterIT {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final Deployment.Cluster deployment;
    private final KeyLayout keys = KeyLayout.CLUSTER;
    private final UserId user = UserId.of("user-" + UUID.randomUUID());
    private final List<SlotMove> moves = new ArrayList<>();
    private RedisSessions store;
    private ArchiveQueue queue;

    ClusterIT(Deployment.Cluster deployment) {
        this.deployment = deployment;
    }

    @BeforeEach
    void connect() {
        deployment.clear();
        store = deployment.connect(RawRedis.patient().checkpointDelay(Duration.ofMillis(1)));
        queue = store.archiveQueue().orElseThrow();
        queue.repair();
    }

    @AfterEach
    void close() {
        store.close();
        List.copyOf(moves).forEach(this::finish);
    }

    @Test
    void the_keys_of_a_session_lie_in_the_slot_of_its_bucket() {
        SessionId id = SessionId.of("abc");
        create(id, Optional.of(user));

        String tag = "{b%03d}".formatted(SlotHash.getSlot("abc") % 256);
        List<String> names = List.of(
                "session:" + tag + ":abc",
                "session:" + tag + ":abc:ttl",
                "sessions:due:" + tag,
                "sessions:dead:" + tag);
        assertThat(names)
                .extracting(SlotHash::getSlot)
                .containsOnly(deployment.servers().slotOf(names.get(0)));
        RawRedis raw = deployment.raw(names.get(0));
        assertThat(raw.redis().get(names.get(0))).startsWith("{\"schema_version\":");
        assertThat(raw.redis().exists(names.get(1))).isOne();
        assertThat(raw.redis().zscore(names.get(2), "abc")).isNotNull();
        String set = "user:" + user + ":sessions";
        assertThat(deployment.raw(set).redis().smembers(set)).containsExactly("abc");
        assertThat(deployment.raw(set).redis().pttl(set)).isPositive();
    }

    @Test
    void braces_in_a_cache_key_are_harmless_and_a_user_has_none() {
        for (String key : List.of("{b017}", "{user}", "a{", "}b{", "{}", "x{y}z")) {
            store.cache().put(key, key, HOUR);
            assertThat(store.cache().get(key)).contains(key);
            assertThat(store.locks().tryLock(key, HOUR)).isPresent();
            assertThat(store.cache().remove(key)).isTrue();
        }
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> UserId.of("{b017}"));
    }

    @Test
    void each_call_is_one_command_to_a_master_and_a_save_tells_the_user_s_set_by_another() {
        Session session = create(SessionId.random(), Optional.of(user));
        store.sessions().save(session);
        store.sessions().find(session.id());
        deployment.letTimePass(Duration.ofMinutes(1));
        Claim first = queue.claim(10, HOUR);
        queue.acknowledge(first.sessions().stream().map(Claimed::session).toList());
        long scripts = deployment.calls("evalsha");
        long moved = deployment.errors("MOVED");

        Session saved =
                store.sessions().save(store.sessions().find(session.id()).orElseThrow());
        assertThat(deployment.calls("evalsha") - scripts).isEqualTo(3);

        deployment.letTimePass(Duration.ofMinutes(1));
        scripts = deployment.calls("evalsha");
        assertThat(queue.claim(10, HOUR).sessions()).hasSize(1);
        assertThat(deployment.calls("evalsha") - scripts).isEqualTo(256 + 1);
        queue.acknowledge(List.of(saved));
        assertThat(deployment.calls("evalsha") - scripts).isEqualTo(256 + 1 + 1);
        assertThat(deployment.errors("MOVED")).isEqualTo(moved);
    }

    @Test
    void a_save_counts_when_only_the_set_of_the_user_cannot_be_written() {
        Session session = create(SessionId.random(), Optional.of(user));
        String set = keys.sessionsOf(user);
        deployment.raw(set).redis().del(set);
        deployment.raw(set).redis().set(set, "no set");

        Session saved = store.sessions().save(session.withLanguage("de"));

        assertThat(store.sessions().find(session.id())).contains(saved);
        deployment.raw(set).redis().del(set);
        Session again = store.sessions().save(saved.withLanguage("fr"));
        assertThat(store.sessions().ofUser(user)).containsExactly(again);
    }

    @Test
    void neither_a_save_nor_a_conflict_waits_for_a_master_of_the_user_s_set_that_does_not_answer() {
        String set = keys.sessionsOf(user);
        Session own = create(elsewhereThan(set), Optional.of(user));
        Session another = create(elsewhereThan(set), Optional.empty());
        try (RedisSessions store = deployment.connect(RedisSessions.builder().commandTimeout(Duration.ofSeconds(20)));
                RedisSessions hasty =
                        deployment.connect(RedisSessions.builder().commandTimeout(Duration.ofSeconds(1)))) {
            assertThat(store.sessions().ofUser(user)).containsExactly(own);
            assertThat(hasty.sessions().ofUser(user)).containsExactly(own);
            RawRedis silent = deployment.raw(set);
            silent.redis().clientPause(8_000);
            CompletableFuture<String> answer =
                    CompletableFuture.supplyAsync(() -> silent.redis().ping());

            Session saved = store.sessions().save(own.withLanguage("de"));
            assertThat(store.sessions().find(own.id())).contains(saved);
            assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> hasty.sessions()
                    .create(Session.begin(another.id(), Optional.of(user), Instant.now())));
            assertThat(answer).isNotDone();
            answer.join();
        }
    }

    @Test
    void the_set_of_a_user_keeps_an_id_whose_record_may_be_on_its_way() {
        Session session = create(SessionId.random(), Optional.of(user));
        String set = keys.sessionsOf(user);
        deployment.raw(set).redis().sadd(set, "on-its-way");

        assertThat(store.sessions().ofUser(user)).containsExactly(session);

        // sent on the same connection, so it comes after whatever the call has told
        assertThat(store.sessions().idsOf(user)).contains(SessionId.of("on-its-way"));
    }

    @Test
    void a_session_of_another_user_does_not_get_into_the_set_of_one_who_could_not_create_it() {
        Session session = create(SessionId.random(), Optional.of(user));
        UserId other = UserId.of("other-" + UUID.randomUUID());

        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> create(session.id(), Optional.of(other)));
        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> create(session.id(), Optional.of(user)));

        assertThat(store.sessions().idsOf(other)).isEmpty();
        assertThat(store.sessions().idsOf(user)).containsExactly(session.id());
    }

    @Test
    void a_command_follows_a_slot_whose_keys_have_all_moved() {
        Session session = create(SessionId.random(), Optional.empty());
        SlotMove move = move(session.id());
        move.migrateKeys(100);
        long asked = deployment.errors("ASK");

        assertThat(store.sessions().find(session.id())).contains(session);
        Session saved = store.sessions().save(session.withLanguage("de"));
        assertThat(store.sessions().touch(session.id())).isTrue();
        assertThat(store.sessions().findHeld(session.id())).contains(saved);
        assertThat(queue.lag().waiting()).isEqualTo(1);
        assertThat(deployment.errors("ASK") - asked).isGreaterThanOrEqualTo(5);

        finish(move);
        assertThat(store.sessions().find(session.id())).contains(saved);
        long moved = deployment.errors("MOVED");
        assertThat(store.sessions().find(session.id())).contains(saved);
        assertThat(deployment.errors("MOVED")).isEqualTo(moved);
    }

    @Test
    void a_command_waits_for_a_slot_of_which_some_keys_have_moved_and_is_carried_out_once() {
        Session session = create(SessionId.random(), Optional.empty());
        SlotMove move = move(session.id());
        move.migrateKeys(1);
        long refused = deployment.errors("TRYAGAIN");

        CompletableFuture<Session> save =
                CompletableFuture.supplyAsync(() -> store.sessions().save(session.withLanguage("de")));
        try (RedisSessions hasty = deployment.connect(RedisSessions.builder().commandTimeout(SHORT))) {
            StoreUnavailableException failure = catchThrowableOfType(
                    StoreUnavailableException.class, () -> hasty.sessions().save(session.withLanguage("fr")));
            assertThat(failure.outcomeUnknown()).isFalse();
            assertThat(failure).hasMessageContaining("TRYAGAIN");
        }
        assertThat(save).isNotDone();
        assertThat(deployment.errors("TRYAGAIN")).isGreaterThan(refused + 1);
        finish(move);

        Session saved = save.join();
        assertThat(saved.language()).isEqualTo("de");
        assertThat(store.sessions().find(session.id())).contains(saved);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_speaks_of_many_sessions_never_takes_one_that_moves_for_one_that_is_gone(boolean queueFirst) {
        Session moving = create(SessionId.random(), Optional.of(user));
        Session still = create(elsewhere(moving.id()), Optional.of(user));
        Partition partition = new Partition(moving.id());
        // there is a dead session too, so that no key of the queue is missing
        Session dead = create(partition.another(), Optional.empty());
        queue.bury(dead.id(), dead.version(), "refused", 1);
        deployment.letTimePass(Duration.ofMinutes(1));
        SlotMove move = move(moving.id());
        RawRedis source = deployment.raw(move.source());

        // the queue has moved and the record has not, or the other way round
        List<String> moved = queueFirst
                ? List.of(
                        keys.partitionOf(moving.id()).due(),
                        keys.partitionOf(moving.id()).dead())
                : List.of(keys.record(moving.id()), keys.expiry(moving.id()));
        moved.forEach(key -> partition.migrate(source, move.target(), key));
        Claim claim = queue.claim(10, HOUR);
        assertThat(claim.sessions()).extracting(each -> each.session().id()).containsExactly(still.id());
        assertThat(claim.lost()).isEmpty();
        assertThat(claim.more()).isFalse();
        try (RedisSessions hasty = deployment.connect(RedisSessions.builder().commandTimeout(SHORT))) {
            ArchiveQueue waiting = hasty.archiveQueue().orElseThrow();
            for (Runnable call : List.<Runnable>of(
                    () -> hasty.sessions().liveAmong(List.of(moving.id())),
                    () -> hasty.sessions().delete(moving.id()),
                    () -> waiting.acknowledge(List.of(moving)),
                    () -> waiting.idsOf(user),
                    waiting::repair)) {
                assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(call::run);
            }
        }
        finish(move);

        assertThat(store.sessions().liveAmong(List.of(moving.id()))).containsExactly(moving.id());
        assertThat(queue.idsOf(user)).containsExactlyInAnyOrder(moving.id(), still.id());
        assertThat(queue.claim(10, HOUR).sessions())
                .extracting(each -> each.session().id())
                .containsExactly(moving.id());
    }

    @Test
    void the_hand_over_goes_on_while_slots_move_and_every_acknowledged_save_reaches_the_archive_once() {
        SessionArchive archive = new InMemoryStores(Clock.systemUTC()).archive().archive();
        SessionArchiver archiver = archiver(archive);
        Partition partition = new Partition(SessionId.random());
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sessions.add(create(partition.another(), Optional.of(user)));
            sessions.add(create(SessionId.random(), Optional.of(user)));
        }
        long asked = deployment.errors("ASK");
        long refused = deployment.errors("TRYAGAIN");
        try (Workload workload = new Workload(store.sessions(), sessions)) {
            archiver.start();
            workload.awaitSaves();
            for (int round = 0; round < 2; round++) {
                SlotMove move = move(partition.id);
                long before = deployment.errors("TRYAGAIN") + deployment.errors("ASK");
                while (move.migrateKeys(1) > 0) {
                    // one by one
                }
                workload.await(() -> deployment.errors("TRYAGAIN") + deployment.errors("ASK") > before);
                workload.awaitSaves();
                finish(move);
                workload.awaitSaves();
            }
            workload.stop();
            assertThat(workload.failures()).isZero();

            archiver.close();
            deployment.letTimePass(Duration.ofMinutes(5));
            archiver(archive).runOnce();
            assertThat(queue.lag().waiting()).isZero();
            for (Session session : sessions) {
                assertThat(archive.find(session.id())
                                .orElseThrow()
                                .session()
                                .orElseThrow()
                                .messages())
                        .extracting(Message::content)
                        .isEqualTo(workload.acknowledged().get(session.id()));
            }
        }
        assertThat(deployment.errors("ASK")).isGreaterThan(asked);
        assertThat(deployment.errors("TRYAGAIN")).isGreaterThan(refused);
    }

    @Test
    void sessions_of_other_masters_are_handed_over_while_one_does_not_answer() {
        Session stopped = create(SessionId.random(), Optional.empty());
        Session healthy = create(elsewhere(stopped.id()), Optional.empty());
        deployment.letTimePass(Duration.ofMinutes(1));
        try (RedisSessions hasty = deployment.connect(RedisSessions.builder().commandTimeout(Duration.ofSeconds(1)))) {
            ArchiveQueue waiting = hasty.archiveQueue().orElseThrow();
            RawRedis silent = deployment.raw(keys.record(stopped.id()));
            assertThat(waiting.lag().due()).isEqualTo(2);
            silent.redis().clientPause(6_000);

            Claim claim = waiting.claim(10, HOUR);
            assertThat(claim.sessions()).extracting(each -> each.session().id()).containsExactly(healthy.id());
            assertThat(claim.intact()).isTrue();
            waiting.release(claim.sessions());
            assertThat(waiting.claim(10, HOUR).sessions()).isEqualTo(claim.sessions());
            StoreUnavailableException failure = catchThrowableOfType(
                    StoreUnavailableException.class, () -> waiting.acknowledge(List.of(stopped, healthy)));
            assertThat(failure.outcomeUnknown()).isTrue();
            String due = keys.partitionOf(healthy.id()).due();
            assertThat(deployment.raw(due).redis().zscore(due, healthy.id().value()))
                    .isNull();
            // answers when the pause is over
            silent.redis().ping();
        }
    }

    @Test
    void a_repair_looks_through_all_masters() {
        List<SessionId> ids = Stream.generate(SessionId::random).limit(30).toList();
        ids.forEach(id -> create(id, Optional.of(user)));
        deployment.dropQueues();
        assertThat(queue.claim(100, HOUR).intact()).isFalse();

        assertThat(queue.repair()).isEqualTo(30);

        Claim claim = queue.claim(100, HOUR);
        assertThat(claim.intact()).isTrue();
        assertThat(claim.sessions()).extracting(each -> each.session().id()).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void the_health_names_the_master_that_a_finding_is_about() {
        RedisServer full = deployment.masters().get(1);
        deployment.raw(full).redis().configSet("maxmemory-policy", "allkeys-lru");
        deployment.raw(full).redis().configSet("maxmemory", "512mb");
        try {
            StoreHealth health = store.health(Duration.ofSeconds(30));

            assertThat(health.connected()).isTrue();
            assertThat(health.product()).isPresent();
            assertThat(health.findings())
                    .filteredOn("code", "eviction_policy")
                    .singleElement()
                    .extracting(Finding::message)
                    .asString()
                    .startsWith(full.host() + ":" + full.port() + ": ");
            assertThat(health.findings()).filteredOn("code", "persistence_off").hasSize(3);
            assertThat(health.findings())
                    .extracting(Finding::code)
                    .doesNotContain("cluster_state", "master_unreachable");
        } finally {
            deployment.raw(full).redis().configSet("maxmemory", "0");
            deployment.raw(full).redis().configSet("maxmemory-policy", "noeviction");
        }
    }

    @Test
    void a_node_is_no_single_server_and_a_single_server_no_cluster(RedisServer single) {
        String node = deployment.servers().uris().get(0);
        try (RedisSessions wrong = RawRedis.patient().connect(node)) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(
                            () -> Stream.generate(SessionId::random).limit(100).forEach(id -> wrong.sessions()
                                    .find(id)))
                    .withMessageContaining("connectCluster");
        }
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RawRedis.patient().connectCluster(single.uri()))
                .withMessageContaining("no cluster");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RawRedis.patient().password("wrong").connectCluster(node))
                .withMessageContaining("refuses the credentials");
    }

    @Test
    void the_environment_can_name_a_node_of_a_cluster() {
        RedisServer node = deployment.servers().nodes().get(0);
        Map<String, String> environment = Map.of(
                "REDIS_CLUSTER",
                "true",
                "REDIS_HOST",
                "localhost:1, " + node.host() + ":" + node.port(),
                "REDIS_PASSWORD",
                deployment.servers().password());
        try (RedisSessions found = (RedisSessions) new RedisStoreProvider().connect(environment)) {
            Session session = create(SessionId.random(), Optional.of(user));
            assertThat(found.sessions().find(session.id())).contains(session);
        }
    }

    private SessionArchiver archiver(SessionArchive archive) {
        return new SessionArchiver(
                store.sessions(),
                queue,
                archive,
                HOUR,
                ArchiverSettings.defaults().withPauses(Duration.ofMillis(20), Duration.ofMillis(100)));
    }

    private Session create(SessionId id, Optional<UserId> owner) {
        return store.sessions().create(Session.begin(id, owner, Instant.now()));
    }

    /** A session that another master has. */
    private SessionId elsewhere(SessionId id) {
        return elsewhereThan(keys.record(id));
    }

    private SessionId elsewhereThan(String key) {
        RedisServer master = deployment.masterOf(key);
        return Stream.generate(SessionId::random)
                .filter(other -> !deployment.masterOf(keys.record(other)).equals(master))
                .findFirst()
                .orElseThrow();
    }

    /** Begins to move the slot of a session to another master. */
    private SlotMove move(SessionId id) {
        int slot = deployment.servers().slotOf(keys.record(id));
        RedisServer target = deployment.masters().stream()
                .filter(master -> !master.equals(deployment.servers().masterOf(slot)))
                .findFirst()
                .orElseThrow();
        SlotMove move = deployment.servers().beginMove(slot, target);
        moves.add(move);
        return move;
    }

    private void finish(SlotMove move) {
        move.finish();
        moves.remove(move);
    }

    /** The partition of a session. */
    private final class Partition {

        private final SessionId id;

        Partition(SessionId id) {
            this.id = id;
        }

        SessionId another() {
            return Stream.generate(SessionId::random)
                    .filter(other -> keys.partitionOf(other).equals(keys.partitionOf(id)))
                    .findFirst()
                    .orElseThrow();
        }

        void migrate(RawRedis source, RedisServer target, String key) {
            source.redis()
                    .migrate(
                            target.host(),
                            target.port(),
                            0,
                            10_000,
                            MigrateArgs.Builder.<String>key(key)
                                    .auth(deployment.servers().password()));
        }
    }
}
