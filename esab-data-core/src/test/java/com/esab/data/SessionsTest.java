package com.esab.data;

import com.esab.data.Sessions.Completion.Outcome;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.error.ConflictException;
import com.esab.data.error.NotFoundException;
import com.esab.data.error.RejectedSelectionException;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionState;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.CatalogStore;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The life of a session over a small catalogue: a big power source that takes everything, one that cools itself, and a
 * compact one that takes accessories only; a water-cooled and a gas-cooled line of components.
 */
final class SessionsTest {

    private static final Gin BIG = Gin.of("P000000001");
    private static final Gin COMPACT = Gin.of("P000000002");
    private static final Gin SELF_COOLING = Gin.of("P000000003");
    private static final Gin WATER_FEEDER = Gin.of("F000000001");
    private static final Gin GAS_FEEDER = Gin.of("F000000002");
    private static final Gin COOLER = Gin.of("C000000001");
    private static final Gin NO_COOLER = Gin.of("C000000000");
    private static final Gin WATER_CABLE = Gin.of("I000000001");
    private static final Gin GAS_CABLE = Gin.of("I000000002");
    private static final Gin WATER_TORCH = Gin.of("T000000001");
    private static final Gin GAS_TORCH = Gin.of("T000000002");
    private static final Gin REMOTE = Gin.of("A000000001");
    private static final Gin TROLLEY = Gin.of("A000000002");

    private final MovableClock clock = new MovableClock();
    private final InMemoryStores stores = new InMemoryStores(clock);
    private final EsabData data = EsabData.builder()
            .catalog(stores.catalog())
            .sessions(stores.sessions())
            .archive(stores.archive())
            .clock(clock)
            .archiver(ArchiverSettings.defaults().withBackground(false))
            .build();
    private final Sessions sessions = data.sessions();
    private SessionId id = SessionId.of("none-yet");

    @BeforeEach
    void loadAndStart() {
        data.catalog()
                .load(CatalogData.of(
                        List.of(
                                product(ComponentType.POWER_SOURCE, BIG, mandatory("feeder", "cooler")),
                                product(
                                        ComponentType.POWER_SOURCE,
                                        COMPACT,
                                        notApplicable("feeder", "cooler", "interconnector", "torch")),
                                product(ComponentType.POWER_SOURCE, SELF_COOLING, notApplicable("cooler")),
                                product(ComponentType.FEEDER, WATER_FEEDER, Map.of()),
                                product(ComponentType.FEEDER, GAS_FEEDER, Map.of()),
                                product(ComponentType.COOLER, COOLER, Map.of()),
                                product(ComponentType.COOLER, NO_COOLER, Map.of("placeholder", true)),
                                product(ComponentType.INTERCONNECTOR, WATER_CABLE, Map.of()),
                                product(ComponentType.INTERCONNECTOR, GAS_CABLE, Map.of()),
                                product(ComponentType.TORCH, WATER_TORCH, Map.of()),
                                product(ComponentType.TORCH, GAS_TORCH, Map.of()),
                                product(ComponentType.ACCESSORY, REMOTE, Map.of()),
                                product(ComponentType.ACCESSORY, TROLLEY, Map.of())),
                        List.of(
                                Compatibility.of(WATER_FEEDER, BIG, 1),
                                Compatibility.of(WATER_FEEDER, SELF_COOLING, 1),
                                Compatibility.of(GAS_FEEDER, BIG, 2),
                                Compatibility.of(COOLER, BIG, 1),
                                Compatibility.of(NO_COOLER, BIG),
                                Compatibility.of(NO_COOLER, GAS_FEEDER),
                                Compatibility.of(WATER_CABLE, WATER_FEEDER),
                                Compatibility.of(GAS_CABLE, GAS_FEEDER),
                                Compatibility.of(WATER_TORCH, WATER_FEEDER),
                                Compatibility.of(GAS_TORCH, GAS_FEEDER),
                                Compatibility.of(REMOTE, BIG),
                                Compatibility.of(REMOTE, COMPACT),
                                Compatibility.of(TROLLEY, BIG))));
        id = sessions.start(UserId.of("user-1")).id();
    }

