package com.esab.data.testkit.relay;

import java.io.IOException;

/** What one direction of all connections of a relay suffers from. */
final class Conditions {

    private boolean frozen;
    private volatile long delayNanos;
    private volatile long bytesPerSecond = Long.MAX_VALUE;

    synchronized void freeze() {
        frozen = true;
    }

    synchronized void thaw() {
        frozen = false;
        notifyAll();
    }

    synchronized void awaitThaw() throws IOException {
        while (frozen) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    void delay(long nanos) {
        delayNanos = nanos;
    }

    long delayNanos() {
        return delayNanos;
    }

    void throttle(long bytes) {
        bytesPerSecond = bytes;
    }

    void unthrottle() {
        bytesPerSecond = Long.MAX_VALUE;
    }

    /** {@link Long#MAX_VALUE} if there is no limit. */
    long bytesPerSecond() {
        return bytesPerSecond;
    }
}
