package com.esab.data.testkit.contract;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.AttributeFilter;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.compatibility.Page;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.compatibility.SelectionCheck;
import com.esab.data.compatibility.SelectionCheck.LoneAccessory;
import com.esab.data.compatibility.SelectionCheck.NoSuchNone;
import com.esab.data.compatibility.SelectionCheck.NotAnchored;
import com.esab.data.compatibility.SelectionCheck.NotApplicable;
import com.esab.data.compatibility.SelectionCheck.Pair;
import com.esab.data.error.NotFoundException;
import com.esab.data.store.CatalogStore;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static com.esab.data.testkit.contract.SmallCatalog.gin;
import static com.esab.data.testkit.contract.SmallCatalog.selected;
import static com.esab.data.testkit.contract.SmallCatalog.selection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What every {@link CompatibilityFinder} promises: the rules of compatibility, each on a catalogue made for it. */
public abstract class CompatibilityFinderContract {

    /** For subclasses. */
    protected CompatibilityFinderContract() {}

    /** The store under test; its catalogue holds nothing when a test begins. */
    protected abstract CatalogStore store();

    private CompatibilityFinder finder() {
        return store().compatibility();
    }

    private void given(SmallCatalog catalog) {
        store().catalog().load(catalog.data());
    }

    /** The candidates' short names, and {@code none} when that is an answer too. */
    private List<String> candidates(Mode mode, String letter, String... answers) {
        Page<Product> page = finder().candidates(CandidateQuery.of(SmallCatalog.type(letter), selection(answers))
                .mode(mode));
        assertThat(page.total()).isEqualTo(page.items().size());
        assertThat(page.next()).isEmpty();
        List<String> names = new ArrayList<>(page.items().stream()
                .map(product -> product.gin().value().replaceAll("0+$", ""))
                .toList());
        if (page.noneAllowed()) {
            names.add("none");
        }
        return names;
    }

    private List<String> completable(String letter, String... answers) {
        return candidates(Mode.COMPLETABLE, letter, answers);
    }

    private List<String> direct(String letter, String... answers) {
        return candidates(Mode.DIRECT, letter, answers);
    }

    private SelectionCheck check(String... answers) {
        return finder().check(selection(answers));
    }

    /** A power source with one feeder, cooler, interconnector and torch that are made for each other. */
    private static SmallCatalog line() {
        return new SmallCatalog()
                .with("P1", "F1", "C1", "I1", "T1")
                .joins("F1", "P1")
                .joins("C1", "P1")
                .joins("I1", "P1", "F1")
                .joins("T1", "P1", "F1");
    }

    @Test
    void compatible_products_come_by_priority_then_name_then_gin_placeholders_too() {
        given(new SmallCatalog()
                .with("P1", "P2", "NF1")
                .named("F1", "b")
                .named("F2", "a")
                .named("F3", "c")
                .named("F5", "a")
                .named("F4", "far")
                .joins("F1", "P1")
                .joins("F2", "P1")
                .joins("F5", "P1")
                .joins("F3", "P1", 2)
                .joins("NF1", "P1", 1)
                .joins("F4", "P2"));

        assertThat(finder().compatibleWith(gin("P1"), ComponentType.FEEDER))
                .extracting(Product::gin)
                .containsExactly(gin("NF1"), gin("F3"), gin("F2"), gin("F5"), gin("F1"));
        assertThat(finder().compatibleWith(gin("F3"), ComponentType.POWER_SOURCE))
                .extracting(Product::gin)
                .containsExactly(gin("P1"));
        assertThat(finder().compatibleWith(gin("F3"), ComponentType.TORCH)).isEmpty();
    }

    @Test
    void two_accessories_are_compatible_whichever_way_their_edge_runs() {
        given(new SmallCatalog()
                .with("A1", "A2", "A3")
                .joins("A1", "A2", 5)
                .joins("A2", "A1", 1)
                .joins("A3", "A1", 3));

        assertThat(finder().compatibleWith(gin("A1"), ComponentType.ACCESSORY))
                .extracting(Product::gin)
                .containsExactly(gin("A2"), gin("A3"));
    }

    @Test
    void a_bound_product_fits_only_what_its_edges_lead_to() {
        given(line().with("P2", "F2").joins("F2", "P2"));

        assertThat(completable("F", "P1")).containsExactly("F1", "none");
        assertThat(direct("F", "P1")).containsExactly("F1", "none");
        assertThat(check("P1", "F2").violations()).containsExactly(new Pair(selected("F2"), selected("P1")));
        assertThat(completable("P", "F2")).containsExactly("P2");
    }

