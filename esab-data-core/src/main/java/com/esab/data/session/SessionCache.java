package com.esab.data.session;

import com.esab.data.error.ConflictException;
import com.esab.data.error.NotFoundException;
import com.esab.data.store.Arguments;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * Holds the live sessions, each for a limited time after its last save or touch.
 *
 * <p>A session is live when the cache holds it, its time is not up, and its status is active. Every save gives a
 * session a higher version; whoever saves on top of an older one is told so instead of overwriting. The cache knows no
 * catalogue.
 *
 * <p>When the store does not answer within its deadline, every method throws
 * {@link com.esab.data.error.StoreUnavailableException}; a write without an answer is never repeated by the library. A
 * record that cannot be read is a {@link com.esab.data.error.CorruptRecordException}. Safe for use by many threads.
 */
public interface SessionCache {

    /** How often {@link #update} tries at the most before it gives up on a session that others keep saving. */
    int UPDATE_ATTEMPTS = 100;

    /**
     * Stores a session that begins now, and gives it its first version. One round trip.
     *
     * @param session of version 0, active
     * @throws ConflictException when a session of this id is live or held
     * @throws IllegalArgumentException when it has a version already, is not active, or holds a text that is not
     *     storable; nothing was written
     */
    Session create(Session session);

    /**
     * Stores a changed session under a new version, and starts its time anew. One round trip.
     *
     * <p>A status other than active ends the session: it is no longer live, and cannot be saved again.
     *
     * @param session as it was found, created or saved before, with changes
     * @return the session with its new version and the time of this save as its last activity
     * @throws ConflictException naming both versions, when somebody else saved since
     * @throws NotFoundException when no such session is live
     * @throws IllegalArgumentException when it holds a text that is not storable; nothing was written
     */
    Session save(Session session);

    /**
     * Stores a session again where none is live, under a version higher than its own and that of the record it replaces,
     * and starts its time anew. One round trip.
     *
     * @param session active, in the version it was archived or is held in
     * @param heldVersion the version of the record that the cache holds, ended or past its time; 0 when it holds none
     * @throws ConflictException when the cache holds another version, or the session is live
     * @throws IllegalArgumentException when it is not active, has no version, or holds a text that is not storable;
     *     nothing was written
     */
    Session restore(Session session, long heldVersion);

    /**
     * Puts an archived session where the cache holds none, to be {@link #restore restored} on top of: it is held for a
     * minute under its own version, as an abandoned one, neither live nor on the archive queue. Where the cache holds something, nothing
     * changes. One round trip.
     *
     * <p>A restore that expects nothing to be held cannot tell whether there was something in between. One that expects
     * this session can.
     *
     * @param session active, in the version it was archived in
     * @throws IllegalArgumentException when it is not active, has no version, or holds a text that is not storable;
     *     nothing was written
     */
    void hold(Session session);

    /** The live session of this id. One round trip, two when the server has lost when it expires. */
    Optional<Session> find(SessionId id);

    /** Which of these sessions are live. One round trip for any number. */
    Set<SessionId> liveAmong(Collection<SessionId> ids);

    /**
     * The session of this id as the cache holds it, live, ended or past its time; empty once the cache has let go, which
     * it does not before the session is archived. One round trip.
     */
    Optional<Session> findHeld(SessionId id);

    /**
     * Changes a live session and saves it, however many others do so at the same time. Two round trips, two more for
     * each conflict.
     *
     * @param change has no side effects, since it is applied anew after a conflict; when it returns the very instance
     *     it was given, nothing is saved
     * @return the session as saved, or as found when there was nothing to save
     * @throws NotFoundException when no such session is live
     * @throws ConflictException when {@value #UPDATE_ATTEMPTS} attempts in a row met somebody else's save
     */
    default Session update(SessionId id, UnaryOperator<Session> change) {
        for (int attempt = 1; ; attempt++) {
            Session found = find(id).orElseThrow(() -> Arguments.notLive(id));
            Session changed = change.apply(found);
            if (changed == found) {
                return found;
            }
            if (!changed.id().equals(id) || changed.version() != found.version()) {
                throw new IllegalArgumentException("session " + id + ": a change keeps the id and the version");
            }
            try {
                return save(changed);
            } catch (ConflictException e) {
                if (attempt == UPDATE_ATTEMPTS) {
                    throw e;
                }
                long longest = Math.min(50, 2L * attempt);
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1 + longest * 1_000_000));
            }
        }
    }

    /**
     * Starts the time of a live session anew, changing nothing else. One round trip.
     *
     * @return false when no such session is live; touching never revives one
     */
    boolean touch(SessionId id);

    /**
     * How long a live session has left before its time is up; empty when no such session is live. One round trip.
     */
    Optional<Duration> timeToLive(SessionId id);

    /**
     * Removes a session from the cache, whatever its status, and off the archive queue; whether there was one. What is archived
     * of it, or on its way there, stays. One round trip.
     */
    boolean delete(SessionId id);

    /**
     * Removes sessions as {@link #delete(SessionId)} does, and all that says that they were this user's. One
     * round trip, or two.
     *
     * @return those that there were
     */
    Set<SessionId> delete(UserId user, Collection<SessionId> ids);

    /**
     * The ids that the cache knows to be a user's, of sessions that are live, have ended, or are gone. Some may be missing
     * when the store drops what it knows about users: see {@link ArchiveQueue#idsOf}. One round trip.
     */
    Set<SessionId> idsOf(UserId user);

    /**
     * The live sessions of a user, the last active first, then by id. Two round trips for any number, one or two more when something
     * of them is gone.
     */
    List<Session> ofUser(UserId user);
}
