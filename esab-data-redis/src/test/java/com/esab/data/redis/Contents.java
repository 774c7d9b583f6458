package com.esab.data.redis;

import com.esab.data.ProgressListener;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.StoreContent;
import com.esab.data.store.StoreContent.Replacement;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

/** What servers hold, as a person sees it, and what a store exports of it. */
final class Contents {

    private Contents() {}

    static List<ContentRecord> exported(StoreContent content) {
        List<ContentRecord> records = new ArrayList<>();
        content.export(records::add, ProgressListener.NONE);
        return records;
    }

    static void restore(StoreContent content, List<ContentRecord> records) {
        try (Replacement replacement = content.replace()) {
            records.forEach(replacement::put);
            replacement.commit();
        }
    }

    /** All keys with what they hold. */
    static Map<String, Kept> kept(List<RedisCommands<String, String>> servers) {
        Map<String, Kept> all = new TreeMap<>();
        for (RedisCommands<String, String> redis : servers) {
            redis.keys("*").forEach(key -> all.put(key, kept(redis, key)));
        }
        return all;
    }

    private static Kept kept(RedisCommands<String, String> redis, String key) {
        Object value =
                switch (redis.type(key)) {
                    case "string" -> redis.get(key);
                    case "set" -> new TreeSet<>(redis.smembers(key));
                    case "hash" -> new TreeMap<>(redis.hgetall(key));
                    case "zset" -> scores(redis.zrangeWithScores(key, 0, -1));
                    default -> redis.lrange(key, 0, -1);
                };
        return new Kept(value, redis.pexpiretime(key));
    }

    private static Map<String, Double> scores(List<ScoredValue<String>> members) {
        Map<String, Double> scores = new HashMap<>();
        members.forEach(member -> scores.put(member.getValue(), member.getScore()));
        return scores;
    }

    /** The same keys, the same values, and expiries that differ by a second at the most; a user's set begins its time anew. */
    static void assertSame(Map<String, Kept> actual, Map<String, Kept> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((key, kept) -> {
            Kept found = actual.get(key);
            assertThat(found.value()).as(key).isEqualTo(kept.value());
            if (key.startsWith("user:")) {
                assertThat(found.expiresAt()).as(key).isGreaterThanOrEqualTo(kept.expiresAt());
            } else if (kept.expiresAt() < 0) {
                assertThat(found.expiresAt()).as(key).isEqualTo(-1);
            } else {
                assertThat(found.expiresAt()).as(key).isBetween(kept.expiresAt() - 1_000, kept.expiresAt() + 1_000);
            }
        });
    }

    /** @param expiresAt in milliseconds; -1 when it does not */
    record Kept(Object value, long expiresAt) {}
}
