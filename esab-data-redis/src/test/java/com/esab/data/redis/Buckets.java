package com.esab.data.redis;

import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import java.util.List;
import java.util.stream.IntStream;

/** A layout of several partitions, which a single server takes as well. */
final class Buckets implements KeyLayout {

    private static final List<Partition> ALL = IntStream.range(0, 20)
            .mapToObj(i -> "{b%03d}".formatted(i))
            .map(tag -> new Partition("sessions:due:" + tag, "sessions:dead:" + tag, "session:" + tag + ":"))
            .toList();

    @Override
    public Partition partitionOf(SessionId id) {
        return ALL.get(Math.floorMod(id.hashCode(), ALL.size()));
    }

    @Override
    public List<Partition> partitions() {
        return ALL;
    }

    @Override
    public String recordPattern() {
        return STANDALONE.recordPattern();
    }

    @Override
    public String sessionsOf(UserId user) {
        return STANDALONE.sessionsOf(user);
    }

    @Override
    public String cached(String key) {
        return STANDALONE.cached(key);
    }

    @Override
    public String lock(String resource) {
        return STANDALONE.lock(resource);
    }
}
