package com.esab.data.internal.compatibility;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery.Candidate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

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
    private final Map<ComponentType, List<Product>> placeholders = new EnumMap<>(ComponentType.class);
    private final Map<Gin, Set<ComponentType>> boundTo = new HashMap<>();

    public CatalogGraph(CatalogState state, Collection<Product> products, Collection<Compatibility> edges) {
        this.state = state;
        Map<Gin, Product> ordered = new TreeMap<>();
        products.forEach(product -> ordered.put(product.gin(), product));
        this.products = Collections.unmodifiableMap(ordered);
        for (ComponentType type : ComponentType.values()) {
            real.put(type, select(type, false));
            placeholders.put(type, select(type, true));
        }
        for (Compatibility edge : edges) {
            edgesFrom.computeIfAbsent(edge.from(), gin -> new TreeMap<>()).put(edge.to(), edge);
            edgesTo.computeIfAbsent(edge.to(), gin -> new TreeMap<>()).put(edge.from(), edge);
            bind(edge);
        }
    }

    private List<Product> select(ComponentType type, boolean placeholder) {
        return products.values().stream()
                .filter(product -> product.type() == type && product.placeholder() == placeholder)
                .sorted(BY_NAME)
                .toList();
    }

    private void bind(Compatibility edge) {
        Product to = end(edge.to());
        if (to.type() != ComponentType.ACCESSORY || !to.placeholder()) {
            boundTo.computeIfAbsent(edge.from(), gin -> EnumSet.noneOf(ComponentType.class))
                    .add(to.type());
        }
    }

    private Product end(Gin gin) {
        Product product = products.get(gin);
        if (product == null) {
            throw new IllegalArgumentException("an edge ends at " + gin + ", which is no product");
        }
        return product;
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

    /** The placeholders of a type. */
    public List<Product> placeholders(ComponentType type) {
        return placeholders.getOrDefault(type, List.of());
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

    boolean hasEdge(Product from, Product to) {
        return edgesFrom.getOrDefault(from.gin(), Map.of()).containsKey(to.gin());
    }

    /** What the edges of a product lead to. */
    Stream<Product> edgesFrom(Product product) {
        return edgesFrom.getOrDefault(product.gin(), Map.of()).keySet().stream().map(this::end);
    }

    boolean joined(Product a, Product b) {
        return hasEdge(a, b) || hasEdge(b, a);
    }

    /** Whether a product has an edge to something of this type; placeholders count, except those of accessories. */
    boolean isBound(Product product, ComponentType type) {
        return boundTo.getOrDefault(product.gin(), Set.of()).contains(type);
    }

    /** The best priority of the edges between two products. */
    long priority(Product a, Product b) {
        return Math.min(priorityOfEdge(a, b), priorityOfEdge(b, a));
    }

    private long priorityOfEdge(Product from, Product to) {
        Compatibility edge = edgesFrom.getOrDefault(from.gin(), Map.of()).get(to.gin());
        return edge == null || edge.priority().isEmpty()
                ? Candidate.UNRANKED
                : edge.priority().getAsInt();
    }

    Applicability applicability(PowerSource powerSource, ComponentType type) {
        return state.applicability(powerSource, type);
    }
}
