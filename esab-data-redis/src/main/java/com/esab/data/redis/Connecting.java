package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import com.esab.data.error.StoreUnavailableException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Connects, and finds out why when that fails. */
final class Connecting {

    private static final int ATTEMPTS = 3;

    private Connecting() {}

    /**
     * Connects within one deadline, unless there is a connection. A driver that closes a connection may forget why, so that
     * refused credentials look like a lost connection: a failure that does not tell its reason is tried again.
     *
     * @throws ConfigurationException when the server refuses the credentials
     */
    static void connect(Router router, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
                router.reading("connecting", left).connected();
                return;
            } catch (StoreUnavailableException e) {
                if (isCausedBy(e, Exchange::isNotAllowed)) {
                    throw new ConfigurationException("redis refuses the credentials: " + e.getMessage(), e);
                }
                if (attempt == ATTEMPTS || isCausedBy(e, Connecting::tellsEnough)) {
                    throw e;
                }
            }
        }
    }

    /** Whether it took its time, or nobody listens. */
    private static boolean tellsEnough(Throwable failure) {
        return failure instanceof TimeoutException
                || failure instanceof RedisCommandTimeoutException
                || failure instanceof ConnectException;
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