    @AfterEach
    void close() {
        data.close();
    }

    @Test
    void a_session_goes_from_component_to_component_to_its_end() {
        assertThat(sessions.find(id).orElseThrow().state()).isEqualTo(SessionState.POWER_SOURCE_SELECTION);
        assertThat(sessions.select(id, BIG).state()).isEqualTo(SessionState.FEEDER_SELECTION);
        assertThat(sessions.select(id, WATER_FEEDER).state()).isEqualTo(SessionState.COOLER_SELECTION);
        assertThat(sessions.select(id, COOLER).state()).isEqualTo(SessionState.INTERCONNECTOR_SELECTION);
        assertThat(sessions.skip(id, ComponentType.INTERCONNECTOR).state()).isEqualTo(SessionState.TORCH_SELECTION);
        assertThat(sessions.select(id, WATER_TORCH).state()).isEqualTo(SessionState.ACCESSORIES_SELECTION);
        assertThat(sessions.select(id, REMOTE).state()).isEqualTo(SessionState.ACCESSORIES_SELECTION);
        assertThat(sessions.select(id, TROLLEY).state()).isEqualTo(SessionState.ACCESSORIES_SELECTION);
        Session last = sessions.skip(id, ComponentType.ACCESSORY);

        assertThat(last.state()).isEqualTo(SessionState.FINALIZE);
        assertThat(gins(last)).containsExactly(BIG, WATER_FEEDER, COOLER, WATER_TORCH, REMOTE, TROLLEY);
        assertThat(last.selection().nones()).containsExactly(ComponentType.INTERCONNECTOR);
        assertThat(last.selection().products().get(0).name()).isEqualTo("PowerSource P000000001");
        assertThat(sessions.find(id)).contains(last);
    }

    @Test
    void a_state_whose_component_the_power_source_does_not_take_is_passed_over() {
        sessions.select(id, SELF_COOLING);
        assertThat(sessions.select(id, WATER_FEEDER).state()).isEqualTo(SessionState.INTERCONNECTOR_SELECTION);

        SessionId other = sessions.start().id();
        assertThat(sessions.select(other, COMPACT).state()).isEqualTo(SessionState.ACCESSORIES_SELECTION);
    }

    @Test
    void a_component_chosen_ahead_does_not_pass_over_what_is_still_to_be_answered() {
        assertThat(sessions.select(id, WATER_TORCH).state()).isEqualTo(SessionState.POWER_SOURCE_SELECTION);
        assertThat(sessions.select(id, COOLER).state()).isEqualTo(SessionState.POWER_SOURCE_SELECTION);
        assertThat(sessions.select(id, BIG).state()).isEqualTo(SessionState.FEEDER_SELECTION);
        assertThat(sessions.select(id, WATER_FEEDER).state())
                .as("the cooler is answered already")
                .isEqualTo(SessionState.INTERCONNECTOR_SELECTION);
        assertThat(sessions.skip(id, ComponentType.INTERCONNECTOR).state())
                .isEqualTo(SessionState.ACCESSORIES_SELECTION);
    }

    @Test
    void accessories_skipped_ahead_of_their_time_do_not_end_the_dialogue() {
        sessions.select(id, BIG);

        assertThat(sessions.skip(id, ComponentType.ACCESSORY).state()).isEqualTo(SessionState.FEEDER_SELECTION);
    }

    @Test
    void another_feeder_opens_what_no_longer_fits_and_goes_back_to_it() {
        configureWaterCooled();

        Session changed = sessions.select(id, GAS_FEEDER);

        assertThat(gins(changed)).containsExactly(BIG, GAS_FEEDER, COOLER, REMOTE);
        assertThat(changed.selection().isOpen(ComponentType.INTERCONNECTOR)).isTrue();
        assertThat(changed.selection().isOpen(ComponentType.TORCH)).isTrue();
        assertThat(changed.state()).isEqualTo(SessionState.INTERCONNECTOR_SELECTION);
        assertThat(sessions.select(id, GAS_CABLE).state()).isEqualTo(SessionState.TORCH_SELECTION);
        assertThat(sessions.select(id, GAS_TORCH).state()).isEqualTo(SessionState.ACCESSORIES_SELECTION);
    }

