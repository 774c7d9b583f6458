package com.esab.data.memory;

import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The live sessions among the records. */
final class InMemorySessionCache implements SessionCache {

    private final SessionRecords records;

    InMemorySessionCache(SessionRecords records) {
        this.records = records;
    }

    @Override
    public Session create(Session session) {
        return records.create(session);
    }

    @Override
    public Session save(Session session) {
        return records.save(session);
    }

    @Override
    public Session restore(Session session, long heldVersion) {
        return records.restore(session, heldVersion);
    }

    @Override
    public void hold(Session session) {
        records.hold(session);
    }

    @Override
    public Optional<Session> find(SessionId id) {
        return records.find(id);
    }

    @Override
    public Set<SessionId> liveAmong(Collection<SessionId> ids) {
        return ids.stream().filter(id -> records.find(id).isPresent()).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<Session> findHeld(SessionId id) {
        return records.findHeld(id);
    }

    @Override
    public boolean touch(SessionId id) {
        return records.touch(id);
    }

    @Override
    public Optional<Duration> timeToLive(SessionId id) {
        return records.timeToLive(id);
    }

    @Override
    public boolean delete(SessionId id) {
        return records.delete(id);
    }

    @Override
    public Set<SessionId> delete(UserId user, Collection<SessionId> ids) {
        return Set.copyOf(ids).stream().filter(records::delete).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<SessionId> idsOf(UserId user) {
        return Set.copyOf(records.idsOf(user, false));
    }

    @Override
    public List<Session> ofUser(UserId user) {
        return records.ofUser(user);
    }
}