    @Test
    void an_unbound_product_fits_by_exclusion_but_needs_an_anchor() {
        given(new SmallCatalog()
                .with("P1", "P2", "F1", "F2", "T1")
                .joins("F1", "P1")
                .joins("F2", "P2")
                .joins("T1", "F1"));

        assertThat(check("P1", "F1", "-C", "-I", "T1").complete()).isTrue();
        assertThat(check("P2", "-F", "-C", "-I", "T1").violations()).containsExactly(new NotAnchored(selected("T1")));
        assertThat(completable("T", "P2")).containsExactly("none");
        assertThat(check("P2", "T1").violations()).isEmpty();
        assertThat(check("P2", "T1").completable()).isFalse();
    }

    @Test
    void a_product_without_any_edge_fits_nothing() {
        given(line().with("T2", "A1"));

        assertThat(completable("T", "P1", "F1")).containsExactly("T1", "none");
        assertThat(completable("A", "P1", "F1")).isEmpty();
        assertThat(direct("T", "P1", "F1")).containsExactly("T1", "none");
        assertThat(direct("T")).containsExactly("T1", "T2", "none");
    }

    @Test
    void direct_candidates_fit_all_that_is_chosen_and_are_joined_to_some_of_it() {
        given(line().with("T2", "T3", "I2").joins("T2", "P1").joins("T3", "I2").joins("I2", "P1"));

        assertThat(direct("T", "P1", "F1", "I1")).containsExactly("T1", "T2", "none");
        assertThat(direct("T", "P1", "I2")).containsExactly("T1", "T2", "T3", "none");
    }

    @Test
    void a_direct_candidate_may_be_a_dead_end_and_a_completable_one_is_not() {
        given(new SmallCatalog()
                .with("P1", "F1", "F2", "NC1", "T1")
                .joins("F1", "P1")
                .joins("F2", "P1")
                .joins("NC1", "P1", "F1")
                .joins("T1", "P1"));

        assertThat(direct("F", "P1")).containsExactly("F1", "F2", "none");
        assertThat(completable("F", "P1")).containsExactly("F1", "none");
        assertThat(check("P1", "F2").violations()).isEmpty();
        assertThat(check("P1", "F2").completable()).isFalse();
        assertThat(check("P1", "F2", "-C").violations()).containsExactly(new NoSuchNone(ComponentType.COOLER));
    }

    @Test
    void an_open_power_source_is_filled_in_when_completing() {
        given(line().with("P2", "F2", "T2").joins("F2", "P2").joins("T2", "P1"));

        assertThat(completable("F", "T2")).containsExactly("F1", "none");
        assertThat(completable("P", "F2", "T2")).isEmpty();
        assertThat(check("F2", "T2").completable()).isFalse();
        assertThat(check("F1").missing()).containsExactly(ComponentType.POWER_SOURCE);
        assertThat(check("F1").applicability()).isEmpty();
    }

    @Test
    void placeholders_stand_for_all_nones_jointly() {
        given(new SmallCatalog()
                .with("P1", "F1", "NC1", "NC2", "NI1", "NI2")
                .joins("F1", "P1")
                .joins("NC1", "P1", "F1")
                .joins("NC2", "P1")
                .joins("NI1", "P1", "NC2")
                .joins("NI2", "NC1"));

        assertThat(check("P1", "F1", "-C", "-I", "-T").complete()).isTrue();
        store().catalog().remove(List.of(gin("NC1")));
        assertThat(check("P1", "F1", "-C", "-I", "-T").complete()).isTrue();
        store().catalog().remove(List.of(gin("NC2")));
        given(new SmallCatalog().with("NC3", "F2").joins("NC3", "F2"));
        assertThat(check("P1", "F1", "-C", "-I", "-T").violations())
                .containsExactly(new NoSuchNone(ComponentType.COOLER));
    }

    @Test
    void none_takes_no_part_where_the_catalogue_has_no_placeholder() {
        given(line().with("NT1").joins("NT1", "P1"));

        assertThat(completable("C", "P1", "F1")).containsExactly("C1", "none");
        assertThat(check("P1", "F1", "-C", "-I", "-T").complete()).isTrue();
        assertThat(check("P1", "-F", "-C", "-I", "-T").complete()).isTrue();
    }