    @Test
    void another_power_source_opens_what_it_does_not_take_without_going_back_to_it() {
        configureWaterCooled();

        Session changed = sessions.select(id, COMPACT);

        assertThat(gins(changed)).containsExactly(COMPACT, REMOTE);
        assertThat(changed.state()).isEqualTo(SessionState.FINALIZE);
    }

    @Test
    void another_power_source_asks_for_what_the_one_before_did_not_take() {
        sessions.select(id, COMPACT);
        assertThat(sessions.skip(id, ComponentType.ACCESSORY).state()).isEqualTo(SessionState.FINALIZE);

        Session changed = sessions.select(id, BIG);

        assertThat(changed.state()).isEqualTo(SessionState.FEEDER_SELECTION);
    }

    @Test
    void a_mandatory_component_that_nothing_stands_for_cannot_be_skipped() {
        sessions.select(id, BIG);

        assertThatExceptionOfType(RejectedSelectionException.class)
                .isThrownBy(() -> sessions.skip(id, ComponentType.FEEDER))
                .withMessageContaining("Feeder")
                .satisfies(e -> assertThat(e.violations()).isNotEmpty());
        assertThat(sessions.find(id).orElseThrow().state()).isEqualTo(SessionState.FEEDER_SELECTION);
    }

    @Test
    void a_torch_cannot_be_slipped_in_as_a_feeder_and_nothing_is_saved() {
        Session before = sessions.select(id, BIG);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sessions.update(
                        id,
                        session -> session.withSelection(session.selection()
                                .with(new SelectedProduct(WATER_TORCH, ComponentType.FEEDER, "no feeder")))))
                .withMessageContaining(WATER_TORCH.value())
                .withMessageContaining("Torch")
                .withMessageContaining("Feeder");
        assertThat(sessions.find(id)).contains(before);
    }

    @Test
    void the_same_accessory_twice_is_refused_and_nothing_is_saved() {
        sessions.select(id, COMPACT);
        Session before = sessions.select(id, REMOTE);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sessions.select(id, REMOTE))
                .withMessageContaining("selected already");
        assertThat(sessions.find(id)).contains(before);
    }

    @Test
    void a_session_whose_user_was_erased_meanwhile_is_not_reported_as_archived() {
        sessions.select(id, COMPACT);
        stores.archive().archive().erase(List.of(id));

        assertThat(sessions.complete(id).outcome()).isEqualTo(Outcome.NOT_ARCHIVED);
        assertThat(sessions.find(id)).isEmpty();
        assertThat(stores.sessions().sessions().findHeld(id)).isEmpty();
    }

    @Test
    void the_same_answer_again_changes_nothing_but_the_version() {
        configureWaterCooled();
        Session before = sessions.find(id).orElseThrow();

        Session after = sessions.select(id, WATER_FEEDER);

        assertThat(after.selection()).isEqualTo(before.selection());
        assertThat(after.state()).isEqualTo(before.state());
    }

    @Test
    void a_product_that_leads_nowhere_is_refused_and_nothing_is_saved() {
        sessions.select(id, BIG);
        Session before = sessions.select(id, GAS_FEEDER);

        assertThatExceptionOfType(RejectedSelectionException.class)
                .isThrownBy(() -> sessions.select(id, WATER_TORCH))
                .withMessageContaining("Torch T000000001 (T000000001) does not fit Feeder F000000002 (F000000002)")
                .satisfies(e -> assertThat(e.violations()).hasSize(1));
        assertThat(sessions.find(id)).contains(before);
    }

    @Test
    void what_cannot_be_selected_at_all_says_why() {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> sessions.select(id, Gin.of("X000000001")))
                .withMessage("the catalogue has no product X000000001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sessions.select(id, NO_COOLER))
                .withMessageContaining("is a placeholder");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> sessions.select(SessionId.of("nobody"), BIG))
                .withMessageContaining("session nobody is not live");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sessions.skip(id, ComponentType.POWER_SOURCE))
                .withMessageContaining("cannot be skipped");
        sessions.select(id, REMOTE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sessions.select(id, REMOTE))
                .withMessageContaining("selected already");
    }

    @Test
    void a_component_that_a_package_cannot_do_without_can_be_skipped_only_when_it_is_not_mandatory() {
        sessions.select(id, BIG);
        sessions.select(id, WATER_FEEDER);

        assertThatExceptionOfType(RejectedSelectionException.class)
                .as("no placeholder stands for a missing cooler beside the water-cooled feeder, if it were anchored")
                .isThrownBy(() -> {
                    data.catalog().remove(List.of(NO_COOLER));
                    data.catalog()
                            .load(CatalogData.of(
                                    List.of(product(ComponentType.COOLER, NO_COOLER, Map.of("placeholder", true))),
                                    List.of(Compatibility.of(NO_COOLER, GAS_FEEDER))));
                    sessions.skip(id, ComponentType.COOLER);
                })
                .withMessageContaining("needs a Cooler");
        assertThat(sessions.find(id).orElseThrow().state()).isEqualTo(SessionState.COOLER_SELECTION);
    }

    @Test
    void an_optional_component_that_none_cannot_stand_for_stays_open_and_the_dialogue_goes_on() {
        data.catalog()
                .load(CatalogData.of(
                        List.of(product(ComponentType.TORCH, Gin.of("T000000000"), Map.of("placeholder", true))),
                        List.of(Compatibility.of(Gin.of("T000000000"), GAS_FEEDER))));
        sessions.select(id, BIG);
        sessions.select(id, WATER_FEEDER);
        sessions.select(id, COOLER);
        sessions.skip(id, ComponentType.INTERCONNECTOR);

        Session skipped = sessions.skip(id, ComponentType.TORCH);

        assertThat(skipped.selection().isOpen(ComponentType.TORCH)).isTrue();
        assertThat(skipped.state()).isEqualTo(SessionState.ACCESSORIES_SELECTION);
        assertThat(sessions.complete(id).outcome()).as("the torch is optional").isEqualTo(Outcome.ARCHIVED);
    }

    @Test
    void an_update_of_anything_but_the_selection_is_just_saved() {
        Session updated = sessions.update(id, session -> session.withMessage(Message.user("hello", Instant.EPOCH)));

        assertThat(updated.messages()).hasSize(1);
        assertThat(sessions.find(id)).contains(updated);
        assertThat(sessions.update(id, session -> session).version()).isEqualTo(updated.version());
    }

    @Test
    void an_update_of_the_selection_is_checked_before_it_is_saved() {
        Session before = sessions.select(id, BIG);
        SelectedProduct gasFeeder = selected(ComponentType.FEEDER, GAS_FEEDER);
        SelectedProduct waterTorch = selected(ComponentType.TORCH, WATER_TORCH);

        assertThatExceptionOfType(RejectedSelectionException.class)
                .isThrownBy(() -> sessions.update(
                        id,
                        session -> session.withSelection(
                                session.selection().with(gasFeeder).with(waterTorch))))
                .satisfies(e -> assertThat(e.violations()).isNotEmpty());
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> sessions.update(
                        id,
                        session -> session.withSelection(
                                session.selection().with(selected(ComponentType.TORCH, Gin.of("X000000001"))))));
        assertThat(sessions.find(id)).contains(before);
        assertThat(sessions.update(
                                id,
                                session -> session.withSelection(
                                        session.selection().with(gasFeeder)))
                        .selection()
                        .chosen(ComponentType.FEEDER))
                .contains(gasFeeder);
    }

    @Test
    void an_update_does_not_end_a_session() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sessions.update(id, session -> session.withStatus(SessionStatus.COMPLETED)))
                .withMessageContaining("does not end a session");
    }

    @Test
    void a_complete_session_becomes_one_row_of_the_archive_and_is_no_longer_live() {
        configureWaterCooled();

        Sessions.Completion completion = sessions.complete(id);

        assertThat(completion.outcome()).isEqualTo(Outcome.ARCHIVED);
        assertThat(completion.session().status()).isEqualTo(SessionStatus.COMPLETED);
        assertThat(completion.session().state()).isEqualTo(SessionState.FINALIZE);
        ArchivedSession row = data.archive().find(id).orElseThrow();
        assertThat(row.session()).contains(completion.session());
        assertThat(row.productSelectionsCount()).isEqualTo(6);
        assertThat(sessions.find(id)).isEmpty();
        assertThat(sessions.ofUser(UserId.of("user-1"))).containsExactly(completion.session());
        assertThat(stores.sessions().sessions().ofUser(UserId.of("user-1"))).isEmpty();
        assertThat(sessions.touch(id)).isFalse();
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> sessions.select(id, TROLLEY));
    }

    @Test
    void completing_again_succeeds_with_the_same_result() {
        configureWaterCooled();

        Sessions.Completion first = sessions.complete(id);

        assertThat(sessions.complete(id)).isEqualTo(first);
        assertThat(data.archive().summary().totalSessions()).isEqualTo(1);
    }

    @Test
    void a_session_without_a_mandatory_answer_is_not_completed() {
        assertThatExceptionOfType(RejectedSelectionException.class)
                .isThrownBy(() -> sessions.complete(id))
                .withMessageContaining("it still needs an answer for PowerSource");
        sessions.select(id, BIG);
        assertThatExceptionOfType(RejectedSelectionException.class)
                .isThrownBy(() -> sessions.complete(id))
                .withMessageContaining("Feeder, Cooler");
        assertThat(sessions.find(id).orElseThrow().status()).isEqualTo(SessionStatus.ACTIVE);
        assertThat(data.archive().find(id)).isEmpty();
    }

    @Test
    void a_session_that_the_catalogue_has_overtaken_is_not_completed() {
        configureWaterCooled();
        data.catalog().remove(List.of(COOLER));
        data.catalog().load(CatalogData.of(List.of(product(ComponentType.COOLER, COOLER, Map.of())), List.of()));

        assertThatExceptionOfType(RejectedSelectionException.class)
                .isThrownBy(() -> sessions.complete(id))
                .withMessageContaining("Cooler C000000001 (C000000001) goes with nothing that is chosen");
        assertThat(sessions.find(id)).isPresent();
    }

    @Test
    void what_is_optional_may_stay_open_even_where_nothing_could_fill_it_any_more() {
        data.catalog()
                .load(CatalogData.of(
                        List.of(product(ComponentType.TORCH, Gin.of("T000000000"), Map.of("placeholder", true))),
                        List.of(Compatibility.of(Gin.of("T000000000"), GAS_FEEDER))));
        sessions.select(id, BIG);
        sessions.select(id, WATER_FEEDER);
        sessions.select(id, COOLER);
        data.catalog().remove(List.of(WATER_TORCH));

        assertThat(data.compatibility()
                        .check(sessions.find(id).orElseThrow().selection())
                        .completable())
                .isFalse();
        assertThat(sessions.complete(id).session().status()).isEqualTo(SessionStatus.COMPLETED);
    }

    @Test
    void a_session_that_never_was_cannot_be_completed() {
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> sessions.complete(SessionId.of("nobody")));
    }

    @Test
    void an_id_of_the_apps_own_is_used_once() {
        sessions.start(SessionId.of("mine"), Optional.empty());

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> sessions.start(SessionId.of("mine"), Optional.empty()));
    }

    @Test
    void racing_selects_of_different_products_all_arrive() throws Exception {
        sessions.select(id, BIG);
        List<Gin> accessories =
                IntStream.range(0, 8).mapToObj(i -> Gin.of("A10000000" + i)).toList();
        data.catalog()
                .load(CatalogData.of(
                        accessories.stream()
                                .map(gin -> product(ComponentType.ACCESSORY, gin, Map.of()))
                                .toList(),
                        accessories.stream()
                                .map(gin -> Compatibility.of(gin, BIG))
                                .toList()));

        atOnce(accessories.stream()
                .<Callable<Object>>map(gin -> () -> sessions.select(id, gin))
                .toList());

        assertThat(sessions.find(id).orElseThrow().selection().accessories())
                .extracting(SelectedProduct::gin)
                .containsExactlyInAnyOrderElementsOf(accessories);
    }

    @Test
    void racing_selects_for_one_slot_leave_a_selection_that_fits() throws Exception {
        sessions.select(id, BIG);
        sessions.select(id, WATER_FEEDER);

        atOnce(IntStream.range(0, 8)
                .<Callable<Object>>mapToObj(i -> () -> i % 2 == 0
                        ? sessions.select(id, i % 4 == 0 ? GAS_FEEDER : WATER_FEEDER)
                        : selectOrBeRefused(i % 4 == 1 ? GAS_TORCH : WATER_TORCH))
                .toList());

        Selection selection = sessions.find(id).orElseThrow().selection();
        assertThat(data.compatibility().check(selection).fits())
                .as("%s", selection)
                .isTrue();
        assertThat(data.compatibility().check(selection).completable()).isTrue();
    }

    @Test
    void a_completion_that_finds_another_one_ahead_of_its_own_save_succeeds_as_well() {
        configureWaterCooled();
        AtomicBoolean first = new AtomicBoolean(true);
        CatalogStore overtaken = (CatalogStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {CatalogStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("compatibility") && first.getAndSet(false)) {
                        sessions.complete(id);
                    }
                    return method.invoke(stores.catalog(), arguments);
                });
        try (EsabData other = EsabData.builder()
                .catalog(overtaken)
                .sessions(stores.sessions())
                .archive(stores.archive())
                .build()) {
            assertThat(other.sessions().complete(id)).isEqualTo(sessions.complete(id));
        }
    }

    @Test
    void racing_completions_all_succeed_and_make_one_row() throws Exception {
        configureWaterCooled();

        List<Object> completions = atOnce(IntStream.range(0, 8)
                .<Callable<Object>>mapToObj(i -> () -> sessions.complete(id))
                .toList());

        assertThat(completions).hasSize(8).allMatch(completions.get(0)::equals);
        assertThat(data.archive().summary().totalSessions()).isEqualTo(1);
    }

    private Object selectOrBeRefused(Gin gin) {
        try {
            return sessions.select(id, gin);
        } catch (RejectedSelectionException e) {
            return e;
        }
    }

    private static List<Object> atOnce(List<Callable<Object>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Object>> futures = new ArrayList<>();
            for (Callable<Object> call : calls) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            start.countDown();
            List<Object> results = new ArrayList<>();
            for (Future<Object> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private void configureWaterCooled() {
        sessions.select(id, BIG);
        sessions.select(id, WATER_FEEDER);
        sessions.select(id, COOLER);
        sessions.select(id, WATER_CABLE);
        sessions.select(id, WATER_TORCH);
        sessions.select(id, REMOTE);
        sessions.skip(id, ComponentType.ACCESSORY);
    }

    private static List<Gin> gins(Session session) {
        return session.selection().products().stream().map(SelectedProduct::gin).toList();
    }

    private static SelectedProduct selected(ComponentType type, Gin gin) {
        return new SelectedProduct(gin, type, type.label() + " " + gin);
    }

    private static Product product(ComponentType type, Gin gin, Map<String, ?> properties) {
        return Product.of(type, gin, type.label() + " " + gin, properties);
    }

    private static Map<String, String> mandatory(String... types) {
        return applicability("mandatory", types);
    }

    private static Map<String, String> notApplicable(String... types) {
        return applicability("not_applicable", types);
    }

    private static Map<String, String> applicability(String label, String... types) {
        return Arrays.stream(types).collect(Collectors.toMap(type -> "applicability_" + type, type -> label));
    }
}
