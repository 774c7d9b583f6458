package com.esab.data.schema;

import com.esab.data.schema.Migration.Source;

/**
 * Something in which a store's history and the migrations of this program do not agree.
 *
 * @param store the store's name
 * @param message what is wrong, naming the migration and the store
 */
public record MigrationProblem(String store, Source source, String version, Kind kind, String message) {

    /** What is wrong. */
    public enum Kind {
        /** The file is not what was applied. */
        CHANGED,

        /** It is not applied although a later one of its source is. */
        GAP,

        /** It was applied, and this program has no such file. */
        UNKNOWN,

        /** It is {@link MigrationStatus.State#HALF_APPLIED} or {@link MigrationStatus.State#HALF_ROLLED_BACK}. */
        INTERRUPTED
    }

    /** The version as {@link Source#id} has it. */
    public String id() {
        return source.id(version);
    }
}
