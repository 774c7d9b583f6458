package com.esab.data.torture;

/** A promise that was broken. */
record Violation(Kind kind, String what) {

    enum Kind {
        /** An acknowledged write is not in the archive. */
        LOST,
        /** A session has two rows, or a message is in its row twice. */
        DUPLICATED,
        /** A row holds an older version than one that was acknowledged. */
        STALE,
        /** The version of a row went down, or a row was deleted. */
        SET_BACK,
        /** Two acknowledged saves of a session have one version: one overwrote the other. */
        OVERWRITTEN,
        /** Messages are not in the order in which they were acknowledged. */
        DISORDERED,
        /** The archive holds what nobody wrote, or what the library said it had not written. */
        INVENTED,
        /** An ended session is not, or was saved again. */
        NOT_ENDED,
        /** The queue still owes the archive something. */
        OWED,
        /** The library failed in a way that no fault explains. */
        FAILED
    }
}
