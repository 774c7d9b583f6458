package com.esab.data.testkit.catalog;

import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.compatibility.Page;
import com.esab.data.compatibility.Selection;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.store.CatalogStore;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class RandomCatalogsTest {

    private static final int SEEDS = 300;

    @Test
    void one_seed_gives_one_catalogue_and_one_walk() {
        CatalogData once = RandomCatalogs.catalog(new Random(7));
        CatalogData again = RandomCatalogs.catalog(new Random(7));

        assertThat(again).isEqualTo(once);
        assertThat(RandomSelections.walk(again, new Random(8), 20))
                .isEqualTo(RandomSelections.walk(once, new Random(8), 20))
                .hasSize(21);
    }

    @Test
    void every_catalogue_can_be_loaded() {
        int turnedRound = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            CatalogData data = RandomCatalogs.catalog(new Random(seed));
            turnedRound += data.checked(Map.of()).turnedRound().size();
            assertThat(data.products()).extracting(Product::type).contains(ComponentType.values());
        }
        assertThat(turnedRound).isGreaterThan(SEEDS);
    }

    @Test
    void the_walks_meet_what_fits_what_does_not_and_every_kind_of_violation() {
        Set<Object> met = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            CatalogData data = RandomCatalogs.catalog(random);
            CompatibilityFinder finder = finder(data);
            RandomSelections.walk(data, random, 20).stream().map(finder::check).forEach(check -> {
                check.violations()
                        .forEach(violation -> met.add(violation.getClass().getSimpleName()));
                met.add(check.complete() ? "complete" : check.fits() ? "fits" : "violated");
                met.add(check.completable() ? "completable" : check.fits() ? "dead end" : "violated");
            });
        }

        assertThat(met)
                .containsExactlyInAnyOrder(
                        "Pair",
                        "LoneAccessory",
                        "NotAnchored",
                        "NotApplicable",
                        "NoSuchNone",
                        "complete",
                        "fits",
                        "violated",
                        "completable",
                        "dead end");
    }

    @Test
    void at_least_a_fifth_of_what_fits_directly_leads_into_a_dead_end() {
        int offered = 0;
        int deadEnds = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            CatalogData data = RandomCatalogs.catalog(random);
            CompatibilityFinder finder = finder(data);
            for (Selection selection : RandomSelections.walk(data, random, 10)) {
                if (finder.check(selection).completable()) {
                    for (ComponentType type : ComponentType.values()) {
                        CandidateQuery query = CandidateQuery.of(type, selection);
                        Page<Product> direct = finder.candidates(query.mode(Mode.DIRECT));
                        Set<Product> completable =
                                new HashSet<>(finder.candidates(query).items());
                        offered += direct.items().size();
                        deadEnds += (int) direct.items().stream()
                                .filter(product -> !completable.contains(product))
                                .count();
                    }
                }
            }
        }

        assertThat((double) deadEnds / offered)
                .as("%d dead ends of %d offers", deadEnds, offered)
                .isBetween(0.2, 0.8);
    }

    private static CompatibilityFinder finder(CatalogData data) {
        CatalogStore store = new InMemoryStores(Clock.systemUTC()).catalog();
        store.catalog().load(data);
        return store.compatibility();
    }
}
