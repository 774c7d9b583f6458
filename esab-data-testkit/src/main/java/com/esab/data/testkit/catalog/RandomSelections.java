package com.esab.data.testkit.catalog;

import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Random selections over a catalogue: what fits, what does not, and all between. */
public final class RandomSelections {

    private static final int DICE = 20;

    private final Random random;
    private final List<Product> products;
    private final Map<Gin, Set<Gin>> neighbours = new HashMap<>();

    private RandomSelections(CatalogData catalog, Random random) {
        this.random = random;
        this.products = catalog.products().stream()
                .filter(product -> !product.placeholder())
                .toList();
        for (Compatibility edge : catalog.compatibilities()) {
            neighbours.computeIfAbsent(edge.from(), gin -> new HashSet<>()).add(edge.to());
            neighbours.computeIfAbsent(edge.to(), gin -> new HashSet<>()).add(edge.from());
        }
    }

    /**
     * A walk from the empty selection, which is the first: each step gives, changes or takes back one answer, in no
     * order of types, with nones, accessories and products that do not fit; more often than not a product is joined to
     * something chosen before.
     *
     * @param steps how many selections follow the first
     */
    public static List<Selection> walk(CatalogData catalog, Random random, int steps) {
        RandomSelections selections = new RandomSelections(catalog, random);
        List<Selection> walk = new ArrayList<>();
        walk.add(Selection.empty());
        for (int i = 0; i < steps; i++) {
            walk.add(selections.step(walk.get(i)));
        }
        return List.copyOf(walk);
    }

    private Selection step(Selection selection) {
        int dice = random.nextInt(DICE);
        if (dice < 4) {
            return selection.none(pick(ComponentType.core()));
        }
        if (dice < 6 && !selection.products().isEmpty()) {
            return selection.without(pick(selection.products()).gin());
        }
        if (dice < 7) {
            return selection.without(pick(ComponentType.core()));
        }
        return choose(selection, dice < 16);
    }

    private Selection choose(Selection selection, boolean preferJoined) {
        List<Product> free = products.stream()
                .filter(product -> !selection.contains(product.gin()))
                .toList();
        List<Product> joined =
                free.stream().filter(product -> isJoined(product, selection)).toList();
        List<Product> choice = preferJoined && !joined.isEmpty() ? joined : free;
        return choice.isEmpty() ? selection : selection.with(pick(choice));
    }

    private boolean isJoined(Product product, Selection selection) {
        Set<Gin> joined = neighbours.getOrDefault(product.gin(), Set.of());
        return selection.products().stream().map(SelectedProduct::gin).anyMatch(joined::contains);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
