package com.esab.data.neo4j;

import com.esab.data.metrics.Metric;
import com.esab.data.metrics.Metric.NotAvailable;
import com.esab.data.metrics.Metric.Value;
import com.esab.data.metrics.StoreMetrics;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.RealServers;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.neo4j.driver.Session;
import org.neo4j.driver.Transaction;
import org.neo4j.driver.Values;
import org.neo4j.driver.summary.Plan;

import static org.assertj.core.api.Assertions.assertThat;

/** Each metric against a server that has just done what it measures. */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class Neo4jMetricsIT {

    private TestCatalog test;

    @BeforeAll
    void connect(Neo4jServer server) {
        test = TestCatalog.on(server);
    }

    @AfterAll
    void close() {
        test.close();
    }

    @BeforeEach
    void clear() {
        test.clear();
    }

    @Test
    void nodes_by_label_and_relationships_are_those_of_the_catalogue() {
        assertThat(nodes("Product")).isZero();
        assertThat(relationships()).isZero();

        test.store.catalog().load(SampleCatalog.data());

        assertThat(nodes("Product")).isEqualTo(SampleCatalog.data().products().size());
        assertThat(Stream.of("PowerSource", "Feeder", "Cooler", "Interconnector", "Torch", "Accessory")
                        .mapToDouble(this::nodes)
                        .filter(count -> count > 0)
                        .sum())
                .isEqualTo(nodes("Product"));
        assertThat(relationships())
                .isEqualTo(SampleCatalog.data().compatibilities().size());

        test.run("MATCH (f:Feeder) WITH f LIMIT 1 DETACH DELETE f");
        assertThat(nodes("Product")).isEqualTo(SampleCatalog.data().products().size() - 1);
    }

    @Test
    void they_come_from_the_counts_that_the_server_keeps() {
        Plan plan;
        try (Session session = test.driver.session()) {
            plan = session.run("EXPLAIN " + Neo4jMetrics.COUNTS)
                    .consume()
                    .queryPlan()
                    .orElseThrow();
        }

        assertThat(leaves(plan)).hasSize(8).allMatch(operator -> operator.contains("FromCountStore"));
    }

    private static List<String> leaves(Plan plan) {
        return plan.children().isEmpty()
                ? List.of(plan.operatorType())
                : plan.children().stream()
                        .flatMap(child -> leaves(child).stream())
                        .toList();
    }

    @Test
    void the_heap_is_that_of_the_server() {
        double used = value("heap_used_bytes");

        assertThat(used).isPositive();
        assertThat(value("heap_max_bytes")).isGreaterThanOrEqualTo(used);
    }

    @Test
    void the_page_cache_is_told_by_the_enterprise_edition_only() {
        assertThat(find("page_cache_hit_ratio", Map.of()).reading())
                .isInstanceOfSatisfying(
                        NotAvailable.class, not -> assertThat(not.reason()).contains("Enterprise"));
    }

    @Test
    void where_it_is_published_it_is_read() {
        assertThat(Neo4jMetrics.hitRatio(Values.value(List.of(0.98)))).isEqualTo(new Value(0.98, false));
    }

    @Test
    void a_query_that_runs_for_longer_than_a_second_is_slow() {
        assertThat(value("slow_queries")).isZero();
        try (Session session = test.driver.session();
                Transaction slow = session.beginTransaction()) {
            slow.run("RETURN 1").consume();
            double counted = 0;
            while (counted == 0) {
                counted = value("slow_queries");
            }
            assertThat(counted).isEqualTo(1);
            slow.rollback();
        }
        assertThat(value("slow_queries")).isZero();
    }

    @Test
    void all_of_them_cost_three_queries(Neo4jServer server) {
        URI uri = URI.create(server.uri());
        try (TcpRelay relay = TcpRelay.to(uri.getHost(), uri.getPort());
                Neo4jCatalog counted = Neo4jCatalog.builder()
                        .poolSize(1)
                        .acquisitionTimeout(TestCatalog.PATIENCE)
                        .queryDeadline(TestCatalog.PATIENCE)
                        .connect("bolt://" + relay.host() + ":" + relay.port(), server.username(), server.password())) {
            counted.catalog().state();
            long one = RoundTrips.of(relay, () -> counted.catalog().state());

            assertThat(RoundTrips.of(relay, () -> counted.metrics(TestCatalog.PATIENCE)))
                    .isEqualTo(3 * one);
        }
    }

    private double nodes(String label) {
        return find("nodes", Map.of("label", label)).value().orElseThrow();
    }

    private double relationships() {
        return find("relationships", Map.of("type", "COMPATIBLE_WITH")).value().orElseThrow();
    }

    private double value(String name) {
        return find(name, Map.of()).value().orElseThrow();
    }

    private Metric find(String name, Map<String, String> labels) {
        StoreMetrics metrics = test.store.metrics(TestCatalog.PATIENCE);
        assertThat(metrics.failure()).isEmpty();
        return metrics.find(name, labels).orElseThrow();
    }
}
