package com.esab.data.testkit.simulation;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A line every minute about a long run. */
final class Progress {

    private static final long EVERY = Duration.ofMinutes(1).toNanos();

    private final String name;
    private final AtomicLong next = new AtomicLong(System.nanoTime() + EVERY);
    private volatile int all;

    Progress(String name) {
        this.name = name;
    }

    void of(int runs) {
        all = runs;
    }

    void at(int run, int violations) {
        long due = next.get();
        if (System.nanoTime() - due >= 0 && next.compareAndSet(due, due + EVERY)) {
            System.out.printf("%-26s %d of %d pairs, %d violations%n", name, run, all, violations);
        }
    }
}
