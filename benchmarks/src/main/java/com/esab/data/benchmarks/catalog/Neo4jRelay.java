package com.esab.data.benchmarks.catalog;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.testkit.relay.TcpRelay;
import java.net.URI;

/** Counts what goes to and from the benchmark server. */
final class Neo4jRelay {

    private Neo4jRelay() {}

    static TcpRelay open() {
        URI server = URI.create(Addresses.neo4jUri());
        return TcpRelay.to(server.getHost(), server.getPort());
    }

    static String uri(TcpRelay relay) {
        return "bolt://" + relay.host() + ":" + relay.port();
    }
}
