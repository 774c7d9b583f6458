package com.esab.data.memory;

import com.esab.data.ProgressListener;
import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.LoadReport;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.internal.compatibility.CatalogGraph;
import com.esab.data.internal.compatibility.CompiledFinder;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Swaps one immutable catalogue for the next, so that readers never see half of a change. */
final class InMemoryCatalog implements ProductCatalog {

    private volatile CatalogGraph graph = new CatalogGraph(new CatalogState(0, true, Map.of()), List.of(), List.of());

    private final CompiledFinder finder = CompiledFinder.of(() -> graph);

    CompatibilityFinder finder() {
        return finder;
    }

    /** The catalogue as it is now. */
    CatalogGraph graph() {
        return graph;
    }

    /** Puts another catalogue in the place of this one. */
    synchronized void replace(CatalogData data) {
        CatalogState state = new CatalogState(graph.state().revision() + 1, true, data.defaultApplicability());
        graph = new CatalogGraph(state, data.products(), data.compatibilities());
    }

    @Override
    public Map<Gin, Product> findAll(Collection<Gin> gins) {
        CatalogGraph current = graph;
        Map<Gin, Product> found = new LinkedHashMap<>();
        gins.forEach(gin -> current.product(gin).ifPresent(product -> found.put(gin, product)));
        return Map.copyOf(found);
    }

    @Override
    public List<Product> ofType(ComponentType type) {
        return graph.real(type);
    }

    @Override
    public List<Product> search(String text, int limit) {
        return finder.search(text, limit);
    }

    @Override
    public List<Compatibility> compatibilitiesOf(Gin gin) {
        return graph.edgesOf(gin);
    }

    @Override
    public CatalogState read(Consumer<? super Product> products, Consumer<? super Compatibility> compatibilities) {
        CatalogGraph current = graph;
        current.products().values().forEach(products);
        current.edges().forEach(compatibilities);
        return current.state();
    }

    @Override
    public CatalogState state() {
        return graph.state();
    }

    @Override
    public synchronized LoadReport load(CatalogData data, ProgressListener progress) {
        CatalogGraph before = graph;
        Map<Gin, ComponentType> stored = data.gins().stream()
                .filter(gin -> before.product(gin).isPresent())
                .collect(Collectors.toMap(
                        gin -> gin, gin -> before.product(gin).orElseThrow().type()));
        CatalogData.Checked checked = data.checked(stored);
        Map<Gin, Product> products = new HashMap<>(before.products());
        data.products().forEach(product -> products.put(product.gin(), product));
        Map<List<Gin>, Compatibility> edges = new TreeMap<>(Comparator.comparing(List<Gin>::toString));
        before.edges().forEach(edge -> edges.put(ends(edge), edge));
        checked.data().compatibilities().forEach(edge -> edges.put(ends(edge), edge));
        Map<ComponentType, Applicability> defaults = new EnumMap<>(ComponentType.class);
        defaults.putAll(before.state().defaultApplicability());
        defaults.putAll(data.defaultApplicability());
        int productCount = data.products().size();
        int edgeCount = checked.data().compatibilities().size();
        progress.progress("products", 0, productCount);
        progress.progress("products", productCount, productCount);
        progress.progress("compatibilities", 0, edgeCount);
        progress.progress("compatibilities", edgeCount, edgeCount);
        long revision = before.state().revision() + 1;
        graph = new CatalogGraph(new CatalogState(revision, true, defaults), products.values(), edges.values());
        return new LoadReport(productCount, edgeCount, checked.turnedRound(), revision);
    }

    private static List<Gin> ends(Compatibility edge) {
        return List.of(edge.from(), edge.to());
    }

    @Override
    public synchronized int remove(Collection<Gin> gins) {
        CatalogGraph before = graph;
        Set<Gin> gone = Set.copyOf(gins);
        Map<Gin, Product> products = new HashMap<>(before.products());
        products.keySet().removeAll(gone);
        List<Compatibility> edges = before.edges().stream()
                .filter(edge -> !gone.contains(edge.from()) && !gone.contains(edge.to()))
                .toList();
        CatalogState state = before.state();
        graph = new CatalogGraph(
                new CatalogState(state.revision() + 1, true, state.defaultApplicability()), products.values(), edges);
        return before.products().size() - products.size();
    }
}
