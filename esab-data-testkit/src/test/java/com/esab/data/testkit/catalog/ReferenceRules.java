package com.esab.data.testkit.catalog;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import static com.esab.data.catalog.ComponentType.ACCESSORY;
import static com.esab.data.catalog.ComponentType.POWER_SOURCE;

/** The rules of {@code docs/compatibility.md} as they are worded, by trying everything; the numbers are those there. */
final class ReferenceRules {

    private static final List<ComponentType> SLOTS =
            Stream.of(ComponentType.values()).filter(type -> type != ACCESSORY).toList();

    private final Map<Gin, Product> products = new TreeMap<>();
    private final Map<List<Gin>, Long> edges = new HashMap<>();
    private final Set<List<Object>> bound = new HashSet<>();
    private final CatalogState state;
    private final List<List<Product>> packages = new ArrayList<>();

    ReferenceRules(CatalogData catalog) {
        state = new CatalogState(1, true, catalog.defaultApplicability());
        catalog.products().forEach(product -> products.put(product.gin(), product));
        catalog.compatibilities().forEach(this::add);
        list(List.of(), 0);
    }

    private void add(Compatibility given) {
        Compatibility edge = type(given.from()).isBefore(type(given.to())) ? given.turnedRound() : given;
        edges.put(List.of(edge.from(), edge.to()), (long) edge.priority().orElse(1_000_000));
        Product to = products.get(edge.to());
        if (to.type() != ACCESSORY || !to.placeholder()) { // 1
            bound.add(List.of(edge.from(), to.type()));
        }
    }

    /** Every package without accessories; what stands for none is in it. */
    private void list(List<Product> begun, int slot) {
        if (slot == SLOTS.size()) {
            packages.add(begun);
        } else if (!applicable(begun, SLOTS.get(slot))) {
            list(begun, slot + 1);
        } else {
            of(SLOTS.get(slot), false).map(product -> and(begun, product)).forEach(more -> listSound(more, slot + 1));
            ways(List.of(SLOTS.get(slot))).stream()
                    .filter(way -> SLOTS.get(slot) != POWER_SOURCE)
                    .forEach(way -> listSound(and(begun, way), slot + 1));
        }
    }

    private void listSound(List<Product> begun, int slot) {
        if (unfit(begun).isEmpty() && unanchored(begun).isEmpty()) {
            list(begun, slot);
        }
    }

    private ComponentType type(Gin gin) {
        return products.get(gin).type();
    }

    private Stream<Product> of(ComponentType type, boolean placeholder) {
        return products.values().stream().filter(of -> of.type() == type && of.placeholder() == placeholder);
    }

    private boolean edge(Product from, Product to) {
        return edges.containsKey(List.of(from.gin(), to.gin()));
    }

    private boolean applicable(Collection<Product> nodes, ComponentType type) { // 4
        return nodes.stream()
                .noneMatch(node -> node instanceof PowerSource source
                        && type != POWER_SOURCE
                        && state.applicability(source, type) == Applicability.NOT_APPLICABLE);
    }

    private List<Product> all(Selection selection) {
        return selection.products().stream().map(of -> products.get(of.gin())).toList();
    }

    private List<Product> chosen(Selection selection) {
        return all(selection).stream()
                .filter(of -> applicable(all(selection), of.type()))
                .toList();
    }

    private List<ComponentType> nones(Selection selection) {
        return selection.nones().stream()
                .filter(type -> applicable(all(selection), type))
                .toList();
    }

    private List<List<Product>> unfit(Collection<Product> nodes) { // 2
        return nodes.stream()
                .flatMap(a -> nodes.stream().map(b -> List.of(a, b)))
                .filter(pair -> unfit(pair.get(0), pair.get(1), nodes))
                .toList();
    }

