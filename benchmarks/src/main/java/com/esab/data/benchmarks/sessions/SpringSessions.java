package com.esab.data.benchmarks.sessions;

import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/**
 * Spring Session with its default repository, or the indexed one where a user's sessions are listed, and attributes as JSON; what an
 * app keeps is one attribute. The last one to save an attribute wins, the time to live is set in a step of its own, and an archive
 * learns of nothing.
 */
final class SpringSessions<S extends org.springframework.session.Session> implements Contender<S> {

    private static final String ATTRIBUTE = "conversation";
    private static final String NAMESPACE = PREFIX + "spring-session";

    private final LettuceConnectionFactory connections;
    private final SessionRepository<S> sessions;
    private final Function<String, Map<String, S>> ofUser;
    private final Ids ids;

    private SpringSessions(
            LettuceConnectionFactory connections,
            SessionRepository<S> sessions,
            Function<String, Map<String, S>> ofUser,
            Ids ids) {
        this.connections = connections;
        this.sessions = sessions;
        this.ofUser = ofUser;
        this.ids = ids;
    }

    static SpringSessions<?> simple(String host, int port) {
        LettuceConnectionFactory connections = SpringDataSessions.connections(host, port);
        RedisSessionRepository repository = new RedisSessionRepository(template(connections));
        repository.setDefaultMaxInactiveInterval(TIME_TO_LIVE);
        repository.setRedisKeyNamespace(NAMESPACE);
        Ids ids = new Ids();
        repository.setSessionIdGenerator(ids::next);
        return simple(connections, repository, ids);
    }

    private static <S extends org.springframework.session.Session> SpringSessions<S> simple(
            LettuceConnectionFactory connections, SessionRepository<S> repository, Ids ids) {
        return new SpringSessions<>(
                connections,
                repository,
                user -> {
                    throw new UnsupportedOperationException();
                },
                ids);
    }

    static SpringSessions<?> indexed(String host, int port) {
        LettuceConnectionFactory connections = SpringDataSessions.connections(host, port);
        RedisIndexedSessionRepository repository = new RedisIndexedSessionRepository(template(connections));
        repository.setDefaultMaxInactiveInterval(TIME_TO_LIVE);
        repository.setRedisKeyNamespace(NAMESPACE);
        repository.setDefaultSerializer(json());
        Ids ids = new Ids();
        repository.setSessionIdGenerator(ids::next);
        return new SpringSessions<>(connections, repository, repository::findByPrincipalName, ids);
    }

    private static RedisTemplate<String, Object> template(LettuceConnectionFactory connections) {
        RedisTemplate<String, Object> template = new RedisTemplate<>();
        template.setConnectionFactory(connections);
        template.setKeySerializer(RedisSerializer.string());
        template.setHashKeySerializer(RedisSerializer.string());
        template.setDefaultSerializer(json());
        template.afterPropertiesSet();
        return template;
    }

    /** Values name their class, but nothing in them does that is of the class declared. */
    private static RedisSerializer<Object> json() {
        JsonMapper mapper = JsonMapper.builder()
                .activateDefaultTyping(
                        BasicPolymorphicTypeValidator.builder()
                                .allowIfSubType("java.util.")
                                .allowIfSubType(SessionRecord.class)
                                .build(),
                        DefaultTyping.JAVA_LANG_OBJECT,
                        JsonTypeInfo.As.PROPERTY)
                .addMixIn(SessionRecord.class, NamesItsClass.class)
                .build();
        return new JacksonJsonRedisSerializer<>(mapper, Object.class);
    }

    @Override
    public S begin(Session session) {
        S begun = ids.with(session.id().value(), sessions::createSession);
        begun.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, Lettuce.user(session));
        begun.setAttribute(ATTRIBUTE, SessionRecord.of(session));
        sessions.save(begun);
        return begun;
    }

    @Override
    public S save(S session, Message said) {
        Instant now = Instant.now();
        session.setLastAccessedTime(now);
        session.setAttribute(ATTRIBUTE, kept(session).withLast(said, now));
        sessions.save(session);
        return session;
    }

    private SessionRecord kept(S session) {
        return session.getRequiredAttribute(ATTRIBUTE);
    }

    @Override
    public S find(String id) {
        return Objects.requireNonNull(sessions.findById(id));
    }

    @Override
    public List<S> ofUser(String user) {
        return List.copyOf(ofUser.apply(user).values());
    }

    @Override
    public Session asSession(S session) {
        return kept(session).toSession();
    }

    @Override
    public void close() {
        connections.destroy();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    private interface NamesItsClass {}

    /** Has sessions begin under ids of the app's own. */
    private static final class Ids {

        private final ThreadLocal<String> wanted = new ThreadLocal<>();

        String next() {
            return Objects.requireNonNull(wanted.get());
        }

        <S> S with(String id, Supplier<S> begin) {
            wanted.set(id);
            return begin.get();
        }
    }
}
