package com.esab.data.benchmarks.sessions;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@code RedisTemplate} on its shared connection, with a serializer for the one type that it holds. When saving, the last one wins,
 * the user's set is not told, and an archive learns of nothing; only a turn is added by WATCH and MULTI, on pooled connections.
 */
final class SpringDataSessions implements Contender<SessionRecord> {

    private final LettuceConnectionFactory connections;
    private final RedisTemplate<String, SessionRecord> sessions = new RedisTemplate<>();
    private final StringRedisTemplate users;

    SpringDataSessions(String host, int port) {
        connections = connections(host, port);
        sessions.setConnectionFactory(connections);
        sessions.setKeySerializer(RedisSerializer.string());
        sessions.setValueSerializer(
                new JacksonJsonRedisSerializer<>(JsonMapper.builder().build(), SessionRecord.class));
        sessions.afterPropertiesSet();
        users = new StringRedisTemplate(connections);
    }

    static LettuceConnectionFactory connections(String host, int port) {
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(host, port);
        server.setPassword(RedisPassword.of(Addresses.redisPassword()));
        LettuceConnectionFactory factory = new LettuceConnectionFactory(
                server, LettucePoolingClientConfiguration.builder().build());
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }

    private static String key(String id) {
        return PREFIX + "spring-data:session:" + id;
    }

    private static String setOf(String user) {
        return PREFIX + "spring-data:user:" + user;
    }

    @Override
    public SessionRecord begin(Session session) {
        SessionRecord begun = SessionRecord.of(session);
        users.opsForSet().add(setOf(begun.userId()), begun.id());
        return set(begun);
    }

    @Override
    public SessionRecord save(SessionRecord session, Message said) {
        return set(session.withLast(said, Instant.now()));
    }

    private SessionRecord set(SessionRecord session) {
        sessions.opsForValue().set(key(session.id()), session, TIME_TO_LIVE);
        return session;
    }

    @Override
    public SessionRecord find(String id) {
        return Objects.requireNonNull(sessions.opsForValue().get(key(id)));
    }

    @Override
    public void addTurn(String id) {
        while (!Boolean.TRUE.equals(sessions.execute(new OneMoreTurn(key(id))))) {
            Thread.onSpinWait();
        }
    }

    @Override
    public List<SessionRecord> ofUser(String user) {
        List<String> keys = Objects.requireNonNull(users.opsForSet().members(setOf(user))).stream()
                .map(SpringDataSessions::key)
                .toList();
        return Objects.requireNonNull(sessions.opsForValue().multiGet(keys));
    }

    @Override
    public Session asSession(SessionRecord session) {
        return session.toSession();
    }

    @Override
    public void close() {
        connections.destroy();
    }

    /** Whether nobody else saved in between. */
    private record OneMoreTurn(String key) implements SessionCallback<Boolean> {

        @Override
        @SuppressWarnings("unchecked") // the template's own types
        public <K, V> Boolean execute(RedisOperations<K, V> operations) {
            RedisOperations<String, SessionRecord> sessions = (RedisOperations<String, SessionRecord>) operations;
            sessions.watch(key);
            SessionRecord found = Objects.requireNonNull(sessions.opsForValue().get(key));
            sessions.multi();
            sessions.opsForValue().set(key, found.withOneMoreTurn(), TIME_TO_LIVE);
            List<Object> done = sessions.exec();
            return done != null && !done.isEmpty();
        }
    }
}
