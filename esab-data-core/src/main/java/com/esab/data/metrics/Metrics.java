package com.esab.data.metrics;

import com.esab.data.json.Json;
import com.esab.data.metrics.Metric.NotAvailable;
import com.esab.data.metrics.Metric.Value;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What all configured stores measure of themselves.
 *
 * @param stores in the order catalogue, sessions, archive
 */
public record Metrics(List<StoreMetrics> stores) {

    public Metrics {
        stores = List.copyOf(stores);
    }

    /** Those of the store of this name. */
    public Optional<StoreMetrics> store(String name) {
        return stores.stream().filter(each -> each.store().equals(name)).findFirst();
    }

    /**
     * As one JSON object: by the names of the stores, {@code connected}, for one that is not the {@code reason}, and
     * {@code metrics}, a list. Each has a {@code name}, {@code labels} if any, {@code kind} and {@code unit}, and either a
     * {@code value}, with {@code "estimated":true} if it is, or {@code not_available} with the reason.
     */
    public String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        for (StoreMetrics store : stores) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("connected", store.connected());
            store.failure().ifPresent(reason -> fields.put("reason", reason));
            fields.put("metrics", store.metrics().stream().map(Metrics::fields).toList());
            json.put(store.store(), fields);
        }
        return Json.write(json);
    }

    private static Map<String, Object> fields(Metric metric) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", metric.name());
        if (!metric.labels().isEmpty()) {
            fields.put("labels", metric.labels());
        }
        fields.put("kind", word(metric.kind()));
        fields.put("unit", word(metric.unit()));
        if (metric.reading() instanceof Value value) {
            fields.put("value", number(value.number()));
            if (value.estimated()) {
                fields.put("estimated", true);
            }
        } else if (metric.reading() instanceof NotAvailable not) {
            fields.put("not_available", not.reason());
        }
        return fields;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Whole numbers without a point. */
    private static Number number(double number) {
        long whole = (long) number;
        return whole == number ? (Number) whole : BigDecimal.valueOf(number);
    }
}
