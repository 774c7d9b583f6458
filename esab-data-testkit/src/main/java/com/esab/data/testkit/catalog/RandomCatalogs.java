package com.esab.data.testkit.catalog;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Small random catalogues, to compare two answers to one question on.
 *
 * <p>Each has a few products of every type, placeholders of some types, accessories joined to each other, products
 * joined to nothing, equal names, edges with and without priority and a few stored the other way round, and words of
 * applicability of its own. Over many of them, a fifth of what fits directly, or more, leads into a dead end.
 */
public final class RandomCatalogs {

    private static final List<String> NAMES = List.of("Alpha", "Beta", "Gamma", "alpha", "Delta 5 m", "Äther");
    private static final int PERCENT = 100;

    private final Random random;
    private final List<Product> products = new ArrayList<>();
    private final List<Compatibility> edges = new ArrayList<>();

    private RandomCatalogs(Random random) {
        this.random = random;
    }

    /** A catalogue that depends on nothing but the next numbers of this source. */
    public static CatalogData catalog(Random random) {
        return new RandomCatalogs(random).catalog();
    }

    private CatalogData catalog() {
        List<Integer> serials = new ArrayList<>();
        for (int serial = 1; serial < PERCENT; serial++) {
            serials.add(serial);
        }
        Collections.shuffle(serials, random);
        for (ComponentType type : ComponentType.values()) {
            int count = between(2, 4);
            for (int i = 0; i < count; i++) {
                addProduct(type, serials, false);
            }
            int placeholders = type != ComponentType.POWER_SOURCE && percent(60) ? between(1, 2) : 0;
            for (int i = 0; i < placeholders; i++) {
                addProduct(type, serials, true);
            }
        }
        for (Product product : products) {
            if (!percent(4)) {
                addEdges(product);
            }
        }
        Collections.shuffle(edges, random);
        return new CatalogData(products, edges, applicability(60));
    }

    private void addProduct(ComponentType type, List<Integer> serials, boolean placeholder) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (placeholder) {
            properties.put(Product.PLACEHOLDER, true);
        }
        if (type == ComponentType.POWER_SOURCE) {
            applicability(35).forEach((of, value) -> properties.put("applicability_" + of.snakeCase(), value.label()));
        }
        Gin gin = Gin.of(
                String.format(Locale.ROOT, "%s%09d", type.label().charAt(0), serials.remove(serials.size() - 1)));
        products.add(Product.of(type, gin, placeholder ? "No " + type.label() : pick(NAMES), properties));
    }

    private Map<ComponentType, Applicability> applicability(int share) {
        Map<ComponentType, Applicability> applicability = new EnumMap<>(ComponentType.class);
        for (ComponentType type : ComponentType.values()) {
            if (type != ComponentType.POWER_SOURCE && percent(share)) {
                applicability.put(
                        type,
                        percent(20)
                                ? Applicability.NOT_APPLICABLE
                                : pick(List.of(
                                        Applicability.MANDATORY, Applicability.CONDITIONAL, Applicability.OPTIONAL)));
            }
        }
        return applicability;
    }

    /** Joins a product to some of each earlier type it is made for, and an accessory to other accessories. */
    private void addEdges(Product product) {
        for (ComponentType type : ComponentType.values()) {
            if (type.isBefore(product.type())) {
                if (percent(type == ComponentType.POWER_SOURCE ? 75 : 60)) {
                    products.stream()
                            .filter(earlier -> earlier.type() == type && percent(earlier.placeholder() ? 40 : 55))
                            .forEach(earlier -> addEdge(product, earlier));
                }
            } else if (type == ComponentType.ACCESSORY && product.type() == type && percent(40)) {
                products.stream()
                        .filter(other -> other.type() == type && !other.equals(product) && percent(40))
                        .forEach(other -> addEdge(product, other));
            }
        }
    }

    private void addEdge(Product from, Product to) {
        Compatibility edge = new Compatibility(
                from.gin(),
                to.gin(),
                percent(50) ? OptionalInt.of(between(1, 3)) : OptionalInt.empty(),
                percent(20) ? Optional.of("direct") : Optional.empty(),
                percent(10) ? Optional.of("with adapter; \"quoted\"") : Optional.empty());
        edges.add(from.type() != to.type() && percent(5) ? edge.turnedRound() : edge);
    }

    private int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    private boolean percent(int share) {
        return random.nextInt(PERCENT) < share;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
