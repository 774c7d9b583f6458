package com.esab.data.testkit.contract;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A catalogue written by hand in a test. The first letter of a short name such as {@code F1} tells the type (P, F, C, I, T, A);
 * {@code NC1} is a placeholder of the type C.
 */
final class SmallCatalog {

    private static final String LETTERS = "PFCITA";

    private final List<Product> products = new ArrayList<>();
    private final List<Compatibility> edges = new ArrayList<>();
    private final Map<ComponentType, Applicability> defaults = new EnumMap<>(ComponentType.class);

    static Gin gin(String shortName) {
        return Gin.of(shortName + "0".repeat(10 - shortName.length()));
    }

    static ComponentType type(String shortName) {
        char letter = shortName.charAt(shortName.startsWith("N") ? 1 : 0);
        return ComponentType.values()[LETTERS.indexOf(letter)];
    }

    static SelectedProduct selected(String shortName) {
        return new SelectedProduct(gin(shortName), type(shortName), shortName);
    }

    /** A selection of these products; {@code -C} stands for none of the type C. */
    static Selection selection(String... answers) {
        Selection selection = Selection.empty();
        for (String answer : answers) {
            selection = answer.startsWith("-")
                    ? selection.none(type(answer.substring(1)))
                    : selection.with(selected(answer));
        }
        return selection;
    }

    SmallCatalog with(String... shortNames) {
        for (String name : shortNames) {
            with(name, Map.of());
        }
        return this;
    }

    SmallCatalog with(String shortName, Map<String, ?> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        if (shortName.startsWith("N")) {
            all.put(Product.PLACEHOLDER, true);
        }
        products.add(Product.of(type(shortName), gin(shortName), shortName, all));
        return this;
    }

    SmallCatalog named(String shortName, String name) {
        products.add(Product.of(type(shortName), gin(shortName), name, Map.of()));
        return this;
    }

    /** Edges from the first to each of the others. */
    SmallCatalog joins(String from, String... others) {
        for (String other : others) {
            edges.add(Compatibility.of(gin(from), gin(other)));
        }
        return this;
    }

    SmallCatalog joins(String from, String to, int priority) {
        edges.add(Compatibility.of(gin(from), gin(to), priority));
        return this;
    }

    SmallCatalog defaults(ComponentType type, Applicability applicability) {
        defaults.put(type, applicability);
        return this;
    }

    CatalogData data() {
        return new CatalogData(products, edges, defaults);
    }
}
