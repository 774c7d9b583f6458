package com.esab.data.testkit.catalog;

import com.esab.data.EsabData;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityEngine;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.compatibility.Page;
import com.esab.data.compatibility.Repair;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.compatibility.SelectionCheck;
import com.esab.data.compatibility.SelectionCheck.NoSuchNone;
import com.esab.data.compatibility.SelectionCheck.Violation;
import com.esab.data.error.RejectedSelectionException;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.Session;
import com.esab.data.store.CatalogStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The finder's answers are those of the naive reference, question by question. */
final class RulesAgreementTest {

    private static final int CATALOGS = 300;
    private static final int STEPS = 15;
    private static final int DIALOGUE_SELECTIONS = 36;

    @Test
    void the_check_of_random_selections_is_that_of_the_reference() {
        for (int seed = 0; seed < CATALOGS; seed++) {
            Random random = new Random(seed);
            CatalogData catalog = RandomCatalogs.catalog(random);
            CompatibilityFinder finder = finder(catalog);
            NaiveRules naive = new NaiveRules(catalog);
            for (Selection selection : RandomSelections.walk(catalog, random, 2 * STEPS)) {
                assertThat(check(finder, selection))
                        .as("seed %d, %s", seed, selection)
                        .isEqualTo(check(catalog, naive, selection));
            }
        }
    }

    @Test
    void the_candidates_for_random_selections_are_those_of_the_reference_in_its_order() {
        for (int seed = 0; seed < CATALOGS; seed++) {
            Random random = new Random(seed);
            CatalogData catalog = RandomCatalogs.catalog(random);
            CompatibilityFinder finder = finder(catalog);
            NaiveRules naive = new NaiveRules(catalog);
            for (Selection selection : RandomSelections.walk(catalog, random, STEPS)) {
                assertThat(candidates(finder, selection, 2))
                        .as("seed %d, %s", seed, selection)
                        .isEqualTo(candidates(naive, selection));
            }
        }
    }

    @Test
    void what_falls_out_of_a_session_after_a_random_change_is_what_the_reference_opens() {
        int kept = 0;
        int fellOut = 0;
        int refused = 0;
        for (int seed = 0; seed < CATALOGS; seed++) {
            Random random = new Random(seed);
            CatalogData catalog = RandomCatalogs.catalog(random);
            NaiveRules naive = new NaiveRules(catalog);
            List<Product> products =
                    catalog.products().stream().filter(of -> !of.placeholder()).toList();
            try (EsabData data = EsabData.inMemory()) {
                data.catalog().load(catalog);
                Session session = data.sessions().start();
                for (int step = 0; step < 2 * STEPS; step++) {
                    SelectedProduct product = SelectedProduct.of(products.get(random.nextInt(products.size())));
                    if (!session.selection().contains(product.gin())) {
                        Selection changed = session.selection().with(product);
                        Optional<Selection> expected =
                                new NaiveSearches(naive).fallOut(changed, product.type(), Optional.of(product));
                        Optional<Session> after = select(data, session, product.gin());
                        assertThat(after.map(Session::selection))
                                .as("seed %d, %s into %s", seed, product, session.selection())
                                .isEqualTo(expected);
                        refused += expected.isEmpty() ? 1 : 0;
                        kept += expected.equals(Optional.of(changed)) ? 1 : 0;
                        fellOut += expected.isPresent() && !expected.get().equals(changed) ? 1 : 0;
                        session = after.orElse(session);
                    }
                }
            }
        }
        assertThat(List.of(kept, fellOut, refused))
                .as("kept, fell out, refused")
                .allSatisfy(count -> assertThat(count).isGreaterThan(CATALOGS));
    }

