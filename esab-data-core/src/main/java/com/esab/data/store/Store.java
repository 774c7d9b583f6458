package com.esab.data.store;

import com.esab.data.health.StoreHealth;
import com.esab.data.schema.SchemaTarget;
import java.time.Duration;
import java.util.Optional;

/** What every store has in common, whatever it holds. Safe for use by many threads. */
public interface Store extends AutoCloseable {

    /** Names the store in errors and reports, such as {@code redis}; an in-memory store goes by what it holds. */
    String name();

    /**
     * How the store is, asked of the server itself, within this deadline even when the server hangs.
     *
     * <p>Never throws for a store that does not answer: that is what it reports.
     */
    StoreHealth health(Duration deadline);

    /** The store's schema; empty for one that has none. */
    default Optional<SchemaTarget> schema() {
        return Optional.empty();
    }

    /** All that the store holds, to be exported and replaced; empty for one that offers no such thing. */
    default Optional<StoreContent> content() {
        return Optional.empty();
    }

    /** Closes the connections that this store opened itself, and nothing else. */
    @Override
    void close();
}
