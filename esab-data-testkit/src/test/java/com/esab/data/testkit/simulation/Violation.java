package com.esab.data.testkit.simulation;

/** A promise was broken. An error, since the library handles exceptions. */
final class Violation extends Error {

    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }
}
