package com.esab.data.health;

import com.esab.data.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How all configured stores are.
 *
 * @param stores in the order catalogue, sessions, archive
 */
public record Health(List<StoreHealth> stores) {

    /** The state of the whole. */
    public enum Status {
        /** Every store answers, and nothing needs attention. */
        HEALTHY,
        /** Every store answers, but something needs attention. */
        DEGRADED,
        /** A store does not answer, or something does not work. */
        UNHEALTHY
    }

    public Health {
        stores = List.copyOf(stores);
    }

    public Status status() {
        Status status = Status.HEALTHY;
        for (StoreHealth store : stores) {
            if (!store.connected()) {
                return Status.UNHEALTHY;
            }
            for (Finding finding : store.findings()) {
                if (finding.severity() == Finding.Severity.ERROR) {
                    return Status.UNHEALTHY;
                }
                if (finding.severity() == Finding.Severity.WARNING) {
                    status = Status.DEGRADED;
                }
            }
        }
        return status;
    }

    /** The status of an HTTP answer to whoever decides by it whether to send requests here: 503 when unhealthy, else 200. */
    public int httpStatus() {
        return status() == Status.UNHEALTHY ? 503 : 200;
    }

    /** As one JSON object: {@code status}, {@code databases} by name, and {@code details} by name. */
    public String toJson() {
        Map<String, Object> databases = new LinkedHashMap<>();
        Map<String, Object> details = new LinkedHashMap<>();
        for (StoreHealth store : stores) {
            databases.put(store.store(), store.connected() ? "connected" : "disconnected");
            Map<String, Object> detail = new LinkedHashMap<>();
            store.latency().ifPresent(latency -> detail.put("latency_ms", latency.toMillis()));
            store.product().ifPresent(product -> detail.put("product", product));
            store.schemaVersion().ifPresent(version -> detail.put("schema_version", version));
            detail.put("findings", store.findings().stream().map(Health::fields).toList());
            details.put(store.store(), detail);
        }
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", status().name().toLowerCase(Locale.ROOT));
        health.put("databases", databases);
        health.put("details", details);
        return Json.write(health);
    }

    private static Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
        fields.put("code", finding.code());
        fields.put("message", finding.message());
        return fields;
    }
}
