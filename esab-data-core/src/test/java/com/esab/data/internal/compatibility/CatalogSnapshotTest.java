package com.esab.data.internal.compatibility;

import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.memory.InMemoryStores;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CatalogSnapshotTest {

    private static final Instant START = Instant.parse("2025-01-15T10:00:00Z");
    private static final Duration NEVER = Duration.ofDays(1);

    private final ProductCatalog store =
            new InMemoryStores(Clock.systemUTC()).catalog().catalog();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile boolean loading;
    private volatile boolean down;
    private volatile Runnable afterReading = () -> {};
    private volatile Instant now = START;
    private final List<CatalogSnapshot> opened = new ArrayList<>();
    private final CatalogSnapshot snapshot = snapshot(NEVER);

    private CatalogSnapshot snapshot(Duration interval) {
        Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        CatalogSnapshot created = new CatalogSnapshot("catalog", observed(), interval, clock);
        opened.add(created);
        return created;
    }

    @AfterEach
    void close() {
        opened.forEach(CatalogSnapshot::close);
    }

    @Test
    void the_catalogue_is_read_once_for_each_revision_and_questions_ask_nothing() {
        load("0000000001");
        assertThat(snapshot.get().size()).isEqualTo(1);
        int asked = looks.get();
        snapshot.get();
        snapshot.freshness();
        assertThat(looks).hasValue(asked);
        assertThat(reads).hasValue(1);

        load("0000000002");
        snapshot.written();
        assertThat(snapshot.get().size()).isEqualTo(2);
        snapshot.written();
        assertThat(reads).hasValue(2);
    }

    @Test
    void what_others_write_is_seen_after_the_interval() {
        load("0000000001");
        CatalogSnapshot following = snapshot(Duration.ofMillis(5));
        assertThat(following.get().size()).isEqualTo(1);

        load("0000000002");
        store.remove(List.of(Gin.of("0000000001")));
        awaitThat(() -> following.get().find(Gin.of("0000000001")).isEmpty());
        assertThat(following.get().find(Gin.of("0000000002"))).isPresent();
        following.close();
        int asked = looks.get();
        load("0000000003");
        assertThat(following.get().size()).isEqualTo(1);
        assertThat(looks.get() - asked).as("looks after closing").isLessThanOrEqualTo(1);
    }

    @Test
    void while_a_load_is_under_way_the_last_complete_revision_answers_and_says_so() {
        load("0000000001");
        snapshot.get();
        loading = true;
        load("0000000002");
        snapshot.written();
        assertThat(snapshot.get().size()).isEqualTo(1);
        assertThat(snapshot.freshness().problem())
                .hasValueSatisfying(what -> assertThat(what).contains("under way"));
        loading = false;
        snapshot.written();
        assertThat(snapshot.get().size()).isEqualTo(2);
        assertThat(snapshot.freshness().problem()).isEmpty();
    }

    @Test
    void while_the_store_is_down_it_goes_on_answering_and_says_how_old_that_is() {
        load("0000000001");
        snapshot.get();
        now = START.plusSeconds(10);
        snapshot.written();
        assertThat(snapshot.findings()).isEmpty();

        down = true;
        now = START.plusSeconds(45);
        snapshot.written();

        assertThat(snapshot.get().size()).isEqualTo(1);
        assertThat(snapshot.freshness().revision()).isEqualTo(1);
        assertThat(snapshot.freshness().confirmed()).isEqualTo(START.plusSeconds(10));
        assertThat(snapshot.freshness().age(now)).isEqualTo(Duration.ofSeconds(35));
        assertThat(snapshot.freshness().problem()).hasValue("catalog is unavailable: down");
        assertThat(snapshot.findings()).extracting(Finding::code).containsExactly("catalog_stale");
        assertThat(snapshot.findings().get(0).message())
                .contains("revision 1")
                .contains("35 s")
                .contains("down");

        down = false;
        snapshot.written();
        assertThat(snapshot.freshness().confirmed()).isEqualTo(now);
        assertThat(snapshot.findings()).isEmpty();
    }

    @Test
    void a_store_that_is_down_from_the_beginning_is_unavailable_and_asked_again_by_the_next_question() {
        load("0000000001");
        down = true;
        assertThatThrownBy(snapshot::get).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(snapshot::freshness).isInstanceOf(StoreUnavailableException.class);
        down = false;
        assertThat(snapshot.get().size()).isEqualTo(1);
    }

    @Test
    void a_catalogue_that_was_never_complete_is_unavailable_and_not_empty() {
        load("0000000001");
        loading = true;
        assertThatThrownBy(snapshot::get)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("loading again completes it");
    }

    @Test
    void a_first_read_that_fails_fails_for_all_who_wait_for_it() throws Exception {
        load("0000000001");
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch fail = new CountDownLatch(1);
        afterReading = () -> {
            read.countDown();
            await(fail);
            throw StoreUnavailableException.unchanged("catalog", "gone", null);
        };
        FutureTask<CompiledCatalog> reader = new FutureTask<>(snapshot::get);
        FutureTask<CompiledCatalog> waiter = new FutureTask<>(snapshot::get);
        new Thread(reader).start();
        await(read);
        Thread second = new Thread(waiter);
        second.start();
        while (second.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        fail.countDown();

        assertThatThrownBy(reader::get).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(waiter::get).hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(reads).hasValue(1);
        afterReading = () -> {};
        assertThat(snapshot.get().size()).isEqualTo(1);
    }

    @Test
    void readers_do_not_wait_for_a_new_revision_to_be_read() throws Exception {
        load("0000000001");
        snapshot.get();
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        afterReading = () -> {
            read.countDown();
            await(goOn);
        };
        load("0000000002");
        Thread writer = new Thread(snapshot::written);
        writer.start();
        await(read);

        assertThat(snapshot.get().size()).isEqualTo(1);
        goOn.countDown();
        writer.join();
        assertThat(snapshot.get().size()).isEqualTo(2);
    }

    /** Each revision has as many feeders as power sources, all joined; half of an update would show. */
    @Test
    void readers_under_load_never_see_half_of_an_update() throws Exception {
        replace(1);
        CatalogSnapshot following = snapshot(Duration.ofMillis(1));
        following.get();
        AtomicBoolean done = new AtomicBoolean();
        List<FutureTask<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            FutureTask<Integer> reader = new FutureTask<>(() -> {
                int revisions = 0;
                CompiledCatalog last = null;
                while (!done.get()) {
                    CompiledCatalog seen = following.get();
                    assertThat(seen.real(ComponentType.FEEDER)).hasSameSizeAs(seen.real(ComponentType.POWER_SOURCE));
                    for (Product feeder : seen.real(ComponentType.FEEDER)) {
                        assertThat(seen.rows().degree(seen.number(feeder.gin())))
                                .isEqualTo(seen.real(ComponentType.POWER_SOURCE).size());
                    }
                    revisions += seen == last ? 0 : 1;
                    last = seen;
                }
                return revisions;
            });
            readers.add(reader);
            new Thread(reader).start();
        }
        for (int size = 2; size < 30; size++) {
            replace(size);
            int expected = size;
            awaitThat(() -> following.get().real(ComponentType.FEEDER).size() == expected);
        }
        done.set(true);
        for (FutureTask<Integer> reader : readers) {
            assertThat(reader.get()).isGreaterThan(1);
        }
    }

    private void replace(int size) {
        List<Product> products = new ArrayList<>();
        List<Compatibility> edges = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            products.add(Product.of(ComponentType.POWER_SOURCE, gin("P", i), "P" + i, Map.of()));
            products.add(Product.of(ComponentType.FEEDER, gin("F", i), "F" + i, Map.of()));
            for (int j = 0; j < size; j++) {
                edges.add(Compatibility.of(gin("F", i), gin("P", j)));
            }
        }
        store.load(CatalogData.of(products, edges));
    }

    private static Gin gin(String letter, int number) {
        return Gin.of(letter + String.format("%09d", number));
    }

    private interface Condition {
        boolean holds();
    }

    private static void awaitThat(Condition condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void load(String gin) {
        Product product = Product.of(ComponentType.POWER_SOURCE, Gin.of(gin), "power source " + gin, Map.of());
        store.load(CatalogData.of(List.of(product), List.<Compatibility>of()));
    }

    /** The store, with its reads counted, down or marked as incomplete when that is wanted. */
    private ProductCatalog observed() {
        return (ProductCatalog) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ProductCatalog.class}, (proxy, method, arguments) -> {
                    if (down) {
                        throw StoreUnavailableException.unchanged("catalog", "down", null);
                    }
                    looks.incrementAndGet();
                    if (method.getName().equals("read")) {
                        reads.incrementAndGet();
                    }
                    try {
                        Object answer = method.invoke(store, arguments);
                        if (method.getName().equals("read")) {
                            afterReading.run();
                        }
                        return answer instanceof CatalogState state
                                ? new CatalogState(state.revision(), !loading, state.defaultApplicability())
                                : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
