package com.esab.data;

import com.esab.data.Sessions.Erasure;
import com.esab.data.archive.ArchiveQuery;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.SessionArchive;
import com.esab.data.error.ConfigurationException;
import com.esab.data.error.ConflictException;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.NotFoundException;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What concerns sessions that may be past, and so both stores. */
final class PastSessions {

    private static final Comparator<Session> LATEST_FIRST =
            Comparator.comparing(Session::lastActivityAt).reversed().thenComparing(Session::id);

    private final EsabData data;
    private final SessionCache cache;

    PastSessions(EsabData data) {
        this.data = data;
        this.cache = data.sessionCache();
    }

    /**
     * Looks into the cache before the archive: what the cache holds no more is in the archive by then. The other way
     * round, a version could get from the one to the other unseen.
     *
     * <p>What is archived is read once more when the cache holds it: somebody else may have resumed the session, ended it
     * and had it archived, and the cache would hold nothing, as before. Whatever changes from then on is a conflict, and
     * looked at anew.
     */
    Session resume(SessionId id) {
        if (data.archiveQueue().isEmpty()) {
            throw new ConfigurationException("sessions cannot be resumed: the hand-over to the archive is off");
        }
        SessionArchive archive = data.archive();
        for (int attempt = 1; ; attempt++) {
            Optional<Session> held = cache.findHeld(id);
            if (held.isPresent()) {
                Optional<Session> live = cache.find(id);
                if (live.isPresent()) {
                    return live.get();
                }
            } else {
                Session archived = last(id, held, archive.find(id)).withStatus(SessionStatus.ACTIVE);
                cache.hold(archived);
                held = Optional.of(archived);
            }
            Session last = last(id, held, archive.find(id)).withStatus(SessionStatus.ACTIVE);
            try {
                return unlessErased(cache.restore(last, held.get().version()), archive);
            } catch (ConflictException e) {
                if (attempt == SessionCache.UPDATE_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static Session last(SessionId id, Optional<Session> held, Optional<ArchivedSession> archived) {
        if (archived.isPresent() && archived.get().isTombstone()) {
            throw erased(id);
        }
        boolean newerHeld = held.isPresent()
                && archived.map(record -> record.version() < held.get().version())
                        .orElse(true);
        Session last = held.filter(session -> newerHeld)
                .or(() -> archived.flatMap(ArchivedSession::session))
                .orElseThrow(() -> new NotFoundException("there is no session " + id));
        boolean expired = !newerHeld && archived.map(ArchivedSession::expired).orElse(false);
        if (last.status() != SessionStatus.ACTIVE && !expired) {
            throw new NotFoundException("session %s cannot be resumed: it was %s"
                    .formatted(id, last.status().label()));
        }
        return last;
    }

    /** An erasure that ran meanwhile may have come before the session was back. */
    private Session unlessErased(Session resumed, SessionArchive archive) {
        if (archive.find(resumed.id()).map(ArchivedSession::isTombstone).orElse(false)) {
            cache.delete(resumed.id());
            throw erased(resumed.id());
        }
        return resumed;
    }

    private static NotFoundException erased(SessionId id) {
        return new NotFoundException("session " + id + " cannot be resumed: its user was erased");
    }

    List<Session> ofUser(UserId user) {
        return union(user, ArchiveQuery.all().user(user)).toList();
    }

    Optional<Session> latestOf(UserId user) {
        return union(user, ArchiveQuery.all().user(user).limit(1)).findFirst();
    }

    /** The cache is asked first, so that a session which moves meanwhile is seen. */
    private Stream<Session> union(UserId user, ArchiveQuery query) {
        List<Session> live = cache.ofUser(user);
        Map<SessionId, Session> all = new HashMap<>();
        data.archiveIfConfigured()
                .ifPresent(archive -> archive.forEach(
                        query, record -> record.session().ifPresent(session -> all.put(session.id(), session))));
        live.forEach(session -> all.put(session.id(), session));
        return all.values().stream().sorted(LATEST_FIRST);
    }

    /**
     * The cache may have forgotten which sessions are the user's, and the archive may not know of them yet: those are on the
     * queue. The cache is emptied before the archive forgets whose they were, but goes on knowing which they are until the
     * archive has its tombstones: so whatever fails can be repeated, even while an archiver has one of them in its hands. It
     * is emptied once more afterwards, since a session may have been resumed in between.
     */
    Erasure erase(UserId user) {
        Optional<ArchiveQueue> queue = data.archiveQueue();
        Optional<SessionArchive> archive = queue.isPresent() ? Optional.of(data.archive()) : data.archiveIfConfigured();
        Set<SessionId> ids = new TreeSet<>();
        Set<SessionId> supposed = cache.idsOf(user);
        queue.ifPresent(waiting -> ids.addAll(waiting.idsOf(user)));
        archive.ifPresent(target -> ids.addAll(target.idsOf(user)));
        supposed.stream()
                .filter(id -> !ids.contains(id) && !isOfAnother(user, id, archive))
                .forEach(ids::add);
        Set<SessionId> cached = new TreeSet<>(ids);
        cached.removeIf(id -> !cache.delete(id));
        int archived = archive.map(target -> target.erase(ids)).orElse(0);
        cached.addAll(cache.delete(user, ids));
        return new Erasure(ids, archived, cached.size());
    }

    /** An id that was deleted may have been given to a session of somebody else, and the cache still know it as the user's. */
    private boolean isOfAnother(UserId user, SessionId id, Optional<SessionArchive> archive) {
        try {
            return cache.findHeld(id)
                    .or(() -> archive.flatMap(target -> target.find(id)).flatMap(ArchivedSession::session))
                    .filter(session -> !session.userId().equals(Optional.of(user)))
                    .isPresent();
        } catch (CorruptRecordException e) {
            return false;
        }
    }
}
