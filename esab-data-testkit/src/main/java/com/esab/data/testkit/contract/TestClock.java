package com.esab.data.testkit.contract;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** A clock that stands still until a test moves it. Safe for use by many threads. */
public final class TestClock extends Clock {

    private volatile Instant now;

    /** A clock at the present. */
    public TestClock() {
        this(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    /** A clock at this time. */
    public TestClock(Instant start) {
        now = start;
    }

    /** Moves the clock, back when the time is negative. */
    public synchronized void advance(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** @throws UnsupportedOperationException always: instants have no zone */
    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the time zone of a test clock");
    }
}