    @Test
    void a_product_may_be_anchored_by_the_placeholder_of_a_none() {
        given(new SmallCatalog()
                .with("P1", "NF1", "T1", "T2", "NT1", "F1")
                .joins("NF1", "P1")
                .joins("F1", "P1")
                .joins("T1", "NF1")
                .joins("T2", "F1")
                .joins("NT1", "P1"));

        assertThat(check("P1", "-F", "-C", "-I", "T1").complete()).isTrue();
        assertThat(completable("T", "P1", "-F")).containsExactly("T1", "none");
        assertThat(direct("T", "P1", "-F")).containsExactly("T1", "none");
        assertThat(direct("T", "-F")).containsExactly("T1", "none");
        assertThat(completable("F", "T1")).containsExactly("none");
    }

    @Test
    void a_placeholder_needs_an_anchor_of_its_own_when_everything_is_answered() {
        given(line().with("NC1", "C2", "I2")
                .joins("I2", "P1", "NC1")
                .joins("NC1", "F9X")
                .with("F9X"));

        assertThat(direct("C", "P1")).containsExactly("C1", "none");
        assertThat(completable("C", "P1", "-F")).containsExactly("C1");
        assertThat(check("P1", "-F", "-C", "-I", "-T").violations())
                .containsExactly(new NoSuchNone(ComponentType.COOLER));
        assertThat(check("P1", "-F", "-C").violations()).isEmpty();
    }

    @Test
    void a_component_that_is_not_applicable_takes_no_part_and_is_never_offered() {
        given(new SmallCatalog()
                .with("P1", Map.of("applicability_cooler", "not_applicable"))
                .with("P2", "F1", "C1", "T1", "T2")
                .joins("F1", "P1", "P2")
                .joins("C1", "P1", "P2")
                .joins("T1", "C1")
                .joins("T2", "P1", "C1"));

        assertThat(completable("C", "P1")).isEmpty();
        assertThat(direct("C", "P1")).isEmpty();
        assertThat(completable("T", "P1", "F1")).containsExactly("T2", "none");
        assertThat(check("P1", "C1").violations()).containsExactly(new NotApplicable(selected("C1"), selected("P1")));
        assertThat(check("P1", "C1").completable()).isFalse();
        assertThat(check("P1", "F1", "-C", "-I", "-T").complete()).isTrue();
        assertThat(check("P1", "F1", "-I", "-T").complete()).isTrue();
        assertThat(completable("P", "C1")).containsExactly("P2");
        assertThat(direct("P", "C1")).containsExactly("P2");
        assertThat(completable("F", "P1", "C1")).isEmpty();
    }

    @Test
    void the_check_tells_applicability_and_what_is_missing() {
        given(line().with("P2", Map.of("applicability_torch", "optional", "applicability_accessory", "not_applicable"))
                .with("NI1", "A1")
                .joins("A1", "P2")
                .joins("F1", "P2")
                .defaults(ComponentType.TORCH, Applicability.MANDATORY)
                .defaults(ComponentType.INTERCONNECTOR, Applicability.MANDATORY)
                .defaults(ComponentType.FEEDER, Applicability.MANDATORY));

        SelectionCheck check = check("P2", "-F", "-I");
        assertThat(check.missing()).containsExactly(ComponentType.FEEDER);
        assertThat(check.applicability())
                .isEqualTo(Map.of(
                        ComponentType.FEEDER, Applicability.MANDATORY,
                        ComponentType.COOLER, Applicability.OPTIONAL,
                        ComponentType.INTERCONNECTOR, Applicability.MANDATORY,
                        ComponentType.TORCH, Applicability.OPTIONAL,
                        ComponentType.ACCESSORY, Applicability.NOT_APPLICABLE));
        assertThat(completable("A", "P2")).isEmpty();
        assertThat(direct("A", "P2")).isEmpty();
        assertThat(check("P2", "A1").violations()).containsExactly(new NotApplicable(selected("A1"), selected("P2")));
        assertThat(check("P1").missing())
                .containsExactly(ComponentType.FEEDER, ComponentType.INTERCONNECTOR, ComponentType.TORCH);
    }

