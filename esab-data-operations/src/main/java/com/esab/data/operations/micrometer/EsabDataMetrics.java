package com.esab.data.operations.micrometer;

import com.esab.data.EsabData;
import com.esab.data.metrics.Metric;
import com.esab.data.metrics.Metric.Unit;
import com.esab.data.metrics.StoreMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shows what {@link EsabData#metrics()} tells in a registry of Micrometer, as {@code esab.data.<store>.<name>}; counters of the
 * stores are counters there too, everything else is a gauge.
 *
 * <p>Whoever reads a meter has the stores asked, but no more than once in an interval: in between, and while another thread asks,
 * the last answer counts. There is no thread of its own. {@code esab.data.store.up} is 1 for a store that answered and 0 for
 * one that did not; then its gauges are NaN, and its counters stay. A metric appears as soon as it has a value, so what an
 * edition does not tell is not there.
 *
 * <pre>{@code
 * new EsabDataMetrics(data).bindTo(registry);
 * }</pre>
 */
public final class EsabDataMetrics implements MeterBinder {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final String PREFIX = "esab.data.";

    private final EsabData data;
    private final Duration interval;

    /** Asks the stores at most once in ten seconds. */
    public EsabDataMetrics(EsabData data) {
        this(data, INTERVAL);
    }

    /**
     * Asks the stores at most once in this time.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public EsabDataMetrics(EsabData data, Duration interval) {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("interval " + interval + " is negative");
        }
        this.data = data;
        this.interval = interval;
    }

    /** {@inheritDoc} Asks the stores for the first time, which takes two and a half seconds when one hangs. */
    @Override
    public void bindTo(MeterRegistry registry) {
        new Binding(registry).refresh();
    }

    /** The meters of one registry, which keeps this alive. */
    private final class Binding {

        private final MeterRegistry registry;
        private final Map<Key, Double> values = new ConcurrentHashMap<>();
        private final Lock asking = new ReentrantLock();
        private volatile long asked;

        Binding(MeterRegistry registry) {
            this.registry = registry;
        }

        double value(Key key) {
            if (registry.config().clock().monotonicTime() - asked >= interval.toNanos() && asking.tryLock()) {
                try {
                    refresh();
                } finally {
                    asking.unlock();
                }
            }
            return values.getOrDefault(key, Double.NaN);
        }

        void refresh() {
            List<StoreMetrics> answers = data.metrics().stores();
            asked = registry.config().clock().monotonicTime();
            Map<Key, Double> now = new HashMap<>();
            for (StoreMetrics store : answers) {
                now.put(Key.up(store.store()), store.connected() ? 1.0 : 0.0);
                store.metrics().forEach(metric -> metric.value()
                        .ifPresent(number -> now.put(Key.of(store.store(), metric), number)));
            }
            values.replaceAll((key, last) -> now.getOrDefault(key, key.isCounter() ? last : Double.NaN));
            now.forEach((key, number) -> {
                if (values.putIfAbsent(key, number) == null) {
                    register(key);
                }
            });
        }

        private void register(Key key) {
            if (key.isCounter()) {
                // the gauges of the same registry hold this
                FunctionCounter.builder(key.name(), this, binding -> binding.value(key))
                        .tags(key.tags())
                        .register(registry);
            } else {
                Gauge.builder(key.name(), () -> value(key))
                        .tags(key.tags())
                        .baseUnit(
                                key.unit() == Unit.COUNT
                                        ? null
                                        : key.unit().name().toLowerCase(Locale.ROOT))
                        .register(registry);
            }
        }
    }

    /** What tells a meter from others. */
    private record Key(String name, Map<String, String> labels, boolean isCounter, Unit unit) {

        static Key up(String store) {
            return new Key(PREFIX + "store.up", Map.of("store", store), false, Unit.COUNT);
        }

        static Key of(String store, Metric metric) {
            return new Key(
                    PREFIX + store + "." + metric.name().replace('_', '.'),
                    metric.labels(),
                    metric.kind() == Metric.Kind.COUNTER,
                    metric.unit());
        }

        List<Tag> tags() {
            return labels.entrySet().stream()
                    .map(label -> Tag.of(label.getKey(), label.getValue()))
                    .toList();
        }
    }
}
