package com.esab.data.redis;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
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

    private static final int READS = 5;

    private static RedisServer server;

    private final SessionId id = SessionId.random();
    private final UserId user = UserId.of("user of " + id);
    private TcpRelay relay;
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
        store = builder().password(server.password()).connect(relayed(""));
    }

    @AfterEach
    void close() {
        store.close();
        relay.close();
    }

    private static RedisSessions.Builder builder() {
        return RedisSessions.builder().commandTimeout(DEADLINE).connectTimeout(GENEROUS);
    }

    private String relayed(String credentials) {
        return "redis://" + credentials + relay.host() + ":" + relay.port();
    }

    @Test
    void every_call_to_a_server_that_cannot_be_reached_is_unavailable_and_changed_nothing() {
        Session created = create();
        relay.cut();

        for (ThrowingCallable call : allCalls(created)) {
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
        relay.freeze();
        long began = System.nanoTime();
        List<Future<StoreUnavailableException>> failures = new ArrayList<>();
        for (ThrowingCallable call : allCalls(created)) {
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
        // drops what was held back
        relay.cut();
        relay.thaw();
        relay.restore();
        assertThat(store.sessions().find(id)).contains(created);
    }

    @Test
    void a_server_that_stands_still_is_unavailable_and_answers_again_when_it_goes_on() {
        Session created = create();
        server.freeze();
        try {
            for (int i = 0; i < 3; i++) {
                long began = System.nanoTime();
                assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(() -> store.sessions().find(id));
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(GENEROUS);
            }
        } finally {
            server.thaw();
        }
        assertThat(store.sessions().find(id)).contains(created);
    }

    @Test
    void a_store_cannot_be_connected_to_nobody_or_to_a_server_that_hangs() {
        relay.freeze();
        long began = System.nanoTime();
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> builder()
                .connectTimeout(DEADLINE)
                .password(server.password())
                .connect(relayed("")));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(GENEROUS);

        relay.cut();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> builder().password(server.password()).connect(relayed("")))
                .withMessageContaining("Connection refused");
    }

    @ParameterizedTest
    @EnumSource
    void saves_that_were_cut_off_are_of_unknown_outcome_and_never_sent_again(Client whose) throws Exception {
        RedisClient client = RedisClient.create(relayed(":" + server.password() + "@"));
        try (RedisSessions tried = whose == Client.OF_THE_STORE
                        ? builder()
                                .commandTimeout(GENEROUS)
                                .password(server.password())
                                .connect(relayed(""))
                        : builder().commandTimeout(GENEROUS).using(client);
                RawRedis raw = new RawRedis(server)) {
            // several, since the driver itself fails the first command of a broken connection
            List<Session> created = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                created.add(
                        tried.sessions().create(Session.begin(SessionId.random(), Optional.of(user), Instant.now())));
            }
            long scripts = raw.calls("evalsha") + raw.calls("eval");
            relay.freeze();
            List<Future<StoreUnavailableException>> failures = new ArrayList<>();
            for (Session session : created) {
                failures.add(inAThread(() -> catchThrowableOfType(
                        StoreUnavailableException.class, () -> tried.sessions().save(session.withLanguage("de")))));
            }
            // held back by the relay, so the driver has sent them and waits
            Thread.sleep(300);
            assertThat(failures).noneMatch(Future::isDone);
            relay.cut();
            relay.thaw();
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
            // one more when the server did not know the script
            assertThat(raw.calls("evalsha") + raw.calls("eval") - scripts).isBetween(40L, 41L);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
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
    void a_connection_on_which_nothing_arrives_any_more_is_replaced() {
        Session created = create();
        relay.reset();
        relay.freeze();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> store.sessions().find(id));
        relay.thaw();

        assertThat(store.sessions().find(id)).contains(created);
        assertThat(relay.traffic().connections()).isEqualTo(1);
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
        ExecutorService pool = Executors.newFixedThreadPool(writers + 2);
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < writers + 2; i++) {
            boolean writes = i < writers;
            workers.add(pool.submit(() -> {
                while (!over.get()) {
                    long began = System.nanoTime();
                    try {
                        if (writes) {
                            store.sessions().update(id, FailuresIT::incremented);
                            acknowledged.incrementAndGet();
                        } else {
                            // an empty answer ends the test
                            store.sessions().find(id).orElseThrow();
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
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (counter.get() < goal) {
            assertThat(System.nanoTime()).as("still working").isLessThan(end);
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
        try (RedisSessions patient =
                builder().commandTimeout(HOUR).password(server.password()).connect(relayed(""))) {
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
        try (RedisServer impatient = RealServers.dedicatedRedis(Map.of("timeout", "1"));
                TcpRelay withPings = TcpRelay.toRedis(impatient.host(), impatient.port());
                TcpRelay without = TcpRelay.toRedis(impatient.host(), impatient.port());
                RedisSessions kept = idle(impatient, withPings, Duration.ofMillis(200));
                RedisSessions closed = idle(impatient, without, HOUR)) {
            kept.cache().put("key", "value", HOUR);
            assertThat(closed.cache().get("key")).contains("value");
            withPings.reset();
            without.reset();
            Thread.sleep(3_500);

            assertThat(kept.cache().get("key")).contains("value");
            assertThat(withPings.traffic().connections()).isZero();
            assertThat(withPings.traffic().commands()).contains("PING");
            assertThat(closed.cache().get("key")).contains("value");
            assertThat(without.traffic().connections()).isEqualTo(1);
        }
    }

    private static RedisSessions idle(RedisServer impatient, TcpRelay between, Duration pingInterval) {
        return RedisSessions.builder()
                .pingInterval(pingInterval)
                .password(impatient.password())
                .connect("redis://" + between.host() + ":" + between.port());
    }

    @Test
    void a_ping_without_answer_replaces_an_idle_connection() throws Exception {
        try (RedisSessions idle = builder()
                .pingInterval(Duration.ofMillis(200))
                .password(server.password())
                .connect(relayed(""))) {
            Session created = idle.sessions().create(Session.begin(id, Optional.empty(), Instant.now()));
            relay.freeze();
            Thread.sleep(1_500);
            relay.thaw();
            relay.reset();

            assertThat(idle.sessions().find(id)).contains(created);
            assertThat(relay.traffic().connections()).isEqualTo(1);
        }
    }

    /** The first {@link #READS} of them only read. */
    private List<ThrowingCallable> allCalls(Session created) {
        return List.of(
                () -> store.sessions().find(id),
                () -> store.sessions().findHeld(id),
                () -> store.sessions().timeToLive(id),
                () -> store.sessions().ofUser(user),
                () -> store.cache().get("key"),
                () -> store.sessions().create(Session.begin(SessionId.random(), Optional.empty(), Instant.now())),
                () -> store.sessions().save(created),
                () -> store.sessions().touch(id),
                () -> store.sessions().delete(id),
                () -> store.cache().put("key", "value", HOUR),
                () -> store.cache().putIfAbsent("key", "value", HOUR),
                () -> store.cache().remove("key"),
                () -> store.locks().tryLock("resource " + id, HOUR));
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
