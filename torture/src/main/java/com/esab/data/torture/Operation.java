package com.esab.data.torture;

/** What a worker does to a session. */
enum Operation {
    START,
    MESSAGE,
    RESUME,
    COMPLETE,
    ABANDON;

    /** Whether it always gives the session a new version: a live session is resumed, an ended one ended again, as it is. */
    boolean alwaysSaves() {
        return this == START || this == MESSAGE;
    }

    boolean ends() {
        return this == COMPLETE || this == ABANDON;
    }
}
