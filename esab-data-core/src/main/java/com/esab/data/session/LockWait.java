package com.esab.data.session;

import com.esab.data.error.EsabDataException;
import com.esab.data.session.Locks.Lock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tries again and again to get a lock, with growing pauses of random length, so that waiters do not march in step. */
final class LockWait {

    private static final Duration LONGEST_WAIT = Duration.ofDays(365);
    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 250;

    private LockWait() {}

    static Optional<Lock> until(Supplier<Optional<Lock>> tries, String resource, Duration wait) {
        Duration longest = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        long end = System.nanoTime() + longest.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            Optional<Lock> lock = tries.get();
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
}