    @Test
    void an_accessory_made_for_accessories_needs_one_of_them() {
        given(line().with("A1", "A2", "A3", "A4")
                .joins("A1", "P1")
                .joins("A2", "A1", "A4")
                .joins("A3", "P1", "A1")
                .joins("A4", "P1"));

        assertThat(check("P1", "A2").violations()).containsExactly(new LoneAccessory(selected("A2")));
        assertThat(check("P1", "A2", "A1").fits()).isTrue();
        assertThat(check("P1", "A2", "A1").completable()).isTrue();
        assertThat(check("P1", "A3").violations()).containsExactly(new LoneAccessory(selected("A3")));
        assertThat(completable("A", "P1")).containsExactly("A1", "A4");
        assertThat(completable("A", "P1", "A1")).containsExactly("A2", "A3", "A4");
        assertThat(direct("A", "P1", "A4")).containsExactly("A1", "A2");
        assertThat(completable("T", "P1", "F1", "A2")).isEmpty();
    }

    @Test
    void placeholders_of_accessories_are_ignored() {
        given(line().with("A1", "NA1").joins("A1", "P1", "NA1"));

        assertThat(completable("A", "P1")).containsExactly("A1");
        assertThat(check("P1", "A1").fits()).isTrue();
    }

    @Test
    void several_accessories_may_be_chosen_and_each_only_once() {
        given(line().with("A1", "A2").joins("A1", "P1").joins("A2", "F1"));

        assertThat(completable("A", "P1", "F1", "A1")).containsExactly("A2");
        assertThat(check("P1", "F1", "-C", "-I", "-T", "A1", "A2").complete()).isTrue();
        assertThat(check("P1", "-F", "-C", "-I", "-T", "A2").violations())
                .containsExactly(new NotAnchored(selected("A2")));
    }

    @Test
    void what_stands_in_the_slot_is_replaced_and_not_offered_again() {
        given(line().with("F2").joins("F2", "P1"));

        assertThat(completable("F", "P1", "F1")).containsExactly("F2", "none");
        assertThat(direct("F", "P1", "F1")).containsExactly("F2", "none");
    }

    @Test
    void next_to_a_selection_that_cannot_be_completed_nothing_is_offered() {
        given(line().with("P2", "F2").joins("F2", "P2"));

        assertThat(completable("T", "P1", "F2")).isEmpty();
        assertThat(direct("T", "P1", "F2")).isEmpty();
        assertThat(completable("F", "P1", "F2")).containsExactly("F1", "none");
    }

    @Test
    void violations_come_by_types_then_gins() {
        given(line().with("P2", "F2", "T2", "A2", "A1")
                .joins("F2", "P2")
                .joins("T2", "P2", "F1")
                .joins("A2", "P2")
                .joins("A1", "P2"));

        assertThat(check("P1", "A2", "T2", "F2", "A1").violations())
                .containsExactly(
                        new Pair(selected("F2"), selected("P1")),
                        new Pair(selected("T2"), selected("P1")),
                        new Pair(selected("T2"), selected("F2")),
                        new Pair(selected("A1"), selected("P1")),
                        new Pair(selected("A2"), selected("P1")));
    }

    private List<Gin> filtered(AttributeFilter... filters) {
        CandidateQuery query = CandidateQuery.of(ComponentType.INTERCONNECTOR, selection("P1"));
        for (AttributeFilter filter : filters) {
            query = query.filter(filter);
        }
        Page<Product> direct = finder().candidates(query.mode(Mode.DIRECT));
        Page<Product> completable = finder().candidates(query);
        assertThat(completable).isEqualTo(direct);
        assertThat(completable.total()).isEqualTo(completable.items().size());
        return completable.items().stream().map(Product::gin).toList();
    }

    /** Cables of five and fifteen metres, written in several ways. */
    private static SmallCatalog cables() {
        return new SmallCatalog()
                .with("P1")
                .with("I1", Map.of("cable_length", "5 m", "cooling", "Gas", "current", "5-300 A"))
                .with("I2", Map.of("cable_length", "15 m", "cooling", "Water", "current", "400 A"))
                .with("I3", Map.of("cable_length", "5.0 m", "tags", List.of("robot", "Heavy duty")))
                .with("I4", Map.of("cable_length", "500 cm", "length_m", 15))
                .with("I5", Map.of("length_m", new BigDecimal("4.5"), "heated", true))
                .joins("I1", "P1")
                .joins("I2", "P1")
                .joins("I3", "P1")
                .joins("I4", "P1")
                .joins("I5", "P1");
    }

