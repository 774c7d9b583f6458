package com.esab.data.neo4j;

import com.esab.data.EsabData;
import com.esab.data.ProgressListener;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.MigrationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.store.CatalogStore;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.StoreContent.Replacement;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.contract.CatalogContentContract;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.RealServers;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(RealServers.class)
class Neo4jContentIT extends CatalogContentContract {

    private static final Gin SOURCE = Gin.of("P100000000");

    private static Neo4jServer server;
    private static TestCatalog test;

    @BeforeAll
    static void connect(Neo4jServer running) {
        server = running;
        test = TestCatalog.on(server);
    }

    @AfterAll
    static void close() {
        test.close();
    }

    @BeforeEach
    void clear() {
        test.clear();
        test.run("MATCH (n:Foreign) DETACH DELETE n");
    }

    @Override
    protected CatalogStore store() {
        return test.store;
    }

    private static long number(String cypher) {
        return test.driver
                .executableQuery(cypher)
                .execute()
                .records()
                .get(0)
                .get(0)
                .asLong();
    }

    private static TcpRelay relay() {
        URI address = URI.create(server.uri());
        return TcpRelay.to(address.getHost(), address.getPort());
    }

    private static Lease lease() {
        Bolt bolt =
                new Bolt(test.driver, false, "neo4j", new Bolt.Timeouts(TestCatalog.PATIENCE, Duration.ofSeconds(1)));
        return Lease.named(bolt, "catalogue");
    }

    @Test
    void what_is_deleted_while_it_is_read_makes_the_catalogue_incomplete_and_not_the_server_unavailable() {
        test.run("UNWIND range(1, 5000) AS i"
                + " CREATE (:Product:PowerSource {gin: 'P' + toString(100000000 + i), name: 'Source'})");
        AtomicBoolean deleted = new AtomicBoolean();

        CatalogState state = store().catalog()
                .read(
                        product -> {
                            if (deleted.compareAndSet(false, true)) {
                                test.run("MATCH (p:Product) DETACH DELETE p");
                            }
                        },
                        edge -> {});

        assertThat(deleted).isTrue();
        assertThat(state.complete()).isFalse();
    }

    @Test
    void an_edge_that_is_stored_both_ways_or_twice_counts_once() {
        test.run("CREATE (p:Product:PowerSource {gin: 'P100000000', name: 'P'}),"
                + " (f:Product:Feeder {gin: 'F100000000', name: 'F'}),"
                + " (p)-[:COMPATIBLE_WITH {priority: 4}]->(f), (f)-[:COMPATIBLE_WITH {priority: 2}]->(p),"
                + " (f)-[:COMPATIBLE_WITH {priority: 3}]->(p)");

        List<ContentRecord> records = exported();

        assertThat(records).hasSize(3).last().satisfies(edge -> assertThat(edge.fields())
                .isEqualTo(Map.of("from", "F100000000", "to", "P100000000", "priority", 2L)));
        assertThat(content().count()).containsEntry("compatibility", 1L);
        replaceBy(records);
        assertThat(number("MATCH ()-[r:COMPATIBLE_WITH]->() RETURN count(r)")).isEqualTo(1);
    }

    @Test
    void what_others_joined_to_a_product_stays_when_it_comes_back() {
        fill();
        List<ContentRecord> records = exported();
        test.run("MATCH (p:Product {gin: 'P100000000'}) SET p:Bestseller, p.since = date()"
                + " CREATE (:Foreign {name: 'order'})-[:ORDERED]->(p)");
        change();
        test.run("MATCH (p:Product {gin: 'I200000000'}) CREATE (:Foreign {name: 'gone'})-[:ORDERED]->(p)");

        replaceBy(records);

        assertThat(number("MATCH (:Foreign {name: 'order'})-[:ORDERED]->(p:Product:Bestseller {gin: 'P100000000'})"
                        + " WHERE p.since IS NULL RETURN count(*)"))
                .isEqualTo(1);
        assertThat(number("MATCH (f:Foreign {name: 'gone'}) WHERE NOT (f)--() RETURN count(f)"))
                .isEqualTo(1);
    }

    @Test
    void a_node_that_is_no_product_ends_an_export_and_goes_when_everything_is_replaced() {
        fill();
        List<ContentRecord> records = exported();
        test.run("CREATE (:Product {gin: 'X100000000', name: 'X'}), (:Product:Feeder:Torch {gin: 'X200000000'}),"
                + " (:Product), (:Product:Feeder {gin: 'X300000000', name: 'X', since: date()})");
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(this::exported)
                .withMessageContaining("X");

        replaceBy(records);

        assertThat(exported()).hasSameElementsAs(records);
        assertThat(number("MATCH (p:Product) RETURN count(p)"))
                .isEqualTo(content().count().get("product"));
    }

