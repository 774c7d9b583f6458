package com.esab.data.neo4j;

import com.esab.data.EsabData;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.Selection;
import com.esab.data.error.ConfigurationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.RealServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

@ExtendWith(RealServers.class)
class Neo4jOutageIT {

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    /** The deadline, and what a busy machine may add. */
    private static final Duration BOUND = DEADLINE.plusMillis(2500);

    private static final int READERS = 4;
    private static final int QUESTIONS = 10;

    @Test
    void a_server_that_is_frozen_or_gone_is_unavailable_within_the_deadline_and_works_again_afterwards()
            throws Exception {
        try (Neo4jServer server = RealServers.dedicatedNeo4j();
                Neo4jCatalog patient = patient(server);
                Neo4jCatalog hasty = hasty(server)) {
            EsabData.builder().catalog(patient).build().migrate();
            patient.catalog().load(SampleCatalog.data());
            warm(patient);

            server.freeze();
            everyCallIsUnavailable(hasty);
            server.thaw();
            warm(patient);
            everyAnswerIsWhole(hasty);

            server.stop();
            everyCallIsUnavailable(hasty);
            server.start();
            warm(patient);
            everyAnswerIsWhole(hasty);
            assertThat(hasty.catalog().load(SampleCatalog.data()).revision()).isGreaterThan(1);
        }
    }

