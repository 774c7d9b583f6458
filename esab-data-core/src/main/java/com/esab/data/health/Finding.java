package com.esab.data.health;

/**
 * Something an operator should know about a store.
 *
 * @param code names the kind of finding for programs, such as {@code migration_pending}
 * @param message says it for people, and what to do
 */
public record Finding(Severity severity, String code, String message) {

    /** How much it matters. */
    public enum Severity {
        /** Worth knowing. */
        INFO,
        /** Works, but something can be lost or will fail. */
        WARNING,
        /** Does not work. */
        ERROR
    }
}
