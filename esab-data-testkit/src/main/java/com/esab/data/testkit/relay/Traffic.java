package com.esab.data.testkit.relay;

import java.util.List;

/**
 * What passed a {@link TcpRelay}.
 *
 * @param connections connections opened
 * @param roundTrips how often a server answered after a client had spoken, summed over the connections; requests that are sent
 *     together before the first answer are one
 * @param bytesToServer bytes from clients to the server
 * @param bytesToClient bytes from the server to clients
 * @param commands the Redis commands in the order they were sent, in upper case and without arguments; empty for other servers
 */
public record Traffic(
        long connections, long roundTrips, long bytesToServer, long bytesToClient, List<String> commands) {

    /** Copies the list. */
    public Traffic {
        commands = List.copyOf(commands);
    }
}
