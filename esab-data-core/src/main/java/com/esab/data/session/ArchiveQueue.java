package com.esab.data.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The sessions whose newest version is not archived yet: what the cache still owes the archive.
 *
 * <p>Every save puts its session on the queue, due after the checkpoint delay, or at once when it ends the session. While
 * a session is on the queue, its record does not expire: its user no longer finds it when its time is up, but the queue
 * keeps it until it is acknowledged. Leases and due times follow the clock of the store.
 *
 * <p>Several archivers may work on one queue. None waits for another, and a session that two of them archive is archived
 * once, since the archive compares versions. When the store does not answer within its deadline, every method throws
 * {@link com.esab.data.error.StoreUnavailableException}. Safe for use by many threads.
 */
public interface ArchiveQueue {

    /**
     * Takes sessions that are due, the longest due first, for the time of a lease: until then nobody else is given them,
     * unless they end meanwhile.
     *
     * <p>One round trip; one more in a cluster, where the sessions of a master that does not answer are left out as long as
     * another answers. A claim whose records are large takes fewer of them than the limit, but
     * at least one.
     *
     * @throws IllegalArgumentException when the limit is not 1 to 10,000, or the lease shorter than a millisecond
     */
    Claim claim(int limit, Duration lease);

    /**
     * Takes archived sessions off the queue, those of which no later version was saved; the others are due again after
     * the checkpoint delay, at once when they have ended, and not at all when they are dead. The cache keeps a session that
     * is off the queue until its time is up, and an ended one no longer. One round trip.
     *
     * @param archived as they were claimed, or as they were saved
     */
    void acknowledge(Collection<Session> archived);

    /**
     * Gives back what could not be archived now: it is due as it was before the claim, unless it is dead. One round trip.
     */
    void release(Collection<Claimed> claimed);

    /**
     * Counts a try of a session that the archive refuses, and takes it for dead when it was the last: it is claimed no
     * more, but its record is kept, until it is saved again or {@link #revive revived}. Each version has all its tries.
     * One round trip.
     *
     * @param version the version that was refused, 0 when it is not known; when another was saved meanwhile, nothing is
     *     counted, and the session is due again as after {@link #acknowledge}
     * @param reason why it was refused; it is kept with the session
     * @param tries how many times a session may be refused
     * @return whether the session died of this try; false when it was dead already
     */
    boolean bury(SessionId id, long version, String reason, int tries);

    /** The dead sessions, by id; at most this many. One round trip. */
    List<DeadSession> dead(int limit);

    /** Makes a dead session due at once, with all its tries; false when it is not dead. One round trip. */
    boolean revive(SessionId id);

    /** How far the archive is behind. One round trip. */
    ArchiveLag lag();

    /**
     * Finds the sessions that should be on the queue and are not, because the queue itself was lost, and makes them due.
     * Reads through all keys of the store, in steps; one round trip when the queue is whole. A queue that is lost once
     * more meanwhile, or a store that is started anew, leaves it to the next repair.
     *
     * @return how many were put back
     */
    long repair();

    /**
     * The sessions of a user that are on the queue, dead ones too. Repairs the queue first when it was lost. Reads all
     * records on the queue, in steps of one round trip for some hundred records, after one round trip that asks whether
     * the queue is whole. A damaged record is nobody's.
     *
     * @throws com.esab.data.error.CorruptRecordException when a newer version of this library wrote a record, which may
     *     be the user's
     */
    Set<SessionId> idsOf(UserId user);

    /**
     * What a claim brought.
     *
     * @param sessions those to be archived, the longest due first
     * @param unreadable those whose record cannot be read; they are leased like the others
     * @param lost those that were due, but whose record the store no longer had; they are off the queue
     * @param more whether others are due
     * @param intact false when the queue was lost, so that it has to be {@link #repair repaired}
     */
    record Claim(
            List<Claimed> sessions, List<Unreadable> unreadable, Set<SessionId> lost, boolean more, boolean intact) {

        public Claim {
            sessions = List.copyOf(sessions);
            unreadable = List.copyOf(unreadable);
            lost = Set.copyOf(lost);
        }
    }

    /**
     * A session to be archived.
     *
     * @param session in its newest version
     * @param dueSince since when it has been due
     */
    record Claimed(Session session, Instant dueSince) {}

    /**
     * A session on the queue that cannot be read.
     *
     * @param id the session's id
     * @param reason what is wrong with the record
     * @param newerSchema whether a newer version of this library wrote it, and can archive it
     */
    record Unreadable(SessionId id, String reason, boolean newerSchema) {}
}
