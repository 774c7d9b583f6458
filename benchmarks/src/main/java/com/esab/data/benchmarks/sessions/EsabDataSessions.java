package com.esab.data.benchmarks.sessions;

import com.esab.data.EsabData;
import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.redis.RedisSessions;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** The library with its defaults, the hand-over to the archive included; nothing archives meanwhile. */
final class EsabDataSessions implements Contender<Session> {

    private final EsabData data;
    private final SessionCache sessions;
    private final Queue<Session> begun = new ConcurrentLinkedQueue<>();

    EsabDataSessions(String host, int port) {
        RedisSessions store = RedisSessions.builder()
                .sessionTimeToLive(TIME_TO_LIVE)
                .password(Addresses.redisPassword())
                .connect("redis://" + host + ":" + port);
        data = EsabData.builder().sessions(store).build();
        sessions = store.sessions();
    }

    @Override
    public Session begin(Session session) {
        begun.add(session);
        return sessions.create(session);
    }

    @Override
    public Session save(Session session, Message said) {
        return sessions.save(Dialogue.withLast(session, said));
    }

    @Override
    public Session find(String id) {
        return sessions.find(SessionId.of(id)).orElseThrow();
    }

    @Override
    public void addTurn(String id) {
        data.sessions().update(SessionId.of(id), Dialogue::withOneMoreTurn);
    }

    @Override
    public List<Session> ofUser(String user) {
        return sessions.ofUser(UserId.of(user));
    }

    @Override
    public Session asSession(Session session) {
        return session;
    }

    @Override
    public void close() {
        Map<UserId, List<SessionId>> ofUsers = begun.stream()
                .collect(Collectors.groupingBy(
                        session -> session.userId().orElseThrow(),
                        Collectors.mapping(Session::id, Collectors.toList())));
        ofUsers.forEach(sessions::delete);
        data.close();
    }
}
