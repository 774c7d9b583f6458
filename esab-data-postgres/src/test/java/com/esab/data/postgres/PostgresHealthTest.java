package com.esab.data.postgres;

import com.esab.data.health.Finding;
import com.esab.data.health.StoreHealth;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The health of an archive on a data source that does what it should not. */
class PostgresHealthTest {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @Test
    void a_failure_of_the_data_source_is_told_as_what_it_is() {
        try (PostgresArchive store = PostgresArchive.using(dataSource(() -> {
            throw new IllegalStateException("the vault is sealed");
        }))) {
            StoreHealth health = store.health(DEADLINE);

            assertThat(health.connected()).isFalse();
            assertThat(health.findings())
                    .singleElement()
                    .extracting(Finding::message)
                    .asString()
                    .contains("the vault is sealed");
        }
    }

    @Test
    void a_deadline_may_be_as_long_as_any() {
        try (PostgresArchive store = PostgresArchive.using(dataSource(() -> {
            throw new SQLException("no connection today");
        }))) {
            assertThat(store.health(Duration.ofDays(365_000)).findings())
                    .singleElement()
                    .extracting(Finding::message)
                    .asString()
                    .contains("no connection today");
        }
    }

    @Test
    void a_data_source_that_hangs_holds_one_thread_however_often_the_health_is_asked() {
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger held = new AtomicInteger();
        try (PostgresArchive store = PostgresArchive.using(dataSource(() -> {
            held.incrementAndGet();
            over.await();
            throw new IllegalStateException("over");
        }))) {
            for (int i = 0; i < 5; i++) {
                assertThat(store.health(Duration.ofMillis(100)).connected()).isFalse();
            }

            assertThat(held).hasValueLessThanOrEqualTo(1);
        } finally {
            over.countDown();
        }
    }

    @Test
    void who_waited_for_the_question_of_another_asks_again_when_that_fails() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        try (PostgresArchive store = PostgresArchive.using(dataSource(() -> {
            int question = questions.incrementAndGet();
            asked.countDown();
            over.await();
            throw new SQLException("question " + question);
        }))) {
            assertThat(store.health(Duration.ofMillis(1)).connected()).isFalse();
            asked.await();
            new Thread(over::countDown).start();

            assertThat(store.health(DEADLINE).findings())
                    .singleElement()
                    .extracting(Finding::message)
                    .asString()
                    .contains("question 2");
        } finally {
            over.countDown();
        }
    }

    private static DataSource dataSource(Callable<Connection> connections) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> connections.call());
    }
}
