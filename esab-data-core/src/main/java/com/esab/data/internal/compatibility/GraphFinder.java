package com.esab.data.internal.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Candidate;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.compatibility.Page;
import com.esab.data.compatibility.Selection;
import com.esab.data.compatibility.SelectionCheck;
import com.esab.data.error.NotFoundException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Answers what fits what from a catalogue in memory. */
public final class GraphFinder implements CompatibilityFinder {

    private final Supplier<CatalogGraph> current;

    /** @param current the catalogue to answer from, asked once for each question */
    public GraphFinder(Supplier<CatalogGraph> current) {
        this.current = current;
    }

    @Override
    public List<Product> compatibleWith(Gin gin, ComponentType type) {
        CatalogGraph graph = current.get();
        Product product =
                graph.product(gin).orElseThrow(() -> new NotFoundException("the catalogue has no product " + gin));
        return Stream.concat(graph.real(type).stream(), graph.placeholders(type).stream())
                .filter(other -> graph.joined(product, other))
                .sorted(Comparator.<Product>comparingLong(other -> graph.priority(product, other))
                        .thenComparing(CatalogGraph.BY_NAME))
                .toList();
    }

    @Override
    public Page<Product> candidates(CandidateQuery query) {
        CatalogGraph graph = current.get();
        SelectionRules rules = new SelectionRules(graph);
        ComponentType type = query.type();
        Selection rest = query.rest();
        Resolved resolved = new Resolved(graph, rest);
        new Resolved(graph, query.selection());
        if (type != ComponentType.POWER_SOURCE && !resolved.applicable(type)) {
            return query.page(List.of(), graph.state().revision(), false);
        }
        List<Candidate> candidates = graph.real(type).stream()
                .filter(product -> !query.selection().contains(product.gin()))
                .filter(product -> offered(rules, query.mode(), rest, product))
                .map(product -> new Candidate(product, priorities(graph, rest, product)))
                .toList();
        boolean noneAllowed = type.isCore() && allowed(rules, query.mode(), rest.none(type));
        return query.page(candidates, graph.state().revision(), noneAllowed);
    }

    private static boolean offered(SelectionRules rules, Mode mode, Selection rest, Product product) {
        Selection selection = rest.with(product);
        return allowed(rules, mode, selection)
                && (mode == Mode.COMPLETABLE || rest.isEmpty() || rules.joinedToRest(selection, product));
    }

    private static boolean allowed(SelectionRules rules, Mode mode, Selection selection) {
        return mode == Mode.COMPLETABLE ? rules.completable(selection) : rules.pairsFit(selection);
    }

    private static long priorities(CatalogGraph graph, Selection rest, Product product) {
        return rest.products().stream()
                .filter(chosen -> chosen.type() != product.type())
                .mapToLong(chosen -> graph.product(chosen.gin())
                        .map(other -> graph.priority(product, other))
                        .orElse(Candidate.UNRANKED))
                .sum();
    }

    @Override
    public SelectionCheck check(Selection selection) {
        return new SelectionRules(current.get()).check(selection);
    }
}
