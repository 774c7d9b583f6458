package com.esab.data.testkit.server.spi;

import java.io.IOException;

/** One prepared server on a fixed port with a data folder of its own; not thread-safe. */
public interface ServerProcess {

    /** Product and version as far as they are known without asking the server. */
    String product();

    /** Starts the process and returns before it answers. */
    void start() throws IOException;

    /** Whether the process lives; a frozen one does. */
    boolean isRunning();

    /** Ends the process at once, as a crash does, and returns when it is gone. The data stays. */
    void kill() throws IOException;

    /** Halts the process where it is; its connections stay open and answer nothing. */
    void freeze() throws IOException;

    /** Lets a frozen process go on. */
    void thaw() throws IOException;

    /** The last lines the server wrote, for the text of a failure. */
    String log();

    /** Ends the process and removes all it wrote. */
    void delete() throws IOException;
}
