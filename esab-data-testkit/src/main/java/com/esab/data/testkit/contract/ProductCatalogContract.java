package com.esab.data.testkit.contract;

import com.esab.data.ProgressListener;
import com.esab.data.catalog.Accessory;
import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogJson;
import com.esab.data.catalog.CatalogProblem;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Cooler;
import com.esab.data.catalog.Feeder;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Interconnector;
import com.esab.data.catalog.LoadReport;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.catalog.SearchWords;
import com.esab.data.catalog.Torch;
import com.esab.data.error.InvalidCatalogException;
import com.esab.data.testkit.catalog.RandomCatalogs;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

import static com.esab.data.testkit.contract.SmallCatalog.gin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every {@link ProductCatalog} promises. */
public abstract class ProductCatalogContract {

    /** For subclasses. */
    protected ProductCatalogContract() {}

    /** The catalogue under test; it holds nothing when a test begins. */
    protected abstract ProductCatalog catalog();

    @Test
    void an_empty_catalogue_is_complete_at_revision_zero() {
        assertThat(catalog().state()).isEqualTo(new CatalogState(0, true, Map.of()));
        assertThat(catalog().find(gin("P1"))).isEmpty();
        assertThat(catalog().ofType(ComponentType.FEEDER)).isEmpty();
        assertThat(contents()).isEmpty();

        catalog().load(new SmallCatalog().with("P1").data());
        assertThat(catalog().state()).isEqualTo(new CatalogState(1, true, Map.of()));
        assertThat(contents()).hasSize(1);
    }

    @Test
    void a_product_of_each_type_is_read_as_it_was_loaded() {
        Map<String, Object> more = Map.of("weight", "15 kg");
        List<Product> products = List.of(
                new PowerSource(
                        gin("P1"),
                        "Aristo 500ix",
                        List.of("GMAW", "GTAW (TIG)"),
                        Optional.of("500 A"),
                        Optional.of("Steel"),
                        Map.of(ComponentType.COOLER, Applicability.NOT_APPLICABLE),
                        more),
                new Feeder(gin("F1"), "Feed 3004", Optional.of("Water"), more),
                new Cooler(gin("C1"), "Cool 2", Optional.of("1.4 kW"), more),
                new Interconnector(gin("I1"), "Kabel 70mm², 10.0m", Optional.of("10 m"), more),
                new Torch(gin("T1"), "PSF 510w", Optional.of("500 A"), Optional.of("Water"), more),
                new Accessory(gin("A1"), "Remote “E”", Optional.of("Remotes"), more));
        catalog().load(CatalogData.of(products, List.of()));

        for (Product product : products) {
            assertThat(catalog().find(product.gin())).contains(product);
            assertThat(catalog().ofType(product.type())).containsExactly(product);
        }
        assertThat(catalog().find(Torch.class, gin("T1")))
                .get()
                .extracting(Torch::amperage)
                .isEqualTo(Optional.of("500 A"));
    }

    @Test
    void every_kind_of_attribute_survives_the_round_trip() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("text", "Schweißgerät \"X\" \\ `y` 漢字 😀");
        attributes.put("empty_text", "");
        attributes.put("yes", true);
        attributes.put("integer", 42L);
        attributes.put("smallest", Long.MIN_VALUE);
        attributes.put("beyond_long", BigInteger.TWO.pow(70));
        attributes.put("decimal", new BigDecimal("1.5"));
        attributes.put("decimal_with_scale", new BigDecimal("2.50"));
        attributes.put("decimal_beyond_double", new BigDecimal("0.1000000000000000055511151231257827"));
        attributes.put("decimal_without_places", new BigDecimal("7"));
        attributes.put("decimal_with_exponent", new BigDecimal("1E+400"));
        attributes.put("nothing", null);
        attributes.put("texts", List.of("5-200 A", "5-300 A"));
        attributes.put("integers", List.of(1L, 2L));
        attributes.put("decimals", List.of(new BigDecimal("32.0"), new BigDecimal("0.5")));
        attributes.put("integers_and_decimals", List.of(1L, new BigDecimal("1.0")));
        attributes.put("mixed", List.of(1L, "a", true));
        attributes.put("with_null", Arrays.asList("a", null));
        attributes.put("empty_list", List.of());
        attributes.put("lists", List.of(List.of(1L), List.of()));
        attributes.put("map", Map.of("amps", 300L, "volts", new BigDecimal("32.0"), "deep", Map.of("a", List.of())));
        attributes.put("maps", List.of(Map.of("process", "TIG"), Map.of()));
        attributes.put("", "a property without name");
        attributes.put("a name with `blanks` and \"quotes\"", "x");
        attributes.put("attributes_json", "a name that a store might use itself");
        attributes.put("search_name", "another one");
        attributes.put("revision", 7L);
        Product product = Product.of(ComponentType.TORCH, gin("T1"), "Torch", attributes);
        catalog().load(CatalogData.of(List.of(product), List.of()));

