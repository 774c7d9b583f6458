package com.esab.data.neo4j;

import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.relay.Traffic;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Counts round trips between a store and its server. */
final class RoundTrips {

    private RoundTrips() {}

    /** How many a question takes. */
    static long of(TcpRelay relay, Runnable question) {
        awaitSilence(relay);
        relay.resetTraffic();
        question.run();
        return relay.traffic().roundTrips();
    }

    /** The driver gives a connection back after the answer; what it says then belongs to the question before. */
    private static void awaitSilence(TcpRelay relay) {
        long end = System.nanoTime() + TestCatalog.PATIENCE.toNanos();
        Traffic before;
        do {
            assertThat(System.nanoTime()).as("within the deadline").isLessThan(end);
            before = relay.traffic();
            pause();
        } while (!relay.traffic().equals(before));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