    private boolean unfit(Product a, Product b, Collection<Product> nodes) { // 2
        boolean isBound = bound.contains(List.of(a.gin(), b.type()));
        boolean lone = a == b && nodes.stream().noneMatch(other -> other.type() == ACCESSORY && edge(a, other));
        return b.type().isBefore(a.type()) ? isBound && !edge(a, b) : a.type() == ACCESSORY && isBound && lone;
    }

    private List<Product> unanchored(Collection<Product> nodes) { // 3
        return nodes.stream()
                .filter(a -> a.type() != POWER_SOURCE && nodes.stream().noneMatch(b -> edge(a, b)))
                .toList();
    }

    /** All ways to let placeholders stand for these nones. */
    private List<List<Product>> ways(List<ComponentType> nones) { // 5
        List<List<Product>> ways = List.of(List.of());
        for (ComponentType type : nones) {
            List<Product> standIns = of(type, true).toList();
            if (!standIns.isEmpty()) {
                ways = ways.stream()
                        .flatMap(way -> standIns.stream().map(it -> and(way, it)))
                        .toList();
            }
        }
        return ways;
    }

    private List<List<Product>> ways(Selection selection, List<ComponentType> nones, boolean anchored) { // 5, 6
        List<Product> chosen = chosen(selection);
        return ways(nones).stream()
                .filter(way -> unfit(and(chosen, way)).size() == unfit(chosen).size())
                .filter(way ->
                        !anchored || unanchored(and(chosen, way)).stream().noneMatch(Product::placeholder))
                .toList();
    }

    private static List<Product> and(List<Product> nodes, Product node) {
        return and(nodes, List.of(node));
    }

    private static List<Product> and(List<Product> nodes, List<Product> more) {
        return Stream.concat(nodes.stream(), more.stream()).toList();
    }

    private boolean answered(Selection selection) {
        return ComponentType.core().stream()
                .noneMatch(type -> selection.isOpen(type) && applicable(all(selection), type));
    }

    boolean complete(Selection selection) { // 6
        return selection.chosen(POWER_SOURCE).isPresent() && answered(selection) && completable(selection);
    }

    boolean completable(Selection selection) { // 6
        List<Product> core =
                all(selection).stream().filter(of -> of.type() != ACCESSORY).toList();
        List<Product> accessories =
                all(selection).stream().filter(of -> of.type() == ACCESSORY).toList();
        return packages.stream()
                .filter(nodes -> nodes.containsAll(core))
                .filter(nodes -> nodes.stream().allMatch(of -> of.placeholder() || !selection.isNone(of.type())))
                .filter(nodes -> accessories.isEmpty() || applicable(nodes, ACCESSORY))
                .map(nodes -> and(nodes, accessories))
                .anyMatch(nodes -> unfit(nodes).isEmpty() && unanchored(nodes).isEmpty());
    }

    /** The violations, each as its kind and GINs or type, in order. */
    List<String> violations(Selection selection) {
        List<Product> chosen = chosen(selection);
        Map<String, String> found = new TreeMap<>();
        all(selection).stream()
                .filter(a -> !chosen.contains(a))
                .forEach(a -> found.put(key(a), "NotApplicable " + a.gin()));
        unfit(chosen).forEach(pair -> {
            Product a = pair.get(0);
            Product b = pair.get(1);
            String key = "%d %d %s %s".formatted(a.type().ordinal(), b.type().ordinal(), a.gin(), b.gin());
            found.put(key, a == b ? "LoneAccessory " + a.gin() : "Pair " + a.gin() + " " + b.gin());
        });
        List<ComponentType> possible = new ArrayList<>();
        for (ComponentType type : nones(selection)) {
            possible.add(type);
            if (ways(selection, possible, answered(selection)).isEmpty()) {
                possible.remove(type);
                found.put(type.ordinal() + " -", "NoSuchNone " + type);
            }
        }
        if (answered(selection)) {
            ways(selection, possible, true).stream()
                    .sorted(Comparator.comparing(
                            way -> way.stream().map(Product::gin).toList().toString()))
                    .map(way -> unanchored(and(chosen, way)))
                    .min(Comparator.comparing(List::size))
                    .orElseThrow()
                    .forEach(a -> found.put(key(a), "NotAnchored " + a.gin()));
        }
        return List.copyOf(found.values());
    }

