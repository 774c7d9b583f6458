package com.esab.data.redis;

import com.esab.data.session.KeyValueCache;
import com.esab.data.store.Arguments;
import java.time.Duration;
import java.util.Optional;

/** The general cache: one command for each method. */
final class RedisKeyValueCache implements KeyValueCache {

    private final Router router;
    private final KeyLayout keys;

    RedisKeyValueCache(Router router, KeyLayout keys) {
        this.router = router;
        this.keys = keys;
    }

    @Override
    public Optional<String> get(String key) {
        String name = name(key);
        return router.reading("get of " + name)
                .ask(Commands.get(name))
                .map(bytes -> Commands.text("the value of " + name, bytes));
    }

    @Override
    public void put(String key, String value, Duration timeToLive) {
        String name = name(key);
        router.writing("put of " + name).ask(Commands.set(name, checked(value), millis(timeToLive)));
    }

    @Override
    public boolean putIfAbsent(String key, String value, Duration timeToLive) {
        String name = name(key);
        return router.writing("put of " + name)
                .ask(Commands.setIfAbsent(name, checked(value), millis(timeToLive)))
                .isPresent();
    }

    @Override
    public boolean remove(String key) {
        String name = name(key);
        return router.writing("removal of " + name).ask(Commands.unlink(name)).orElse(0L) > 0;
    }

    private String name(String key) {
        return keys.cached(Arguments.key("cache key", key));
    }

    private static String checked(String value) {
        return Arguments.storable("cache value", value);
    }

    private static long millis(Duration timeToLive) {
        return Milliseconds.of(Arguments.atLeastAMillisecond("time to live", timeToLive));
    }
}
