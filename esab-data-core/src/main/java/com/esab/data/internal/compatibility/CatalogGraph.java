package com.esab.data.internal.compatibility;

import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A catalogue at one revision, held in memory: products by GIN and type, edges by their ends. Immutable.
 *
 * <p>Its edges run from later to earlier types, or between accessories.
 */
public final class CatalogGraph {

    public static final Comparator<Product> BY_NAME =
            Comparator.comparing(Product::name).thenComparing(Product::gin);

    private final CatalogState state;
    private final Map<Gin, Product> products;
    private final Map<Gin, Map<Gin, Compatibility>> edgesFrom = new HashMap<>();
    private final Map<Gin, Map<Gin, Compatibility>> edgesTo = new HashMap<>();
    private final Map<ComponentType, List<Product>> real = new EnumMap<>(ComponentType.class);
    private volatile @Nullable CompiledCatalog compiled;

    public CatalogGraph(CatalogState state, Collection<Product> products, Collection<Compatibility> edges) {
        this.state = state;
        Map<Gin, Product> ordered = new TreeMap<>();
        products.forEach(product -> ordered.put(product.gin(), product));
        this.products = Collections.unmodifiableMap(ordered);
        for (ComponentType type : ComponentType.values()) {
            real.put(type, real(type, this.products.values()));
        }
        for (Compatibility edge : edges) {
            edgesFrom.computeIfAbsent(edge.from(), gin -> new TreeMap<>()).put(edge.to(), edge);
            edgesTo.computeIfAbsent(edge.to(), gin -> new TreeMap<>()).put(edge.from(), edge);
        }
    }

    private static List<Product> real(ComponentType type, Collection<Product> products) {
        return products.stream()
                .filter(product -> product.type() == type && !product.placeholder())
                .sorted(BY_NAME)
                .toList();
    }

    public CatalogState state() {
        return state;
    }

    /** All products by GIN, placeholders too. */
    public Map<Gin, Product> products() {
        return products;
    }

    public Optional<Product> product(Gin gin) {
        return Optional.ofNullable(products.get(gin));
    }

    /** The products of a type without placeholders, by name, then by GIN. */
    public List<Product> real(ComponentType type) {
        return real.getOrDefault(type, List.of());
    }

    /** All edges, by their ends. */
    public List<Compatibility> edges() {
        List<Compatibility> edges = new ArrayList<>();
        for (Gin from : products.keySet()) {
            edges.addAll(edgesFrom.getOrDefault(from, Map.of()).values());
        }
        return edges;
    }

    /** The edges that start or end at a product, by their ends. */
    public List<Compatibility> edgesOf(Gin gin) {
        List<Compatibility> edges =
                new ArrayList<>(edgesFrom.getOrDefault(gin, Map.of()).values());
        edges.addAll(edgesTo.getOrDefault(gin, Map.of()).values());
        edges.sort(Comparator.comparing(Compatibility::from).thenComparing(Compatibility::to));
        return edges;
    }

    /** The same catalogue, compiled when it is asked for the first time. */
    CompiledCatalog compiled() {
        CompiledCatalog known = compiled;
        if (known == null) {
            known = CatalogCompiler.compile(state, products.values(), edges());
            compiled = known;
        }
        return known;
    }
}
