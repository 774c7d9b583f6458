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

    /** A store that did not answer: finding {@code unreachable}. */
    public static StoreHealth unreachable(String store, String reason) {
        return without(store, "unreachable", reason);
    }

    /** A store whose server answers, but refuses the user or the password: finding {@code credentials_refused}. */
    public static StoreHealth refused(String store, String reason) {
        return without(store, "credentials_refused", reason);
    }

    private static StoreHealth without(String store, String code, String reason) {
        return new StoreHealth(
                store,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(new Finding(Finding.Severity.ERROR, code, reason)));
    }
}
