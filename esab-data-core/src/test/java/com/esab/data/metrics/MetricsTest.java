package com.esab.data.metrics;

import com.esab.data.json.Json;
import com.esab.data.metrics.Metric.Kind;
import com.esab.data.metrics.Metric.NotAvailable;
import com.esab.data.metrics.Metric.Reading;
import com.esab.data.metrics.Metric.Unit;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

final class MetricsTest {

    private static final Metric FEEDERS =
            Metric.gauge("nodes", Unit.COUNT, Reading.of(12)).labelled("label", "Feeder");
    private static final Metric ROWS = Metric.gauge("rows", Unit.COUNT, Reading.estimate(50_000));
    private static final Metric RATIO = Metric.gauge("hit_ratio", Unit.RATIO, Reading.hitRatio(3, 1));
    private static final Metric EVICTED = Metric.counter("evicted_keys", Reading.notAvailable("not told"));

    @Test
    void the_json_tells_each_value_or_why_there_is_none() {
        Metrics metrics = new Metrics(List.of(
                StoreMetrics.of("neo4j", List.of(FEEDERS, RATIO)),
                StoreMetrics.of("postgresql", List.of(ROWS, EVICTED)),
                StoreMetrics.unreachable("redis", "refused")));

        assertThat(Json.parseObject(metrics.toJson()))
                .isEqualTo(Map.of(
                        "neo4j",
                        Map.of(
                                "connected",
                                true,
                                "metrics",
                                List.of(
                                        Map.of(
                                                "name", "nodes",
                                                "labels", Map.of("label", "Feeder"),
                                                "kind", "gauge",
                                                "unit", "count",
                                                "value", 12L),
                                        Map.of(
                                                "name", "hit_ratio",
                                                "kind", "gauge",
                                                "unit", "ratio",
                                                "value", new BigDecimal("0.75")))),
                        "postgresql",
                        Map.of(
                                "connected",
                                true,
                                "metrics",
                                List.of(
                                        Map.of(
                                                "name", "rows",
                                                "kind", "gauge",
                                                "unit", "count",
                                                "value", 50_000L,
                                                "estimated", true),
                                        Map.of(
                                                "name", "evicted_keys",
                                                "kind", "counter",
                                                "unit", "count",
                                                "not_available", "not told"))),
                        "redis",
                        Map.of("connected", false, "reason", "refused", "metrics", List.of())));
    }

    @Test
    void a_metric_is_found_by_its_name_and_labels() {
        StoreMetrics store = StoreMetrics.of("neo4j", List.of(FEEDERS, RATIO));

        assertThat(store.find("nodes", Map.of("label", "Feeder"))).contains(FEEDERS);
        assertThat(store.find("nodes", Map.of("label", "Torch"))).isEmpty();
        assertThat(store.find("nodes")).isEmpty();
        assertThat(store.find("hit_ratio").orElseThrow().value()).hasValue(0.75);
        assertThat(new Metrics(List.of(store)).store("neo4j")).contains(store);
        assertThat(new Metrics(List.of(store)).store("redis")).isEmpty();
    }

    @Test
    void what_is_not_available_has_a_reason_and_no_value() {
        assertThat(EVICTED.value()).isEqualTo(OptionalDouble.empty());
        assertThat(EVICTED.with(Reading.of(1)).value()).hasValue(1);
        assertThat(Reading.hitRatio(0, 0)).isInstanceOf(NotAvailable.class);
    }

    @Test
    void names_are_in_snake_case_and_numbers_finite() {
        for (String name : List.of("", "Nodes", "nodes_", "_nodes", "nodes__all", "1st", "nodes.all", "nodes all")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Metric.counter(name, Reading.of(1)))
                    .withMessageContaining("\"" + name + "\"");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> FEEDERS.labelled("the label", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Reading.of(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Reading.estimate(Double.POSITIVE_INFINITY));
        assertThat(Metric.counter("keys_2_day", Reading.of(1)).kind()).isEqualTo(Kind.COUNTER);
    }
}
