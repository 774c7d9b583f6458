package com.esab.data.session;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A general cache of texts, each for a limited time.
 *
 * <p>Keys have 1 to 512 characters without control characters; other keys, a time to live that is not at least a
 * millisecond, and texts with U+0000 or half a surrogate pair are an {@link IllegalArgumentException}. When the store
 * does not answer within its deadline, every method throws {@link com.esab.data.error.StoreUnavailableException}. Safe
 * for use by many threads.
 */
public interface KeyValueCache {

    /** The value under this key, until its time is up. One round trip. */
    Optional<String> get(String key);

    /** Keeps a value under this key for this long, replacing another. One round trip. */
    void put(String key, String value, Duration timeToLive);

    /** Keeps a value for this long unless there is one already; whether it was kept. One round trip. */
    boolean putIfAbsent(String key, String value, Duration timeToLive);

    /** Removes what is under this key; whether there was something. One round trip. */
    boolean remove(String key);

    /**
     * The value under this key, or else the supplied one, which is then kept. One round trip, or two.
     *
     * <p>Several callers that find nothing at the same time may each ask their supplier; the last value stays.
     */
    default String getOrPut(String key, Duration timeToLive, Supplier<String> supplier) {
        return get(key).orElseGet(() -> {
            String value = supplier.get();
            put(key, value, timeToLive);
            return value;
        });
    }
}
