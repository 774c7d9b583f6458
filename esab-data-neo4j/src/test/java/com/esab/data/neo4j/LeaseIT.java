package com.esab.data.neo4j;

import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.error.EsabDataException;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.RealServers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.Transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(RealServers.class)
class LeaseIT {

    private static final String NAME = "catalogue";
    private static final Product TORCH = Product.of(ComponentType.TORCH, Gin.of("T100000000"), "Torch", Map.of());

    private TestCatalog test;

    @BeforeEach
    void an_empty_catalogue(Neo4jServer server) {
        test = TestCatalog.on(server);
        test.clear();
    }

    @AfterEach
    void close() {
        test.clear();
        test.close();
    }

    private Bolt bolt(Duration bulk) {
        return new Bolt(test.driver, false, "neo4j", new Bolt.Timeouts(TestCatalog.PATIENCE, bulk));
    }

    /** A program that takes the lease over, and has not committed yet. */
    private static Transaction takenOver(Session session) {
        Transaction other = session.beginTransaction();
        other.run(
                        "MATCH (l:EsabDataLease {name: $name}) SET l.owner = 'other', l.until = timestamp() + 600000",
                        Map.of("name", NAME))
                .consume();
        return other;
    }

    private String owner() {
        return test.driver
                .executableQuery("MATCH (l:EsabDataLease {name: $name}) RETURN l.owner AS owner")
                .withParameters(Map.of("name", NAME))
                .execute()
                .records()
                .get(0)
                .get("owner")
                .asString(null);
    }

    /** Waits until so many different transactions were seen waiting for a lock. */
    private void awaitBlocked(int transactions) {
        Set<String> seen = new HashSet<>();
        long end = System.nanoTime() + TestCatalog.PATIENCE.toNanos();
        while (seen.size() < transactions) {
            for (Record record : test.driver
                    .executableQuery("SHOW TRANSACTIONS YIELD transactionId, status WHERE status STARTS WITH 'Blocked'"
                            + " RETURN transactionId")
                    .execute()
                    .records()) {
                seen.add(record.get("transactionId").asString());
            }
            assertThat(System.nanoTime()).as("within the deadline").isLessThan(end);
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_load_that_was_overtaken_while_it_waited_for_the_lease_is_refused_and_writes_nothing() {
        try (Session session = test.driver.session()) {
            CompletableFuture<?>[] other = new CompletableFuture<?>[1];
            assertThatExceptionOfType(EsabDataException.class)
                    .isThrownBy(() -> test.store
                            .catalog()
                            .load(CatalogData.of(List.of(TORCH), List.of()), (step, done, total) -> {
                                if (other[0] == null) {
                                    Transaction open = takenOver(session);
                                    other[0] = CompletableFuture.runAsync(() -> {
                                        awaitBlocked(1);
                                        open.commit();
                                    });
                                }
                            }))
                    .withMessageContaining("another program");
            other[0].join();
        }

        assertThat(test.store.catalog().find(TORCH.gin())).isEmpty();
        assertThat(test.store.catalog().state()).isEqualTo(new CatalogState(0, true, Map.of()));
        assertThat(owner()).isEqualTo("other");
    }

    @Test
    void a_lease_that_was_taken_over_meanwhile_is_neither_renewed_nor_given_back() {
        Lease lease = Lease.named(bolt(TestCatalog.PATIENCE), NAME);
        assertThat(lease.take(TestCatalog.PATIENCE)).isTrue();
        try (Session session = test.driver.session()) {
            Transaction other = takenOver(session);
            CompletableFuture<Void> givenBack = CompletableFuture.runAsync(lease::giveBack);
            CompletableFuture<Boolean> renewed = CompletableFuture.supplyAsync(lease::renew);
            awaitBlocked(2);
            other.commit();

            givenBack.join();
            assertThat(renewed.join()).isFalse();
        }

        assertThat(owner()).isEqualTo("other");
    }

    @Test
    void waiting_outlasts_a_batch_that_locks_the_lease_for_longer_than_one_try() {
        test.run("CREATE (:EsabDataLease {name: '" + NAME + "'})");
        Lease lease = Lease.named(bolt(Duration.ofMillis(500)), NAME);
        try (Session session = test.driver.session();
                Transaction batch = session.beginTransaction()) {
            batch.run("MATCH (l:EsabDataLease) SET l.asked = 0").consume();
            CompletableFuture<Boolean> taken = CompletableFuture.supplyAsync(() -> lease.take(TestCatalog.PATIENCE));
            awaitBlocked(2);
            batch.commit();

            assertThat(taken.join()).isTrue();
        }
    }

    @Test
    void waiting_ends_with_no_when_the_lease_stays_locked() {
        test.run("CREATE (:EsabDataLease {name: '" + NAME + "'})");
        Lease lease = Lease.named(bolt(Duration.ofMillis(500)), NAME);
        try (Session session = test.driver.session();
                Transaction batch = session.beginTransaction()) {
            batch.run("MATCH (l:EsabDataLease) SET l.asked = 0").consume();

            assertThat(lease.take(Duration.ofSeconds(1))).isFalse();
        }
    }
}
