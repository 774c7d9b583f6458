package com.esab.data.testkit.catalog;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import static com.esab.data.catalog.ComponentType.ACCESSORY;
import static com.esab.data.catalog.ComponentType.POWER_SOURCE;

/** The rules of {@code docs/compatibility.md} by trying everything, laid out to be held against the page; the numbers are those there. */
// spotless:off
final class NaiveRules {
    private final Map<Gin, Product> products = new TreeMap<>();
    private final Map<Product, Map<Product, Long>> edges = new IdentityHashMap<>();
    private final Map<Product, List<ComponentType>> bound = new IdentityHashMap<>();
    private final CatalogState state;
    private List<List<Product>> packages = List.of(List.of());
    NaiveRules(CatalogData catalog) {
        state = new CatalogState(1, true, catalog.defaultApplicability());
        catalog.products().forEach(it -> edges.put(products.merge(it.gin(), it, (a, b) -> b), new IdentityHashMap<>()));
        for (Compatibility edge : catalog.checked(Map.of()).data().compatibilities())
            edges.get(products.get(edge.from())).put(products.get(edge.to()), (long) edge.priority().orElse(1_000_000));
        edges.forEach((a, to) -> bound.put(a, only(List.of(ComponentType.values()), type -> any(to.keySet(), b -> b.type() == type && !(type == ACCESSORY && b.placeholder()))))); // 1
        for (ComponentType type : only(List.of(ComponentType.values()), it -> it != ACCESSORY)) // 5, 6
            packages = each(packages, begun -> only(ways(begun, type, it -> true), it -> faults(it, it, true).isEmpty()));
    }
    private static <T> List<T> only(Collection<T> all, Predicate<T> those) { return all.stream().filter(those).toList(); }
    private static <T, R> List<R> each(Collection<T> all, Function<T, List<R>> gives) { return all.stream().flatMap(it -> gives.apply(it).stream()).toList(); }
    private static <T> boolean any(Collection<T> all, Predicate<T> those) { return all.stream().anyMatch(those); }
    private static List<Product> and(List<Product> nodes, List<Product> more) { return each(List.of(nodes, more), it -> it); }
    private List<Product> of(ComponentType type, Predicate<Product> those) { return only(products.values(), those.and(it -> it.type() == type)); }
    private boolean takes(List<Product> nodes, ComponentType type) { // 4
        return type == POWER_SOURCE || !any(nodes, it -> it instanceof PowerSource source && state.applicability(source, type) == Applicability.NOT_APPLICABLE);
    }
    private List<List<Product>> ways(List<Product> nodes, ComponentType type, Predicate<Product> those) { // one slot filled; left out where there is none
        List<List<Product>> filled = each(takes(nodes, type) ? of(type, those) : List.of(), it -> List.of(and(nodes, List.of(it))));
        List<List<Product>> empty = takes(nodes, type) && !of(type, Product::placeholder).isEmpty() || type == POWER_SOURCE ? List.of() : List.of(nodes);
        return each(List.of(filled, empty), it -> it);
    }
    private List<List<Product>> faults(List<Product> of, List<Product> nodes, boolean anchored) { // a pair, twice the same that lacks another accessory, one without anchor
        return each(of, a -> {
            Set<Product> to = edges.get(a).keySet();
            List<Product> unfit = only(only(nodes, b -> bound.get(a).contains(b.type())), b -> b.type().isBefore(a.type()) ? !to.contains(b) // 2
                    : a == b && !any(nodes, it -> it.type() == ACCESSORY && to.contains(it)));
            List<List<Product>> pairs = each(unfit, b -> List.of(List.of(a, b)));
            List<List<Product>> loose = anchored && a.type() != POWER_SOURCE && !any(nodes, to::contains) ? List.of(List.of(a)) : List.of(); // 3
            return each(List.of(pairs, loose), it -> it);
        });
    }
    private List<Product> nodes(Selection of, Predicate<ComponentType> those) { return each(of.products(), it -> those.test(it.type()) ? List.of(products.get(it.gin())) : List.of()); }
    boolean takes(Selection of, ComponentType type) { return takes(nodes(of, POWER_SOURCE::equals), type); }
    private boolean answered(Selection of) { return !any(ComponentType.core(), it -> of.isOpen(it) && takes(of, it)); }
    private List<List<Product>> ways(Selection of, Collection<ComponentType> nones) { // 5: what takes part, and placeholders for these nones
        List<List<Product>> ways = List.of(nodes(of, it -> takes(of, it)));
        for (ComponentType type : nones) ways = each(ways, way -> ways(way, type, Product::placeholder));
        return ways;
    }
    boolean complete(Selection of) { return !of.isOpen(POWER_SOURCE) && answered(of) && completable(of); } // 6
    boolean completable(Selection of) { // 6
        List<Product> core = nodes(of, it -> it != ACCESSORY), extra = nodes(of, ACCESSORY::equals);
        return any(packages, it -> it.containsAll(core) && !any(it, node -> of.isNone(node.type()) && !node.placeholder())
                && (extra.isEmpty() || takes(it, ACCESSORY) && faults(extra, and(it, extra), true).isEmpty()));
    }
    Set<String> violations(Selection of) {
        Set<String> found = new TreeSet<>(each(nodes(of, it -> !takes(of, it)), it -> List.of("NotApplicable " + it.gin())));
        List<ComponentType> nones = new ArrayList<>();
        for (ComponentType type : of.nones())
            if (nones.add(type) && unblamed(of, nones).isEmpty()) found.add("NoSuchNone " + nones.remove(nones.size() - 1));
        unblamed(of, nones).stream().min(Comparator.comparing(List::size)).orElseThrow().forEach(it -> found.add(
                (it.size() == 1 ? "NotAnchored " : it.get(0) == it.get(1) ? "LoneAccessory " : "Pair ") + it.stream().map(Product::gin).distinct().toList()));
        return found;
    }
    private List<List<List<Product>>> unblamed(Selection of, Collection<ComponentType> nones) { // the faults of ways in which no placeholder has any
        return only(each(ways(of, nones), way -> List.of(faults(way, way, answered(of)))), it -> !any(it, fault -> any(fault, Product::placeholder)));
    }
    List<Product> candidates(ComponentType type, Selection of, boolean direct) { // 7
        Selection rest = type == ACCESSORY ? of : of.without(type);
        Predicate<Product> fitting = product -> any(ways(rest.with(product), rest.nones()),
                way -> faults(way, way, false).isEmpty() && (rest.isEmpty() || any(way, it -> priority(product, it) > 0)));
        Predicate<Product> offered = it -> !it.placeholder() && takes(rest, type) && !of.contains(it.gin());
        return of(type, offered.and(it -> direct ? fitting.test(it) : completable(rest.with(it)))).stream().sorted(order(type, rest)).toList();
    }
    Comparator<Product> order(ComponentType type, Selection rest) { return by(a -> nodes(rest, it -> it != type).stream().mapToLong(it -> priority(a, it)).map(it -> it == 0 ? 1_000_000 : it).sum()); } // 8
    boolean noneAllowed(ComponentType type, Selection of, boolean direct) { // 7
        return type.isCore() && takes(of, type) && (direct ? any(ways(of.none(type), of.none(type).nones()), it -> faults(it, it, false).isEmpty()) : completable(of.none(type)));
    }
    private static Comparator<Product> by(ToLongFunction<Product> rank) { return Comparator.comparingLong(rank).thenComparing(Product::name).thenComparing(Product::gin); }
    private long priority(Product a, Product b) { // of the better edge, 0 where there is none
        return Stream.of(edges.get(a).getOrDefault(b, 0L), edges.get(b).getOrDefault(a, 0L)).filter(it -> it > 0).min(Long::compare).orElse(0L); }
    List<Product> compatibleWith(Gin gin, ComponentType type) { return of(type, it -> priority(products.get(gin), it) > 0).stream().sorted(by(it -> priority(products.get(gin), it))).toList(); }
}
// spotless:on
