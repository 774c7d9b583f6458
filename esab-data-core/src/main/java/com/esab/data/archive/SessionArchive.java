package com.esab.data.archive;

import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Keeps past sessions, one record for each, for analytics.
 *
 * <p>The version of a record never goes down: archiving an older version of a session changes nothing. When the store
 * does not answer within its deadline, every method throws
 * {@link com.esab.data.error.StoreUnavailableException}. Safe for use by many threads.
 */
public interface SessionArchive {

    /**
     * Archives sessions: each is inserted, or replaces its record when that has a lower version. All or none. One
     * statement for any number.
     *
     * @param sessions none twice
     * @return those that were written; the others are archived in the same or a higher version, or were erased
     * @throws IllegalArgumentException when a session is given twice, or holds a text that is not storable; nothing was
     *     written
     * @throws com.esab.data.error.RefusedRecordException when the store refuses what a session holds; nothing was written
     */
    Set<SessionId> archive(Collection<Session> sessions);

    /** Archives one session; whether it was written. See {@link #archive(Collection)}. */
    default boolean archive(Session session) {
        return !archive(List.of(session)).isEmpty();
    }

    /** The archived session of this id, a tombstone too. One statement. */
    Optional<ArchivedSession> find(SessionId id);

    /** The archived sessions that a query asks for, the last active first. One statement. */
    default List<ArchivedSession> list(ArchiveQuery query) {
        List<ArchivedSession> found = new ArrayList<>();
        forEach(query, found::add);
        return List.copyOf(found);
    }

    /**
     * Hands over the archived sessions that a query asks for, the last active first, without holding them all in
     * memory. One statement, read through a cursor; what the consumer throws ends it.
     */
    void forEach(ArchiveQuery query, Consumer<? super ArchivedSession> consumer);

    /** The archive in numbers. One statement. */
    SessionSummaryStats summary();

    /** What is known of a user, in numbers; empty when no session of the user is archived. One statement. */
    Optional<UserSessionHistory> history(UserId user);

    /**
     * What is known of all users, in numbers, the latest session first, then by user; at most this many. One statement.
     *
     * @throws IllegalArgumentException when the limit is below 1
     */
    List<UserSessionHistory> histories(int limit);

    /**
     * The archived versions of those of these sessions that are archived; of a tombstone
     * {@link ArchivedSession#TOMBSTONE_VERSION}. One statement.
     */
    Map<SessionId, Long> versionsOf(Collection<SessionId> ids);

    /**
     * Active records that were not archived again for this long, by the archive's clock: the candidates for
     * {@link #abandon}. One statement.
     *
     * @param after only ids greater than this one; empty for the first
     * @param limit at most this many
     * @return their versions, by id in rising order
     * @throws IllegalArgumentException when the limit is below 1
     */
    SortedMap<SessionId, Long> quietFor(Duration time, Optional<SessionId> after, int limit);

    /**
     * Marks active records as abandoned because their time ran out, and as {@link ArchivedSession#expired expired}; a record of
     * another version, or one that somebody is writing, is left alone. The version stays. One statement.
     *
     * @return how many were marked
     */
    int abandon(Map<SessionId, Long> versions);

    /** The ids of all archived sessions of a user, by id. One statement. */
    List<SessionId> idsOf(UserId user);

    /**
     * Turns records into tombstones, which no archiving can replace; an id that is not archived gets one all the same.
     * All or none. One statement.
     *
     * @return how many were not tombstones before
     */
    int erase(Collection<SessionId> ids);

    /**
     * Removes for good what was archived before this time, and tombstones older than seven days as well as this. One
     * statement.
     *
     * @return how many records were removed
     */
    long purge(Instant archivedBefore);
}
