package com.esab.data.operations;

import com.esab.data.EsabData;
import com.esab.data.ProgressListener;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.archive.SessionArchive;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.health.Finding.Severity;
import com.esab.data.json.Json;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.CatalogStore;
import com.esab.data.store.Discrepancy;
import com.esab.data.store.Discrepancy.Repair;
import com.esab.data.store.Store;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.contract.TestClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FsckTest {

    private static final UserId ANNA = UserId.of("anna");
    private static final Gin ARISTO = SampleCatalog.ARISTO_500IX;

    private final TestClock clock = new TestClock();
    private final InMemoryStores stores = new InMemoryStores(clock);
    private final SessionCache cache = stores.sessions().sessions();
    private final ArchiveQueue queue = stores.sessions().archiveQueue().orElseThrow();
    private final SessionArchive archive = stores.archive().archive();
    private final EsabData data = EsabData.builder()
            .catalog(stores.catalog())
            .sessions(stores.sessions())
            .archive(stores.archive())
            .clock(clock)
            .archiver(ArchiverSettings.defaults().withBackground(false))
            .build();
    private final List<Discrepancy> found = new ArrayList<>();

    @Test
    void nothing_is_wrong_with_stores_that_were_only_used() {
        data.catalog().load(SampleCatalog.data());
        data.sessions().start(ANNA);
        Session archived = data.sessions().start(ANNA);
        clock.advance(Duration.ofMinutes(2));
        assertThat(data.archiver().runOnce().archived()).isEqualTo(2);
        data.sessions().select(archived.id(), ARISTO);
        data.sessions().abandon(data.sessions().start(ANNA).id());
        data.sessions().start(UserId.of("berta"));
        data.sessions().erase(UserId.of("berta"));

        FsckReport report = repair();

        assertThat(found).isEmpty();
        assertThat(report).isEqualTo(new FsckReport(2, List.of()));
        assertThat(report.isClean()).isTrue();
    }

    @Test
    void a_session_that_the_archive_has_lost_is_made_due_again() {
        Session created = start();
        queue.acknowledge(List.of(created));

        assertThat(check().isClean()).isFalse();
        found("session_not_archived", Severity.WARNING, created, Repair.POSSIBLE);
        assertThat(repair().isClean()).isTrue();
        found("session_not_archived", Severity.WARNING, created, Repair.DONE);

        assertThat(repair().found()).isZero();
        assertThat(data.archiver().runOnce().archived()).isEqualTo(1);
        assertThat(archive.versionsOf(List.of(created.id()))).containsValue(created.version());
        assertThat(repair().found()).isZero();
    }

    @Test
    void so_is_one_of_which_the_archive_has_an_older_version() {
        Session created = start();
        archive.archive(created);
        Session saved = cache.save(created.withLanguage("de"));
        queue.acknowledge(List.of(saved));

        repair();

        found("session_not_archived", Severity.WARNING, saved, Repair.DONE);
        assertThat(queue.claim(1, Duration.ofMinutes(1)).sessions()).hasSize(1);
    }

    @Test
    void a_session_that_was_saved_before_it_could_be_made_due_again_is_left_out() {
        Session created = start();
        queue.acknowledge(List.of(created));

        repair(afterVersionsAreRead(() -> cache.save(created.withLanguage("de"))));

        assertThat(found).isEmpty();
        assertThat(queue.lag().waiting()).isEqualTo(1);
    }

    @Test
    void what_was_archived_but_not_acknowledged_is_taken_off_the_queue() {
        Session created = start();
        archive.archive(created);

        assertThat(check().isClean()).isTrue();
        found("archived_session_queued", Severity.INFO, created, Repair.POSSIBLE);
        repair();
        found("archived_session_queued", Severity.INFO, created, Repair.DONE);

        assertThat(queue.lag().waiting()).isZero();
        assertThat(cache.find(created.id())).contains(created);
        assertThat(repair().found()).isZero();
    }

    @Test
    void an_archiver_between_its_two_steps_is_no_discrepancy() {
        Session created = start();
        archive.archive(created);

        repair(afterVersionsAreRead(() -> queue.acknowledge(List.of(created))));

        assertThat(found).isEmpty();
    }

    @Test
    void a_session_that_has_fallen_behind_the_archive_is_told_and_left_until_its_next_save() {
        Session created = start();
        archive.archive(created.saved(created.version() + 1, created.lastActivityAt()));

        assertThat(repair().isClean()).isFalse();
        found("archive_newer_than_session", Severity.WARNING, created, Repair.NONE);

        assertThat(cache.find(created.id())).contains(created);
        clock.advance(Duration.ofMinutes(2));
        Session saved = cache.save(created);
        assertThat(data.archiver().runOnce().archived()).isEqualTo(1);
        assertThat(archive.versionsOf(List.of(created.id()))).containsValue(saved.version());
        assertThat(repair().found()).isZero();
    }

    @Test
    void a_session_that_is_saved_and_archived_between_the_two_looks_has_not_fallen_behind() {
        Session created = start();
        archive.archive(created.saved(created.version() + 1, created.lastActivityAt()));
        clock.advance(Duration.ofMillis(5));

        repair(afterVersionsAreRead(() -> {
            Session saved = cache.save(created);
            archive.archive(saved);
            archive.archive(saved.saved(saved.version() + 1, saved.lastActivityAt()));
        }));

        assertThat(found).isEmpty();
    }

    @Test
    void a_session_of_an_erased_user_is_deleted() {
        Session queued = start();
        Session archived = start();
        queue.acknowledge(List.of(archived));
        archive.erase(List.of(queued.id(), archived.id()));

        assertThat(check().isClean()).isFalse();
        assertThat(found).hasSize(2);
        found("session_of_erased_user", Severity.ERROR, queued, Repair.POSSIBLE);
        assertThat(repair().isClean()).isTrue();
        found("session_of_erased_user", Severity.ERROR, archived, Repair.DONE);

        assertThat(cache.findHeld(queued.id())).isEmpty();
        assertThat(cache.findHeld(archived.id())).isEmpty();
        assertThat(repair().found()).isZero();
    }

    @Test
    void an_erasure_under_way_is_no_discrepancy() {
        Session created = start();
        archive.erase(List.of(created.id()));

        repair(afterVersionsAreRead(() -> cache.delete(created.id())));

        assertThat(found).isEmpty();
    }

    @Test
    void what_is_held_for_a_resume_and_goes_by_itself_is_left_alone() {
        Session archived = start();
        archive.archive(archived);
        cache.delete(archived.id());
        cache.hold(archived);
        archive.erase(List.of(archived.id()));

        repair();

        assertThat(found).isEmpty();
        assertThat(cache.findHeld(archived.id())).isPresent();
    }

    @Test
    void selected_products_that_the_catalogue_does_not_know_so_are_told() {
        data.catalog().load(SampleCatalog.data());
        Gin placeholder = SampleCatalog.data().products().stream()
                .filter(product -> product.placeholder() && product.type() == ComponentType.COOLER)
                .findFirst()
                .orElseThrow()
                .gin();
        Session created = start();
        Session saved = cache.save(created.withSelection(created.selection()
                .with(new SelectedProduct(Gin.of("0000000000"), ComponentType.POWER_SOURCE, "gone"))
                .with(new SelectedProduct(ARISTO, ComponentType.FEEDER, "no feeder"))
                .with(new SelectedProduct(placeholder, ComponentType.COOLER, "none"))));

        repair();

        found("selected_product_unknown", Severity.WARNING, saved, Repair.NONE);
        found("selected_product_of_other_type", Severity.WARNING, saved, Repair.NONE);
        found("selected_product_placeholder", Severity.WARNING, saved, Repair.NONE);
        assertThat(found).hasSize(3);
        assertThat(found).anyMatch(each -> each.message().contains("gone (0000000000)"));
        assertThat(found)
                .anyMatch(each -> each.message().contains("as Feeder, but in the catalogue it is a PowerSource"));

        cache.save(saved.withSelection(created.selection()));
        assertThat(repair().found()).isZero();
    }

    @Test
    void sessions_that_are_over_may_have_selected_anything() {
        Session created = start();
        cache.save(created.withSelection(created.selection()
                .with(new SelectedProduct(Gin.of("0000000000"), ComponentType.POWER_SOURCE, "gone"))));
        clock.advance(Duration.ofHours(2));

        assertThat(check().sessions()).isEqualTo(1);
        assertThat(found).isEmpty();
    }

    @Test
    void archived_sessions_that_nobody_abandons_are_told_at_once() {
        for (int i = 0; i < 450; i++) {
            archive.archive(Session.begin(SessionId.of("s-%03d".formatted(i)), Optional.of(ANNA), clock.instant())
                    .saved(1, clock.instant()));
        }
        clock.advance(Duration.ofMinutes(65));
        assertThat(check().found()).isZero();
        clock.advance(Duration.ofMinutes(10));

        assertThat(check().isClean()).isTrue();
        assertThat(found).singleElement().satisfies(each -> {
            assertThat(each.code()).isEqualTo("archived_sessions_not_abandoned");
            assertThat(each.message()).contains("450 archived sessions").contains("s-000, s-001, s-002:");
            assertThat(each.repair()).isEqualTo(Repair.NONE);
        });

        data.archiver().runOnce();
        assertThat(check().found()).isZero();
    }

    @Test
    void without_hand_over_nothing_is_owed_to_the_archive() {
        InMemoryStores expiring = InMemoryStores.withoutHandOver(clock, Duration.ofHours(1));
        expiring.sessions().sessions().create(Session.begin(SessionId.random(), Optional.of(ANNA), clock.instant()));

        repair(List.of(expiring.sessions(), stores.archive()));

        assertThat(found).isEmpty();
    }

    @Test
    void each_store_may_be_missing() {
        Session created = start();
        queue.acknowledge(List.of(created));
        cache.save(created.withSelection(created.selection()
                .with(new SelectedProduct(Gin.of("0000000000"), ComponentType.POWER_SOURCE, "gone"))));

        assertThat(repair(List.of())).isEqualTo(new FsckReport(0, List.of()));
        assertThat(repair(List.of(stores.archive(), stores.catalog())).found()).isZero();
        assertThat(repair(List.of(stores.sessions()))).isEqualTo(new FsckReport(1, List.of()));
        assertThat(check(List.of(stores.sessions(), stores.catalog())).found()).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fsck.of(List.of(stores.archive(), stores.archive())))
                .withMessageContaining("archive");
    }

    @Test
    void two_hundred_sessions_cost_one_statement_and_one_query() {
        data.catalog().load(SampleCatalog.data());
        for (int i = 0; i < 1_000; i++) {
            data.sessions().select(start().id(), ARISTO);
        }
        AtomicInteger statements = new AtomicInteger();
        AtomicInteger queries = new AtomicInteger();
        ProductCatalog catalog = stores.catalog().catalog();

        repair(List.of(
                proxy(
                        CatalogStore.class,
                        stores.catalog(),
                        "catalog",
                        result -> proxy(ProductCatalog.class, catalog, "findAll", products -> {
                            queries.incrementAndGet();
                            return products;
                        })),
                stores.sessions(),
                archiveStore(versions -> {
                    statements.incrementAndGet();
                    return versions;
                })));

        assertThat(found).isEmpty();
        assertThat(statements).hasValue(5);
        assertThat(queries).hasValue(5);
    }

    @Test
    void the_report_counts_what_the_listener_is_told_and_the_progress_ends_with_all_sessions() {
        Session unqueued = start();
        queue.acknowledge(List.of(unqueued));
        archive.archive(start());
        Session erased = start();
        archive.erase(List.of(erased.id()));
        List<String> steps = new ArrayList<>();

        FsckReport report = Fsck.of(data.stores())
                .withSecondLookAfter(Duration.ofMillis(1))
                .repair(found::add, (step, done, total) -> {
                    if (done == total) {
                        steps.add(step + " " + done);
                    }
                });

        assertThat(report.counts())
                .containsExactly(
                        new FsckReport.Count("session_of_erased_user", Severity.ERROR, 1, 1),
                        new FsckReport.Count("session_not_archived", Severity.WARNING, 1, 1),
                        new FsckReport.Count("archived_session_queued", Severity.INFO, 1, 1));
        assertThat(report.found()).isEqualTo(report.repaired()).isEqualTo(found.size());
        assertThat(steps).containsExactly("products 0", "sessions 3");
        assertThat(Json.parseObject(report.toJson()))
                .containsEntry("clean", true)
                .containsEntry("sessions", 3L)
                .containsEntry("found", 3L)
                .containsEntry("repaired", 3L)
                .extractingByKey("counts")
                .isEqualTo(Map.of(
                        "session_of_erased_user", Map.of("severity", "error", "found", 1L, "repaired", 1L),
                        "session_not_archived", Map.of("severity", "warning", "found", 1L, "repaired", 1L),
                        "archived_session_queued", Map.of("severity", "info", "found", 1L, "repaired", 1L)));
        assertThat(found.get(0).toString())
                .startsWith("WARNING session_not_archived: session " + unqueued.id() + ": it is taken for archived")
                .endsWith("(repaired)");
    }

    private Session start() {
        return data.sessions().start(ANNA);
    }

    private FsckReport check() {
        return check(data.stores());
    }

    private FsckReport check(List<Store> checked) {
        return run(checked, false);
    }

    private FsckReport repair() {
        return repair(data.stores());
    }

    private FsckReport repair(List<Store> checked) {
        return run(checked, true);
    }

    private FsckReport run(List<Store> checked, boolean repair) {
        found.clear();
        Fsck fsck = Fsck.of(checked).withSecondLookAfter(Duration.ofMillis(1));
        return repair ? fsck.repair(found::add, ProgressListener.NONE) : fsck.check(found::add, ProgressListener.NONE);
    }

    private void found(String code, Severity severity, Session session, Repair repair) {
        assertThat(found).anySatisfy(each -> {
            assertThat(each.code()).isEqualTo(code);
            assertThat(each.severity()).isEqualTo(severity);
            assertThat(each.subject()).isEqualTo("session " + session.id());
            assertThat(each.repair()).isEqualTo(repair);
        });
    }

    /** The stores, of which another program does something when the archive has just been asked for the first time. */
    private List<Store> afterVersionsAreRead(Runnable meanwhile) {
        AtomicInteger reads = new AtomicInteger();
        return List.of(stores.sessions(), archiveStore(versions -> {
            if (reads.incrementAndGet() == 1) {
                meanwhile.run();
            }
            return versions;
        }));
    }

    private ArchiveStore archiveStore(Function<Object, Object> versionsOf) {
        return proxy(
                ArchiveStore.class,
                stores.archive(),
                "archive",
                result -> proxy(SessionArchive.class, archive, "versionsOf", versionsOf));
    }

    /** The same object, what one of its methods returns passed through a function. */
    private static <T> T proxy(Class<T> type, T target, String method, Function<Object, Object> result) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, args) -> {
            try {
                Object returned = called.invoke(target, args);
                return called.getName().equals(method) ? result.apply(returned) : returned;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