    @Test
    void packages_and_repairs_for_random_selections_are_those_of_the_reference_in_its_order() {
        int listed = 0;
        int removed = 0;
        for (int seed = 0; seed < CATALOGS; seed++) {
            Random random = new Random(seed);
            CatalogData catalog = RandomCatalogs.catalog(random);
            CompatibilityEngine engine = engine(catalog);
            NaiveSearches naive = new NaiveSearches(new NaiveRules(catalog));
            for (Selection selection : RandomSelections.walk(catalog, random, STEPS)) {
                String where = "seed %d, %s".formatted(seed, selection);
                List<Selection> packages = naive.packages(selection);
                assertThat(engine.packages(selection)).as(where).containsExactlyElementsOf(packages);
                assertThat(engine.packageCount(selection)).as(where).isEqualTo(packages.size());
                assertThat(engine.repairs(selection)).as(where).isEqualTo(naive.repairs(selection));
                listed += packages.size();
                removed += engine.repairs(selection).stream()
                        .mapToInt(Repair::size)
                        .max()
                        .orElse(0);
            }
        }
        assertThat(listed).as("packages").isGreaterThan(10 * CATALOGS);
        assertThat(removed).as("answers taken back").isGreaterThan(CATALOGS);
    }

    /**
     * Dialogues in which the types are asked for in any order, each answered with something that is offered, and in which any answer is
     * changed now and then: every selection on the way is asked about.
     */
    @Test
    void on_the_sample_catalogue_every_answer_on_the_way_of_any_dialogue_is_that_of_the_reference() {
        CatalogData catalog = SampleCatalog.data();
        CompatibilityEngine engine = engine(catalog);
        NaiveRules rules = new NaiveRules(catalog);
        NaiveSearches naive = new NaiveSearches(rules);
        Set<Selection> asked = new LinkedHashSet<>();
        for (int seed = 0; asked.size() < DIALOGUE_SELECTIONS; seed++) {
            asked.addAll(dialogue(engine, new Random(seed)));
        }
        asked.addAll(RandomSelections.walk(catalog, new Random(1), DIALOGUE_SELECTIONS / 6));
        List.copyOf(asked).parallelStream().forEach(selection -> {
            String where = selection.toString();
            assertThat(check(engine, selection)).as(where).isEqualTo(check(catalog, rules, selection));
            for (ComponentType type : ComponentType.values()) {
                // over all power sources at once the reference takes a minute; random catalogues ask that
                if (type != ComponentType.ACCESSORY || !selection.isOpen(ComponentType.POWER_SOURCE)) {
                    assertThat(candidates(engine, type, selection, CandidateQuery.MAX_LIMIT))
                            .as(where)
                            .isEqualTo(candidates(rules, type, selection));
                }
            }
            assertThat(engine.repairs(selection)).as(where).isEqualTo(naive.repairs(selection));
        });
        List<Selection> few = asked.stream()
                .filter(selection -> !selection.isOpen(ComponentType.POWER_SOURCE))
                .limit(DIALOGUE_SELECTIONS / 6)
                .toList();
        for (Selection selection : few) {
            List<Selection> packages = naive.packages(selection);
            assertThat(engine.packages(selection)).as("%s", selection).containsExactlyElementsOf(packages);
            assertThat(engine.packageCount(selection)).as("%s", selection).isEqualTo(packages.size());
        }
    }

    private static List<Selection> dialogue(CompatibilityEngine engine, Random random) {
        List<Selection> onTheWay = new ArrayList<>();
        List<ComponentType> types = new ArrayList<>(List.of(ComponentType.values()));
        types.addAll(List.of(ComponentType.ACCESSORY, types.get(random.nextInt(types.size()))));
        Collections.shuffle(types, random);
        Selection selection = Selection.empty();
        for (ComponentType type : types) {
            onTheWay.add(selection);
            Page<Product> offered =
                    engine.candidates(CandidateQuery.of(type, selection).limit(CandidateQuery.MAX_LIMIT));
            int choice = random.nextInt(offered.items().size() + (offered.noneAllowed() ? 1 : 0) + 1) - 1;
            if (choice >= 0) {
                selection = choice < offered.items().size()
                        ? selection.with(offered.items().get(choice))
                        : selection.none(type);
            }
        }
        onTheWay.add(selection);
        return onTheWay;
    }

