package com.esab.data.memory;

import com.esab.data.error.ConflictException;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.Arguments;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps sessions as their documents, so that what comes back is what a real cache would give back. */
final class InMemorySessionCache implements SessionCache {

    private final Clock clock;
    private final Duration timeToLive;
    private final Map<SessionId, Held> held = new HashMap<>();

    InMemorySessionCache(Clock clock, Duration timeToLive) {
        this.clock = clock;
        this.timeToLive = timeToLive;
    }

    @Override
    public synchronized Session create(Session session) {
        Arguments.beginning(session);
        Held before = current(session.id());
        if (before != null) {
            throw new ConflictException(
                    "session " + session.id(), 0, before.session().version());
        }
        return keep(session, 0);
    }

    @Override
    public synchronized Session save(Session session) {
        Held before = current(session.id());
        if (before == null || before.session().status() != SessionStatus.ACTIVE) {
            throw Arguments.notLive(session.id());
        }
        long stored = before.session().version();
        if (stored != session.version()) {
            throw new ConflictException("session " + session.id(), session.version(), stored);
        }
        return keep(session, stored);
    }

    private Session keep(Session session, long storedVersion) {
        Instant now = clock.instant();
        Session saved = session.saved(Math.max(storedVersion + 1, now.toEpochMilli()), now);
        held.put(session.id(), new Held(Session.fromJson(saved.toJson()), now.plus(timeToLive)));
        held.values().removeIf(entry -> !entry.until().isAfter(now));
        return saved;
    }

    @Override
    public synchronized Optional<Session> find(SessionId id) {
        return findHeld(id).filter(session -> session.status() == SessionStatus.ACTIVE);
    }

    @Override
    public synchronized Optional<Session> findHeld(SessionId id) {
        return Optional.ofNullable(current(id)).map(Held::session);
    }

    @Override
    public synchronized boolean touch(SessionId id) {
        Optional<Session> live = find(id);
        live.ifPresent(session -> held.put(id, new Held(session, clock.instant().plus(timeToLive))));
        return live.isPresent();
    }

    @Override
    public synchronized Optional<Duration> timeToLive(SessionId id) {
        Instant now = clock.instant();
        return Optional.ofNullable(held.get(id))
                .filter(entry -> entry.until().isAfter(now) && entry.session().status() == SessionStatus.ACTIVE)
                .map(entry -> Duration.between(now, entry.until()));
    }

    @Override
    public synchronized boolean delete(SessionId id) {
        boolean present = current(id) != null;
        held.remove(id);
        return present;
    }

    @Override
    public synchronized List<Session> ofUser(UserId user) {
        Instant now = clock.instant();
        return held.values().stream()
                .filter(entry -> entry.until().isAfter(now))
                .map(Held::session)
                .filter(session -> session.status() == SessionStatus.ACTIVE)
                .filter(session -> session.userId().equals(Optional.of(user)))
                .sorted(Comparator.comparing(Session::lastActivityAt).reversed().thenComparing(Session::id))
                .toList();
    }

    private @Nullable Held current(SessionId id) {
        Held entry = held.get(id);
        return entry != null && entry.until().isAfter(clock.instant()) ? entry : null;
    }

    private record Held(Session session, Instant until) {}
}