    private static String key(Product a) {
        return a.type().ordinal() + " - " + a.gin();
    }

    Set<ComponentType> missing(Selection selection) { // 9
        Set<ComponentType> missing = new TreeSet<>(selection.isOpen(POWER_SOURCE) ? List.of(POWER_SOURCE) : List.of());
        for (Product product : all(selection)) {
            if (product instanceof PowerSource source) {
                ComponentType.core().stream()
                        .filter(type -> state.applicability(source, type) == Applicability.MANDATORY)
                        .filter(type -> selection.chosen(type).isEmpty())
                        .filter(type -> !selection.isNone(type)
                                || of(type, true).findAny().isEmpty())
                        .forEach(missing::add);
            }
        }
        return missing;
    }

    List<Product> candidates(ComponentType type, Selection selection, boolean direct) { // 7
        Selection rest = type == ACCESSORY ? selection : selection.without(type);
        return of(type, false)
                .filter(product -> applicable(all(rest), type) && !selection.contains(product.gin()))
                .filter(product -> direct ? fitsDirectly(rest, product) : completable(rest.with(product)))
                .sorted(Comparator.<Product>comparingLong(product -> rank(rest, product)) // 8
                        .thenComparing(Product::name)
                        .thenComparing(Product::gin))
                .toList();
    }

    boolean noneAllowed(ComponentType type, Selection selection, boolean direct) { // 7
        return type.isCore()
                && applicable(all(selection), type)
                && (direct ? pairsFit(selection.none(type)) : completable(selection.none(type)));
    }

    private boolean pairsFit(Selection selection) {
        return unfit(chosen(selection)).isEmpty()
                && !ways(selection, nones(selection), false).isEmpty();
    }

    private boolean fitsDirectly(Selection rest, Product product) {
        Selection with = rest.with(product);
        return pairsFit(with)
                && (rest.isEmpty()
                        || ways(with, nones(with), false).stream()
                                .flatMap(way -> and(chosen(with), way).stream())
                                .anyMatch(other -> edge(product, other) || edge(other, product)));
    }

    private long rank(Selection rest, Product product) { // 8
        return all(rest).stream()
                .filter(other -> other.type() != product.type())
                .mapToLong(other -> edges.getOrDefault(
                        List.of(product.gin(), other.gin()),
                        edges.getOrDefault(List.of(other.gin(), product.gin()), 1_000_000L)))
                .sum();
    }

    /** What remains after this product or none was put in; empty when it is refused. */
    Optional<Selection> fallOut(Selection changed, ComponentType type, Optional<SelectedProduct> product) {
        if (completable(changed)) {
            return Optional.of(changed);
        }
        Selection kept = changed.without(ACCESSORY);
        for (ComponentType later : ComponentType.core()) {
            kept = type.isBefore(later) ? kept.without(later) : kept;
        }
        kept = type == ACCESSORY ? kept.with(product.orElseThrow()) : kept;
        if (!completable(kept)) {
            return Optional.empty();
        }
        for (ComponentType later : ComponentType.core()) {
            Selection with = changed.isNone(later)
                    ? kept.none(later)
                    : changed.chosen(later).map(kept::with).orElse(kept);
            kept = type.isBefore(later) && completable(with) ? with : kept;
        }
        for (Gin accessory : changed.accessories().stream()
                .map(SelectedProduct::gin)
                .sorted()
                .toList()) {
            boolean keep = !kept.contains(accessory) && completable(kept.with(products.get(accessory)));
            kept = keep ? kept.with(products.get(accessory)) : kept;
        }
        return Optional.of(kept);
    }
}
