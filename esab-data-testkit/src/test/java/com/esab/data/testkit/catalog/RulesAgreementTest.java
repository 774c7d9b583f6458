package com.esab.data.testkit.catalog;

import com.esab.data.EsabData;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.compatibility.Page;
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
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The finder's answers are those of the naive reference, question by question. */
final class RulesAgreementTest {

    private static final int CATALOGS = 300;
    private static final int STEPS = 15;

    @Test
    void the_check_of_random_selections_is_that_of_the_reference() {
        for (int seed = 0; seed < CATALOGS; seed++) {
            Random random = new Random(seed);
            CatalogData catalog = RandomCatalogs.catalog(random);
            CompatibilityFinder finder = finder(catalog);
            ReferenceRules reference = new ReferenceRules(catalog);
            for (Selection selection : RandomSelections.walk(catalog, random, 2 * STEPS)) {
                assertThat(check(finder, selection))
                        .as("seed %d, %s", seed, selection)
                        .isEqualTo(check(reference, selection));
            }
        }
    }

    @Test
    void the_candidates_for_random_selections_are_those_of_the_reference_in_its_order() {
        for (int seed = 0; seed < CATALOGS; seed++) {
            Random random = new Random(seed);
            CatalogData catalog = RandomCatalogs.catalog(random);
            CompatibilityFinder finder = finder(catalog);
            ReferenceRules reference = new ReferenceRules(catalog);
            for (Selection selection : RandomSelections.walk(catalog, random, STEPS)) {
                assertThat(candidates(finder, selection, 2))
                        .as("seed %d, %s", seed, selection)
                        .isEqualTo(candidates(reference, selection));
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
            ReferenceRules reference = new ReferenceRules(catalog);
            List<Product> products =
                    catalog.products().stream().filter(of -> !of.placeholder()).toList();
            try (EsabData data = EsabData.inMemory()) {
                data.catalog().load(catalog);
                Session session = data.sessions().start();
                for (int step = 0; step < 2 * STEPS; step++) {
                    SelectedProduct product = SelectedProduct.of(products.get(random.nextInt(products.size())));
                    if (!session.selection().contains(product.gin())) {
                        Selection changed = session.selection().with(product);
                        Optional<Selection> expected = reference.fallOut(changed, product.type(), Optional.of(product));
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
    void on_the_sample_catalogue_the_answers_are_those_of_the_reference() {
        CatalogData catalog = SampleCatalog.data();
        CompatibilityFinder finder = finder(catalog);
        ReferenceRules reference = new ReferenceRules(catalog);
        for (Selection selection : selectionsOfTheSample(catalog)) {
            assertThat(check(finder, selection)).as("%s", selection).isEqualTo(check(reference, selection));
            assertThat(candidates(finder, selection, CandidateQuery.MAX_LIMIT))
                    .as("%s", selection)
                    .isEqualTo(candidates(reference, selection));
        }
    }

    /** Each power source alone, a guided walk from each to a complete package, and random walks. */
    private static List<Selection> selectionsOfTheSample(CatalogData catalog) {
        CompatibilityFinder finder = finder(catalog);
        Random random = new Random(1);
        List<Selection> selections = new ArrayList<>(RandomSelections.walk(catalog, random, 4));
        catalog.products().stream()
                .filter(product -> product.type() == ComponentType.POWER_SOURCE)
                .forEach(source -> {
                    Selection selection = Selection.empty().with(source);
                    selections.add(selection);
                    for (ComponentType type : ComponentType.core()) {
                        Page<Product> page = finder.candidates(CandidateQuery.of(type, selection));
                        if (!page.items().isEmpty()) {
                            selection = selection.with(
                                    page.items().get(random.nextInt(page.items().size())));
                        } else if (page.noneAllowed()) {
                            selection = selection.none(type);
                        }
                        selections.add(selection);
                    }
                });
        return selections;
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
        List<String> violations =
                check.violations().stream().map(RulesAgreementTest::line).toList();
        return "%s complete %s, completable %s, fits %s, missing %s"
                .formatted(violations, check.complete(), check.completable(), check.fits(), check.missing());
    }

    private static String line(Violation violation) {
        String about = violation instanceof NoSuchNone none
                ? none.type().toString()
                : violation instanceof SelectionCheck.NotApplicable misplaced
                        ? misplaced.product().gin().value()
                        : violation.gins().stream().map(Gin::value).collect(Collectors.joining(" "));
        return violation.getClass().getSimpleName() + " " + about;
    }

    private static String check(ReferenceRules reference, Selection selection) {
        return "%s complete %s, completable %s, fits %s, missing %s"
                .formatted(
                        reference.violations(selection),
                        reference.complete(selection),
                        reference.completable(selection),
                        reference.violations(selection).isEmpty(),
                        reference.missing(selection));
    }

    private static String candidates(CompatibilityFinder finder, Selection selection, int limit) {
        return Stream.of(ComponentType.values())
                .flatMap(type -> Stream.of(Mode.values()).map(mode -> {
                    CandidateQuery query =
                            CandidateQuery.of(type, selection).mode(mode).limit(limit);
                    Page<Product> page = finder.candidates(query);
                    List<Product> all = new ArrayList<>(page.items());
                    for (Page<Product> part = page; part.next().isPresent(); all.addAll(part.items())) {
                        part = finder.candidates(query.after(part.next().get()));
                    }
                    return line(type, mode, all, page.total(), page.noneAllowed());
                }))
                .collect(Collectors.joining("\n"));
    }

    private static String candidates(ReferenceRules reference, Selection selection) {
        return Stream.of(ComponentType.values())
                .flatMap(type -> Stream.of(Mode.values()).map(mode -> {
                    boolean direct = mode == Mode.DIRECT;
                    List<Product> all = reference.candidates(type, selection, direct);
                    return line(type, mode, all, all.size(), reference.noneAllowed(type, selection, direct));
                }))
                .collect(Collectors.joining("\n"));
    }

    private static String line(ComponentType type, Mode mode, List<Product> all, long total, boolean noneAllowed) {
        return "%s %s: %d %s%s"
                .formatted(type, mode, total, all.stream().map(Product::gin).toList(), noneAllowed ? " or none" : "");
    }
}
