package com.esab.data;

import com.esab.data.Sessions.Completion;
import com.esab.data.Sessions.Completion.Outcome;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.SessionArchive;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.NotFoundException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.store.Arguments;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a session with one status, and hands it over in the caller's thread. */
final class Ending {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final EsabData data;
    private final SessionCache cache;
    private final Optional<ArchiveQueue> queue;
    private final SessionStatus status;

    Ending(EsabData data, SessionStatus status) {
        this.data = data;
        this.cache = data.sessionCache();
        this.queue = data.archiveQueue();
        this.status = status;
    }

    /** @param last the last change of the session; it may refuse the end */
    Completion of(SessionId id, UnaryOperator<Session> last) {
        Optional<Session> held = cache.findHeld(id);
        if (held.isEmpty() || held.get().status() != SessionStatus.ACTIVE) {
            return endedBefore(id, held);
        }
        Session ended;
        try {
            ended = cache.update(id, session -> last.apply(session).withStatus(status));
        } catch (NotFoundException e) {
            held = cache.findHeld(id);
            if (held.isPresent() && held.get().status() == SessionStatus.ACTIVE) {
                throw e;
            }
            return endedBefore(id, held);
        }
        return handOver(ended);
    }

    private Completion endedBefore(SessionId id, Optional<Session> held) {
        if (held.isPresent()) {
            if (held.get().status() != status) {
                throw Arguments.notLive(id);
            }
            return handOver(held.get());
        }
        return data.archiveIfConfigured()
                .flatMap(archive -> archive.find(id))
                .filter(record -> record.status() == status && !record.expired())
                .flatMap(ArchivedSession::session)
                .map(session -> new Completion(session, Outcome.ARCHIVED))
                .orElseThrow(() -> Arguments.notLive(id));
    }

    private Completion handOver(Session ended) {
        Optional<SessionArchive> archive = data.archiveIfConfigured();
        if (archive.isEmpty()) {
            return new Completion(ended, queue.isPresent() ? Outcome.QUEUED : Outcome.NOT_ARCHIVED);
        }
        Optional<ArchivedSession> row;
        try {
            row = archive.get().archive(ended)
                    ? Optional.empty()
                    : archive.get().find(ended.id());
        } catch (EsabDataException e) {
            if (queue.isEmpty()) {
                throw e;
            }
            if (!(e instanceof StoreUnavailableException)) {
                LOG.warn("session {} has ended, but the archive does not take it now", ended.id(), e);
            }
            return new Completion(ended, Outcome.QUEUED);
        }
        if (row.map(record -> isBeingResumed(ended, record)).orElse(false)) {
            throw Arguments.notLive(ended.id());
        }
        // what is not written is there already, unless its user was erased meanwhile
        boolean archived = !row.map(ArchivedSession::isTombstone).orElse(false);
        letGo(ended, archived);
        return new Completion(ended, archived ? Outcome.ARCHIVED : Outcome.NOT_ARCHIVED);
    }

    /** What a resume puts into the cache has ended there, but not in the archive, which has the same version. */
    private static boolean isBeingResumed(Session held, ArchivedSession record) {
        return record.version() == held.version() && (record.status() == SessionStatus.ACTIVE || record.expired());
    }

    private void letGo(Session ended, boolean archived) {
        if (queue.isEmpty() || !archived) {
            cache.delete(ended.id());
            return;
        }
        try {
            queue.get().acknowledge(List.of(ended));
        } catch (StoreUnavailableException e) {
            // it is archived; an archiver finds it due, and acknowledges it
        }
    }
}
