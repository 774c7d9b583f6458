package com.esab.data.torture;

/** What a worker knows of an operation. An attempt that nothing follows was under way when the worker ended. */
enum Outcome {
    ATTEMPTED,
    /** The library has said that it is done. */
    ACKNOWLEDGED,
    /** The library has said that nothing was changed. */
    UNCHANGED,
    /** The library cannot say whether it is done. */
    UNKNOWN,
    /** What must not happen: the message says what. */
    UNEXPECTED
}
