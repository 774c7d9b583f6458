package com.esab.data.memory;

import com.esab.data.health.StoreHealth;
import com.esab.data.session.KeyValueCache;
import com.esab.data.session.Locks;
import com.esab.data.session.SessionCache;
import com.esab.data.store.SessionStore;
import java.time.Clock;
import java.time.Duration;

/** Live sessions, general cache and locks in memory. */
final class InMemorySessionStore implements SessionStore {

    private final SessionCache sessions;
    private final KeyValueCache cache;
    private final Locks locks;

    InMemorySessionStore(Clock clock, Duration sessionTimeToLive) {
        sessions = new InMemorySessionCache(clock, sessionTimeToLive);
        cache = new InMemoryKeyValueCache(clock);
        locks = new InMemoryLocks(clock);
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
    public KeyValueCache cache() {
        return cache;
    }

    @Override
    public Locks locks() {
        return locks;
    }

    @Override
    public StoreHealth health(Duration deadline) {
        return InMemoryCatalogStore.inMemory(name());
    }

    @Override
    public void close() {
        // nothing was opened
    }
}
