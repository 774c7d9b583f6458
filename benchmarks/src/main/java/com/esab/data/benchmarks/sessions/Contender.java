package com.esab.data.benchmarks.sessions;

import com.esab.data.benchmarks.harness.Path;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import java.time.Duration;
import java.util.List;

/**
 * Keeps sessions in Redis in its own way. Safe for use by many threads, each with sessions of its own.
 *
 * @param <S> what stands for a session in an app that uses it
 */
interface Contender<S> extends AutoCloseable {

    String COMPARE_AND_SET = "lettuce compare-and-set";
    String SET = "lettuce SET";
    String GET = "lettuce GET";
    String SPRING_DATA = "Spring Data Redis";
    String SPRING_SESSION = "Spring Session";
    String SPRING_SESSION_INDEXED = "Spring Session, indexed";
    String REDISSON = "Redisson";

    Duration TIME_TO_LIVE = Duration.ofHours(1);

    /** What the names of all keys begin with, except those of the library. */
    String PREFIX = "benchmark:";

    static Contender<?> connect(String name, String host, int port) {
        return switch (name) {
            case Path.LIBRARY -> new EsabDataSessions(host, port);
            case COMPARE_AND_SET -> new CompareAndSet(host, port);
            case SET, GET -> new SetAndGet(host, port);
            case SPRING_DATA -> new SpringDataSessions(host, port);
            case SPRING_SESSION -> SpringSessions.simple(host, port);
            case SPRING_SESSION_INDEXED -> SpringSessions.indexed(host, port);
            case REDISSON -> new RedissonSessions(host, port);
            default -> throw new IllegalArgumentException("there is no contender " + name);
        };
    }

    /** Stores a session that is not stored yet. */
    S begin(Session session);

    /** Replaces the last message of a session that was stored or found, and saves it. */
    S save(S session, Message said);

    /** The session of this id, which must be there. */
    S find(String id);

    /** Counts one more turn of the dialogue, whoever else does so at the same time. */
    default void addTurn(String id) {
        throw new UnsupportedOperationException();
    }

    /** The live sessions of a user. */
    default List<S> ofUser(String user) {
        throw new UnsupportedOperationException();
    }

    /** The same session as the library has it; version and last activity may differ. */
    Session asSession(S session);

    @Override
    void close();
}
