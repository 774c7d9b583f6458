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
import com.esab.data.testkit.relay.Traffic;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.RealServers;
import java.net.URI;
import java.util.concurrent.TimeUnit;
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
            long one = roundTrips(relay, () -> counted.catalog().state());

            assertThat(one).isPositive();
            for (ComponentType type : ComponentType.values()) {
                assertThat(roundTrips(relay, () -> finder.compatibleWith(SampleCatalog.ARISTO_500IX, type)))
                        .isEqualTo(one);
                for (Mode mode : Mode.values()) {
                    assertThat(roundTrips(
                                    relay,
                                    () -> finder.candidates(
                                            CandidateQuery.of(type, selection).mode(mode))))
                            .isEqualTo(one);
                }
            }
            assertThat(roundTrips(relay, () -> finder.check(selection))).isEqualTo(one);
        }
    }

    private static long roundTrips(TcpRelay relay, Runnable question) {
        awaitSilence(relay);
        relay.resetTraffic();
        question.run();
        return relay.traffic().roundTrips();
    }

    /** The driver gives a connection back after the answer; what it says then belongs to the question before. */
    private static void awaitSilence(TcpRelay relay) {
        long end = System.nanoTime() + TestCatalog.PATIENCE.toNanos();
        Traffic before;
        do {
            assertThat(System.nanoTime()).as("within the deadline").isLessThan(end);
            before = relay.traffic();
            pause();
        } while (!relay.traffic().equals(before));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
