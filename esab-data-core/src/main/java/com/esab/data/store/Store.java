package com.esab.data.store;

import com.esab.data.health.StoreHealth;
import com.esab.data.metrics.StoreMetrics;
import com.esab.data.schema.SchemaTarget;
import java.time.Duration;
import java.util.List;
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

    /**
     * What the store measures of itself, asked of the server within this deadline even when the server hangs; nothing
     * unless a store says otherwise.
     *
     * <p>Never throws for a store that does not answer: that is what it reports. What a server keeps to itself, by its
     * edition, its settings or the user's privileges, is there with the reason instead of a value.
     */
    default StoreMetrics metrics(Duration deadline) {
        return StoreMetrics.of(name(), List.of());
    }

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
