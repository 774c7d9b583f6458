package com.esab.data.testkit.relay;

import java.util.ArrayList;
import java.util.List;

/** Counts for all connections of one relay. */
final class TrafficCounter {

    private final Object lock = new Object();
    private final List<String> commands = new ArrayList<>();
    private long connections;
    private long roundTrips;
    private long bytesToServer;
    private long bytesToClient;

    Conversation conversation() {
        synchronized (lock) {
            connections++;
        }
        return new Conversation();
    }

    void command(String name) {
        synchronized (lock) {
            commands.add(name);
        }
    }

    Traffic traffic() {
        synchronized (lock) {
            return new Traffic(connections, roundTrips, bytesToServer, bytesToClient, commands);
        }
    }

    void reset() {
        synchronized (lock) {
            connections = 0;
            roundTrips = 0;
            bytesToServer = 0;
            bytesToClient = 0;
            commands.clear();
        }
    }

    /** Who spoke last on one connection. */
    final class Conversation {
        private boolean asked;

        void request(int length) {
            synchronized (lock) {
                bytesToServer += length;
                asked = true;
            }
        }

        void response(int length) {
            synchronized (lock) {
                bytesToClient += length;
                if (asked) {
                    roundTrips++;
                    asked = false;
                }
            }
        }
    }
}
