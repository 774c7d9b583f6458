package com.esab.data.redis;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Knows which connection a command goes to: the only one, or that of a master in a cluster. */
interface Router extends AutoCloseable {

    /** How long a call may take that has no deadline of its own. */
    Duration commandTimeout();

    /** Returns when commands can be sent, at least to somebody. */
    void open(Exchange call);

    /** The connection to the server that has this key. */
    Link linkOf(String key, Exchange call);

    /** As {@link #linkOf}; empty when no server has the key just now. */
    Optional<Link> linkNow(String key, Exchange call);

    /** Whether a command that this server has refused is sent once more, and where to; empty when it is not. */
    Optional<Detour> detour(String refusal, Request<?> request, Link from);

    /** Takes note that a server does not answer. */
    void failed();

    /** The connections to all servers that have keys, as they are now, by a name that tells them apart. */
    Map<String, Link> masters(Exchange call);

    @Override
    void close();

    /** A call that only reads. */
    default Exchange reading(String what) {
        return new Exchange(this, what, false, commandTimeout());
    }

    /** A call that changes something. */
    default Exchange writing(String what) {
        return new Exchange(this, what, true, commandTimeout());
    }

    /** A call that changes something, with a deadline of its own. */
    default Exchange writing(String what, Duration deadline) {
        return new Exchange(this, what, true, deadline);
    }

    /** A reading call with a deadline of its own. */
    default Exchange reading(String what, Duration deadline) {
        return new Exchange(this, what, false, deadline);
    }

    /**
     * A second way for a command that changed nothing the first time.
     *
     * @param link where to; empty for where its key is after a pause
     * @param asking whether that server must be told that the command was sent to it by another
     */
    record Detour(Optional<Link> link, boolean asking) {

        /** It goes where its key is then. */
        static final Detour LATER = new Detour(Optional.empty(), false);

        /** It does not go anywhere. */
        static final Detour LEFT_OUT = new Detour(Optional.empty(), true);
    }
}
