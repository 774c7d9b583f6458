package com.esab.data.neo4j;

import com.esab.data.EsabData;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.Selection;
import com.esab.data.error.ConfigurationException;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.RealServers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

@ExtendWith(RealServers.class)
class Neo4jOutageIT {

    private static final String MARKER = "tell-nobody-8f3a";
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration GENEROUS = Duration.ofSeconds(12);

    @Test
    void a_server_that_is_frozen_or_gone_is_unavailable_within_the_deadline_and_works_again_afterwards() {
        try (Neo4jServer server = RealServers.dedicatedNeo4j();
                Neo4jCatalog store = Neo4jCatalog.builder()
                        .queryDeadline(TestCatalog.PATIENCE)
                        .bulkDeadline(TestCatalog.PATIENCE)
                        .connect(server.uri(), server.username(), server.password());
                Neo4jCatalog hasty = Neo4jCatalog.builder()
                        .queryDeadline(DEADLINE)
                        .bulkDeadline(DEADLINE)
                        .connectionTimeout(DEADLINE)
                        .connect(server.uri(), server.username(), server.password())) {
            EsabData.builder().catalog(store).build().migrate();
            store.catalog().load(SampleCatalog.data());
            long candidates = candidates(store);
            assertThat(candidates).isPositive();

            server.freeze();
            everyCallIsUnavailable(hasty);
            server.thaw();
            assertThat(candidates(store)).isEqualTo(candidates);

            server.stop();
            everyCallIsUnavailable(hasty);
            server.start();
            assertThat(candidates(store)).isEqualTo(candidates);
            assertThat(hasty.health(TestCatalog.PATIENCE).connected()).isTrue();
        }
    }

    private static long candidates(Neo4jCatalog store) {
        return store.compatibility()
                .candidates(CandidateQuery.of(ComponentType.FEEDER, Selection.empty()))
                .total();
    }

    private static void everyCallIsUnavailable(Neo4jCatalog store) {
        unavailable(() -> candidates(store));
        unavailable(() -> store.compatibility().check(Selection.empty()));
        unavailable(() -> store.compatibility().compatibleWith(SampleCatalog.ARISTO_500IX, ComponentType.FEEDER));
        unavailable(() -> store.catalog().find(SampleCatalog.ARISTO_500IX));
        unavailable(() -> store.catalog().search("aristo", 5));
        unavailable(() -> store.catalog().read(product -> {}, edge -> {}));
        unavailable(() -> store.catalog().load(CatalogData.of(List.of(), List.of())));
        unavailable(() -> store.schema().orElseThrow().applied());
        assertThat(store.health(Duration.ofSeconds(1)).connected()).isFalse();
    }

    private static void unavailable(ThrowingCallable call) {
        long start = System.nanoTime();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(call)
                .satisfies(error -> assertThat(error.store()).isEqualTo("neo4j"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(GENEROUS);
    }

    @Test
    void a_pool_that_is_used_up_is_unavailable_and_not_empty(Neo4jServer server) {
        try (TestCatalog test = TestCatalog.on(server);
                Neo4jCatalog store = Neo4jCatalog.builder()
                        .poolSize(1)
                        .queryDeadline(TestCatalog.PATIENCE)
                        .acquisitionTimeout(Duration.ofMillis(500))
                        .connect(server.uri(), server.username(), server.password())) {
            test.clear();
            Product product = Product.of(ComponentType.TORCH, Gin.of("T100000000"), "Torch", Map.of());
            store.catalog().load(CatalogData.of(List.of(product), List.of()));
            List<Product> read = new ArrayList<>();
            store.catalog()
                    .read(
                            found -> {
                                read.add(found);
                                unavailable(() -> store.catalog().find(found.gin()));
                            },
                            edge -> {});

            assertThat(read).containsExactly(product);
            assertThat(store.catalog().find(product.gin())).contains(product);
        }
    }

    @Test
    void a_password_is_told_to_nobody(Neo4jServer server) {
        everythingHides(
                ConfigurationException.class, () -> Neo4jCatalog.connect(server.uri(), server.username(), MARKER));
        everythingHides(
                ConfigurationException.class,
                () -> Neo4jCatalog.connect("bolt://neo4j:" + MARKER + "@localhost:7687", "neo4j", MARKER));
        everythingHides(
                ConfigurationException.class,
                () -> Neo4jCatalog.connect("bolt://neo4j:" + MARKER + " @localhost", "neo4j", MARKER));
        everythingHides(
                ConfigurationException.class,
                () -> Neo4jCatalog.connect("http://localhost/" + MARKER, "neo4j", MARKER));
        everythingHides(
                StoreUnavailableException.class, () -> Neo4jCatalog.connect("bolt://localhost:1", "neo4j", MARKER));
        everythingHides(ConfigurationException.class, () -> new Neo4jStoreProvider()
                .connect(Map.of("NEO4J_PASSWORD", MARKER, "NEO4J_URI", " ")));
        try (Neo4jCatalog store = Neo4jCatalog.builder()
                .queryDeadline(TestCatalog.PATIENCE)
                .connect(server.uri(), server.username(), server.password())) {
            assertThat(store.toString() + store.health(TestCatalog.PATIENCE)).doesNotContain(server.password());
        }
    }

    private static void everythingHides(Class<? extends EsabDataException> expected, ThrowingCallable call) {
        Throwable error = catchThrowable(call);
        assertThat(error).isInstanceOf(expected);
        StringWriter told = new StringWriter();
        error.printStackTrace(new PrintWriter(told));
        assertThat(told.toString()).doesNotContain(MARKER);
    }

    @Test
    void a_database_that_does_not_exist_is_a_matter_of_configuration(Neo4jServer server) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Neo4jCatalog.builder()
                        .database("nowhere")
                        .queryDeadline(TestCatalog.PATIENCE)
                        .connect(server.uri(), server.username(), server.password()))
                .withMessageContaining("nowhere");
    }

    @Test
    void the_provider_names_the_variable_that_is_missing() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new Neo4jStoreProvider().connect(Map.of()))
                .withMessageContaining("NEO4J_URI");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new Neo4jStoreProvider().connect(Map.of("NEO4J_URI", "bolt://localhost")))
                .withMessageContaining("NEO4J_PASSWORD");
    }

    @Test
    void the_provider_connects_with_the_variables(Neo4jServer server) {
        try (var store = new Neo4jStoreProvider()
                .connect(Map.of("NEO4J_URI", server.uri(), "NEO4J_PASSWORD", server.password()))) {
            assertThat(store.health(TestCatalog.PATIENCE).connected()).isTrue();
        }
    }
}
