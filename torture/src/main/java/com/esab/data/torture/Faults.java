package com.esab.data.torture;

import com.esab.data.testkit.relay.Direction;
import com.esab.data.testkit.relay.DroppedAnswer;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RedisServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Makes the faults of a storm in several lanes, so that those on different targets overlap, and mends each after a while. */
final class Faults {

    private static final Duration DROPPING = Duration.ofSeconds(5);

    private final StormSettings settings;
    private final RedisServer redis;
    private final TcpRelay redisLink;
    private final PostgresServer postgres;
    private final TcpRelay postgresLink;
    private final Workers workers;
    private final Optional<AppendOnlyFile> watched;
    private final Random order;
    private final Deque<Fault> next = new ArrayDeque<>();
    private final Map<Fault.Target, ReentrantLock> targets = new EnumMap<>(Fault.Target.class);
    private final Map<Fault, AtomicInteger> happened = new ConcurrentHashMap<>();

    Faults(
            StormSettings settings,
            RedisServer redis,
            TcpRelay redisLink,
            PostgresServer postgres,
            TcpRelay postgresLink,
            Workers workers) {
        this.settings = settings;
        this.redis = redis;
        this.redisLink = redisLink;
        this.postgres = postgres;
        this.postgresLink = postgresLink;
        this.workers = workers;
        this.order = new Random(settings.seed());
        for (Fault.Target target : Fault.Target.values()) {
            targets.put(target, new ReentrantLock());
        }
        for (Fault fault : Fault.values()) {
            happened.put(fault, new AtomicInteger());
        }
        watched = settings.durability() == Durability.POWER_CUT
                ? Optional.of(new AppendOnlyFile(redis.uri()))
                : Optional.empty();
    }

    /** Returns when the time is up, every fault has happened, and everything is mended; at the latest after five times the length. */
    void rage(int lanes, Duration length) {
        long begin = System.nanoTime();
        BooleanSupplier enough = () -> {
            long passed = System.nanoTime() - begin;
            boolean all = happened.values().stream().allMatch(count -> count.get() > 0);
            return passed > length.toNanos() && all || passed > 5 * length.toNanos();
        };
        List<CompletableFuture<Void>> raging = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            Random random = new Random(settings.seed() + 1 + lane);
            CompletableFuture<Void> future = new CompletableFuture<>();
            raging.add(future);
            Thread thread = new Thread(() -> run(random, enough, future), "faults-" + lane);
            thread.setDaemon(true);
            thread.start();
        }
        try {
            CompletableFuture.allOf(raging.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("a fault could not be made or mended", e.getCause());
        } finally {
            watched.ifPresent(AppendOnlyFile::close);
        }
    }

    Map<Fault, Integer> happened() {
        Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
        happened.forEach((fault, count) -> counts.put(fault, count.get()));
        return counts;
    }

    private void run(Random random, BooleanSupplier enough, CompletableFuture<Void> done) {
        try {
            while (!enough.getAsBoolean()) {
                Fault fault = nextFault();
                ReentrantLock target = targets.getOrDefault(fault.target(), new ReentrantLock());
                target.lock();
                try {
                    if (make(fault, random)) {
                        happened.getOrDefault(fault, new AtomicInteger()).incrementAndGet();
                    }
                } finally {
                    target.unlock();
                }
                int calm = Math.toIntExact(settings.calm().toMillis());
                pause(random, calm / 4, calm);
            }
            done.complete(null);
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
        }
    }

    /** All faults, in an order of chance; then all again in another. */
    private synchronized Fault nextFault() {
        if (next.isEmpty()) {
            List<Fault> all = new ArrayList<>(Arrays.asList(Fault.values()));
            Collections.shuffle(all, order);
            next.addAll(all);
        }
        return next.removeFirst();
    }

    private boolean make(Fault fault, Random random) {
        return switch (fault) {
            case WORKER_HALTED -> workers.halt(random);
            case WORKER_KILLED -> workers.kill(random);
            case REDIS_KILLED -> {
                redis.stop();
                watched.ifPresent(AppendOnlyFile::cutLastSecond);
                pause(random, 0, 1_500);
                redis.start();
                yield true;
            }
            case POSTGRES_KILLED -> {
                postgres.stop();
                pause(random, 0, 1_500);
                postgres.start();
                yield true;
            }
            case REDIS_CUT -> cut(redisLink, random);
            case POSTGRES_CUT -> cut(postgresLink, random);
            case REDIS_RESET -> reset(redisLink);
            case POSTGRES_RESET -> reset(postgresLink);
            case REDIS_FROZEN -> freeze(redisLink, random);
            case POSTGRES_FROZEN -> freeze(postgresLink, random);
            case REDIS_DELAYED -> delay(redisLink, random);
            case POSTGRES_DELAYED -> delay(postgresLink, random);
            case REDIS_THROTTLED -> throttle(redisLink, random);
            case POSTGRES_THROTTLED -> throttle(postgresLink, random);
            case REDIS_ANSWER_DROPPED -> drop(redisLink, random.nextBoolean() ? "EVALSHA" : Conversations.WORDS);
            case POSTGRES_ANSWER_DROPPED -> drop(postgresLink, Conversations.WORDS);
        };
    }

    private static boolean cut(TcpRelay link, Random random) {
        link.cut();
        pause(random, 100, 2_000);
        link.restore();
        return true;
    }

    private static boolean reset(TcpRelay link) {
        link.resetConnections();
        return true;
    }

    private static boolean freeze(TcpRelay link, Random random) {
        switch (random.nextInt(3)) {
            case 0 -> link.freeze(Direction.TO_SERVER);
            case 1 -> link.freeze(Direction.TO_CLIENT);
            default -> link.freeze();
        }
        pause(random, 100, 3_000);
        link.thaw();
        return true;
    }

    private static boolean delay(TcpRelay link, Random random) {
        link.delay(Duration.ofMillis(10 + random.nextInt(300)));
        pause(random, 300, 2_000);
        link.delay(Duration.ZERO);
        return true;
    }

    private static boolean throttle(TcpRelay link, Random random) {
        link.throttle(2_000 + random.nextInt(100_000));
        pause(random, 300, 2_000);
        link.unthrottle();
        return true;
    }

    private static boolean drop(TcpRelay link, String text) {
        DroppedAnswer answer = link.dropNextAnswer(text);
        try {
            answer.await(DROPPING);
        } catch (AssertionError e) {
            // nobody has asked; it may still happen, and then it is one fault more than was counted
            return answer.happened();
        }
        return true;
    }

    private static void pause(Random random, int least, int most) {
        Pauses.pause(Duration.ofMillis(least + random.nextInt(most - least + 1)));
    }
}
