package com.esab.data.redis;

import com.esab.data.error.StoreUnavailableException;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Threads that add a message to each of their sessions again and again, and note which the store has acknowledged. */
final class Workload implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int THREADS = 4;

    private final SessionCache cache;
    private final Map<SessionId, List<String>> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<Future<?>> workers = new ArrayList<>();
    private volatile boolean stopped;

    Workload(SessionCache cache, Collection<Session> sessions) {
        this.cache = cache;
        List<SessionId> ids = sessions.stream().map(Session::id).toList();
        ids.forEach(id -> acknowledged.put(id, List.of()));
        for (int i = 0; i < THREADS; i++) {
            List<SessionId> own = new ArrayList<>();
            for (int j = i; j < ids.size(); j += THREADS) {
                own.add(ids.get(j));
            }
            workers.add(threads.submit(() -> work(own)));
        }
    }

    private void work(List<SessionId> own) {
        for (int round = 0; !stopped; round++) {
            for (SessionId id : own) {
                String text = id + " " + round;
                try {
                    cache.update(id, session -> session.withMessage(Message.user(text, Instant.now())));
                    acknowledged.merge(id, List.of(text), (before, one) -> {
                        List<String> all = new ArrayList<>(before);
                        all.addAll(one);
                        return List.copyOf(all);
                    });
                } catch (StoreUnavailableException e) {
                    failures.incrementAndGet();
                }
            }
        }
    }

    /** The messages of which it is known that they were saved. */
    Map<SessionId, List<String>> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** How many calls found the store unavailable. */
    int failures() {
        return failures.get();
    }

    /** Returns when each of these sessions was saved once more. */
    void awaitSaves(Collection<SessionId> ids) {
        Map<SessionId, List<String>> before = acknowledged();
        await(() -> ids.stream()
                .allMatch(id -> acknowledged().get(id).size() > before.get(id).size() + 1));
    }

    void awaitSaves() {
        awaitSaves(acknowledged.keySet());
    }

    /** Returns when this is so; fails when a thread has failed. */
    void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            workers.stream().filter(Future::isDone).forEach(Workload::finished);
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Ends the threads; what they had begun is finished. */
    void stop() {
        stopped = true;
        workers.forEach(Workload::finished);
    }

    private static void finished(Future<?> worker) {
        try {
            worker.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
    }
}