    @Test
    void a_catalogue_whose_load_broke_off_is_not_exported_but_replaced() {
        fill();
        List<ContentRecord> records = exported();
        assertThatThrownBy(() -> test.store.catalog().load(SampleCatalog.data(), (step, done, total) -> {
                    if (done > 0) {
                        throw new IllegalStateException("enough");
                    }
                }))
                .hasMessage("enough");

        assertThatExceptionOfType(EsabDataException.class)
                .isThrownBy(this::exported)
                .withMessageContaining("incomplete");
        replaceBy(records);

        assertThat(exported()).hasSameElementsAs(records);
        assertThat(test.store.catalog().state().complete()).isTrue();
    }

    @Test
    void the_revision_of_a_replaced_catalogue_is_one_that_no_lost_server_had() {
        long now = number("RETURN timestamp()");

        replaceBy(List.of());

        long revision = test.store.catalog().state().revision();
        assertThat(revision).isGreaterThanOrEqualTo(now);
        test.run("MATCH (c:Catalog) SET c.revision = 9000000000000000");
        replaceBy(List.of());
        assertThat(test.store.catalog().state().revision()).isEqualTo(9_000_000_000_000_001L);
    }

    @Test
    void nobody_else_writes_to_the_catalogue_until_the_replacement_is_over() {
        fill();
        List<ContentRecord> records = exported();

        try (Replacement replacement = content().replace()) {
            records.forEach(replacement::put);
            assertThat(lease().take(Duration.ofSeconds(1))).isFalse();
        }
        Lease given = lease();
        assertThat(given.take(Duration.ZERO)).isTrue();
        given.giveBack();
        replaceBy(records);

        assertThat(lease().take(Duration.ZERO)).isTrue();
    }

    @Test
    void without_its_schema_nothing_is_replaced() {
        fill();
        test.run("MATCH (m:EsabDataMigration) DETACH DELETE m");
        try {
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> content().replace())
                    .withMessageContaining("migrate first");
        } finally {
            EsabData.builder().catalog(test.store).build().migrate();
        }

        assertThat(exported()).isNotEmpty();
    }

    @Test
    void a_connection_lost_on_the_way_leaves_everything_as_it_was() {
        fill();
        List<ContentRecord> records = exported();
        change();
        List<ContentRecord> before = exported();
        try (TcpRelay relay = relay();
                Neo4jCatalog catalog = Neo4jCatalog.builder()
                        .queryDeadline(Duration.ofSeconds(30))
                        .connect("bolt://" + relay.host() + ":" + relay.port(), server.username(), server.password())) {
            try (Replacement replacement = catalog.content().orElseThrow().replace()) {
                records.forEach(replacement::put);
                replacement.export(record -> {});
                relay.resetConnections();
                assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(replacement::commit)
                        .matches(e -> !e.outcomeUnknown());
            }
        }

        assertThat(exported()).isEqualTo(before);
        assertThat(lease().take(TestCatalog.PATIENCE)).isTrue();
    }

    @Test
    void thousands_of_products_are_streamed_and_written_in_batches() {
        List<Product> products = new ArrayList<>();
        products.add(Product.of(ComponentType.POWER_SOURCE, SOURCE, "Source", Map.of()));
        List<Compatibility> edges = new ArrayList<>();
        IntStream.range(0, 5_999).forEach(i -> {
            Gin gin = Gin.of("A%09d".formatted(i));
            products.add(Product.of(ComponentType.ACCESSORY, gin, "Accessory " + i, Map.of("text", "x".repeat(100))));
            edges.add(Compatibility.of(gin, SOURCE));
        });
        test.store.catalog().load(CatalogData.of(products, edges));
        try (TcpRelay relay = relay();
                Neo4jCatalog catalog = Neo4jCatalog.builder()
                        .queryDeadline(TestCatalog.PATIENCE)
                        .bulkDeadline(TestCatalog.PATIENCE)
                        .connect("bolt://" + relay.host() + ":" + relay.port(), server.username(), server.password())) {
            List<ContentRecord> records = new ArrayList<>();
            AtomicLong atFirst = new AtomicLong();
            relay.resetTraffic();

            catalog.content()
                    .orElseThrow()
                    .export(
                            record -> {
                                atFirst.compareAndSet(0, relay.traffic().bytesToClient());
                                records.add(record);
                            },
                            ProgressListener.NONE);

            assertThat(records).hasSize(11_999);
            assertThat(atFirst.get()).isPositive().isLessThan(relay.traffic().bytesToClient() / 4);
            try (Replacement replacement = catalog.content().orElseThrow().replace()) {
                relay.resetTraffic();
                records.forEach(replacement::put);
                replacement.commit();
            }
            // twelve batches of products, the last two being one of each type, as many of edges, and four to end
            assertThat(relay.traffic().roundTrips()).isBetween(24L, 30L);
            assertThat(content().count()).containsEntry("product", 6_000L).containsEntry("compatibility", 5_999L);
        }
    }
}
