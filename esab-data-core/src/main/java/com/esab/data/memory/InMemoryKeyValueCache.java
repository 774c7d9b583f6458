package com.esab.data.memory;

import com.esab.data.session.KeyValueCache;
import com.esab.data.store.Arguments;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A general cache in memory; what is past its time is dropped when something is put. */
final class InMemoryKeyValueCache implements KeyValueCache {

    private final Clock clock;
    private final Map<String, Entry> entries = new HashMap<>();

    InMemoryKeyValueCache(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Optional<String> get(String key) {
        Arguments.key("cache key", key);
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> entry.until().isAfter(clock.instant()))
                .map(Entry::value);
    }

    @Override
    public synchronized void put(String key, String value, Duration timeToLive) {
        Arguments.key("cache key", key);
        Arguments.storable("cache value", value);
        Instant now = clock.instant();
        Instant until = now.plus(Arguments.atLeastAMillisecond("time to live", timeToLive));
        entries.values().removeIf(entry -> !entry.until().isAfter(now));
        entries.put(key, new Entry(value, until));
    }

    @Override
    public synchronized boolean putIfAbsent(String key, String value, Duration timeToLive) {
        Arguments.storable("cache value", value);
        Arguments.atLeastAMillisecond("time to live", timeToLive);
        boolean absent = get(key).isEmpty();
        if (absent) {
            put(key, value, timeToLive);
        }
        return absent;
    }

    @Override
    public synchronized boolean remove(String key) {
        boolean present = get(key).isPresent();
        entries.remove(key);
        return present;
    }

    /** What is not past its time. */
    synchronized Map<String, Entry> all() {
        Map<String, Entry> all = new HashMap<>(entries);
        all.values().removeIf(entry -> !entry.until().isAfter(clock.instant()));
        return all;
    }

    /** Puts other entries in the place of all. */
    synchronized void replace(Map<String, Entry> others) {
        entries.clear();
        entries.putAll(others);
    }

    record Entry(String value, Instant until) {}
}
