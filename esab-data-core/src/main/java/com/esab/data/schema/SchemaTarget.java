package com.esab.data.schema;

import com.esab.data.error.MigrationException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
     * Makes certain that the schema is the one that {@link #migrations()} make. Cost of {@link #applied()}.
     *
     * @throws com.esab.data.error.MigrationException when one is missing, was changed since, or another one was applied
     */
    default void requireCurrent() {
        Map<String, String> wanted = new TreeMap<>();
        migrations().forEach(migration -> wanted.put(migration.version(), migration.checksum()));
        Map<String, String> found = new TreeMap<>();
        applied().forEach(migration -> found.put(migration.version(), migration.checksum()));
        if (!wanted.equals(found)) {
            throw new MigrationException(
                    ("%s: the schema is not the one this library brings: it has the migrations %s, wanted are"
                                    + " %s as they are in this version; run EsabData.migrate() or update the library")
                            .formatted(store(), found.keySet(), wanted.keySet()));
        }
    }

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
