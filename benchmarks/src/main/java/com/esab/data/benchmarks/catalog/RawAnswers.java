package com.esab.data.benchmarks.catalog;

import com.esab.data.benchmarks.engine.RawIntersection;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The limit of direct candidates: for each chosen product the ascending numbers of what fits it are ready, and only intersected. It gives
 * numbers instead of products, neither ranked nor cut.
 */
final class RawAnswers implements Contender {

    private final RawIntersection intersection;
    private final List<List<Product>> numbered = new ArrayList<>();

    RawAnswers(CatalogData catalogue, List<Asked> round) {
        Map<Gin, ComponentType> types = new HashMap<>();
        catalogue.products().forEach(product -> types.put(product.gin(), product.type()));
        Map<Gin, Set<Gin>> targets = new HashMap<>();
        Map<Gin, Set<ComponentType>> bound = new HashMap<>();
        for (Compatibility edge : catalogue.compatibilities()) {
            ComponentType type = types.getOrDefault(edge.to(), ComponentType.POWER_SOURCE);
            targets.computeIfAbsent(edge.from(), gin -> new HashSet<>()).add(edge.to());
            bound.computeIfAbsent(edge.from(), gin -> EnumSet.noneOf(ComponentType.class))
                    .add(type);
        }
        Map<ComponentType, List<Product>> byType = new EnumMap<>(ComponentType.class);
        for (ComponentType type : ComponentType.values()) {
            byType.put(
                    type,
                    catalogue.products().stream()
                            .filter(product -> product.type() == type && !product.placeholder())
                            .filter(product ->
                                    !bound.getOrDefault(product.gin(), Set.of()).contains(ComponentType.ACCESSORY))
                            .sorted(Comparator.comparing(Product::gin))
                            .toList());
        }
        int[][][] lists = new int[round.size()][][];
        int[][] numbers = new int[round.size()][];
        for (int i = 0; i < lists.length; i++) {
            List<Product> products = byType.getOrDefault(round.get(i).wanted(), List.of());
            numbered.add(products);
            numbers[i] = IntStream.range(0, products.size()).toArray();
            lists[i] = lists(round.get(i), products, targets, bound);
        }
        intersection = new RawIntersection(lists, numbers);
    }

    /** Where some fit without any edge to what is chosen, what has one is a list of its own. */
    private static int[][] lists(
            Asked asked, List<Product> products, Map<Gin, Set<Gin>> targets, Map<Gin, Set<ComponentType>> bound) {
        List<int[]> lists = new ArrayList<>();
        boolean joined = false;
        for (Product chosen : asked.chosen()) {
            int[] joinedTo = numbers(products, product -> targets.getOrDefault(product.gin(), Set.of())
                    .contains(chosen.gin()));
            int[] fitting = numbers(
                    products,
                    product -> targets.getOrDefault(product.gin(), Set.of()).contains(chosen.gin())
                            || !bound.getOrDefault(product.gin(), Set.of()).contains(chosen.type()));
            lists.add(fitting);
            joined |= Arrays.equals(joinedTo, fitting);
        }
        if (!joined) {
            lists.add(numbers(products, product -> asked.chosen().stream()
                    .anyMatch(chosen ->
                            targets.getOrDefault(product.gin(), Set.of()).contains(chosen.gin()))));
        }
        return lists.toArray(int[][]::new);
    }

    private static int[] numbers(List<Product> products, Predicate<Product> wanted) {
        return IntStream.range(0, products.size())
                .filter(number -> wanted.test(products.get(number)))
                .toArray();
    }

    @Override
    public Object ask(int question) {
        return intersection.arrays(question);
    }

    @Override
    public List<String> texts(int question) {
        return Arrays.stream(intersection.found(question, intersection.arrays(question)))
                .mapToObj(number -> numbered.get(question).get(number).gin().value())
                .toList();
    }

    @Override
    public void close() {
        // nothing was opened
    }
}
