package com.esab.data.examples;

import com.esab.data.testkit.server.RealServers;

/** Starts the three servers and says what they are. */
public final class Quickstart {

    private Quickstart() {}

    public static void main(String[] arguments) {
        try (RealServers.Started servers = RealServers.startAll()) {
            System.out.println("Neo4j:      " + servers.neo4j());
            System.out.println("Redis:      " + servers.redis());
            System.out.println("PostgreSQL: " + servers.postgres());
        }
    }
}
