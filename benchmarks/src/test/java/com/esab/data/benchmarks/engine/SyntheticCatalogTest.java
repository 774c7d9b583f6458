package com.esab.data.benchmarks.engine;

import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class SyntheticCatalogTest {

    private record Read(List<Product> products, List<Compatibility> edges) {

        static Read of(int size, long seed) {
            List<Product> products = new ArrayList<>();
            List<Compatibility> edges = new ArrayList<>();
            new SyntheticCatalog(size, seed).read(products::add, edges::add);
            return new Read(products, edges);
        }

        Map<Gin, ComponentType> types() {
            Map<Gin, ComponentType> types = new HashMap<>();
            products.forEach(product -> types.put(product.gin(), product.type()));
            return types;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 3_000})
    void the_same_size_and_seed_give_the_same_catalogue(int size) {
        assertThat(Read.of(size, 7)).isEqualTo(Read.of(size, 7));
        assertThat(Read.of(size, 7).edges()).isNotEqualTo(Read.of(size, 8).edges());
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 3_000})
    void products_come_by_gin_and_edges_by_their_ends_each_once(int size) {
        Read read = Read.of(size, 7);
        assertThat(read.products()).hasSize(size);
        assertThat(read.products().stream().map(Product::gin)).isSorted().doesNotHaveDuplicates();
        List<List<Gin>> ends = read.edges().stream()
                .map(edge -> List.of(edge.from(), edge.to()))
                .toList();
        assertThat(ends).doesNotHaveDuplicates();
        assertThat(ends)
                .isSortedAccordingTo(Comparator.<List<Gin>, Gin>comparing(pair -> pair.get(0))
                        .thenComparing(pair -> pair.get(1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 3_000})
    void edges_lead_to_earlier_types_or_between_accessories(int size) {
        Read read = Read.of(size, 7);
        Map<Gin, ComponentType> types = read.types();
        Set<Gin> adapters = new HashSet<>();
        for (Compatibility edge : read.edges()) {
            ComponentType from = types.get(edge.from());
            ComponentType to = types.get(edge.to());
            assertThat(to.isBefore(from) || from == ComponentType.ACCESSORY && to == from)
                    .as("%s to %s", from, to)
                    .isTrue();
            if (to == ComponentType.ACCESSORY) {
                adapters.add(edge.from());
            }
        }
        SyntheticCatalog catalog = new SyntheticCatalog(size, 7);
        assertThat(adapters).isNotEmpty().allMatch(gin -> catalog.boundToAccessories(SyntheticCatalog.place(gin)));
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 3_000, 20_000})
    void a_product_has_about_forty_edges_whatever_the_size(int size) {
        SyntheticCatalog catalog = new SyntheticCatalog(size, 7);
        long edges = 0;
        for (int place = 0; place < size; place++) {
            edges += catalog.targets(place).length;
        }
        assertThat((double) edges / size).isCloseTo(40, within(2.0));
    }

    @Test
    void types_have_their_shares_and_core_types_a_few_placeholders_with_edges() {
        Read read = Read.of(3_000, 7);
        Map<ComponentType, Integer> counts = new HashMap<>();
        Map<ComponentType, Integer> placeholders = new HashMap<>();
        for (Product product : read.products()) {
            counts.merge(product.type(), 1, Integer::sum);
            if (product.placeholder()) {
                placeholders.merge(product.type(), 1, Integer::sum);
                assertThat(read.edges()).anyMatch(edge -> edge.from().equals(product.gin()));
            }
        }
        for (ComponentType type : ComponentType.values()) {
            assertThat(counts.get(type)).isEqualTo(3_000 * SyntheticCatalog.share(type) / 100);
        }
        assertThat(placeholders).containsOnlyKeys(ComponentType.core()).allSatisfy((type, count) -> assertThat(count)
                .isBetween(2, 4));
    }

    @Test
    void every_product_but_placeholders_is_bound_to_all_earlier_types() {
        SyntheticCatalog catalog = new SyntheticCatalog(3_000, 7);
        for (int place = 0; place < catalog.size(); place++) {
            if (!catalog.placeholder(place)) {
                Set<ComponentType> bound = new HashSet<>();
                for (int target : catalog.targets(place)) {
                    bound.add(catalog.type(target));
                }
                for (ComponentType type : ComponentType.values()) {
                    assertThat(bound.contains(type) || !type.isBefore(catalog.type(place)))
                            .as("%s bound to %s", catalog.type(place), type)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void popular_power_sources_have_many_more_edges_than_others() {
        SyntheticCatalog catalog = new SyntheticCatalog(20_000, 7);
        Map<Integer, Integer> degrees = new HashMap<>();
        for (int place = 0; place < catalog.size(); place++) {
            for (int target : catalog.targets(place)) {
                if (catalog.type(target) == ComponentType.POWER_SOURCE) {
                    degrees.merge(target, 1, Integer::sum);
                }
            }
        }
        double mean =
                degrees.values().stream().mapToInt(Integer::intValue).average().orElseThrow();
        assertThat(degrees.values()).anyMatch(degree -> degree > 4 * mean);
    }

    @Test
    void a_catalogue_too_small_for_two_families_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SyntheticCatalog(199, 7))
                .withMessageContaining("199");
    }
}
