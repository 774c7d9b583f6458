package com.esab.data.internal.compatibility;

import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.memory.InMemoryStores;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CatalogSnapshotTest {

    private final ProductCatalog store =
            new InMemoryStores(Clock.systemUTC()).catalog().catalog();
    private final AtomicInteger reads = new AtomicInteger();
    private boolean loading;
    private volatile Runnable afterReading = () -> {};
    private final CatalogSnapshot snapshot = new CatalogSnapshot("catalog", observed());

    @Test
    void the_catalogue_is_read_once_for_each_revision() {
        load("0000000001");
        assertThat(snapshot.get().products()).hasSize(1);
        snapshot.get();
        assertThat(reads).hasValue(1);

        load("0000000002");
        assertThat(snapshot.get().products()).hasSize(2);
        snapshot.get();
        assertThat(reads).hasValue(2);
    }

    @Test
    void a_product_that_was_removed_is_gone_from_the_next_question_on() {
        load("0000000001");
        snapshot.get();
        store.remove(List.of(Gin.of("0000000001")));
        assertThat(snapshot.get().products()).isEmpty();
    }

    @Test
    void while_a_load_is_under_way_the_last_complete_revision_answers() {
        load("0000000001");
        snapshot.get();
        loading = true;
        load("0000000002");
        assertThat(snapshot.get().products()).hasSize(1);
        loading = false;
        assertThat(snapshot.get().products()).hasSize(2);
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
    void who_saw_a_newer_revision_than_the_one_being_read_does_not_get_the_older_one() throws Exception {
        load("0000000001");
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch handOver = new CountDownLatch(1);
        afterReading = () -> {
            read.countDown();
            await(handOver);
        };
        FutureTask<CatalogGraph> early = new FutureTask<>(snapshot::get);
        FutureTask<CatalogGraph> late = new FutureTask<>(snapshot::get);
        new Thread(early).start();
        await(read);
        load("0000000002");
        Thread second = new Thread(late);
        second.start();
        while (second.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        afterReading = () -> {};
        handOver.countDown();

        assertThat(early.get().products()).hasSize(1);
        assertThat(late.get().products()).hasSize(2);
    }

    @Test
    void a_read_that_fails_fails_for_all_who_wait_for_it_and_the_next_question_reads_again() throws Exception {
        load("0000000001");
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch fail = new CountDownLatch(1);
        afterReading = () -> {
            read.countDown();
            await(fail);
            throw StoreUnavailableException.unchanged("catalog", "gone", null);
        };
        FutureTask<CatalogGraph> reader = new FutureTask<>(snapshot::get);
        FutureTask<CatalogGraph> waiter = new FutureTask<>(snapshot::get);
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
        assertThat(snapshot.get().products()).hasSize(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void load(String gin) {
        Product product = Product.of(ComponentType.POWER_SOURCE, Gin.of(gin), "power source " + gin, Map.of());
        store.load(CatalogData.of(List.of(product), List.<Compatibility>of()));
    }

    /** The store, with its reads counted and marked as incomplete while it loads. */
    private ProductCatalog observed() {
        return (ProductCatalog) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ProductCatalog.class}, (proxy, method, arguments) -> {
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
