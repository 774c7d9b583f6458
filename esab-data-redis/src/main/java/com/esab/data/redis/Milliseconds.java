package com.esab.data.redis;

import java.time.Duration;

/** Durations as Redis takes them. */
final class Milliseconds {

    /** Redis adds it to its clock, and the sum must stay exact in a script. */
    private static final Duration LONGEST = Duration.ofDays(365_000);

    private Milliseconds() {}

    /** Whole milliseconds, a thousand years at the most. */
    static long of(Duration duration) {
        return (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toMillis();
    }
}
