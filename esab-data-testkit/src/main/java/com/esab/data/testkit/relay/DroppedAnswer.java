package com.esab.data.testkit.relay;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One answer that a {@link TcpRelay} keeps from its client. Thread-safe. */
public final class DroppedAnswer {

    private final Marker marker;
    private final AtomicInteger toPass;
    private final CountDownLatch dropped = new CountDownLatch(1);
    private volatile boolean requested;

    /** @param toPass how many such requests are none of its business */
    DroppedAnswer(Marker marker, int toPass) {
        this.marker = marker;
        this.toPass = new AtomicInteger(toPass);
    }

    /** Whether the server has answered and the client does not get to know. True before the client sees its connection reset. */
    public boolean happened() {
        return dropped.getCount() == 0;
    }

    /**
     * Waits until it has {@link #happened}.
     *
     * @throws AssertionError if it has not within this time, or the thread is interrupted; says whether there was a request
     */
    public void await(Duration atMost) {
        try {
            if (!dropped.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError(
                        requested
                                ? "the server has not answered the request within " + atMost
                                : "there was no such request within " + atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    Marker marker() {
        return marker;
    }

    /** Whether it is for the request that was seen just now. */
    boolean isDue() {
        return toPass.getAndDecrement() <= 0;
    }

    void request() {
        requested = true;
    }

    void happen() {
        dropped.countDown();
    }
}
