package com.esab.data.neo4j;

import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.contract.ProductCatalogContract;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.RealServers;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.neo4j.driver.Driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(RealServers.class)
class Neo4jProductCatalogIT extends ProductCatalogContract {

    private static TestCatalog test;

    @BeforeAll
    static void connect(Neo4jServer server) {
        test = TestCatalog.on(server);
    }

    @AfterAll
    static void close() {
        test.close();
    }

    @BeforeEach
    void clear() {
        test.clear();
    }

    @Override
    protected ProductCatalog catalog() {
        return test.store.catalog();
    }

    @Test
    void the_graph_has_the_shape_that_a_browser_query_expects() {
        catalog().load(SampleCatalog.data());
        Gin source = SampleCatalog.ARISTO_500IX;
        List<String> byBrowser = test
                .driver
                .executableQuery("MATCH (ps:PowerSource {gin: '" + source
                        + "'}) MATCH (feeder:Feeder)-[:COMPATIBLE_WITH]->(ps) RETURN feeder")
                .execute()
                .records()
                .stream()
                .map(record -> record.get("feeder").get("gin").asString())
                .toList();

        assertThat(byBrowser)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(
                        test.store.compatibility().compatibleWith(source, ComponentType.FEEDER).stream()
                                .map(product -> product.gin().value())
                                .toList());
    }

    @Test
    void the_sample_catalogue_is_read_as_it_was_loaded() {
        catalog().load(SampleCatalog.data());
        List<Product> products = new ArrayList<>();
        List<Compatibility> edges = new ArrayList<>();
        assertThat(catalog().read(products::add, edges::add).complete()).isTrue();

        assertThat(products)
                .containsExactlyInAnyOrderElementsOf(SampleCatalog.data().products());
        assertThat(edges).hasSameSizeAs(SampleCatalog.data().compatibilities());
    }

    @Test
    void a_search_is_one_query_and_two_when_a_word_is_guessed() {
        catalog().load(SampleCatalog.data());
        AtomicInteger queries = new AtomicInteger();
        ProductCatalog counted = counted(queries);
        Map<String, Integer> expected =
                Map.of("warrior 500i", 1, "unheardofword warrior", 1, "", 0, "wrarior", 2, "wrarior arsito torhc", 2);

        expected.forEach((text, count) -> {
            queries.set(0);
            counted.search(text, 10);
            assertThat(queries.get()).as(text).isEqualTo(count);
        });
    }

    private static ProductCatalog counted(AtomicInteger transactions) {
        Driver counting = (Driver) Proxy.newProxyInstance(
                Driver.class.getClassLoader(), new Class<?>[] {Driver.class}, (proxy, method, arguments) -> {
                    transactions.addAndGet(method.getName().equals("session") ? 1 : 0);
                    return method.invoke(test.driver, arguments);
                });
        return Neo4jCatalog.builder()
                .queryDeadline(TestCatalog.PATIENCE)
                .using(counting)
                .catalog();
    }

    @Test
    void a_load_is_a_transaction_for_each_five_hundred_rows_and_three_besides() {
        AtomicInteger transactions = new AtomicInteger();

        counted(transactions).load(SampleCatalog.data());

        // one for 247 products, three for 1,033 edges; the lease, the types of known products, and the end
        assertThat(transactions.get()).isEqualTo(1 + 3 + 3);
    }

    @Test
    void a_load_that_breaks_off_leaves_the_catalogue_marked_until_the_next_one_is_through() {
        assertThatThrownBy(() -> catalog().load(SampleCatalog.data(), (step, done, total) -> {
                    if (done > 0) {
                        throw new IllegalStateException("enough");
                    }
                }))
                .hasMessage("enough");
        assertThat(catalog().state().complete()).isFalse();
        assertThat(catalog().state().revision()).isZero();
        assertThat(test.store.health(TestCatalog.PATIENCE).findings())
                .extracting(finding -> finding.code())
                .containsExactly("catalog_incomplete");

        catalog().load(SampleCatalog.data());
        assertThat(catalog().state().complete()).isTrue();
        assertThat(catalog().state().revision()).isEqualTo(1);
    }

    @Test
    void two_loads_at_once_follow_each_other() {
        CompletableFuture<Long> first = CompletableFuture.supplyAsync(
                () -> catalog().load(SampleCatalog.data()).revision());
        CompletableFuture<Long> second = CompletableFuture.supplyAsync(
                () -> catalog().load(SampleCatalog.data()).revision());

        assertThat(List.of(first.join(), second.join())).containsExactlyInAnyOrder(1L, 2L);
        assertThat(catalog().state().complete()).isTrue();
        assertThat(storedEdges())
                .isEqualTo(SampleCatalog.data().compatibilities().size());
    }

    @Test
    void an_edge_between_new_products_that_is_given_twice_is_stored_once() {
        Compatibility edge = SampleCatalog.data().compatibilities().get(0);

        catalog().load(CatalogData.of(SampleCatalog.data().products(), List.of(edge, edge, edge.turnedRound())));

        assertThat(storedEdges()).isEqualTo(1);
    }

    /** Each for itself: what the library reads passes over repetitions. */
    private static long storedEdges() {
        return test.driver
                .executableQuery("MATCH ()-[r:COMPATIBLE_WITH]->() RETURN count(r) AS n")
                .execute()
                .records()
                .get(0)
                .get("n")
                .asLong();
    }

    @Test
    void an_edge_stored_the_other_way_round_is_read_as_turned_round_and_replaced_by_a_load() {
        test.run("CREATE (:Product:PowerSource {gin: 'P100000000', name: 'P'})"
                + "-[:COMPATIBLE_WITH {priority: 4}]->(:Product:Feeder {gin: 'F100000000', name: 'F'})");
        Gin source = Gin.of("P100000000");
        Gin feeder = Gin.of("F100000000");
        List<Compatibility> read = new ArrayList<>();
        catalog().read(product -> {}, read::add);

        assertThat(read).containsExactly(Compatibility.of(feeder, source, 4));
        assertThat(catalog().compatibilitiesOf(source)).isEqualTo(read);
        assertThat(test.store.compatibility().compatibleWith(source, ComponentType.FEEDER))
                .hasSize(1);

        catalog().load(CatalogData.of(List.of(), List.of(Compatibility.of(feeder, source, 1))));
        assertThat(catalog().compatibilitiesOf(source)).containsExactly(Compatibility.of(feeder, source, 1));
        assertThat(storedEdges()).isEqualTo(1);
    }

    @Test
    void a_node_that_is_no_product_is_named_as_corrupt() {
        test.run("CREATE (:Product:Feeder {gin: 'F100000000', name: 'F', since: date()})");

        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> catalog().find(Gin.of("F100000000")))
                .withMessageContaining("F100000000");
    }
}
