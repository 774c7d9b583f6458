package com.esab.data.benchmarks.harness;

import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.relay.Traffic;
import java.util.concurrent.TimeUnit;

/** What one operation sends over the wire, as a relay between client and server counted it. */
public record Cost(double roundTrips, double bytesSent, double bytesReceived) {

    /**
     * Runs an operation once to open what it needs, then some times counted.
     *
     * @param relay the one that the operation's client is connected through
     */
    public static Cost of(TcpRelay relay, int times, Runnable operation) {
        operation.run();
        awaitSilence(relay);
        relay.resetTraffic();
        for (int i = 0; i < times; i++) {
            operation.run();
        }
        awaitSilence(relay);
        Traffic traffic = relay.traffic();
        return new Cost(
                (double) traffic.roundTrips() / times,
                (double) traffic.bytesToServer() / times,
                (double) traffic.bytesToClient() / times);
    }

    /**
     * What a client says after an answer, such as giving a connection back, belongs to the operation before; a pool that opens
     * another connection is silent for a while in between.
     */
    private static void awaitSilence(TcpRelay relay) {
        Traffic before;
        do {
            before = relay.traffic();
            try {
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        } while (!relay.traffic().equals(before));
    }
}
