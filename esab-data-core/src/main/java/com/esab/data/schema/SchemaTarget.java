package com.esab.data.schema;

import com.esab.data.health.Finding;
import com.esab.data.schema.Migration.Source;
import com.esab.data.schema.MigrationStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A store whose schema is brought up and down by migrations: what a store module tells {@link Schema}.
 *
 * <p>When the store does not answer, every method throws {@link com.esab.data.error.StoreUnavailableException}.
 */
public interface SchemaTarget {

    /** The store's name. */
    String store();

    /** The migrations that the store module brings, and those that the app has given it. */
    List<Migration> migrations();

    /** What the store's history says, in any order; empty for a store without history. One query, which writes nothing. */
    List<Applied> applied();

    /** The statements of a script as this store runs them; the whole script where it runs as one. */
    List<String> statements(String script);

    /**
     * The right to change the schema, held by one runner at a time over all processes until it is closed or the
     * process ends.
     *
     * @throws com.esab.data.error.MigrationException when another runner held it for longer than this wait
     */
    Runner open(Duration wait);

    /** The newest migration of the library that this history says is applied. */
    default Optional<String> version(List<Applied> applied) {
        return applied.stream()
                .filter(line -> line.source() == Source.LIBRARY && line.state() == State.APPLIED)
                .map(Applied::version)
                .max(String::compareTo);
    }

    /** What health says of this history: migrations that are pending, interrupted, changed, missing or unknown. */
    default List<Finding> findings(List<Applied> applied) {
        return new History(this, applied).findings();
    }

    /**
     * A migration as the store's history has it.
     *
     * @param state never {@link State#PENDING}
     * @param checksum {@link Migration#checksum()} of an applied one; {@link Migration#checksum(List)} of the statements that were
     *     done where it was interrupted
     * @param done how many statements those are; 0 for an applied one
     * @param at when it was applied, or the last of those statements was done
     */
    record Applied(
            Source source, String version, String description, State state, String checksum, int done, Instant at) {

        /** The version as {@link Source#id} has it. */
        public String id() {
            return source.id(version);
        }

        /** Version and description. */
        @Override
        public String toString() {
            return id() + "-" + description;
        }
    }

    /** Changes the schema while nobody else does. */
    interface Runner extends AutoCloseable {

        /** As {@link SchemaTarget#applied()}, read under the lock. */
        List<Applied> applied();

        /**
         * Runs what remains of a step and notes it in the history: both, or, where the store allows it, neither; else each statement
         * with the note that it is done. What was taken back leaves the history, and the last one takes all that the engine itself
         * has in the store with it.
         *
         * @throws com.esab.data.error.MigrationException when the store refuses it
         */
        void run(MigrationStep step);

        @Override
        void close();
    }
}
