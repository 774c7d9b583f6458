package com.esab.data.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a store is.
 *
 * @param store its name
 * @param connected whether it answered within the deadline
 * @param latency how long its answer took; empty when there was none
 * @param product name and version of the server, such as {@code Redis 7.0.15}
 * @param schemaVersion the newest applied migration; empty for a store without schema
 * @param findings what an operator should know
 */
public record StoreHealth(
        String store,
        boolean connected,
        Optional<Duration> latency,
        Optional<String> product,
        Optional<String> schemaVersion,
        List<Finding> findings) {

    public StoreHealth {
        findings = List.copyOf(findings);
    }

    /** The same with more findings. */
    public StoreHealth withFindings(List<Finding> more) {
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(more);
        return new StoreHealth(store, connected, latency, product, schemaVersion, all);
    }

    /** A store that did not answer. */
    public static StoreHealth unreachable(String store, String reason) {
        return new StoreHealth(
                store,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(new Finding(Finding.Severity.ERROR, "unreachable", reason)));
    }
}
