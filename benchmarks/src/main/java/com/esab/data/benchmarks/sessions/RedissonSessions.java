package com.esab.data.benchmarks.sessions;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RLock;
import org.redisson.api.RSet;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.Codec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.TypedJsonJackson3Codec;
import org.redisson.config.Config;
import tools.jackson.databind.json.JsonMapper;

/**
 * Redisson's buckets, with a codec for the one type that they hold. When saving, the last one wins, the user's set is not told, and
 * an archive learns of nothing; only a turn is added under a lock, whose lease can run out.
 */
final class RedissonSessions implements Contender<SessionRecord> {

    private final RedissonClient client;
    private final Codec codec =
            new TypedJsonJackson3Codec(SessionRecord.class, JsonMapper.builder().build());

    RedissonSessions(String host, int port) {
        Config config = new Config();
        config.useSingleServer().setAddress("redis://" + host + ":" + port);
        if (!Addresses.redisPassword().isEmpty()) {
            config.setPassword(Addresses.redisPassword());
        }
        client = Redisson.create(config);
    }

    private static String name(String id) {
        return PREFIX + "redisson:session:" + id;
    }

    private RBucket<SessionRecord> bucket(String id) {
        return client.getBucket(name(id), codec);
    }

    private RSet<String> setOf(String user) {
        return client.getSet(PREFIX + "redisson:user:" + user, StringCodec.INSTANCE);
    }

    @Override
    public SessionRecord begin(Session session) {
        SessionRecord begun = SessionRecord.of(session);
        setOf(begun.userId()).add(begun.id());
        return set(begun);
    }

    @Override
    public SessionRecord save(SessionRecord session, Message said) {
        return set(session.withLast(said, Instant.now()));
    }

    private SessionRecord set(SessionRecord session) {
        bucket(session.id()).set(session, TIME_TO_LIVE);
        return session;
    }

    @Override
    public SessionRecord find(String id) {
        return Objects.requireNonNull(bucket(id).get());
    }

    @Override
    public void addTurn(String id) {
        RLock lock = client.getLock(PREFIX + "redisson:lock:" + id);
        lock.lock();
        try {
            set(find(id).withOneMoreTurn());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<SessionRecord> ofUser(String user) {
        String[] names =
                setOf(user).readAll().stream().map(RedissonSessions::name).toArray(String[]::new);
        return List.copyOf(client.getBuckets(codec).<SessionRecord>get(names).values());
    }

    @Override
    public Session asSession(SessionRecord session) {
        return session.toSession();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