    @Test
    void filters_understand_units_so_that_5_m_is_not_15_m() {
        given(cables());

        assertThat(filtered(AttributeFilter.is("cable_length", "5 m")))
                .containsExactly(gin("I1"), gin("I3"), gin("I4"));
        assertThat(filtered(AttributeFilter.is("cable_length", "1500 cm"))).containsExactly(gin("I2"));
        assertThat(filtered(AttributeFilter.atLeast("cable_length", "5.1 m"))).containsExactly(gin("I2"));
        assertThat(filtered(AttributeFilter.atMost("cable_length", "5000 mm")))
                .containsExactly(gin("I1"), gin("I3"), gin("I4"));
        assertThat(filtered(AttributeFilter.atLeast("length_m", "5 m"))).containsExactly(gin("I4"));
        assertThat(filtered(AttributeFilter.is("length_m", "4.5 m"))).containsExactly(gin("I5"));
    }

    @Test
    void a_range_passes_when_some_value_in_it_does() {
        given(cables());

        assertThat(filtered(AttributeFilter.atLeast("current", "250 A"))).containsExactly(gin("I1"), gin("I2"));
        assertThat(filtered(AttributeFilter.atLeast("current", "0.35 kA"))).containsExactly(gin("I2"));
        assertThat(filtered(AttributeFilter.atMost("current", "5 A"))).containsExactly(gin("I1"));
        assertThat(filtered(AttributeFilter.is("current", "60 A"))).containsExactly(gin("I1"));
    }

    @Test
    void texts_are_compared_in_any_case_and_one_element_of_a_list_is_enough() {
        given(cables());

        assertThat(filtered(AttributeFilter.is("cooling", "water"))).containsExactly(gin("I2"));
        assertThat(filtered(AttributeFilter.is("tags", "ROBOT"))).containsExactly(gin("I3"));
        assertThat(filtered(AttributeFilter.contains("tags", "duty"))).containsExactly(gin("I3"));
        assertThat(filtered(AttributeFilter.is("heated", "true"))).containsExactly(gin("I5"));
        assertThat(filtered(AttributeFilter.is("cooling", "Air"))).isEmpty();
    }

    @Test
    void several_filters_all_have_to_pass_and_the_total_counts_what_does() {
        given(cables());

        assertThat(filtered(AttributeFilter.is("cable_length", "5 m"), AttributeFilter.is("cooling", "Gas")))
                .containsExactly(gin("I1"));
        Page<Product> first = finder().candidates(CandidateQuery.of(ComponentType.INTERCONNECTOR, selection("P1"))
                .filter(AttributeFilter.is("cable_length", "5 m"))
                .limit(2));
        assertThat(first.items()).extracting(Product::gin).containsExactly(gin("I1"), gin("I3"));
        assertThat(first.total()).isEqualTo(3);
        CandidateQuery unfiltered = CandidateQuery.of(ComponentType.INTERCONNECTOR, selection("P1"))
                .limit(2)
                .after(first.next().orElseThrow());
        assertThatIllegalArgumentException().isThrownBy(() -> finder().candidates(unfiltered));
    }

