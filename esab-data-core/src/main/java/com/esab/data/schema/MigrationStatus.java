package com.esab.data.schema;

import java.time.Instant;
import java.util.Optional;

/**
 * A migration and whether a store has it.
 *
 * @param store the store's name
 * @param appliedAt when it was applied; empty while it is pending
 */
public record MigrationStatus(String store, String version, String description, Optional<Instant> appliedAt) {

    public boolean pending() {
        return appliedAt.isEmpty();
    }
}
