package com.esab.data.catalog;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.InvalidCatalogException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a catalogue, or a part of one, consists of: products, the edges between them, and the default applicability.
 *
 * @param products with their placeholders
 * @param compatibilities the edges, in either direction; a catalogue keeps them from later to earlier type
 * @param defaultApplicability which components a power source takes that says nothing itself
 */
public record CatalogData(
        List<Product> products,
        List<Compatibility> compatibilities,
        Map<ComponentType, Applicability> defaultApplicability) {

    /** @throws IllegalArgumentException when the default applicability names the power source */
    public CatalogData {
        products = List.copyOf(products);
        compatibilities = List.copyOf(compatibilities);
        if (defaultApplicability.containsKey(ComponentType.POWER_SOURCE)) {
            throw new IllegalArgumentException("a power source has no applicability for itself");
        }
        Map<ComponentType, Applicability> ordered = new EnumMap<>(ComponentType.class);
        ordered.putAll(defaultApplicability);
        defaultApplicability = Collections.unmodifiableMap(ordered);
    }

    public static CatalogData of(List<? extends Product> products, List<Compatibility> compatibilities) {
        return new CatalogData(List.copyOf(products), compatibilities, Map.of());
    }

    /**
     * The whole catalogue as it is at one moment. Cost of {@link ProductCatalog#read}.
     *
     * @throws EsabDataException when the catalogue is incomplete, or changed while it was read
     */
    public static CatalogData of(ProductCatalog catalog) {
        List<Product> products = new ArrayList<>();
        List<Compatibility> compatibilities = new ArrayList<>();
        CatalogState state = catalog.read(products::add, compatibilities::add);
        if (!state.complete()) {
            throw new EsabDataException("the catalogue is incomplete at revision " + state.revision()
                    + ": a load did not finish and has to be repeated, or somebody is writing just now");
        }
        return new CatalogData(products, compatibilities, state.defaultApplicability());
    }

    List<Product> productsInOrder() {
        return products.stream()
                .sorted(Comparator.comparing(Product::type).thenComparing(Product::gin))
                .toList();
    }

    List<Compatibility> compatibilitiesInOrder() {
        return compatibilities.stream()
                .sorted(Comparator.comparing(Compatibility::from).thenComparing(Compatibility::to))
                .toList();
    }

    /** Every GIN that stands anywhere in this data, of products and at the ends of edges, in order of appearance. */
    public Set<Gin> gins() {
        Set<Gin> gins = new LinkedHashSet<>();
        products.forEach(product -> gins.add(product.gin()));
        compatibilities.forEach(edge -> {
            gins.add(edge.from());
            gins.add(edge.to());
        });
        return gins;
    }

    /**
     * This data made ready to be written: each edge once, running from the later type to the earlier one.
     *
     * <p>Called by a {@link ProductCatalog} before its first write.
     *
     * @param stored the types of those {@link #gins()} that the catalogue holds already
     * @throws InvalidCatalogException naming every problem: a GIN given twice or stored with another type, an edge with
     *     an unknown end or between two products of one type other than accessories, and an edge given twice with
     *     different properties
     */
    public Checked checked(Map<Gin, ComponentType> stored) {
        List<CatalogProblem> problems = new ArrayList<>();
        Map<Gin, ComponentType> types = new HashMap<>(stored);
        Set<Gin> seen = new LinkedHashSet<>();
        for (Product product : products) {
            String gin = product.gin().value();
            if (!seen.add(product.gin())) {
                problems.add(new CatalogProblem(gin, "is given more than once"));
            } else {
                ComponentType before = types.put(product.gin(), product.type());
                if (before != null && before != product.type()) {
                    problems.add(new CatalogProblem(
                            gin,
                            "is stored as " + before.label() + " and cannot become "
                                    + product.type().label()));
                }
            }
        }
        Map<List<Gin>, Compatibility> edges = new LinkedHashMap<>();
        List<CatalogProblem> turnedRound = new ArrayList<>();
        for (Compatibility edge : compatibilities) {
            checkedEdge(edge, types, problems, turnedRound).ifPresent(checked -> {
                Compatibility before = edges.putIfAbsent(List.of(checked.from(), checked.to()), checked);
                if (before != null && !before.equals(checked)) {
                    problems.add(new CatalogProblem(
                            checked.from() + " -> " + checked.to(),
                            "is given more than once with different properties"));
                }
            });
        }
        if (!problems.isEmpty()) {
            throw new InvalidCatalogException(problems);
        }
        return new Checked(
                new CatalogData(products, List.copyOf(edges.values()), defaultApplicability), List.copyOf(turnedRound));
    }

    private static Optional<Compatibility> checkedEdge(
            Compatibility edge,
            Map<Gin, ComponentType> types,
            List<CatalogProblem> problems,
            List<CatalogProblem> turnedRound) {
        String where = edge.from() + " -> " + edge.to();
        ComponentType from = types.get(edge.from());
        ComponentType to = types.get(edge.to());
        if (from == null || to == null) {
            for (Gin end : List.of(edge.from(), edge.to())) {
                if (!types.containsKey(end)) {
                    problems.add(new CatalogProblem(where, "there is no product " + end));
                }
            }
            return Optional.empty();
        }
        if (from == to && from != ComponentType.ACCESSORY) {
            problems.add(new CatalogProblem(where, "joins two products of the type " + from.label()));
            return Optional.empty();
        }
        if (from.isBefore(to)) {
            turnedRound.add(new CatalogProblem(
                    where, "was turned round: an edge runs from the " + to.label() + " to the " + from.label()));
            return Optional.of(edge.turnedRound());
        }
        return Optional.of(edge);
    }

    /**
     * Data that passed the check.
     *
     * @param data each edge once and in its right direction
     * @param turnedRound the edges that came in the other direction
     */
    public record Checked(CatalogData data, List<CatalogProblem> turnedRound) {}
}