    @Test
    void a_filter_that_makes_no_sense_is_refused_and_does_not_look_like_nothing_found() {
        given(cables());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> filtered(AttributeFilter.is("colour", "red")))
                .withMessageContaining("Interconnector")
                .withMessageContaining("colour");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> filtered(AttributeFilter.atLeast("cable_length", "5 A")))
                .withMessageContaining("[m]")
                .withMessageContaining("5 A");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttributeFilter.atLeast("cable_length", "long"))
                .withMessageContaining("long");
        given(new SmallCatalog().with("T1").joins("T1", "P1"));
        assertThat(finder().candidates(CandidateQuery.of(ComponentType.TORCH, selection("P1"))
                                .filter(AttributeFilter.atLeast("amperage", "500 A")))
                        .items())
                .as("an attribute that the class names, and nobody has")
                .isEmpty();
    }

    @Test
    void candidates_are_ranked_by_the_sum_of_priorities_then_name_then_gin() {
        given(new SmallCatalog()
                .with("P1", "F1", "NT1")
                .named("T1", "b")
                .named("T2", "a")
                .named("T3", "z")
                .named("T4", "a")
                .named("T5", "half")
                .joins("F1", "P1")
                .joins("NT1", "P1")
                .joins("T1", "P1")
                .joins("T1", "F1")
                .joins("T2", "P1")
                .joins("T2", "F1")
                .joins("T4", "P1")
                .joins("T3", "P1", 5)
                .joins("T3", "F1", 7)
                .joins("T5", "P1", 1)
                .joins("T5", "F1"));

        assertThat(completable("T", "P1", "F1")).containsExactly("T3", "T5", "T2", "T4", "T1", "none");
        assertThat(direct("T", "P1", "F1")).containsExactly("T3", "T5", "T2", "T4", "T1", "none");
        assertThat(direct("T", "P1", "F1", "T3")).containsExactly("T5", "T2", "T4", "T1", "none");
    }

    @Test
    void pages_follow_each_other_without_gap_and_tell_the_total() {
        SmallCatalog catalog = new SmallCatalog().with("P1");
        for (int i = 1; i <= 7; i++) {
            catalog.named("F" + i, i % 2 == 0 ? "even" : "odd").joins("F" + i, "P1", 8 - i);
        }
        given(catalog);
        CandidateQuery query =
                CandidateQuery.of(ComponentType.FEEDER, selection("P1")).limit(3);
        List<Gin> seen = new ArrayList<>();
        Optional<String> next = Optional.empty();
        int pages = 0;
        do {
            Page<Product> page = finder().candidates(next.map(query::after).orElse(query));
            assertThat(page.total()).isEqualTo(7);
            page.items().forEach(product -> seen.add(product.gin()));
            next = page.next();
            pages++;
        } while (next.isPresent() && pages < 10);

        assertThat(pages).isEqualTo(3);
        assertThat(seen).containsExactly(gin("F7"), gin("F6"), gin("F5"), gin("F4"), gin("F3"), gin("F2"), gin("F1"));
    }

    @Test
    void a_cursor_of_another_query_or_another_revision_is_refused() {
        given(line().with("F2").joins("F2", "P1"));
        CandidateQuery query =
                CandidateQuery.of(ComponentType.FEEDER, selection("P1")).limit(1);
        String cursor = finder().candidates(query).next().orElseThrow();

        assertThat(finder().candidates(query.after(cursor)).items()).hasSize(1);
        assertRefused(query.mode(Mode.DIRECT).after(cursor));
        assertRefused(
                CandidateQuery.of(ComponentType.FEEDER, selection("P1", "T1")).after(cursor));
        assertRefused(query.after("no cursor"));
        given(new SmallCatalog().with("F3"));
        assertRefused(query.after(cursor));
    }

    private void assertRefused(CandidateQuery query) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> finder().candidates(query))
                .withMessageContaining("cursor");
    }

    @Test
    void a_gin_that_the_catalogue_does_not_know_is_refused_and_named() {
        given(line());

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> finder().compatibleWith(gin("F9"), ComponentType.TORCH))
                .withMessageContaining(gin("F9").value());
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> check("P1", "F9"))
                .withMessageContaining(gin("F9").value());
        for (Mode mode : Mode.values()) {
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> candidates(mode, "F", "P1", "F9"))
                    .withMessageContaining(gin("F9").value());
        }
    }

    @Test
    void a_product_selected_as_another_type_is_refused_and_named() {
        given(line());
        Selection wrong = Selection.empty().with(new SelectedProduct(gin("F1"), ComponentType.TORCH, "F1"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> finder().check(wrong))
                .withMessageContaining(gin("F1").value())
                .withMessageContaining("Feeder")
                .withMessageContaining("Torch");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> finder().candidates(CandidateQuery.of(ComponentType.COOLER, wrong)));
    }

    @Test
    void a_placeholder_cannot_be_selected() {
        given(line().with("NC1").joins("NC1", "P1"));
        Selection placeholder = Selection.empty().with(new SelectedProduct(gin("NC1"), ComponentType.COOLER, "none"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> finder().check(placeholder))
                .withMessageContaining(gin("NC1").value());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> finder().candidates(CandidateQuery.of(ComponentType.TORCH, placeholder)));
    }

    @Test
    void the_empty_selection_is_open_to_everything_that_leads_to_a_package() {
        given(line().with("P2", "F2"));

        assertThat(completable("P")).containsExactly("P1", "P2");
        assertThat(completable("F")).containsExactly("F1", "none");
        assertThat(direct("F")).containsExactly("F1", "F2", "none");
        SelectionCheck check = check();
        assertThat(check.complete()).isFalse();
        assertThat(check.completable()).isTrue();
        assertThat(check.fits()).isTrue();
    }
}
