package com.esab.data.redis;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.ArchiveQueue.Claimed;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.testkit.relay.DroppedAnswer;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What the store makes of a server that stops, hangs, refuses or is cut off. */
@ExtendWith(RealServers.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FailuresIT {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    /** The deadline, and as much as a busy machine may add. */
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private static final int READS = 10;

    private static RedisServer server;

    private final SessionId id = SessionId.random();
    private final UserId user = UserId.of("user of " + id);
    private TcpRelay relay;
    /** Waits as long as a busy machine may take. */
    private RedisSessions store;

    /** Whose client the store works with. */
    enum Client {
        OF_THE_STORE,
        OF_THE_APP
    }

    @BeforeAll
    static void startServer() {
        server = RealServers.dedicatedRedis(Map.of("appendonly", "yes", "appendfsync", "always"));
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void connect() {
        relay = TcpRelay.toRedis(server.host(), server.port());
        store = store(GENEROUS);
    }

    @AfterEach
    void close() {
        store.close();
        relay.close();
    }

    private RedisSessions store(Duration commandTimeout) {
        return builder(commandTimeout).connect(relayed(""));
    }

    private static RedisSessions.Builder builder(Duration commandTimeout) {
        return RedisSessions.builder()
                .commandTimeout(commandTimeout)
                .connectTimeout(GENEROUS)
                .password(server.password());
    }

    /** What the call returns as soon as a server that was away answers within the deadline again. */
    private static <T> T answeredAgain(Callable<T> call) throws Exception {
        long end = System.nanoTime() + GENEROUS.toNanos();
        while (true) {
            try {
                return call.call();
            } catch (StoreUnavailableException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    private String relayed(String credentials) {
        return "redis://" + credentials + relay.host() + ":" + relay.port();
    }

    @Test
    void every_call_to_a_server_that_cannot_be_reached_is_unavailable_and_changed_nothing() {
        Session created = create();
        relay.cut();

        for (ThrowingCallable call : allCalls(store, created)) {
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(call)
                    .satisfies(e -> {
                        assertThat(e.store()).isEqualTo("redis");
                        assertThat(e.outcomeUnknown()).isFalse();
                    });
        }
        relay.restore();
        assertThat(store.sessions().find(id)).contains(created);
        assertThat(store.sessions().ofUser(user)).containsExactly(created);
    }

    @Test
    void every_call_to_a_server_that_hangs_is_unavailable_within_the_deadline() throws Exception {
        Session created = create();
        try (RedisSessions hasty = store(DEADLINE)) {
            relay.freeze();
            long began = System.nanoTime();
            List<Future<StoreUnavailableException>> failures = new ArrayList<>();
            for (ThrowingCallable call : allCalls(hasty, created)) {
                failures.add(inAThread(() -> catchThrowableOfType(StoreUnavailableException.class, call)));
            }
            for (int i = 0; i < failures.size(); i++) {
                assertThat(failures.get(i).get())
                        .as("call %d", i)
                        .isNotNull()
                        .extracting(StoreUnavailableException::outcomeUnknown)
                        .isEqualTo(i >= READS);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(GENEROUS);
        }
        // drops what was held back
        relay.cut();
        relay.thaw();
        relay.restore();
        assertThat(answeredAgain(() -> store.sessions().find(id))).contains(created);
    }

    @Test
    void a_server_that_stands_still_is_unavailable_and_answers_again_when_it_goes_on() throws Exception {
        Session created = create();
        try (RedisSessions hasty = store(DEADLINE)) {
            server.freeze();
            try {
                for (int i = 0; i < 3; i++) {
                    long began = System.nanoTime();
                    assertThatExceptionOfType(StoreUnavailableException.class)
                            .isThrownBy(() -> hasty.sessions().find(id));
                    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(GENEROUS);
                }
            } finally {
                server.thaw();
            }
            assertThat(answeredAgain(() -> hasty.sessions().find(id))).contains(created);
        }
    }

    @Test
    void a_save_survives_a_health_whose_deadline_is_over_at_once() throws Exception {
        Session created = create();
        relay.resetTraffic();
        server.freeze();
        Future<Session> saved = inAThread(() -> store.sessions().save(created.withLanguage("de")));
        try {
            await("a save on its way", () -> relay.traffic().commands().contains("EVALSHA"));
            for (int i = 0; i < 20; i++) {
                assertThat(store.health(Duration.ofMillis(1)).connected()).isFalse();
            }
        } finally {
            server.thaw();
        }
        assertThat(saved.get().language()).isEqualTo("de");
    }

    @Test
    void a_server_that_keeps_hanging_up_is_tried_again_within_one_deadline_only() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        try (ServerSocket rude = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            inAThread(() -> {
                while (true) {
                    Socket client = rude.accept();
                    accepted.incrementAndGet();
                    Thread.sleep(1_200);
                    client.close();
                }
            });
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> RedisSessions.builder()
                    .connectTimeout(Duration.ofMillis(1_500))
                    .connect("redis://127.0.0.1:" + rude.getLocalPort()));
        }
        assertThat(accepted).hasValueBetween(1, 2);
    }

    @Test
    void a_store_cannot_be_connected_to_nobody_or_to_a_server_that_hangs() {
        relay.freeze();
        long began = System.nanoTime();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> builder(GENEROUS).connectTimeout(DEADLINE).connect(relayed("")));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(GENEROUS);

        relay.cut();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> store(GENEROUS))
                .withMessageContaining("Connection refused");
    }

    @ParameterizedTest
    @EnumSource
    void saves_that_were_cut_off_are_of_unknown_outcome_and_never_sent_again(Client whose) throws Exception {
        RedisClient client = RedisClient.create(relayed(":" + server.password() + "@"));
        try (RedisSessions tried = whose == Client.OF_THE_STORE
                        ? store(GENEROUS)
                        : builder(GENEROUS).using(client);
                RawRedis raw = new RawRedis(server)) {
            // several, since the driver itself fails the first command of a broken connection
            List<Session> created = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                created.add(
                        tried.sessions().create(Session.begin(SessionId.random(), Optional.of(user), Instant.now())));
            }
            long scripts = raw.calls("evalsha") + raw.calls("eval");
            relay.resetTraffic();
            // the server takes what is sent and runs none of it
            raw.pauseWrites(Duration.ofMinutes(2));
            List<Future<StoreUnavailableException>> failures = new ArrayList<>();
            for (Session session : created) {
                failures.add(inAThread(() -> catchThrowableOfType(
                        StoreUnavailableException.class, () -> tried.sessions().save(session.withLanguage("de")))));
            }
            await(
                    "four saves on their way",
                    () -> relay.traffic().commands().stream()
                                    .filter("EVALSHA"::equals)
                                    .count()
                            == 4);
            assertThat(failures).noneMatch(Future::isDone);
            relay.cut();
            // with the connections go the saves that wait in the server
            await("the server alone with this test", () -> raw.connections() == 1);
            raw.goOn();
            relay.restore();

            for (Future<StoreUnavailableException> failure : failures) {
                // a save that is sent again succeeds, and there is no failure
                assertThat(failure.get()).isNotNull();
                assertThat(failure.get().outcomeUnknown()).isTrue();
            }
            for (int i = 0; i < 10; i++) {
                for (Session session : created) {
                    assertThat(tried.sessions().find(session.id())).contains(session);
                }
                Thread.sleep(50);
            }
            // only what saves is a script
            assertThat(raw.calls("evalsha") + raw.calls("eval")).isEqualTo(scripts);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    @Test
    void a_save_whose_answer_is_lost_is_of_unknown_outcome_and_in_redis_once() throws Exception {
        // the server learns the script
        Session saved = store.sessions().save(create().withLanguage("fr"));
        relay.resetTraffic();
        DroppedAnswer dropped = relay.dropNextAnswer("EVALSHA");

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> store.sessions().save(saved.withLanguage("de")))
                .satisfies(e -> assertThat(e.outcomeUnknown()).isTrue());

        assertThat(dropped.happened()).isTrue();
        Session found = answeredAgain(() -> store.sessions().find(id)).orElseThrow();
        assertThat(found.language()).isEqualTo("de");
        assertThat(found.version()).isGreaterThan(saved.version());
        assertThat(relay.traffic().commands()).containsOnlyOnce("EVALSHA");
    }

    @Test
    void a_clients_owner_keeps_it_when_the_store_is_closed() {
        RedisClient client = RedisClient.create(relayed(":" + server.password() + "@"));
        try {
            try (RedisSessions borrowed = RedisSessions.using(client)) {
                borrowed.cache().put("borrowed " + id, "value", HOUR);
            }
            try (StatefulRedisConnection<String, String> own = client.connect()) {
                assertThat(own.sync().get("cache:borrowed " + id)).isEqualTo("value");
            }
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    @Test
    void a_connection_on_which_nothing_arrives_any_more_is_replaced() throws Exception {
        Session created = create();
        try (RedisSessions hasty = store(DEADLINE)) {
            relay.resetTraffic();
            relay.freeze();
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> hasty.sessions().find(id));
            relay.thaw();

            assertThat(answeredAgain(() -> hasty.sessions().find(id))).contains(created);
            assertThat(relay.traffic().connections()).isPositive();
        }
    }

    @Test
    void a_restarted_server_serves_the_next_call() {
        Session created = create();

        server.stop();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> store.sessions().find(id));
        server.start();

        Session saved = store.sessions().save(created.withLanguage("de"));
        assertThat(store.sessions().find(id)).contains(saved);
    }

    @Test
    void stops_hangs_and_cuts_under_load_neither_lose_nor_repeat_a_change_nor_hide_a_session() throws Exception {
        create();
        int writers = 6;
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicInteger unknown = new AtomicInteger();
        AtomicInteger unavailable = new AtomicInteger();
        AtomicInteger found = new AtomicInteger();
        AtomicReference<Duration> longest = new AtomicReference<>(Duration.ZERO);
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        RedisSessions hasty = store(DEADLINE);
        ExecutorService pool = Executors.newFixedThreadPool(writers + 2);
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < writers + 2; i++) {
            boolean writes = i < writers;
            workers.add(pool.submit(() -> {
                while (!over.get()) {
                    long began = System.nanoTime();
                    try {
                        if (writes) {
                            hasty.sessions().update(id, FailuresIT::incremented);
                            acknowledged.incrementAndGet();
                        } else {
                            // an empty answer ends the test
                            hasty.sessions().find(id).orElseThrow();
                            found.incrementAndGet();
                        }
                    } catch (StoreUnavailableException e) {
                        (e.outcomeUnknown() ? unknown : unavailable).incrementAndGet();
                    } catch (RuntimeException e) {
                        wrong.compareAndSet(null, e);
                        over.set(true);
                    }
                    Duration took = Duration.ofNanos(System.nanoTime() - began);
                    longest.accumulateAndGet(took, (a, b) -> a.compareTo(b) > 0 ? a : b);
                }
            }));
        }
        try {
            for (int round = 0; round < 2; round++) {
                disturb(acknowledged, relay::cut, relay::restore);
                disturb(acknowledged, server::freeze, server::thaw);
                disturb(acknowledged, server::stop, server::start);
            }
            awaitMore(acknowledged, 50);
        } finally {
            over.set(true);
            for (Future<?> worker : workers) {
                worker.get(1, TimeUnit.MINUTES);
            }
            pool.shutdownNow();
            hasty.close();
        }

        assertThat(wrong.get()).isNull();
        long counted = (Long)
                store.sessions().find(id).orElseThrow().masterParameters().get("count");
        assertThat(counted).isBetween((long) acknowledged.get(), (long) acknowledged.get() + unknown.get());
        assertThat(found.get()).isPositive();
        assertThat(unavailable.get() + unknown.get()).isPositive();
        assertThat(longest.get()).isLessThan(GENEROUS.multipliedBy(3));
    }

    private static void disturb(AtomicInteger acknowledged, Runnable breaks, Runnable mends) throws Exception {
        awaitMore(acknowledged, 20);
        breaks.run();
        Thread.sleep(DEADLINE.toMillis() + 100);
        mends.run();
    }

    private static void awaitMore(AtomicInteger counter, int more) throws Exception {
        int goal = counter.get() + more;
        await("still working", () -> counter.get() >= goal);
    }

    private static void await(String what, BooleanSupplier fact) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(5);
        }
    }

    private static Session incremented(Session session) {
        long before = (Long) session.masterParameters().getOrDefault("count", 0L);
        return session.withMasterParameters(Map.of("count", before + 1));
    }

    @Test
    void a_full_memory_refuses_saves_loudly_and_nothing_else() {
        Session created = create();
        try (RawRedis raw = new RawRedis(server)) {
            raw.redis().configSet("maxmemory", "1");
            try {
                assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(() -> store.sessions().save(created.withLanguage("de")))
                        .withMessageContaining("memory is full")
                        .withMessageContaining(id.value())
                        .satisfies(e -> assertThat(e.outcomeUnknown()).isFalse());
                assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(() -> store.sessions()
                                .create(Session.begin(SessionId.random(), Optional.empty(), Instant.now())))
                        .withMessageContaining("memory is full");
                assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(() -> store.cache().put("key", "value", HOUR))
                        .withMessageContaining("memory is full");

                assertThat(store.sessions().find(id)).contains(created);
                assertThat(store.sessions().ofUser(user)).containsExactly(created);
                assertThat(store.sessions().touch(id)).isTrue();
                assertThat(store.sessions().delete(id)).isTrue();
            } finally {
                raw.redis().configSet("maxmemory", "0");
            }
        }
    }

    @Test
    void a_replica_and_a_busy_server_are_unavailable_not_damaged() throws Exception {
        Session created = create();
        try (RawRedis raw = new RawRedis(server);
                RawRedis blocking = new RawRedis(server)) {
            raw.redis().replicaof("127.0.0.1", 1);
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> store.sessions().save(created.withLanguage("de")))
                    .withMessageContaining("READONLY")
                    .satisfies(e -> assertThat(e.outcomeUnknown()).isFalse());
            raw.redis().replicaofNoOne();

            raw.redis().configSet("busy-reply-threshold", "1");
            RedisFuture<Object> busy = blocking.evalLater("while true do end");
            StoreUnavailableException refused = null;
            for (int i = 0; i < 100 && (refused == null || !refused.getMessage().contains("BUSY")); i++) {
                refused = catchThrowableOfType(
                        StoreUnavailableException.class, () -> store.sessions().save(created.withLanguage("de")));
            }
            assertThat(refused).hasMessageContaining("BUSY");
            raw.redis().scriptKill();
            assertThat(busy.toCompletableFuture()).failsWithin(GENEROUS);
        }
        assertThat(store.sessions()
                        .update(id, session -> session.withLanguage("fr"))
                        .language())
                .isEqualTo("fr");
    }

    @Test
    void an_interrupted_call_ends_at_once_and_keeps_the_interruption() throws Exception {
        Session created = create();
        try (RedisSessions patient = store(HOUR)) {
            relay.freeze();
            CountDownLatch began = new CountDownLatch(1);
            AtomicReference<EsabDataException> thrown = new AtomicReference<>();
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread caller = new Thread(() -> {
                began.countDown();
                try {
                    patient.sessions().save(created);
                } catch (EsabDataException e) {
                    thrown.set(e);
                    interrupted.set(Thread.currentThread().isInterrupted());
                }
            });
            caller.start();
            began.await();
            caller.interrupt();
            caller.join(GENEROUS.toMillis());

            assertThat(thrown.get()).isInstanceOf(StoreUnavailableException.class);
            assertThat(interrupted).isTrue();
            relay.thaw();
        }
    }

    @Test
    void a_closed_store_is_unavailable_and_closing_does_not_wait_for_a_server_that_hangs() {
        create();
        relay.freeze();
        long began = System.nanoTime();
        store.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(GENEROUS);

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> store.sessions().find(id))
                .withMessageContaining("closed");
        store.close();
    }

    @Test
    void pings_keep_a_connection_open_that_the_server_would_close_and_a_closed_one_is_opened_again() throws Exception {
        try (RedisServer impatient = RealServers.dedicatedRedis(Map.of("timeout", "4"));
                TcpRelay withPings = TcpRelay.toRedis(impatient.host(), impatient.port());
                TcpRelay without = TcpRelay.toRedis(impatient.host(), impatient.port());
                RedisSessions kept = idle(impatient, withPings, Duration.ofSeconds(1));
                RedisSessions closed = idle(impatient, without, HOUR)) {
            kept.cache().put("key", "value", HOUR);
            assertThat(closed.cache().get("key")).contains("value");
            withPings.resetTraffic();
            without.resetTraffic();
            Thread.sleep(10_000);

            assertThat(kept.cache().get("key")).contains("value");
            assertThat(withPings.traffic().connections()).isZero();
            assertThat(withPings.traffic().commands()).contains("PING");
            assertThat(closed.cache().get("key")).contains("value");
            assertThat(without.traffic().connections()).isEqualTo(1);
        }
    }

    private static RedisSessions idle(RedisServer impatient, TcpRelay between, Duration pingInterval) {
        return RawRedis.patient()
                .pingInterval(pingInterval)
                .password(impatient.password())
                .connect("redis://" + between.host() + ":" + between.port());
    }

    @Test
    void a_ping_without_answer_replaces_an_idle_connection() throws Exception {
        try (RedisSessions idle =
                builder(DEADLINE).pingInterval(Duration.ofMillis(200)).connect(relayed(""))) {
            Session created = create();
            relay.freeze();
            Thread.sleep(DEADLINE.multipliedBy(4).toMillis());
            relay.thaw();
            relay.resetTraffic();

            assertThat(answeredAgain(() -> idle.sessions().find(id))).contains(created);
            assertThat(relay.traffic().connections()).isPositive();
        }
    }

    /** The first {@link #READS} of them only read. */
    private List<ThrowingCallable> allCalls(RedisSessions tried, Session created) {
        ArchiveQueue queue = tried.archiveQueue().orElseThrow();
        return List.of(
                () -> tried.sessions().find(id),
                () -> tried.sessions().findHeld(id),
                () -> tried.sessions().timeToLive(id),
                () -> tried.sessions().ofUser(user),
                () -> tried.sessions().idsOf(user),
                () -> tried.sessions().liveAmong(List.of(id)),
                () -> tried.cache().get("key"),
                () -> queue.lag(),
                () -> queue.dead(1),
                () -> queue.idsOf(user),
                () -> queue.claim(1, HOUR),
                () -> queue.acknowledge(List.of(created)),
                () -> queue.release(List.of(new Claimed(created, Instant.now()))),
                () -> queue.bury(id, 0, "refused", 2),
                () -> queue.revive(id),
                () -> queue.repair(),
                () -> tried.sessions().restore(created, 0),
                () -> tried.sessions().delete(user, List.of(id)),
                () -> tried.sessions().create(Session.begin(SessionId.random(), Optional.empty(), Instant.now())),
                () -> tried.sessions().save(created),
                () -> tried.sessions().touch(id),
                () -> tried.sessions().delete(id),
                () -> tried.cache().put("key", "value", HOUR),
                () -> tried.cache().putIfAbsent("key", "value", HOUR),
                () -> tried.cache().remove("key"),
                () -> tried.locks().tryLock("resource " + id, HOUR));
    }

    private Session create() {
        return store.sessions().create(Session.begin(id, Optional.of(user), Instant.now()));
    }

    private static <T> Future<T> inAThread(Callable<T> work) {
        ExecutorService single = Executors.newSingleThreadExecutor();
        try {
            return single.submit(work);
        } finally {
            single.shutdown();
        }
    }
}
