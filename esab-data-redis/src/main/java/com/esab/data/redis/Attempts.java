package com.esab.data.redis;

import com.esab.data.error.StoreUnavailableException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/** Finds out why a server is not available. */
final class Attempts {

    private static final int MOST = 3;

    private Attempts() {}

    /**
     * What a read brings, within one deadline. A connection that was lost while nobody used it is noticed by who uses it next, and
     * a driver that closes one may forget that the credentials were refused: so a failure that does not tell its reason is tried
     * again.
     *
     * @param read is given the time it has
     */
    static <T> T make(Duration deadline, Function<Duration, T> read) {
        long end = System.nanoTime() + deadline.toNanos();
        Duration left = deadline;
        for (int attempt = 1; ; attempt++) {
            try {
                return read.apply(left);
            } catch (StoreUnavailableException e) {
                if (attempt == MOST || isCausedBy(e, Attempts::tellsEnough)) {
                    throw e;
                }
                left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            }
        }
    }

    /** Whether it took its time, nobody listens, or the server has said it. */
    private static boolean tellsEnough(Throwable failure) {
        return failure instanceof TimeoutException
                || failure instanceof RedisCommandTimeoutException
                || failure instanceof ConnectException
                || Exchange.isNotAllowed(failure);
    }

    static boolean isCausedBy(Throwable failure, Predicate<Throwable> reason) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (reason.test(cause)) {
                return true;
            }
        }
        return false;
    }
}
