package com.esab.data;

import com.esab.data.archive.ArchiverSettings;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.error.ConfigurationException;
import com.esab.data.error.MigrationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.health.Health;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.metrics.Metrics;
import com.esab.data.metrics.StoreMetrics;
import com.esab.data.session.ArchiveQueue.Claim;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.CatalogStore;
import com.esab.data.store.SessionStore;
import com.esab.data.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class EsabDataTest {

    private final InMemoryStores stores = new InMemoryStores(Clock.systemUTC());
    private final List<String> closed = new ArrayList<>();

    @Test
    void in_memory_everything_is_there() {
        try (EsabData data = EsabData.inMemory()) {
            assertThat(data.sessions().start(UserId.of("user-1")).version()).isPositive();
            assertThat(data.catalog().state().revision()).isZero();
            assertThat(data.archive().summary().totalSessions()).isZero();
            assertThat(data.cache().get("key")).isEmpty();
            assertThat(data.migrate()).isEmpty();
            assertThat(data.schemas()).isEmpty();
            assertThat(data.health().status()).isEqualTo(Health.Status.HEALTHY);
            assertThat(data.health().stores())
                    .extracting(store -> store.store())
                    .containsExactly("catalog", "sessions", "archive");
        }
    }

    @Test
    void a_part_that_is_missing_fails_on_use_with_the_builder_call() {
        try (EsabData nothing = EsabData.builder().build()) {
            assertMissing(nothing::catalog, "catalog");
            assertMissing(nothing::compatibility, "catalog");
            assertMissing(nothing::sessions, "sessions");
            assertMissing(nothing::cache, "sessions");
            assertMissing(nothing::locks, "sessions");
            assertMissing(nothing::archive, "archive");
            assertThat(nothing.health().stores()).isEmpty();
        }
        try (EsabData noCatalog = EsabData.builder().sessions(stores.sessions()).build()) {
            var session = noCatalog.sessions().start();
            assertMissing(() -> noCatalog.sessions().select(session.id(), Gin.of("0446200880")), "catalog");
        }
    }

    private static void assertMissing(ThrowingCallable use, String call) {
        assertThatThrownBy(use)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("EsabData.builder()." + call + "(");
    }

    @Test
    void the_archiver_needs_both_stores_and_the_hand_over() {
        try (EsabData nothing = EsabData.builder().build();
                EsabData noArchive =
                        EsabData.builder().sessions(stores.sessions()).build();
                EsabData noHandOver = EsabData.builder()
                        .sessions(InMemoryStores.withoutHandOver(Clock.systemUTC(), Duration.ofHours(1))
                                .sessions())
                        .archive(stores.archive())
                        .build()) {
            assertMissing(nothing::archiver, "sessions");
            assertMissing(noArchive::archiver, "archive");
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(noHandOver::archiver)
                    .withMessageContaining("hand-over is off");
        }
    }

    @Test
    void a_lease_that_is_not_longer_than_a_call_to_the_archive_is_refused_and_the_stores_stay_open() {
        Duration lease = Duration.ofSeconds(20);
        ArchiveStore slow = proxy(
                ArchiveStore.class,
                stores.archive(),
                Map.of("longestCall", () -> lease, "close", () -> closed.add("archive")));
        EsabData.Builder builder =
                EsabData.builder().sessions(stores.sessions()).archive(slow);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> builder.archiver(ArchiverSettings.defaults().withLease(lease))
                        .build())
                .withMessageContaining("lease")
                .withMessageContaining("PT20S");
        assertThat(closed).isEmpty();
        builder.archiver(ArchiverSettings.defaults().withLease(lease.plusMillis(1)))
                .build()
                .close();
        assertThat(closed).containsExactly("archive");
    }

    @Test
    void sessions_are_archived_in_the_background_until_the_library_is_closed() throws Exception {
        FaultyStores observed = new FaultyStores(stores);
        AtomicReference<Thread> archiving = new AtomicReference<>();
        CountDownLatch acknowledged = new CountDownLatch(1);
        List<Boolean> aliveWhenClosed = new CopyOnWriteArrayList<>();
        observed.before("SessionArchive.archive", sessions -> archiving.set(Thread.currentThread()));
        observed.before("ArchiveQueue.acknowledge", sessions -> acknowledged.countDown());
        observed.before(
                "SessionStore.close",
                nothing -> aliveWhenClosed.add(archiving.get().isAlive()));
        SessionCache cache = stores.sessions().sessions();
        Session session = cache.create(Session.begin(SessionId.of("a"), Optional.empty(), Instant.now()));
        Session ended = cache.save(session.withStatus(SessionStatus.ABANDONED));

        try (EsabData data = EsabData.builder()
                .sessions(observed.sessions())
                .archive(observed.archive())
                .build()) {
            assertThat(acknowledged.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(data.archive().find(session.id()).orElseThrow().session())
                    .contains(ended);
        }
        assertThat(aliveWhenClosed).containsExactly(false);
    }

    @Test
    void what_the_archiver_has_to_say_is_in_the_health_of_the_sessions() {
        FaultyStores observed = new FaultyStores(stores);
        Claim lost = new Claim(List.of(), List.of(), Set.of(SessionId.of("gone")), false, true);
        observed.answer("ArchiveQueue.claim", () -> lost);
        try (EsabData data = EsabData.builder()
                .sessions(observed.sessions())
                .archive(observed.archive())
                .archiver(ArchiverSettings.defaults().withBackground(false))
                .build()) {
            assertThat(data.health().status()).isEqualTo(Health.Status.HEALTHY);

            data.archiver().runOnce();

            assertThat(data.health().status()).isEqualTo(Health.Status.DEGRADED);
            assertThat(data.health().stores().get(0).findings())
                    .extracting(Finding::code)
                    .containsExactly("sessions_lost");
            assertThat(data.health().stores().get(1).findings()).isEmpty();
        }
    }

    @Test
    void what_is_written_through_the_library_is_seen_by_the_next_question() {
        try (EsabData data = EsabData.builder()
                .catalog(stores.catalog())
                .catalogRefresh(Duration.ofDays(1))
                .build()) {
            data.catalog().load(powerSources("0000000001"));
            assertThat(data.compatibility().find(Gin.of("0000000001"))).isPresent();

            data.catalog().load(powerSources("0000000002"));
            assertThat(data.compatibility().find(Gin.of("0000000002"))).isPresent();
            data.catalog().remove(List.of(Gin.of("0000000001")));
            assertThat(data.compatibility().find(Gin.of("0000000001"))).isEmpty();

            stores.catalog().catalog().load(powerSources("0000000003"));
            assertThat(data.compatibility().find(Gin.of("0000000003"))).isEmpty();
            data.catalog().refresh();
            assertThat(data.compatibility().find(Gin.of("0000000003"))).isPresent();
        }
    }

    @Test
    void while_the_catalogue_is_down_a_dialogue_goes_on_and_the_health_says_how_old_its_answers_are() {
        AtomicBoolean down = new AtomicBoolean();
        ProductCatalog stored = stores.catalog().catalog();
        ProductCatalog failing = (ProductCatalog) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ProductCatalog.class}, (proxy, method, arguments) -> {
                    if (down.get()) {
                        throw StoreUnavailableException.unchanged("catalog", "stopped", null);
                    }
                    return method.invoke(stored, arguments);
                });
        CatalogStore catalog = proxy(CatalogStore.class, stores.catalog(), Map.of("catalog", () -> failing));
        try (EsabData data = EsabData.builder()
                .catalog(catalog)
                .sessions(stores.sessions())
                .catalogRefresh(Duration.ofMillis(2))
                .build()) {
            data.catalog().load(powerSources("0000000001"));
            assertThat(data.compatibility().freshness().problem()).isEmpty();
            down.set(true);
            while (data.compatibility().freshness().problem().isEmpty()) {
                Thread.onSpinWait();
            }

            SessionId id = data.sessions().start().id();
            assertThat(data.sessions()
                            .select(id, Gin.of("0000000001"))
                            .selection()
                            .products())
                    .hasSize(1);
            assertThat(data.health().stores().get(0).findings())
                    .extracting(Finding::code)
                    .containsExactly("catalog_stale");

            down.set(false);
            while (data.compatibility().freshness().problem().isPresent()) {
                Thread.onSpinWait();
            }
            assertThat(data.health().status()).isEqualTo(Health.Status.HEALTHY);
        }
    }

    private static CatalogData powerSources(String... gins) {
        List<Product> products = Stream.of(gins)
                .<Product>map(gin -> Product.of(ComponentType.POWER_SOURCE, Gin.of(gin), gin, Map.of()))
                .toList();
        return CatalogData.of(products, List.of());
    }

    @Test
    void stores_are_closed_in_reverse_order_and_only_once() {
        EsabData data = builder(store -> null).build();

        data.close();
        data.close();

        assertThat(closed).containsExactly("archive", "sessions", "catalog");
    }

    @Test
    void a_store_that_fails_to_close_does_not_keep_the_others_open() {
        EsabData data = builder(name -> name.equals("catalog") ? null : new IllegalStateException(name))
                .build();

        assertThatThrownBy(data::close).hasMessage("archive").satisfies(e -> assertThat(e.getSuppressed())
                .singleElement()
                .satisfies(suppressed -> assertThat(suppressed).hasMessage("sessions")));
        assertThat(closed).containsExactly("archive", "sessions", "catalog");
    }

    @Test
    void when_the_migration_at_the_start_fails_the_stores_are_closed() {
        CatalogStore failing = proxy(CatalogStore.class, stores.catalog(), Map.of("schema", () -> {
            throw new MigrationException("no");
        }));
        EsabData.Builder builder = EsabData.builder()
                .catalog(failing)
                .archive(closing(ArchiveStore.class, stores.archive(), name -> null))
                .migrateOnStart();

        assertThatExceptionOfType(MigrationException.class).isThrownBy(builder::build);
        assertThat(closed).containsExactly("archive");
    }

    @Test
    void without_store_modules_the_environment_names_the_artifact_to_add() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> EsabData.fromEnvironment(Map.of()))
                .withMessageContaining("com.esab.data:esab-data-neo4j");
    }

    @Test
    void a_store_that_hangs_is_unreachable_in_the_health_of_the_whole() {
        CountDownLatch never = new CountDownLatch(1);
        CatalogStore hanging = proxy(CatalogStore.class, stores.catalog(), Map.of("health", () -> {
            never.await();
            return null;
        }));
        try (EsabData data =
                EsabData.builder().catalog(hanging).sessions(stores.sessions()).build()) {
            Health health = data.health();

            assertThat(health.status()).isEqualTo(Health.Status.UNHEALTHY);
            assertThat(health.stores()).extracting(store -> store.connected()).containsExactly(false, true);
        } finally {
            never.countDown();
        }
    }

    @Test
    void a_store_whose_health_throws_is_unreachable_too() {
        CatalogStore broken = proxy(CatalogStore.class, stores.catalog(), Map.of("health", () -> {
            throw new AssertionError("broken");
        }));
        try (EsabData data = EsabData.builder().catalog(broken).build()) {
            assertThat(data.health().status()).isEqualTo(Health.Status.UNHEALTHY);
        }
    }

    @Test
    void the_metrics_of_a_store_that_hangs_or_throws_are_missing_and_the_others_are_there() {
        CountDownLatch never = new CountDownLatch(1);
        CatalogStore hanging = proxy(CatalogStore.class, stores.catalog(), Map.of("metrics", () -> {
            never.await();
            return null;
        }));
        ArchiveStore broken = proxy(ArchiveStore.class, stores.archive(), Map.of("metrics", () -> {
            throw new AssertionError("broken");
        }));
        try (EsabData data = EsabData.builder()
                .catalog(hanging)
                .sessions(stores.sessions())
                .archive(broken)
                .build()) {
            Metrics metrics = data.metrics();

            assertThat(metrics.stores())
                    .extracting(StoreMetrics::store)
                    .containsExactly("catalog", "sessions", "archive");
            assertThat(metrics.store("catalog").orElseThrow().failure())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("no answer within"));
            assertThat(metrics.store("archive").orElseThrow().failure()).contains("broken");
            assertThat(metrics.store("sessions").orElseThrow().connected()).isTrue();
        } finally {
            never.countDown();
        }
    }

    @Test
    void the_metrics_tell_how_far_the_archive_is_behind_and_what_the_archiver_has_done() {
        try (EsabData data = EsabData.builder()
                .sessions(stores.sessions())
                .archive(stores.archive())
                .archiver(ArchiverSettings.defaults().withBackground(false))
                .build()) {
            Session session = data.sessions().start();
            assertThat(sessionMetric(data, "archive_waiting_sessions")).hasValue(1);
            assertThat(sessionMetric(data, "archiver_archived_sessions")).hasValue(0);

            stores.sessions().sessions().save(session.withStatus(SessionStatus.COMPLETED));
            data.archiver().runOnce();

            assertThat(sessionMetric(data, "archive_waiting_sessions")).hasValue(0);
            assertThat(sessionMetric(data, "archiver_archived_sessions")).hasValue(1);
        }
    }

    private static OptionalDouble sessionMetric(EsabData data, String name) {
        return data.metrics()
                .store("sessions")
                .orElseThrow()
                .find(name)
                .orElseThrow()
                .value();
    }

    private EsabData.Builder builder(Function<String, RuntimeException> failure) {
        return EsabData.builder()
                .archive(closing(ArchiveStore.class, stores.archive(), failure))
                .catalog(closing(CatalogStore.class, stores.catalog(), failure))
                .sessions(closing(SessionStore.class, stores.sessions(), failure));
    }

    private <T extends Store> T closing(Class<T> type, T store, Function<String, RuntimeException> failure) {
        return proxy(type, store, Map.of("close", () -> {
            closed.add(store.name());
            RuntimeException failed = failure.apply(store.name());
            if (failed != null) {
                throw failed;
            }
            return null;
        }));
    }

    private interface Answer {
        Object give() throws Exception;
    }

    /** The store with some methods answered otherwise. */
    private static <T extends Store> T proxy(Class<T> type, T store, Map<String, Answer> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Optional<Answer> answer = Optional.ofNullable(answers.get(method.getName()));
                    if (answer.isPresent()) {
                        return answer.get().give();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
