package com.esab.data.schema;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A store whose schema is brought up by migrations; the store's half of the migration engine.
 *
 * <p>When the store does not answer, every method throws {@link com.esab.data.error.StoreUnavailableException}.
 */
public interface SchemaTarget {

    /** The store's name. */
    String store();

    /** The migrations that the store module brings, in order. */
    List<Migration> migrations();

    /** What the store's history says was applied, in order; empty for a store without history. */
    List<Applied> applied();

    /**
     * The right to change the schema, held by one runner at a time over all processes until it is closed or the
     * process ends.
     *
     * @throws com.esab.data.error.MigrationException when another runner held it for longer than this wait
     */
    Runner open(Duration wait);

    /** An applied migration as the store's history has it. */
    record Applied(String version, String description, String checksum, Instant at) {}

    /** Changes the schema while nobody else does. */
    interface Runner extends AutoCloseable {

        /** As {@link SchemaTarget#applied()}, read under the lock. */
        List<Applied> applied();

        /**
         * Runs a migration and notes it in the history; both or, where the store allows it, neither.
         *
         * @throws com.esab.data.error.MigrationException when the store refuses it
         */
        void apply(Migration migration);

        @Override
        void close();
    }
}
