package com.esab.data.session;

import com.esab.data.error.EsabDataException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

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

    /** The longest first pause of a waiting {@link #lock}. */
    long FIRST_PAUSE_MILLIS = 5;

    /** The longest pause of a waiting {@link #lock}. */
    long LONGEST_PAUSE_MILLIS = 250;

    /** The lock on a resource, when nobody holds it. One round trip. */
    Optional<Lock> tryLock(String resource, Duration lease);

    /**
     * The lock on a resource, as soon as nobody holds it; empty when it was not to be had in this time. One round trip
     * for each try, which come with growing pauses of at most a quarter of a second.
     *
     * @throws EsabDataException when the thread is interrupted while it waits
     */
    default Optional<Lock> lock(String resource, Duration lease, Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            Optional<Lock> lock = tryLock(resource, lease);
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (lock.isPresent() || left <= 0) {
                return lock;
            }
            try {
                Thread.sleep(Math.min(left, 1 + ThreadLocalRandom.current().nextLong(pause)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EsabDataException("interrupted while waiting for the lock on " + resource, e);
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
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
