package com.esab.data.neo4j;

import com.esab.data.catalog.ComponentType;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.compatibility.Selection;
import com.esab.data.store.CatalogStore;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.contract.CompatibilityFinderContract;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.RealServers;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(RealServers.class)
class Neo4jCompatibilityFinderIT extends CompatibilityFinderContract {

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
    protected CatalogStore store() {
        return test.store;
    }

    @Test
    void every_question_costs_the_round_trips_of_one_query(Neo4jServer server) {
        store().catalog().load(SampleCatalog.data());
        URI uri = URI.create(server.uri());
        try (TcpRelay relay = TcpRelay.to(uri.getHost(), uri.getPort());
                Neo4jCatalog counted = Neo4jCatalog.builder()
                        .poolSize(1)
                        .acquisitionTimeout(TestCatalog.PATIENCE)
                        .queryDeadline(TestCatalog.PATIENCE)
                        .connect("bolt://" + relay.host() + ":" + relay.port(), server.username(), server.password())) {
            CompatibilityFinder finder = counted.compatibility();
            Selection selection = Selection.empty()
                    .with(store().catalog().find(SampleCatalog.ARISTO_500IX).orElseThrow());
            long one = RoundTrips.of(relay, () -> counted.catalog().state());

            assertThat(one).isPositive();
            for (ComponentType type : ComponentType.values()) {
                assertThat(RoundTrips.of(relay, () -> finder.compatibleWith(SampleCatalog.ARISTO_500IX, type)))
                        .isEqualTo(one);
                for (Mode mode : Mode.values()) {
                    assertThat(RoundTrips.of(
                                    relay,
                                    () -> finder.candidates(
                                            CandidateQuery.of(type, selection).mode(mode))))
                            .isEqualTo(one);
                }
            }
            assertThat(RoundTrips.of(relay, () -> finder.check(selection))).isEqualTo(one);
        }
    }
}
