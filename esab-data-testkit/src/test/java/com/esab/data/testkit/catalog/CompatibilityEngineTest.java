package com.esab.data.testkit.catalog;

import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityEngine;
import com.esab.data.compatibility.Page;
import com.esab.data.compatibility.Repair;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.error.NotFoundException;
import com.esab.data.error.RejectedSelectionException;
import com.esab.data.memory.InMemoryStores;
import java.math.BigInteger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

final class CompatibilityEngineTest {

    private static final CompatibilityEngine SAMPLE = engine(SampleCatalog.data());

    @Test
    void whoever_takes_what_is_offered_always_reaches_a_complete_package() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            CompatibilityEngine engine = seed % 2 == 0 ? SAMPLE : engine(RandomCatalogs.catalog(random));
            Selection selection = Selection.empty();
            boolean possible = engine.check(selection).completable();
            List<ComponentType> types = new ArrayList<>(List.of(ComponentType.values()));
            types.remove(ComponentType.ACCESSORY);
            Collections.shuffle(types, random);
            for (ComponentType type : types) {
                Page<Product> offered =
                        engine.candidates(CandidateQuery.of(type, selection).limit(CandidateQuery.MAX_LIMIT));
                int choice = random.nextInt(Math.max(1, offered.items().size()));
                if (!offered.items().isEmpty()) {
                    selection = selection.with(offered.items().get(choice));
                } else if (offered.noneAllowed()) {
                    selection = selection.none(type);
                }
            }
            assertThat(engine.check(selection).complete())
                    .as("seed %d, %s", seed, selection)
                    .isEqualTo(possible);
        }
    }

    @Test
    void pages_of_any_size_make_up_the_whole_answer() {
        CatalogData data = torches(1_000);
        CompatibilityEngine engine = engine(data);
        Selection selection = Selection.empty().with(data.products().get(0));
        for (Mode mode : Mode.values()) {
            CandidateQuery query =
                    CandidateQuery.of(ComponentType.TORCH, selection).mode(mode);
            List<Product> all =
                    engine.candidates(query.limit(CandidateQuery.MAX_LIMIT)).items();
            assertThat(all).hasSize(1_000);
            for (int limit : List.of(3, 7, 50, 333, 999, 1_000)) {
                List<Product> pages = new ArrayList<>();
                Page<Product> page = engine.candidates(query.limit(limit));
                pages.addAll(page.items());
                while (page.next().isPresent()) {
                    assertThat(page.total()).isEqualTo(1_000);
                    page = engine.candidates(
                            query.limit(limit).after(page.next().get()));
                    pages.addAll(page.items());
                }
                assertThat(pages).as("%s, limit %d", mode, limit).isEqualTo(all);
            }
        }
    }

    /** Many torches for one power source, many of them with the same name and priority. */
    private static CatalogData torches(int count) {
        Random random = new Random(5);
        List<Product> products = new ArrayList<>(List.of(product(ComponentType.POWER_SOURCE, 0, "P")));
        List<Compatibility> edges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Product torch = product(ComponentType.TORCH, i, "Torch " + random.nextInt(100));
            products.add(torch);
            edges.add(Compatibility.of(torch.gin(), products.get(0).gin(), 1 + random.nextInt(4)));
        }
        return CatalogData.of(products, edges);
    }

    private static Product product(ComponentType type, int number, String name) {
        return Product.of(type, Gin.of(type.label().charAt(0) + "%09d".formatted(number)), name, Map.of());
    }

    @Test
    void more_than_a_thousand_million_packages_are_counted_without_being_listed() {
        int count = 200;
        List<Product> products = new ArrayList<>(List.of(product(ComponentType.POWER_SOURCE, 0, "P")));
        List<Compatibility> edges = new ArrayList<>();
        for (ComponentType type : ComponentType.core()) {
            List<Product> earlier = List.copyOf(products);
            IntStream.range(0, count).forEach(i -> products.add(product(type, i, type + " " + i)));
            products.subList(earlier.size(), products.size())
                    .forEach(later -> earlier.forEach(to -> edges.add(Compatibility.of(later.gin(), to.gin()))));
        }
        CompatibilityEngine engine = engine(CatalogData.of(products, edges));
        Selection source = Selection.empty().with(products.get(0));

        // one of each type, or none, and everything goes with everything
        assertThat(engine.packageCount(source))
                .isEqualTo(BigInteger.valueOf(count + 1).pow(4))
                .isGreaterThan(BigInteger.valueOf(1_000_000_000));
        assertThat(engine.packages(source).limit(3))
                .hasSize(3)
                .allSatisfy(of -> assertThat(engine.check(of).complete()).isTrue());
    }

    @Test
    void packages_where_everything_has_its_own_partners_are_counted_too() {
        int count = 40;
        Random random = new Random(3);
        List<Product> products = new ArrayList<>(List.of(product(ComponentType.POWER_SOURCE, 0, "P")));
        List<Compatibility> edges = new ArrayList<>();
        boolean[][] fits = new boolean[4 * count + 1][4 * count + 1];
        for (ComponentType type : ComponentType.core()) {
            int before = products.size();
            for (int i = 0; i < count; i++) {
                products.add(product(type, i, type + " " + i));
                for (int to = 0; to < before; to++) {
                    if (to == 0 || random.nextInt(3) > 0) {
                        fits[products.size() - 1][to] = true;
                        edges.add(Compatibility.of(
                                products.get(products.size() - 1).gin(),
                                products.get(to).gin()));
                    }
                }
            }
        }
        long expected = 0;
        for (int f = 0; f <= count; f++) {
            for (int c = 0; c <= count; c++) {
                for (int i = 0; i <= count; i++) {
                    for (int t = 0; t <= count; t++) {
                        int[] chosen = {
                            f, c == 0 ? 0 : count + c, i == 0 ? 0 : 2 * count + i, t == 0 ? 0 : 3 * count + t
                        };
                        boolean all = true;
                        for (int later = 1; later < 4 && all; later++) {
                            for (int earlier = 0; earlier < later; earlier++) {
                                all &= chosen[later] == 0 || fits[chosen[later]][chosen[earlier]];
                            }
                        }
                        expected += all ? 1 : 0;
                    }
                }
            }
        }

        CompatibilityEngine engine = engine(CatalogData.of(products, edges));
        assertThat(engine.packageCount(Selection.empty())).isEqualTo(expected);
    }

    @Test
    void applying_a_repair_makes_a_selection_completable_and_fewer_answers_would_not_do() {
        int repaired = 0;
        for (int seed = 0; seed < 40; seed++) {
            for (Selection selection : RandomSelections.walk(SampleCatalog.data(), new Random(seed), 12)) {
                for (Repair repair : SAMPLE.repairs(selection)) {
                    String where = "%s of %s".formatted(repair, selection);
                    assertThat(SAMPLE.check(repair.applyTo(selection)).completable())
                            .as(where)
                            .isTrue();
                    List<Repair> smaller = new ArrayList<>();
                    repair.products()
                            .forEach(kept -> smaller.add(new Repair(
                                    repair.products().stream()
                                            .filter(of -> of != kept)
                                            .toList(),
                                    repair.nones())));
                    repair.nones()
                            .forEach(kept -> smaller.add(new Repair(
                                    repair.products(),
                                    repair.nones().stream()
                                            .filter(of -> of != kept)
                                            .collect(Collectors.toSet()))));
                    assertThat(smaller).as(where).noneSatisfy(less -> assertThat(
                                    SAMPLE.check(less.applyTo(selection)).completable())
                            .isTrue());
                    repaired += repair.size() > 0 ? 1 : 0;
                }
            }
        }
        assertThat(repaired).isGreaterThan(100);
    }

    @Test
    void a_selection_that_can_be_completed_has_one_repair_which_is_empty() {
        assertThat(SAMPLE.repairs(Selection.empty())).singleElement().satisfies(repair -> {
            assertThat(repair.size()).isZero();
            assertThat(repair.message()).isEqualTo("nothing needs to be changed");
        });
        assertThat(engine(CatalogData.of(List.of(), List.of())).repairs(Selection.empty()))
                .isEmpty();
    }

    @Test
    void many_accessories_that_do_not_fit_are_all_named_by_the_repair() {
        Selection selection = Selection.empty().with(find(SampleCatalog.ARISTO_MIG_U5000IW));
        List<Product> accessories = SampleCatalog.data().products().stream()
                .filter(product -> product.type() == ComponentType.ACCESSORY && !product.placeholder())
                .limit(40)
                .toList();
        Selection overloaded = Selection.empty().with(find(SampleCatalog.RENEGADE_ES_300I_KIT));
        for (Product accessory : accessories) {
            overloaded = overloaded.with(accessory);
        }
        Selection wrong = overloaded;
        assertThat(SAMPLE.repairs(wrong)).isNotEmpty().allSatisfy(repair -> assertThat(
                        SAMPLE.check(repair.applyTo(wrong)).completable())
                .isTrue());
        assertThat(SAMPLE.packageCount(selection)).isZero();
    }

    @Test
    void choosing_keeps_what_still_fits_and_refuses_what_leads_nowhere() {
        Selection aristo = SAMPLE.choose(Selection.empty(), SampleCatalog.ARISTO_500IX);
        Product feeder = SAMPLE.candidates(CandidateQuery.of(ComponentType.FEEDER, aristo))
                .items()
                .get(0);
        Selection both = SAMPLE.choose(aristo, feeder.gin());

        assertThat(SAMPLE.choose(both, SampleCatalog.WARRIOR_500I)
                        .chosen(ComponentType.POWER_SOURCE)
                        .map(SelectedProduct::gin))
                .hasValue(SampleCatalog.WARRIOR_500I);
        assertThatExceptionOfType(RejectedSelectionException.class)
                .isThrownBy(() -> SAMPLE.choose(Selection.empty(), SampleCatalog.ARISTO_MIG_U5000IW));
        assertThatExceptionOfType(RejectedSelectionException.class)
                .isThrownBy(() -> SAMPLE.chooseNone(aristo, ComponentType.FEEDER));
    }

    @Test
    void bad_input_is_refused_and_names_what_is_wrong() {
        Selection unknown = Selection.empty().with(new SelectedProduct(Gin.of("ZZZZZZZZZZ"), ComponentType.TORCH, "?"));
        Selection mistyped =
                Selection.empty().with(new SelectedProduct(SampleCatalog.ARISTO_500IX, ComponentType.TORCH, "Aristo"));
        Gin placeholder = SampleCatalog.data().products().stream()
                .filter(Product::placeholder)
                .findFirst()
                .orElseThrow()
                .gin();
        List<Consumer<Selection>> questions = List.of(
                SAMPLE::check,
                SAMPLE::repairs,
                SAMPLE::packageCount,
                SAMPLE::packages,
                selection -> SAMPLE.candidates(CandidateQuery.of(ComponentType.FEEDER, selection)));
        for (Consumer<Selection> question : questions) {
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> question.accept(unknown))
                    .withMessageContaining("ZZZZZZZZZZ");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> question.accept(mistyped))
                    .withMessageContaining("is a PowerSource")
                    .withMessageContaining("Torch");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SAMPLE.choose(Selection.empty(), placeholder))
                .withMessageContaining("placeholder");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> SAMPLE.choose(Selection.empty(), Gin.of("ZZZZZZZZZZ")));
    }

    @Test
    void it_finds_by_words_what_the_catalogue_finds() {
        ProductCatalog stored = stored(SampleCatalog.data());
        for (String text : List.of("Aristo 500ix", "warior 500i", "PSF 520w 4 m", "robust feed", "no cooler")) {
            assertThat(SAMPLE.search(text, 20)).as(text).isEqualTo(stored.search(text, 20));
        }
        assertThat(SAMPLE.find(SampleCatalog.ARISTO_500IX)).isEqualTo(stored.find(SampleCatalog.ARISTO_500IX));
        assertThatIllegalArgumentException().isThrownBy(() -> SAMPLE.search("x", 0));
    }

    @Test
    void an_engine_of_its_own_does_not_see_later_changes_and_says_which_revision_it_has() {
        ProductCatalog stored = stored(SampleCatalog.data());
        CompatibilityEngine engine = CompatibilityEngine.of(stored);
        stored.remove(List.of(SampleCatalog.ARISTO_500IX));

        assertThat(engine.find(SampleCatalog.ARISTO_500IX)).isPresent();
        assertThat(engine.freshness().revision()).isEqualTo(1);
        assertThat(engine.freshness().problem()).isEmpty();
    }

    private static Product find(Gin gin) {
        return SAMPLE.find(gin).orElseThrow();
    }

    private static CompatibilityEngine engine(CatalogData data) {
        return CompatibilityEngine.of(stored(data));
    }

    private static ProductCatalog stored(CatalogData data) {
        ProductCatalog catalog = new InMemoryStores(Clock.systemUTC()).catalog().catalog();
        catalog.load(data);
        return catalog;
    }
}