    @Test
    void on_the_sample_catalogue_every_pair_is_compatible_when_the_reference_says_so() {
        CatalogData catalog = SampleCatalog.data();
        CompatibilityEngine engine = engine(catalog);
        NaiveRules naive = new NaiveRules(catalog);
        for (Product product : catalog.products()) {
            for (ComponentType type : ComponentType.values()) {
                assertThat(engine.compatibleWith(product.gin(), type))
                        .as("%s and %s", product, type)
                        .isEqualTo(naive.compatibleWith(product.gin(), type));
            }
        }
    }

    private static CompatibilityEngine engine(CatalogData catalog) {
        ProductCatalog stored = new InMemoryStores(Clock.systemUTC()).catalog().catalog();
        stored.load(catalog);
        return CompatibilityEngine.of(stored);
    }

    private static CompatibilityFinder finder(CatalogData catalog) {
        CatalogStore store = new InMemoryStores(Clock.systemUTC()).catalog();
        store.catalog().load(catalog);
        return store.compatibility();
    }

    private static Optional<Session> select(EsabData data, Session session, Gin gin) {
        try {
            return Optional.of(data.sessions().select(session.id(), gin));
        } catch (RejectedSelectionException e) {
            return Optional.empty();
        }
    }

    private static String check(CompatibilityFinder finder, Selection selection) {
        SelectionCheck check = finder.check(selection);
        Set<String> violations = check.violations().stream()
                .map(RulesAgreementTest::line)
                .collect(Collectors.toCollection(TreeSet::new));
        return "%s complete %s, completable %s, fits %s, missing %s"
                .formatted(violations, check.complete(), check.completable(), check.fits(), check.missing());
    }

    private static String line(Violation violation) {
        Object about = violation instanceof NoSuchNone none
                ? none.type()
                : violation instanceof SelectionCheck.NotApplicable misplaced
                        ? misplaced.product().gin()
                        : violation.gins();
        return violation.getClass().getSimpleName() + " " + about;
    }

    private static String check(CatalogData catalog, NaiveRules naive, Selection selection) {
        return "%s complete %s, completable %s, fits %s, missing %s"
                .formatted(
                        naive.violations(selection),
                        naive.complete(selection),
                        naive.completable(selection),
                        naive.violations(selection).isEmpty(),
                        NaiveSearches.missing(catalog, selection));
    }

    private static String candidates(CompatibilityFinder finder, Selection selection, int limit) {
        return Stream.of(ComponentType.values())
                .map(type -> candidates(finder, type, selection, limit))
                .collect(Collectors.joining("\n"));
    }

    private static String candidates(CompatibilityFinder finder, ComponentType type, Selection selection, int limit) {
        return Stream.of(Mode.values())
                .map(mode -> {
                    CandidateQuery query =
                            CandidateQuery.of(type, selection).mode(mode).limit(limit);
                    Page<Product> page = finder.candidates(query);
                    List<Product> all = new ArrayList<>(page.items());
                    for (Page<Product> part = page; part.next().isPresent(); all.addAll(part.items())) {
                        part = finder.candidates(query.after(part.next().get()));
                    }
                    return line(type, mode, all, page.total(), page.noneAllowed());
                })
                .collect(Collectors.joining("\n"));
    }

    private static String candidates(NaiveRules naive, Selection selection) {
        return Stream.of(ComponentType.values())
                .map(type -> candidates(naive, type, selection))
                .collect(Collectors.joining("\n"));
    }

    private static String candidates(NaiveRules naive, ComponentType type, Selection selection) {
        return Stream.of(Mode.values())
                .map(mode -> {
                    boolean direct = mode == Mode.DIRECT;
                    List<Product> all = naive.candidates(type, selection, direct);
                    return line(type, mode, all, all.size(), naive.noneAllowed(type, selection, direct));
                })
                .collect(Collectors.joining("\n"));
    }

    private static String line(ComponentType type, Mode mode, List<Product> all, long total, boolean noneAllowed) {
        return "%s %s: %d %s%s"
                .formatted(type, mode, total, all.stream().map(Product::gin).toList(), noneAllowed ? " or none" : "");
    }
}
