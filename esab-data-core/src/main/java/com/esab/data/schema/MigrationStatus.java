package com.esab.data.schema;

import com.esab.data.schema.Migration.Source;
import java.time.Instant;
import java.util.Optional;

/**
 * A migration and whether a store has it.
 *
 * @param store the store's name
 * @param appliedAt when it was applied; empty unless it is, wholly
 */
public record MigrationStatus(
        String store, Source source, String version, String description, State state, Optional<Instant> appliedAt) {

    /** How far a migration is. */
    public enum State {
        PENDING,
        APPLIED,

        /** Interrupted on the way up: some of its statements have run, and migrating runs the others. */
        HALF_APPLIED,

        /** Interrupted on the way down: rolling back again runs the rest. */
        HALF_ROLLED_BACK
    }

    /** The version as {@link Source#id} has it. */
    public String id() {
        return source.id(version);
    }

    /** Whether it is not applied, or not wholly. */
    public boolean pending() {
        return state != State.APPLIED;
    }
}
