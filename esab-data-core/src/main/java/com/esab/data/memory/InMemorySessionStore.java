package com.esab.data.memory;

import com.esab.data.health.StoreHealth;
import com.esab.data.metrics.StoreMetrics;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.KeyValueCache;
import com.esab.data.session.Locks;
import com.esab.data.session.SessionCache;
import com.esab.data.store.SessionInspection;
import com.esab.data.store.SessionStore;
import com.esab.data.store.StoreContent;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Live sessions, general cache and locks in memory. */
final class InMemorySessionStore implements SessionStore {

    private final Duration timeToLive;
    private final SessionCache sessions;
    private final Optional<ArchiveQueue> queue;
    private final SessionInspection inspection;
    private final KeyValueCache cache;
    private final Locks locks;
    private final StoreContent content;

    InMemorySessionStore(Clock clock, Duration timeToLive, Optional<Duration> checkpointDelay) {
        this.timeToLive = timeToLive;
        SessionRecords records = new SessionRecords(clock, timeToLive, checkpointDelay);
        sessions = new InMemorySessionCache(records);
        queue = checkpointDelay.map(delay -> new InMemoryArchiveQueue(records));
        inspection = new InMemorySessionInspection(records);
        InMemoryKeyValueCache texts = new InMemoryKeyValueCache(clock);
        cache = texts;
        locks = new InMemoryLocks(clock);
        content = new SessionContent(records, texts, clock);
    }

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public SessionCache sessions() {
        return sessions;
    }

    @Override
    public Optional<ArchiveQueue> archiveQueue() {
        return queue;
    }

    @Override
    public Duration sessionTimeToLive() {
        return timeToLive;
    }

    @Override
    public KeyValueCache cache() {
        return cache;
    }

    @Override
    public Locks locks() {
        return locks;
    }

    @Override
    public Optional<StoreContent> content() {
        return Optional.of(content);
    }

    @Override
    public Optional<SessionInspection> inspection() {
        return Optional.of(inspection);
    }

    @Override
    public StoreHealth health(Duration deadline) {
        return new StoreHealth(
                name(),
                true,
                Optional.of(Duration.ZERO),
                Optional.of(InMemoryCatalogStore.PRODUCT),
                Optional.empty(),
                queue.map(waiting -> waiting.lag().findings()).orElse(List.of()));
    }

    @Override
    public StoreMetrics metrics(Duration deadline) {
        return StoreMetrics.of(
                name(), queue.map(waiting -> waiting.lag().metrics()).orElse(List.of()));
    }

    @Override
    public void close() {
        // nothing was opened
    }
}