    @Test
    void a_server_that_freezes_and_stops_under_load_is_never_taken_for_an_empty_catalogue() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger loaded = new AtomicInteger();
        AtomicInteger unansweredReads = new AtomicInteger();
        AtomicInteger brokenLoads = new AtomicInteger();
        AtomicReference<Duration> longestRead = new AtomicReference<>(Duration.ZERO);
        AtomicReference<Duration> longestFailure = new AtomicReference<>(Duration.ZERO);
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        ReentrantLock loading = new ReentrantLock(true);
        ExecutorService pool = Executors.newFixedThreadPool(READERS + 1);
        try (Neo4jServer server = RealServers.dedicatedNeo4j();
                Neo4jCatalog patient = patient(server);
                Neo4jCatalog hasty = hasty(server)) {
            EsabData.builder().catalog(patient).build().migrate();
            patient.catalog().load(SampleCatalog.data());
            warm(patient);
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                int first = i;
                workers.add(pool.submit(() -> {
                    for (int j = first; !over.get() && wrong.get() == null; j++) {
                        Runnable question = questions(hasty).get(j % QUESTIONS);
                        long began = System.nanoTime();
                        try {
                            question.run();
                            answered.incrementAndGet();
                        } catch (StoreUnavailableException e) {
                            unansweredReads.incrementAndGet();
                            wrong.compareAndSet(null, e.outcomeUnknown() ? e : null);
                        } catch (RuntimeException | Error e) {
                            wrong.compareAndSet(null, e);
                        }
                        // the last reads everything, and each of its parts has the deadline
                        if (j % QUESTIONS < QUESTIONS - 1) {
                            longestRead.accumulateAndGet(since(began), Neo4jOutageIT::longer);
                        }
                    }
                }));
            }
            workers.add(pool.submit(() -> {
                while (!over.get() && wrong.get() == null) {
                    loading.lock();
                    AtomicLong progressed = new AtomicLong(System.nanoTime());
                    try {
                        hasty.catalog()
                                .load(SampleCatalog.data(), (step, done, total) -> progressed.set(System.nanoTime()));
                        loaded.incrementAndGet();
                    } catch (StoreUnavailableException e) {
                        brokenLoads.incrementAndGet();
                        longestFailure.accumulateAndGet(since(progressed.get()), Neo4jOutageIT::longer);
                    } catch (RuntimeException | Error e) {
                        wrong.compareAndSet(null, e);
                    } finally {
                        loading.unlock();
                    }
                }
            }));
            List<Runnable> breaks = List.of(server::freeze, server::stop);
            List<Runnable> mends = List.of(server::thaw, server::start);
            for (int i = 0; i < breaks.size(); i++) {
                awaitMore(answered, 50, wrong);
                awaitMore(loaded, 1, wrong);
                breaks.get(i).run();
                awaitMore(unansweredReads, READERS, wrong);
                awaitMore(brokenLoads, 1, wrong);
                // a load that took the lease meanwhile would lose it
                loading.lock();
                try {
                    mends.get(i).run();
                    // else a load waits until the lease of the one that broke off is over
                    freeTheLease(server);
                } finally {
                    loading.unlock();
                }
                warm(patient);
            }
            awaitMore(answered, 50, wrong);
            awaitMore(loaded, 1, wrong);
            over.set(true);
            for (Future<?> worker : workers) {
                worker.get(1, TimeUnit.MINUTES);
            }
            // the last loads have changed the data
            warm(patient);
            everyAnswerIsWhole(hasty);
            assertThat(hasty.catalog().state().complete()).isTrue();
        } finally {
            over.set(true);
            pool.shutdownNow();
        }
        System.out.println(
                "%d answers, %d reads unavailable, longest %s; %d loads, %d broken off, at most %s after their last step"
                        .formatted(
                                answered.get(),
                                unansweredReads.get(),
                                longestRead.get(),
                                loaded.get(),
                                brokenLoads.get(),
                                longestFailure.get()));
        assertThat(wrong.get()).isNull();
        assertThat(longestRead.get()).isLessThan(BOUND);
        // a step that fails, and the attempt to give the lease back
        assertThat(longestFailure.get()).isLessThan(BOUND.plus(DEADLINE));
    }

    private static Neo4jCatalog patient(Neo4jServer server) {
        return Neo4jCatalog.builder()
                .queryDeadline(TestCatalog.PATIENCE)
                .bulkDeadline(TestCatalog.PATIENCE)
                .connect(server.uri(), server.username(), server.password());
    }

    private static Neo4jCatalog hasty(Neo4jServer server) {
        return Neo4jCatalog.builder()
                .queryDeadline(DEADLINE)
                .bulkDeadline(DEADLINE)
                .connectionTimeout(DEADLINE)
                .connect(server.uri(), server.username(), server.password());
    }

    /** A server plans a query when it first sees it, and again when the data have changed. */
    private static void warm(Neo4jCatalog patient) {
        for (int i = 0; i < 3; i++) {
            everyAnswerIsWhole(patient);
        }
    }

    private static void freeTheLease(Neo4jServer server) {
        try (Driver driver =
                GraphDatabase.driver(server.uri(), AuthTokens.basic(server.username(), server.password()))) {
            driver.executableQuery("MATCH (l:EsabDataLease) REMOVE l.owner, l.until")
                    .execute();
        }
    }

    private static void awaitMore(AtomicInteger counter, int more, AtomicReference<Throwable> wrong) throws Exception {
        int goal = counter.get() + more;
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (counter.get() < goal) {
            assertThat(wrong.get()).isNull();
            assertThat(System.nanoTime()).as("still working").isLessThan(end);
            Thread.sleep(5);
        }
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** Questions that the sample catalogue answers, each with the proof that the answer is not an empty one. */
    private static List<Runnable> questions(Neo4jCatalog store) {
        Gin source = SampleCatalog.ARISTO_500IX;
        return List.of(
                () -> assertThat(store.catalog().find(source)).isPresent(),
                () -> assertThat(store.catalog().findAll(List.of(source))).hasSize(1),
                () -> assertThat(store.catalog().ofType(ComponentType.POWER_SOURCE))
                        .hasSize(8),
                () -> assertThat(store.catalog().search("aristo", 5)).isNotEmpty(),
                () -> assertThat(store.catalog().compatibilitiesOf(source)).isNotEmpty(),
                () -> assertThat(store.catalog().state().revision()).isPositive(),
                () -> assertThat(store.compatibility().compatibleWith(source, ComponentType.FEEDER))
                        .isNotEmpty(),
                () -> assertThat(store.compatibility().check(Selection.empty()).completable())
                        .isTrue(),
                () -> assertThat(store.compatibility()
                                .candidates(CandidateQuery.of(ComponentType.FEEDER, Selection.empty())
                                        .mode(Mode.DIRECT))
                                .items())
                        .isNotEmpty(),
                () -> {
                    List<Product> read = new ArrayList<>();
                    List<Compatibility> edges = new ArrayList<>();
                    store.catalog().read(read::add, edges::add);
                    assertThat(read).hasSameSizeAs(SampleCatalog.data().products());
                    assertThat(edges).hasSameSizeAs(SampleCatalog.data().compatibilities());
                });
    }

    private static void everyAnswerIsWhole(Neo4jCatalog store) {
        questions(store).forEach(Runnable::run);
    }

    private static void everyCallIsUnavailable(Neo4jCatalog store) throws Exception {
        List<ThrowingCallable> calls = new ArrayList<>();
        questions(store).forEach(question -> calls.add(question::run));
        assertThat(calls).hasSize(QUESTIONS);
        calls.add(() -> store.schema().orElseThrow().applied());
        // a writer that gets no answer asks once more whether the server answers at all
        List<ThrowingCallable> writes =
                List.of(() -> store.catalog().load(CatalogData.of(List.of(), List.of())), () -> store.catalog()
                        .remove(List.of(SampleCatalog.ARISTO_500IX)));
        ExecutorService pool = Executors.newFixedThreadPool(calls.size() + writes.size());
        try {
            List<Future<?>> failures = new ArrayList<>();
            calls.forEach(call -> failures.add(pool.submit(() -> unavailable(call, BOUND))));
            writes.forEach(call -> failures.add(pool.submit(() -> unavailable(call, BOUND.plus(DEADLINE)))));
            for (Future<?> failure : failures) {
                failure.get(1, TimeUnit.MINUTES);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(store.health(Duration.ofSeconds(1)).connected()).isFalse();
        assertThat(store.metrics(Duration.ofSeconds(1)).connected()).isFalse();
    }

    private static void unavailable(ThrowingCallable call, Duration bound) {
        long began = System.nanoTime();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(call)
                .satisfies(error -> assertThat(error.store()).isEqualTo("neo4j"));
        assertThat(since(began)).isLessThan(bound);
    }

    @Test
    void a_wait_for_another_writer_that_is_interrupted_says_so(Neo4jServer server) throws Exception {
        try (TestCatalog test = TestCatalog.on(server)) {
            test.clear();
            test.run("CREATE (:EsabDataLease {name: 'catalogue', owner: 'somebody', until: timestamp() + 600000})");
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread loader = new Thread(() -> {
                thrown.set(catchThrowable(() -> test.store.catalog().remove(List.of(SampleCatalog.ARISTO_500IX))));
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            loader.start();
            Thread.sleep(500);
            loader.interrupt();
            loader.join(TestCatalog.PATIENCE.toMillis());
            test.clear();

            assertThat(thrown.get())
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("interrupted");
            assertThat(interrupted).isTrue();
        }
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
                                unavailable(() -> store.catalog().find(found.gin()), BOUND);
                            },
                            edge -> {});

            assertThat(read).containsExactly(product);
            assertThat(store.catalog().find(product.gin())).contains(product);
        }
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
    void the_provider_names_the_variable_that_makes_no_sense() {
        for (String address : List.of(
                "localhost",
                "http://localhost:7687",
                "bolt:localhost",
                "bolt://local host",
                "bolt://localhost:port",
                "bolt://localhost:99999",
                "bolt://user:word@localhost",
                "bolt://localhost?policy=x")) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .as(address)
                    .isThrownBy(() ->
                            new Neo4jStoreProvider().connect(Map.of("NEO4J_URI", address, "NEO4J_PASSWORD", "some")))
                    .withMessageContaining("NEO4J_URI");
        }
        for (String nothing : List.of("", " ")) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> new Neo4jStoreProvider()
                            .connect(Map.of("NEO4J_URI", "bolt://localhost", "NEO4J_PASSWORD", nothing)))
                    .withMessageContaining("NEO4J_PASSWORD");
        }
    }

    @Test
    void the_provider_connects_with_the_variables(Neo4jServer server) {
        try (var store = new Neo4jStoreProvider()
                .connect(Map.of("NEO4J_URI", server.uri(), "NEO4J_PASSWORD", server.password()))) {
            assertThat(store.health(TestCatalog.PATIENCE).connected()).isTrue();
        }
    }
}
