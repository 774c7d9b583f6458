package com.esab.data.internal.compatibility;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.Selection;
import com.esab.data.compatibility.SelectionCheck;
import com.esab.data.compatibility.SelectionCheck.LoneAccessory;
import com.esab.data.compatibility.SelectionCheck.NoSuchNone;
import com.esab.data.compatibility.SelectionCheck.NotAnchored;
import com.esab.data.compatibility.SelectionCheck.NotApplicable;
import com.esab.data.compatibility.SelectionCheck.Pair;
import com.esab.data.compatibility.SelectionCheck.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules of {@code docs/compatibility.md} over a catalogue in memory. */
final class SelectionRules {

    private final CatalogGraph graph;

    SelectionRules(CatalogGraph graph) {
        this.graph = graph;
    }

    SelectionCheck check(Selection selection) {
        Resolved resolved = new Resolved(graph, selection);
        List<Violation> violations = new ArrayList<>();
        resolved.misplaced().forEach(product -> resolved.powerSource()
                .ifPresent(source ->
                        violations.add(new NotApplicable(resolved.selected(product), resolved.selected(source)))));
        violations.addAll(pairs(resolved));
        boolean anchored = resolved.everyCoreTypeAnswered();
        Nones nones = nones(resolved, anchored);
        nones.impossible.forEach(type -> violations.add(new NoSuchNone(type)));
        if (anchored) {
            leastUnanchored(resolved, nones)
                    .forEach(product -> violations.add(new NotAnchored(resolved.selected(product))));
        }
        boolean complete = resolved.powerSource().isPresent() && anchored && violations.isEmpty();
        return new SelectionCheck(
                complete,
                complete || new CompletionSearch(graph, resolved).succeeds(),
                violations,
                missing(resolved),
                applicability(resolved));
    }

    boolean completable(Selection selection) {
        return new CompletionSearch(graph, new Resolved(graph, selection)).succeeds();
    }

    /** Whether all pairs fit, and the nones can be stood for; nothing is said about anchoring. */
    boolean pairsFit(Selection selection) {
        Resolved resolved = new Resolved(graph, selection);
        return pairs(resolved).isEmpty() && nones(resolved, false).impossible.isEmpty();
    }

    /** Whether a product that was put into a selection is joined to the rest of it, or to what stands for its nones. */
    boolean joinedToRest(Selection selection, Product product) {
        Resolved resolved = new Resolved(graph, selection);
        return resolved.products().stream().anyMatch(other -> graph.joined(product, other))
                || nones(resolved, false).assignments.stream()
                        .flatMap(List::stream)
                        .anyMatch(placeholder -> graph.joined(product, placeholder));
    }

    private List<Violation> pairs(Resolved resolved) {
        List<Violation> violations = new ArrayList<>();
        List<Product> products = resolved.products();
        for (Product later : products) {
            for (Product earlier : products) {
                if (earlier.type().isBefore(later.type()) && !fits(graph, later, earlier)) {
                    violations.add(new Pair(resolved.selected(later), resolved.selected(earlier)));
                }
            }
        }
        for (Product accessory : resolved.accessories()) {
            if (isLone(graph, accessory, resolved.accessories())) {
                violations.add(new LoneAccessory(resolved.selected(accessory)));
            }
        }
        return violations;
    }

    static boolean fits(CatalogGraph graph, Product later, Product earlier) {
        return graph.hasEdge(later, earlier) || !graph.isBound(later, earlier.type());
    }

    static boolean isLone(CatalogGraph graph, Product accessory, List<Product> accessories) {
        return graph.isBound(accessory, ComponentType.ACCESSORY)
                && accessories.stream().noneMatch(other -> graph.hasEdge(accessory, other));
    }

    /**
     * The ways in which placeholders can stand for the nones, found type by type; a type that nothing can stand for
     * beside the earlier ones is impossible, and left out of the ways.
     */
    private Nones nones(Resolved resolved, boolean anchored) {
        List<Product> products = resolved.products();
        List<List<Product>> assignments = List.of(List.of());
        List<ComponentType> impossible = new ArrayList<>();
        for (ComponentType type : resolved.nones()) {
            List<Product> placeholders = graph.placeholders(type);
            if (placeholders.isEmpty()) {
                continue;
            }
            List<List<Product>> longer = new ArrayList<>();
            for (List<Product> assignment : assignments) {
                List<Product> others = new ArrayList<>(products);
                others.addAll(assignment);
                for (Product placeholder : placeholders) {
                    if (fitsAll(placeholder, others) && (!anchored || isAnchored(placeholder, others))) {
                        List<Product> assigned = new ArrayList<>(assignment);
                        assigned.add(placeholder);
                        longer.add(assigned);
                    }
                }
            }
            if (longer.isEmpty()) {
                impossible.add(type);
            } else {
                assignments = longer;
            }
        }
        return new Nones(assignments, impossible);
    }

    private boolean fitsAll(Product product, List<Product> others) {
        return others.stream()
                .allMatch(other -> other.type().isBefore(product.type())
                        ? fits(graph, product, other)
                        : !product.type().isBefore(other.type()) || fits(graph, other, product));
    }

    private boolean isAnchored(Product product, List<Product> others) {
        return others.stream().anyMatch(other -> graph.hasEdge(product, other));
    }

    /** The products without anchor under the assignment that leaves the fewest, ties broken by its GINs. */
    private List<Product> leastUnanchored(Resolved resolved, Nones nones) {
        return nones.assignments.stream()
                .sorted(Comparator.comparing(assignment ->
                        assignment.stream().map(Product::gin).toList().toString()))
                .map(assignment -> unanchored(resolved, assignment))
                .min(Comparator.comparingInt(List::size))
                .orElseThrow();
    }

    private List<Product> unanchored(Resolved resolved, List<Product> assignment) {
        List<Product> others = new ArrayList<>(resolved.products());
        others.addAll(assignment);
        return resolved.products().stream()
                .filter(product -> product.type() != ComponentType.POWER_SOURCE && !isAnchored(product, others))
                .toList();
    }

    private Set<ComponentType> missing(Resolved resolved) {
        if (resolved.powerSource().isEmpty()) {
            return Set.of(ComponentType.POWER_SOURCE);
        }
        PowerSource source = resolved.powerSource().get();
        Set<ComponentType> missing = EnumSet.noneOf(ComponentType.class);
        for (ComponentType type : ComponentType.core()) {
            boolean emptyNone =
                    resolved.isNone(type) && graph.placeholders(type).isEmpty();
            if (graph.applicability(source, type) == Applicability.MANDATORY && (resolved.isOpen(type) || emptyNone)) {
                missing.add(type);
            }
        }
        return missing;
    }

    private Map<ComponentType, Applicability> applicability(Resolved resolved) {
        Map<ComponentType, Applicability> applicability = new EnumMap<>(ComponentType.class);
        resolved.powerSource().ifPresent(source -> {
            for (ComponentType type : ComponentType.values()) {
                if (type != ComponentType.POWER_SOURCE) {
                    applicability.put(type, graph.applicability(source, type));
                }
            }
        });
        return applicability;
    }

    private record Nones(List<List<Product>> assignments, List<ComponentType> impossible) {}
}