        assertThat(catalog().find(gin("T1"))).contains(product);
        assertThat(catalog().find(gin("T1")).orElseThrow().attributes())
                .containsExactlyInAnyOrderEntriesOf(product.attributes());
    }

    @Test
    void a_gin_keeps_its_letters_and_leading_zeros() {
        Gin letters = Gin.of("F102440880");
        Gin zeros = Gin.of("0000000001");
        catalog()
                .load(CatalogData.of(
                        List.of(feeder(letters, "One", Map.of()), feeder(zeros, "Two", Map.of())), List.of()));

        assertThat(catalog().findAll(List.of(letters, zeros, gin("F9")))).containsOnlyKeys(letters, zeros);
    }

    @Test
    void a_product_asked_for_as_another_type_is_refused_and_named() {
        catalog().load(new SmallCatalog().with("F1").data());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> catalog().find(Torch.class, gin("F1")))
                .withMessageContaining(gin("F1").value())
                .withMessageContaining("Feeder");
    }

    @Test
    void products_of_a_type_come_by_name_then_gin_without_placeholders() {
        catalog()
                .load(new SmallCatalog()
                        .named("F3", "beta")
                        .named("F2", "Alpha")
                        .named("F1", "Zeta")
                        .named("F4", "Alpha")
                        .with("NF1")
                        .data());

        assertThat(catalog().ofType(Feeder.class))
                .extracting(Feeder::gin)
                .containsExactly(gin("F2"), gin("F4"), gin("F1"), gin("F3"));
    }

    @Test
    void loading_the_same_again_changes_nothing_but_the_revision() {
        CatalogData data = new SmallCatalog()
                .with("P1", "F1", "A1", "A2")
                .joins("F1", "P1", 2)
                .joins("A1", "A2")
                .joins("A2", "A1")
                .defaults(ComponentType.COOLER, Applicability.CONDITIONAL)
                .data();
        LoadReport first = catalog().load(data);
        List<Object> before = contents();
        LoadReport second = catalog().load(data);

        assertThat(contents()).isEqualTo(before).hasSize(7);
        assertThat(first).isEqualTo(new LoadReport(4, 3, List.of(), 1));
        assertThat(second).isEqualTo(new LoadReport(4, 3, List.of(), 2));
        assertThat(catalog().state())
                .isEqualTo(new CatalogState(2, true, Map.of(ComponentType.COOLER, Applicability.CONDITIONAL)));
    }

    @Test
    void a_loaded_product_replaces_all_properties_and_keeps_its_edges() {
        catalog()
                .load(new SmallCatalog()
                        .with("P1")
                        .with("F1", Map.of("weight", "15 kg", "map", Map.of("a", 1L)))
                        .joins("F1", "P1", 2)
                        .data());
        Product changed = feeder(gin("F1"), "New name", Map.of("colour", "yellow"));
        catalog().load(CatalogData.of(List.of(changed), List.of()));

        assertThat(catalog().find(gin("F1"))).contains(changed);
        assertThat(catalog().search("15 kg", 10)).isEmpty();
        assertThat(catalog().compatibilitiesOf(gin("F1"))).containsExactly(Compatibility.of(gin("F1"), gin("P1"), 2));
    }

    @Test
    void a_loaded_edge_replaces_the_properties_of_the_stored_one() {
        SmallCatalog products = new SmallCatalog().with("P1", "F1");
        Compatibility full = new Compatibility(
                gin("F1"), gin("P1"), OptionalInt.of(3), Optional.of("direct"), Optional.of("with \"adapter\""));
        catalog().load(CatalogData.of(products.data().products(), List.of(full)));
        assertThat(catalog().compatibilitiesOf(gin("P1"))).containsExactly(full);

        Compatibility bare = Compatibility.of(gin("F1"), gin("P1"));
        catalog().load(CatalogData.of(List.of(), List.of(bare)));
        assertThat(catalog().compatibilitiesOf(gin("F1"))).containsExactly(bare);
    }

    @Test
    void edges_in_the_wrong_direction_are_turned_round_and_reported() {
        LoadReport report = catalog()
                .load(new SmallCatalog()
                        .with("P1", "F1", "T1")
                        .joins("P1", "F1", 2)
                        .joins("T1", "F1")
                        .data());

        assertThat(report.turnedRound())
                .singleElement()
                .extracting(CatalogProblem::where)
                .isEqualTo(gin("P1") + " -> " + gin("F1"));
        assertThat(catalog().compatibilitiesOf(gin("F1")))
                .containsExactly(Compatibility.of(gin("F1"), gin("P1"), 2), Compatibility.of(gin("T1"), gin("F1")));
    }

    @Test
    void edges_of_a_product_come_by_their_ends_and_those_between_accessories_keep_their_direction() {
        catalog()
                .load(new SmallCatalog()
                        .with("P1", "F1", "A1", "A2", "A3")
                        .joins("A2", "F1", "A1", "P1")
                        .joins("A1", "A2")
                        .joins("A3", "A2")
                        .data());

        assertThat(catalog().compatibilitiesOf(gin("A2")))
                .extracting(edge ->
                        edge.from().value().substring(0, 2) + edge.to().value().substring(0, 2))
                .containsExactly("A1A2", "A2A1", "A2F1", "A2P1", "A3A2");
        assertThat(catalog().compatibilitiesOf(gin("F9"))).isEmpty();
    }

    @Test
    void a_faulty_catalogue_is_refused_with_all_problems_named_and_nothing_written() {
        catalog().load(new SmallCatalog().with("P1", "F1").joins("F1", "P1").data());
        List<Object> before = contents();
        CatalogState state = catalog().state();
        List<Product> products = List.of(
                feeder(gin("F2"), "one", Map.of()),
                feeder(gin("F2"), "two", Map.of()),
                Product.of(ComponentType.TORCH, gin("F1"), "was a feeder", Map.of()),
                feeder(gin("F3"), "fine", Map.of()));
        List<Compatibility> edges = List.of(
                Compatibility.of(gin("F2"), gin("P9")),
                Compatibility.of(gin("F2"), gin("F3")),
                Compatibility.of(gin("F3"), gin("P1"), 1),
                Compatibility.of(gin("F3"), gin("P1"), 2));

        assertThatExceptionOfType(InvalidCatalogException.class)
                .isThrownBy(() -> catalog()
                        .load(new CatalogData(products, edges, Map.of(ComponentType.TORCH, Applicability.MANDATORY))))
                .satisfies(refused -> assertThat(refused.problems())
                        .extracting(CatalogProblem::where)
                        .containsExactly(
                                gin("F2").value(),
                                gin("F1").value(),
                                gin("F2") + " -> " + gin("P9"),
                                gin("F2") + " -> " + gin("F3"),
                                gin("F3") + " -> " + gin("P1")));
        assertThat(contents()).isEqualTo(before);
        assertThat(catalog().state()).isEqualTo(state);
    }

    @Test
    void an_edge_may_lead_to_a_product_that_is_stored_already() {
        catalog().load(new SmallCatalog().with("P1").data());
        catalog().load(new SmallCatalog().with("F1").joins("P1", "F1").data());

        assertThat(catalog().compatibilitiesOf(gin("P1"))).containsExactly(Compatibility.of(gin("F1"), gin("P1")));
    }

    @Test
    void default_applicability_is_merged_and_a_power_source_may_differ() {
        catalog()
                .load(new SmallCatalog()
                        .defaults(ComponentType.COOLER, Applicability.CONDITIONAL)
                        .defaults(ComponentType.TORCH, Applicability.MANDATORY)
                        .data());
        catalog()
                .load(new SmallCatalog()
                        .with("P1", Map.of("applicability_torch", "not_applicable"))
                        .defaults(ComponentType.COOLER, Applicability.MANDATORY)
                        .data());
        CatalogState state = catalog().state();
        PowerSource source = catalog().find(PowerSource.class, gin("P1")).orElseThrow();

        assertThat(state.applicability(source, ComponentType.COOLER)).isEqualTo(Applicability.MANDATORY);
        assertThat(state.applicability(source, ComponentType.TORCH)).isEqualTo(Applicability.NOT_APPLICABLE);
        assertThat(state.applicability(source, ComponentType.FEEDER)).isEqualTo(Applicability.OPTIONAL);
    }

    @Test
    void progress_is_told_step_by_step_up_to_the_total() {
        List<String> told = new ArrayList<>();
        catalog().load(new SmallCatalog().with("P1", "F1").joins("F1", "P1").data(), (step, done, total) -> {
            if (done == total) {
                told.add(step + " " + total);
            }
        });

        assertThat(told).containsExactly("products 2", "compatibilities 1");
    }

    @Test
    void a_load_of_more_than_one_batch_is_complete() {
        SmallCatalog many = new SmallCatalog().with("P1");
        for (int i = 1000; i < 2200; i++) {
            many.with("F" + i).joins("F" + i, "P1", i);
        }
        LoadReport report = catalog().load(many.data(), ProgressListener.NONE);

        assertThat(report.products()).isEqualTo(1201);
        assertThat(catalog().ofType(ComponentType.FEEDER)).hasSize(1200);
        assertThat(catalog().compatibilitiesOf(gin("P1"))).hasSize(1200);
        assertThat(contents()).hasSize(2401);
    }

    @Test
    void reading_hands_over_products_by_gin_then_edges_by_their_ends() {
        catalog()
                .load(new SmallCatalog()
                        .with("T1", "P2", "NF1", "F1", "P1")
                        .joins("T1", "F1", "P2", "P1")
                        .joins("F1", "P2")
                        .joins("P1", "F1")
                        .data());
        List<String> order = new ArrayList<>();
        CatalogState state = catalog()
                .read(
                        product -> order.add(product.gin().value().substring(0, 2)),
                        edge -> order.add(edge.from().value().substring(0, 2)
                                + edge.to().value().substring(0, 2)));

        assertThat(order).containsExactly("F1", "NF", "P1", "P2", "T1", "F1P1", "F1P2", "T1F1", "T1P1", "T1P2");
        assertThat(state).isEqualTo(catalog().state());
    }

    @Test
    void the_whole_catalogue_can_be_written_as_a_file_and_loaded_again() {
        CatalogData random = RandomCatalogs.catalog(new Random(20));
        catalog().load(random);

        CatalogData copy = CatalogData.of(catalog());
        StringBuilder file = new StringBuilder();
        CatalogJson.write(copy, file);
        CatalogData read = CatalogJson.read(new StringReader(file.toString()));

        assertThat(copy.products()).containsExactlyInAnyOrderElementsOf(random.products());
        assertThat(copy.compatibilities())
                .containsExactlyInAnyOrderElementsOf(
                        random.checked(Map.of()).data().compatibilities());
        assertThat(copy.defaultApplicability()).isEqualTo(random.defaultApplicability());
        assertThat(read.products()).containsExactlyInAnyOrderElementsOf(copy.products());
        assertThat(read.compatibilities()).isEqualTo(copy.compatibilities());
        assertThat(read.defaultApplicability()).isEqualTo(copy.defaultApplicability());
        catalog().load(read);
        assertThat(CatalogData.of(catalog())).isEqualTo(copy);
    }

    @Test
    void an_edge_of_a_file_may_end_at_a_product_that_is_stored_already() {
        catalog().load(new SmallCatalog().with("P1").data());
        CatalogData part = new SmallCatalog().with("F1").joins("F1", "P1").data();
        StringBuilder file = new StringBuilder();
        CatalogJson.write(part, file);

        CatalogData read = CatalogJson.read(new StringReader(file.toString()), catalog());
        catalog().load(read);

        assertThat(read).isEqualTo(part);
        assertThat(catalog().compatibilitiesOf(gin("P1"))).isEqualTo(part.compatibilities());
    }

    @Test
    void removed_products_are_gone_with_their_edges_and_unknown_ones_passed_over() {
        catalog()
                .load(new SmallCatalog()
                        .with("P1", "F1", "T1")
                        .joins("F1", "P1")
                        .joins("T1", "F1", "P1")
                        .data());

        assertThat(catalog().remove(List.of(gin("F1"), gin("F9"), gin("F1")))).isEqualTo(1);
        assertThat(catalog().find(gin("F1"))).isEmpty();
        assertThat(catalog().compatibilitiesOf(gin("T1"))).containsExactly(Compatibility.of(gin("T1"), gin("P1")));
        assertThat(catalog().state().revision()).isEqualTo(2);
        assertThat(catalog().state().complete()).isTrue();
    }

    @Test
    void a_removed_gin_may_come_back_as_another_type() {
        catalog().load(new SmallCatalog().with("F1").data());
        catalog().remove(List.of(gin("F1")));
        Product torch = Product.of(ComponentType.TORCH, gin("F1"), "Torch now", Map.of());
        catalog().load(CatalogData.of(List.of(torch), List.of()));

        assertThat(catalog().find(gin("F1"))).contains(torch);
        assertThat(catalog().ofType(ComponentType.FEEDER)).isEmpty();
    }

    @Test
    void search_finds_words_of_names_and_texts_in_any_case_and_ranks_names_higher() {
        catalog()
                .load(new SmallCatalog()
                        .named("T1", "PSF 510w")
                        .with("T2", Map.of("series", "PSF"))
                        .with("T3", Map.of("deep", Map.of("list", List.of("x", "psf"))))
                        .named("T4", "PSF 510w 4.5 m")
                        .data());

        assertThat(catalog().search("psf 510W", 10))
                .extracting(Product::gin)
                .containsExactly(gin("T1"), gin("T4"), gin("T2"), gin("T3"));
        assertThat(catalog().search("4", 10)).extracting(Product::gin).containsExactly(gin("T4"));
        assertThat(catalog().search("51", 10)).isEmpty();
    }

    @Test
    void a_product_is_found_first_by_its_own_full_name_and_equal_names_by_gin() {
        catalog()
                .load(new SmallCatalog()
                        .named("F1", "Feed Feed 48-4 Feed 48-4 M13 water M13")
                        .named("F3", "Feed 48-4 M13")
                        .named("F2", "Feed 48-4 M13")
                        .named("F4", "feed 48-4 m13")
                        .data());

        assertThat(catalog().search("Feed 48-4 M13", 2))
                .extracting(Product::gin)
                .containsExactly(gin("F2"), gin("F3"));
        assertThat(catalog().search("feed 48-4 m13", 1))
                .extracting(Product::gin)
                .containsExactly(gin("F4"));
    }

    @Test
    void every_product_of_the_sample_catalogue_is_found_first_by_its_own_full_name_and_equal_names_by_gin() {
        catalog().load(SampleCatalog.data());
        Map<String, List<Gin>> byName = new TreeMap<>();
        SampleCatalog.data().products().stream()
                .filter(product -> !product.placeholder())
                .sorted(Comparator.comparing(Product::gin))
                .forEach(product -> byName.computeIfAbsent(product.name(), name -> new ArrayList<>())
                        .add(product.gin()));

        assertThat(byName).hasSizeGreaterThan(200);
        byName.forEach(
                (name, gins) -> assertThat(found(name, gins.size())).as(name).isEqualTo(gins));
    }

    @Test
    void a_searched_word_counts_twice_as_much_in_the_name_and_half_as_much_when_it_was_guessed() {
        catalog()
                .load(new SmallCatalog()
                        .named("T1", "Warrior")
                        .with("T2", Map.of("series", "warrior"))
                        .named("T3", "Trolley blue")
                        .with("T4", Map.of("use", "trolley", "colour", "blue"))
                        .named("T5", "Feeder")
                        .data());

        assertThat(found("feeder warior trolley", 10)).isEqualTo(gins("T5", "T3", "T4", "T1", "T2"));
        assertThat(found("trolley warrior", 10)).isEqualTo(gins("T3", "T1", "T2", "T4"));
        assertThat(found("troley blue", 10)).isEqualTo(gins("T3", "T4"));
        assertThat(found("feder troley blue", 10)).isEqualTo(gins("T3", "T4", "T5"));
        assertThat(found("troley warior", 10)).isEqualTo(gins("T3", "T1", "T2", "T4"));
    }

    @Test
    void equal_matches_come_by_name_in_order_of_code_points_then_by_gin() {
        catalog()
                .load(new SmallCatalog()
                        .named("T1", "Torch 😀")
                        .named("T2", "Torch \ufb01")
                        .named("T3", "Torch a")
                        .named("T5", "Torch B")
                        .named("T4", "Torch B")
                        .named("T6", "Torch")
                        .data());

        assertThat(found("torch", 10)).isEqualTo(gins("T6", "T4", "T5", "T3", "T2", "T1"));
        assertThat(found("torch", 4)).isEqualTo(gins("T6", "T4", "T5", "T3"));
    }

    @Test
    void a_known_word_is_taken_as_it_is() {
        catalog()
                .load(new SmallCatalog()
                        .named("F1", "Feed")
                        .named("F2", "Feet")
                        .with("F3", Map.of("note", "feel"))
                        .data());

        assertThat(found("feed", 10)).isEqualTo(gins("F1"));
        assertThat(found("feel", 10)).isEqualTo(gins("F3"));
        assertThat(found("feex", 10)).isEqualTo(gins("F1", "F2", "F3"));
    }

    @Test
    void an_unknown_word_is_found_by_what_it_was_meant_to_be() {
        catalog()
                .load(new SmallCatalog()
                        .named("T1", "Warrior")
                        .with("T2", Map.of("deep", Map.of("list", List.of("Interconnector"))))
                        .data());

        for (String typed : List.of("warior", "warrrior", "warriox", "wrarior", "WARIOR", "arrior", "warrio")) {
            assertThat(found(typed, 10)).as(typed).isEqualTo(gins("T1"));
        }
        for (String typed : List.of("intreconector", "interconnectorxx", "nterconnecto", "intrecnonector")) {
            assertThat(found(typed, 10)).as(typed).isEqualTo(gins("T2"));
        }
        for (String typed : List.of("wario", "warroix", "intrcnnctor", "interconnectorxxx", "intreconetcro")) {
            assertThat(found(typed, 10)).as(typed).isEmpty();
        }
    }

    @Test
    void an_unknown_word_stands_for_all_words_with_the_fewest_typing_errors() {
        catalog()
                .load(new SmallCatalog()
                        .named("T1", "connecting")
                        .with("T2", Map.of("text", "connection"))
                        .named("T3", "connected")
                        .named("T4", "connectioned")
                        .data());

        assertThat(found("connectinn", 10)).isEqualTo(gins("T1", "T2"));
        assertThat(found("connections", 10)).isEqualTo(gins("T2"));
        assertThat(found("connectios", 10)).isEqualTo(gins("T2"));
        assertThat(found("connecxins", 10)).isEqualTo(gins("T1"));
        assertThat(found("konnectxon", 10)).isEqualTo(gins("T2"));
        assertThat(found("connectedxy", 10)).isEqualTo(gins("T3"));
    }

    @Test
    void no_character_is_changed_twice() {
        catalog().load(new SmallCatalog().named("T1", "abcdefgh").data());

        assertThat(found("bxacdefgh", 10)).isEmpty();
        assertThat(found("baxcdefgh", 10)).isEqualTo(gins("T1"));
        assertThat(found("bacdefghx", 10)).isEqualTo(gins("T1"));
        assertThat(found("abcdefhxg", 10)).isEmpty();
        assertThat(found("abcdefhgx", 10)).isEqualTo(gins("T1"));
    }

    @Test
    void the_length_of_a_word_says_how_many_typing_errors_are_looked_past() {
        String forty = "schweissbrennerschweissbrennerschweissbr";
        catalog()
                .load(new SmallCatalog()
                        .named("T1", "gun")
                        .named("T2", "torch")
                        .named("T3", "warriors")
                        .named("T4", forty)
                        .named("T5", "𝛼𝛼𝛼𝛽")
                        .data());

        assertThat(found("gum", 10)).isEmpty();
        assertThat(found("gunn", 10)).isEqualTo(gins("T1"));
        assertThat(found("gn", 10)).isEmpty();
        assertThat(found("tor", 10)).isEmpty();
        assertThat(found("torc", 10)).isEqualTo(gins("T2"));
        assertThat(found("torchxx", 10)).isEmpty();
        assertThat(found("warrixx", 10)).isEmpty();
        assertThat(found("warrioxx", 10)).isEqualTo(gins("T3"));
        assertThat(found("warrixxx", 10)).isEmpty();
        assertThat(found("xx" + forty.substring(2), 10)).isEqualTo(gins("T4"));
        assertThat(found(forty + "x", 10)).isEmpty();
        assertThat(found(forty.substring(2), 10)).isEqualTo(gins("T4"));
        assertThat(found("𝛼𝛼𝛽", 10)).isEmpty();
        assertThat(found("𝛼𝛼𝛼𝛾", 10)).isEqualTo(gins("T5"));
        assertThat(found("𝛼𝛼𝛾𝛾", 10)).isEmpty();
    }

    @Test
    void numbers_are_never_guessed() {
        catalog()
                .load(new SmallCatalog()
                        .named("P1", "500ix")
                        .named("P2", "300i")
                        .named("P3", "Aristo12")
                        .named("P4", "0446200880")
                        .named("P5", "70mm²")
                        .data());

        assertThat(found("500xi", 10)).isEqualTo(gins("P1"));
        assertThat(found("400ix", 10)).isEmpty();
        assertThat(found("500i", 10)).isEqualTo(gins("P1"));
        assertThat(found("50i0x", 10)).isEqualTo(gins("P1"));
        assertThat(found("aristo21", 10)).isEmpty();
        assertThat(found("aristo2", 10)).isEmpty();
        assertThat(found("aristo123", 10)).isEmpty();
        assertThat(found("arsito12", 10)).isEqualTo(gins("P3"));
        assertThat(found("1aristo2", 10)).isEqualTo(gins("P3"));
        assertThat(found("0446200881", 10)).isEmpty();
        assertThat(found("0446200880x", 10)).isEqualTo(gins("P4"));
        assertThat(found("70mm", 10)).isEqualTo(gins("P5"));
        assertThat(found("70mm2", 10)).isEmpty();
    }

    @Test
    void a_word_may_stand_for_hundreds_of_others() {
        SmallCatalog many = new SmallCatalog();
        for (char first = 'a'; first <= 'z'; first++) {
            StringBuilder name = new StringBuilder();
            for (char second = 'a'; second <= 'z'; second++) {
                name.append("weldbeam").append(first).append(second).append(' ');
            }
            many.named("T" + (int) first, name.toString());
        }
        catalog().load(many.data());

        assertThat(found("weldbeamßß", 100)).hasSize(26);
        assertThat(found("weldbeamcß", 100)).isEqualTo(gins("T" + (int) 'c'));
        assertThat(found("weldbeamßc", 100)).hasSize(26);
    }

    @Test
    void what_only_placeholders_hold_is_not_known() {
        catalog()
                .load(new SmallCatalog()
                        .with("NC1", Map.of("note", "without cooler"))
                        .named("C1", "Coolers")
                        .data());

        assertThat(found("without", 10)).isEmpty();
        assertThat(found("withaut", 10)).isEmpty();
        assertThat(found("cooler", 10)).isEqualTo(gins("C1"));
    }

    @Test
    void words_that_left_the_catalogue_are_known_no_longer() {
        catalog()
                .load(new SmallCatalog()
                        .named("T1", "Torch")
                        .named("T2", "Torcs")
                        .data());
        assertThat(found("torch", 10)).isEqualTo(gins("T1"));

        catalog().remove(List.of(gin("T1")));
        assertThat(found("torch", 10)).isEqualTo(gins("T2"));

        catalog().load(new SmallCatalog().named("T2", "Other").data());
        assertThat(found("torch", 10)).isEmpty();
    }

    @Test
    void parts_of_a_very_long_word_are_not_known() {
        catalog()
                .load(new SmallCatalog()
                        .named("T1", "x".repeat(255) + "welding end")
                        .named("T2", "weldings")
                        .data());

        assertThat(found("welding", 10)).isEqualTo(gins("T2"));
        assertThat(found("weldingx", 10)).isEqualTo(gins("T2"));
        assertThat(found("weldimg", 10)).isEmpty();
    }

    @Test
    void in_a_very_long_text_no_word_is_guessed() {
        catalog().load(new SmallCatalog().named("T1", "Torch").data());
        String text = "torhc torhc " + "x".repeat(SearchWords.MAX_GUESSABLE - "torhc".length());

        assertThat(found(text, 10)).isEqualTo(gins("T1"));
        assertThat(found(text + "x", 10)).isEmpty();
        assertThat(found(text + " y", 10)).isEmpty();
        assertThat(found(text + " torch", 10)).isEqualTo(gins("T1"));
    }

    private List<Gin> found(String text, int limit) {
        return catalog().search(text, limit).stream().map(Product::gin).toList();
    }

    private static List<Gin> gins(String... shortNames) {
        return Arrays.stream(shortNames).map(SmallCatalog::gin).toList();
    }

    @Test
    void nothing_in_a_search_text_is_an_operator() {
        catalog()
                .load(new SmallCatalog()
                        .named("T1", "Torch and not lamp")
                        .named("T2", "Lamp")
                        .data());

        for (String text : List.of(
                "torch AND NOT lamp",
                "+torch -lamp",
                "lamp OR torch",
                "\"torch\" lamp",
                "torch/lamp",
                "lamp^5 torch~2",
                "(torch) [lamp]",
                "{torch} lamp",
                "torch: lamp\\",
                "name:torch lamp")) {
            assertThat(catalog().search(text, 10))
                    .as(text)
                    .extracting(Product::gin)
                    .contains(gin("T1"), gin("T2"));
        }
        for (String text : List.of(
                "tor*",
                "*",
                "t?rch",
                "torch2~",
                "tor~",
                "/.*/",
                "/tor../",
                "\"",
                "\\",
                "[* TO *]",
                "",
                " \t\n",
                "&&")) {
            assertThat(catalog().search(text, 10)).as(text).isEmpty();
        }
    }

    @Test
    void search_takes_unicode_words_very_long_words_and_very_many() {
        String longWord = "schweiß".repeat(60);
        catalog()
                .load(new SmallCatalog()
                        .named("T1", "Schweißbrenner 漢字 Ünïcode")
                        .named("T2", longWord + " end")
                        .data());

        assertThat(catalog().search("漢字", 5)).extracting(Product::gin).containsExactly(gin("T1"));
        assertThat(catalog().search("schweißbrenner", 5))
                .extracting(Product::gin)
                .containsExactly(gin("T1"));
        assertThat(catalog().search("ünïcode", 5)).extracting(Product::gin).containsExactly(gin("T1"));
        assertThat(catalog().search("unicode", 5)).isEmpty();
        assertThat(catalog().search(longWord, 5)).extracting(Product::gin).containsExactly(gin("T2"));
        assertThat(catalog().search(longWord.substring(0, 255), 5)).isEmpty();
        StringBuilder many = new StringBuilder("end");
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            many.append(' ').append(Long.toString(random.nextLong() >>> 1, 36)).append("zz");
        }
        assertThat(catalog().search(many.toString(), 5))
                .extracting(Product::gin)
                .containsExactly(gin("T2"));
    }

    @Test
    void placeholders_are_never_found_by_search() {
        catalog().load(new SmallCatalog().with("NC1").named("C1", "NC1 real").data());

        assertThat(catalog().search("NC1", 10)).extracting(Product::gin).containsExactly(gin("C1"));
        assertThat(catalog().find(gin("NC1")).orElseThrow().placeholder()).isTrue();
    }

    @Test
    void the_limit_of_a_search_is_checked_and_kept() {
        catalog()
                .load(new SmallCatalog()
                        .named("T1", "Torch")
                        .named("T2", "Torch")
                        .data());

        assertThat(catalog().search("torch", 1)).hasSize(1);
        for (int limit : new int[] {0, -1, ProductCatalog.MAX_SEARCH_LIMIT + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> catalog().search("torch", limit))
                    .withMessageContaining(Integer.toString(limit));
        }
    }

    @Test
    void what_a_listener_throws_ends_the_load_and_loading_again_completes_it() {
        CatalogData data = new SmallCatalog().with("P1", "F1").joins("F1", "P1").data();
        assertThatThrownBy(() -> catalog().load(data, (step, done, total) -> {
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");

        assertThat(catalog().load(data).products()).isEqualTo(2);
        assertThat(catalog().state().complete()).isTrue();
        assertThat(contents()).hasSize(3);
    }

    private List<Object> contents() {
        List<Object> contents = new ArrayList<>();
        catalog().read(contents::add, contents::add);
        return contents;
    }

    private static Feeder feeder(Gin gin, String name, Map<String, Object> attributes) {
        return new Feeder(gin, name, Optional.empty(), attributes);
    }
}
