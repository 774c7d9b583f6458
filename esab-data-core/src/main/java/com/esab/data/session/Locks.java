package com.esab.data.session;

import java.time.Duration;
import java.util.Optional;

/**
 * Locks over all programs that share the store, each held for a lease that runs out by itself.
 *
 * <p>A lease can run out while its owner still works, for instance in a long pause. Whoever must not be overtaken then
 * passes {@link Lock#token()} along with what it writes: a later lock on the same resource has a higher token.
 *
 * <p>Resources have 1 to 512 characters without control characters, a lease is at least a millisecond; else an
 * {@link IllegalArgumentException}. When the store does not answer within its deadline, every method throws
 * {@link com.esab.data.error.StoreUnavailableException}. Safe for use by many threads.
 */
public interface Locks {

    /** The lock on a resource, when nobody holds it. One round trip. */
    Optional<Lock> tryLock(String resource, Duration lease);

    /**
     * The lock on a resource, as soon as nobody holds it; empty when it was not to be had in this time. One round trip
     * for each try, which come with growing pauses of at most a quarter of a second.
     *
     * @throws com.esab.data.error.EsabDataException when the thread is interrupted while it waits
     */
    default Optional<Lock> lock(String resource, Duration lease, Duration wait) {
        return LockWait.until(() -> tryLock(resource, lease), resource, wait);
    }

    /** A lock that was obtained. */
    interface Lock extends AutoCloseable {

        String resource();

        /** Rises from lock to lock on the same resource. */
        long token();

        /** Makes the lease run this long from now; false when the lock is no longer held. One round trip. */
        boolean renew(Duration lease);

        /**
         * Gives the lock back; false when it was no longer held, in which case nobody else's lock is touched. One round
         * trip.
         */
        boolean unlock();

        /** As {@link #unlock()}, without an answer. */
        @Override
        default void close() {
            unlock();
        }
    }
}
