package com.esab.data.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a store measures of itself.
 *
 * @param store its name
 * @param failure why it did not answer within the deadline; empty when it did
 * @param metrics what is measured, each with what was read or why nothing was
 */
public record StoreMetrics(String store, Optional<String> failure, List<Metric> metrics) {

    public StoreMetrics {
        metrics = List.copyOf(metrics);
    }

    /** Those of a store that answered. */
    public static StoreMetrics of(String store, List<Metric> metrics) {
        return new StoreMetrics(store, Optional.empty(), metrics);
    }

    /** Those of a store that did not answer: none. */
    public static StoreMetrics unreachable(String store, String reason) {
        return new StoreMetrics(store, Optional.of(reason), List.of());
    }

    /** Whether the store answered within the deadline. */
    public boolean connected() {
        return failure.isEmpty();
    }

    /** The metric of this name without labels. */
    public Optional<Metric> find(String name) {
        return find(name, Map.of());
    }

    /** The metric of this name with exactly these labels. */
    public Optional<Metric> find(String name, Map<String, String> labels) {
        return metrics.stream()
                .filter(metric -> metric.name().equals(name) && metric.labels().equals(labels))
                .findFirst();
    }

    /** The same with more metrics. */
    public StoreMetrics with(List<Metric> more) {
        List<Metric> all = new ArrayList<>(metrics);
        all.addAll(more);
        return new StoreMetrics(store, failure, all);
    }
}
