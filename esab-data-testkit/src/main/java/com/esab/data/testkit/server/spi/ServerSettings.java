package com.esab.data.testkit.server.spi;

import java.util.Map;

/**
 * What a server is started with: the TCP port on the loopback address, the password of its first user, and settings in the
 * server's own words (Redis {@code timeout}, PostgreSQL {@code work_mem}, Neo4j {@code db.transaction.timeout}) that win over
 * those of the launcher. A Redis with {@code sentinel …} settings is to run as a sentinel; then an empty password means none.
 */
public record ServerSettings(int port, String password, Map<String, String> configuration) {

    /** Copies the configuration. */
    public ServerSettings {
        configuration = Map.copyOf(configuration);
    }

    /** Names the port and the settings; the password stays out. */
    @Override
    public String toString() {
        return "ServerSettings[port=" + port + ", configuration=" + configuration + "]";
    }
}
