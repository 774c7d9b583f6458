package com.esab.data.redis;

import io.lettuce.core.protocol.AsyncCommand;
import java.util.function.Supplier;

/**
 * What Redis is asked, each time by a command of its own.
 *
 * @param key one of its keys, which in a cluster all lie in one slot; empty when it has none
 * @param moving what becomes of it while that slot moves from one master to another
 * @param command makes the command; one that was sent once cannot be sent again
 */
record Request<T>(String key, Moving moving, Supplier<AsyncCommand<String, byte[], T>> command) {

    AsyncCommand<String, byte[], T> toSend() {
        return command.get();
    }

    /** What a master that hands a slot over does with a command for keys that it has no longer. */
    enum Moving {
        /** The command is told all its keys, so that it may go where they have gone. */
        FOLLOWS,

        /** It finds out about other keys of the slot, so it must wait until they are all in one place. */
        WAITS,

        /** As {@link #WAITS}, but it is left out instead. */
        IS_LEFT_OUT
    }
}
