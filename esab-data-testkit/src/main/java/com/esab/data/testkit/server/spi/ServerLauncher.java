package com.esab.data.testkit.server.spi;

import java.io.IOException;

/** Prepares one kind of server without Docker; found by {@link java.util.ServiceLoader}. */
public interface ServerLauncher {

    /** The kind of server this launcher prepares. */
    ServerKind kind();

    /**
     * Prepares a server with an empty data folder; the caller starts it.
     *
     * @throws IOException when the binaries cannot be unpacked or the data folder cannot be prepared
     */
    ServerProcess prepare(ServerSettings settings) throws IOException;
}
