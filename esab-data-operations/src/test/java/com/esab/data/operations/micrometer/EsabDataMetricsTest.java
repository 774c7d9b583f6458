package com.esab.data.operations.micrometer;

import com.esab.data.EsabData;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.metrics.Metric;
import com.esab.data.metrics.Metric.Reading;
import com.esab.data.metrics.Metric.Unit;
import com.esab.data.metrics.StoreMetrics;
import com.esab.data.store.CatalogStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EsabDataMetricsTest {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile StoreMetrics answer = metrics(1, 10);
    private volatile Runnable first = () -> {};
    private final EsabData data = EsabData.builder().catalog(catalog()).build();

    private CatalogStore catalog() {
        CatalogStore stored = new InMemoryStores(Clock.systemUTC()).catalog();
        return (CatalogStore) Proxy.newProxyInstance(
                CatalogStore.class.getClassLoader(),
                new Class<?>[] {CatalogStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("metrics")) {
                        asked.incrementAndGet();
                        first.run();
                        return answer;
                    }
                    return method.invoke(stored, arguments);
                });
    }

    private static StoreMetrics metrics(double feeders, double evicted) {
        return StoreMetrics.of(
                "catalog",
                List.of(
                        Metric.gauge("nodes", Unit.COUNT, Reading.of(feeders)).labelled("label", "Feeder"),
                        Metric.gauge("heap_used_bytes", Unit.BYTES, Reading.estimate(2_048)),
                        Metric.gauge("page_cache_hit_ratio", Unit.RATIO, Reading.notAvailable("not told")),
                        Metric.counter("evicted_keys", Reading.of(evicted))));
    }

    @AfterEach
    void close() {
        data.close();
    }

    @Test
    void each_metric_with_a_value_is_a_meter_with_its_labels_and_unit() {
        new EsabDataMetrics(data).bindTo(registry);

        assertThat(nodes()).isEqualTo(1);
        Gauge heap = registry.get("esab.data.catalog.heap.used.bytes").gauge();
        assertThat(heap.value()).isEqualTo(2_048);
        assertThat(heap.getId().getBaseUnit()).isEqualTo("bytes");
        assertThat(evicted()).isEqualTo(10);
        assertThat(up()).isEqualTo(1);
        assertThat(registry.find("esab.data.catalog.page.cache.hit.ratio").gauge())
                .isNull();
    }

    @Test
    void however_often_meters_are_read_the_stores_are_asked_once_in_an_interval() {
        new EsabDataMetrics(data, INTERVAL).bindTo(registry);
        answer = metrics(2, 20);
        for (int i = 0; i < 100; i++) {
            clock.add(INTERVAL.minusMillis(1).dividedBy(100));
            assertThat(nodes()).isEqualTo(1);
            assertThat(up()).isEqualTo(1);
        }
        assertThat(asked).hasValue(1);

        clock.add(INTERVAL);
        assertThat(nodes()).isEqualTo(2);
        assertThat(evicted()).isEqualTo(20);
        assertThat(asked).hasValue(2);
    }

    @Test
    void a_store_that_is_down_has_no_gauges_keeps_its_counters_and_comes_back() {
        new EsabDataMetrics(data, INTERVAL).bindTo(registry);

        answer = StoreMetrics.unreachable("catalog", "refused");
        clock.add(INTERVAL);
        assertThat(up()).isZero();
        assertThat(nodes()).isNaN();
        assertThat(evicted()).isEqualTo(10);

        answer = metrics(3, 30);
        clock.add(INTERVAL);
        assertThat(up()).isEqualTo(1);
        assertThat(nodes()).isEqualTo(3);
        assertThat(evicted()).isEqualTo(30);
    }

    @Test
    void the_metrics_of_a_store_that_was_down_at_first_appear_when_it_is_there() {
        answer = StoreMetrics.unreachable("catalog", "refused");
        new EsabDataMetrics(data, INTERVAL).bindTo(registry);
        assertThat(up()).isZero();
        assertThat(registry.getMeters()).hasSize(1);

        answer = metrics(1, 10);
        clock.add(INTERVAL);
        assertThat(up()).isEqualTo(1);

        assertThat(nodes()).isEqualTo(1);
    }

    @Test
    void who_reads_while_another_thread_asks_gets_the_last_answer_without_waiting() throws InterruptedException {
        new EsabDataMetrics(data, INTERVAL).bindTo(registry);
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        first = () -> {
            asking.countDown();
            awaitUninterrupted(goOn);
        };
        answer = metrics(2, 20);
        clock.add(INTERVAL);
        Thread other = new Thread(this::nodes);
        other.start();
        asking.await();

        assertThat(nodes()).isEqualTo(1);

        goOn.countDown();
        other.join();
        assertThat(nodes()).isEqualTo(2);
        assertThat(asked).hasValue(2);
    }

    @Test
    void meters_live_as_long_as_their_registry() {
        new EsabDataMetrics(data, INTERVAL).bindTo(registry);

        System.gc();
        clock.add(INTERVAL);
        answer = metrics(5, 50);

        assertThat(evicted()).isEqualTo(50);
        assertThat(nodes()).isEqualTo(5);
    }

    @Test
    void an_interval_is_not_negative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EsabDataMetrics(data, Duration.ofMillis(-1)))
                .withMessageContaining("PT-0.001S");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private double nodes() {
        return registry.get("esab.data.catalog.nodes")
                .tag("label", "Feeder")
                .gauge()
                .value();
    }

    private double evicted() {
        FunctionCounter counter = registry.get("esab.data.catalog.evicted.keys").functionCounter();
        return counter.count();
    }

    private double up() {
        return registry.get("esab.data.store.up")
                .tag("store", "catalog")
                .gauge()
                .value();
    }
}
