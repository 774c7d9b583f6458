package com.esab.data.redis;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How a Redis server is to be set up; what does not vary is an append-only file that is written to disk once a second.
 *
 * @param maxMemory how many bytes of memory keys may take
 * @param eviction what happens when they take more
 * @param idleTimeout after how long the server closes a connection that nobody uses; zero for never
 */
public record RedisServerSettings(long maxMemory, Eviction eviction, Duration idleTimeout) {

    private static final long MEBIBYTE = 1024L * 1024;

    /** 512 MiB, {@code allkeys-lru}, 300 seconds. */
    public static final RedisServerSettings DEFAULT =
            new RedisServerSettings(512 * MEBIBYTE, Eviction.ALLKEYS_LRU, Duration.ofSeconds(300));

    /** What Redis does when its memory is full. */
    public enum Eviction {
        /** Drops the keys that were used longest ago, be they archived or not. */
        ALLKEYS_LRU,

        /** The same among keys with a time to live: recommended, since what is not archived has none and stays. */
        VOLATILE_LRU,

        /** Drops nothing and refuses saves: for a store without hand-over, whose keys all have a time to live. */
        NOEVICTION;

        /** The word for it in {@code redis.conf}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @throws IllegalArgumentException when memory is less than a mebibyte, or the idle timeout negative, of parts of a second or
     *     longer than a day
     */
    public RedisServerSettings {
        if (maxMemory < MEBIBYTE) {
            throw new IllegalArgumentException("max memory " + maxMemory + " is not at least a mebibyte");
        }
        if (idleTimeout.isNegative()
                || idleTimeout.toNanosPart() != 0
                || idleTimeout.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "idle timeout " + idleTimeout + " is not a number of seconds from 0 to those of a day");
        }
    }

    /** The same with another limit of memory, in bytes. */
    public RedisServerSettings withMaxMemory(long bytes) {
        return new RedisServerSettings(bytes, eviction, idleTimeout);
    }

    /** The same with another eviction. */
    public RedisServerSettings withEviction(Eviction other) {
        return new RedisServerSettings(maxMemory, other, idleTimeout);
    }

    /** The same with another idle timeout. */
    public RedisServerSettings withIdleTimeout(Duration other) {
        return new RedisServerSettings(maxMemory, eviction, other);
    }

    /** Names and values as {@code CONFIG GET} tells them. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("maxmemory", Long.toString(maxMemory));
        values.put("maxmemory-policy", eviction.label());
        values.put("appendonly", "yes");
        values.put("appendfsync", "everysec");
        values.put("timeout", Long.toString(idleTimeout.toSeconds()));
        return values;
    }
}
