package com.esab.data.health;

import com.esab.data.health.Finding.Severity;
import com.esab.data.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class HealthTest {

    @Test
    void stores_that_answer_and_need_nothing_are_healthy() {
        Health health = new Health(List.of(store("neo4j"), store("postgresql"), store("redis")));

        assertThat(health.status()).isEqualTo(Health.Status.HEALTHY);
        assertThat(health.toJson())
                .startsWith("{\"status\":\"healthy\",\"databases\":"
                        + "{\"neo4j\":\"connected\",\"postgresql\":\"connected\",\"redis\":\"connected\"},");
    }

    @Test
    void a_warning_degrades_and_an_error_makes_unhealthy_whatever_the_order() {
        StoreHealth info = store("neo4j", new Finding(Severity.INFO, "edition", "community"));
        StoreHealth warning = store("redis", new Finding(Severity.WARNING, "eviction", "can drop sessions"));
        StoreHealth error = store("postgresql", new Finding(Severity.ERROR, "read_only", "is read only"));

        assertThat(new Health(List.of(info)).status()).isEqualTo(Health.Status.HEALTHY);
        assertThat(new Health(List.of(info, warning)).status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(new Health(List.of(warning, error, info)).status()).isEqualTo(Health.Status.UNHEALTHY);
        assertThat(new Health(List.of(error, warning)).status()).isEqualTo(Health.Status.UNHEALTHY);
    }

    @Test
    void a_store_that_does_not_answer_is_disconnected_and_makes_unhealthy() {
        Health health = new Health(List.of(store("neo4j"), StoreHealth.unreachable("redis", "refused")));

        assertThat(health.status()).isEqualTo(Health.Status.UNHEALTHY);
        Map<String, Object> json = Json.parseObject(health.toJson());
        assertThat(json)
                .containsEntry("status", "unhealthy")
                .containsEntry("databases", Map.of("neo4j", "connected", "redis", "disconnected"));
        assertThat(json.get("details").toString()).contains("unreachable").contains("refused");
    }

    @Test
    void refused_credentials_are_told_from_a_store_that_does_not_answer() {
        StoreHealth refused = StoreHealth.refused("redis", "wrong password");

        assertThat(refused.connected()).isFalse();
        assertThat(refused.findings())
                .containsExactly(new Finding(Severity.ERROR, "credentials_refused", "wrong password"));
    }

    @Test
    void over_http_only_what_is_unhealthy_is_not_served() {
        StoreHealth degraded = store("redis", new Finding(Severity.WARNING, "eviction", "can drop sessions"));

        assertThat(new Health(List.of(store("neo4j"))).httpStatus()).isEqualTo(200);
        assertThat(new Health(List.of(store("neo4j"), degraded)).httpStatus()).isEqualTo(200);
        assertThat(new Health(List.of(degraded, StoreHealth.unreachable("neo4j", "refused"))).httpStatus())
                .isEqualTo(503);
    }

    @Test
    void the_details_tell_latency_product_schema_and_findings() {
        Health health = new Health(List.of(store("redis", new Finding(Severity.WARNING, "eviction", "can drop"))));

        assertThat(Json.parseObject(health.toJson()))
                .containsEntry(
                        "details",
                        Map.of(
                                "redis",
                                Map.of(
                                        "latency_ms",
                                        3L,
                                        "product",
                                        "Redis 7.0.15",
                                        "schema_version",
                                        "V001",
                                        "findings",
                                        List.of(Map.of(
                                                "severity", "warning",
                                                "code", "eviction",
                                                "message", "can drop")))));
    }

    private static StoreHealth store(String name, Finding... findings) {
        return new StoreHealth(
                name,
                true,
                Optional.of(Duration.ofMillis(3)),
                Optional.of("Redis 7.0.15"),
                Optional.of("V001"),
                List.of(findings));
    }
}
