package com.esab.data.neo4j;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.compatibility.SelectedProduct;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.neo4j.driver.Value;

/** Says which rules a selection breaks, from what one query told of its products and of the placeholders for its nones. */
final class SelectionJudge {

    private final Selection selection;
    private final boolean completable;
    private final Map<ComponentType, Applicability> applicability;
    private final Map<ComponentType, List<Part>> placeholders = new EnumMap<>(ComponentType.class);
    /** What is chosen where the power source has a slot, in the order of types. */
    private final List<Part> chosen = new ArrayList<>();

    private final List<SelectedProduct> misplaced = new ArrayList<>();

    /** @param parts those of {@link FinderQueries#find} for this selection, whose products are all among them */
    SelectionJudge(Selection selection, Value parts, boolean completable) {
        this.selection = selection;
        this.completable = completable;
        Map<Gin, Value> found = new HashMap<>();
        for (Value part : parts.values()) {
            found.put(Gin.of(part.get("gin").asString()), part);
            if (part.get("placeholder").asBoolean()) {
                Part placeholder = new Part(Optional.empty(), part);
                placeholders
                        .computeIfAbsent(placeholder.type, type -> new ArrayList<>())
                        .add(placeholder);
            }
        }
        placeholders.values().forEach(ofType -> ofType.sort(Comparator.comparing(placeholder -> placeholder.gin)));
        applicability = selection
                .chosen(ComponentType.POWER_SOURCE)
                .map(source -> applicability(part(found, source).get("applicability")))
                .orElse(Map.of());
        for (SelectedProduct product : selection.products()) {
            if (applicable(product.type())) {
                chosen.add(new Part(Optional.of(product), part(found, product)));
            } else {
                misplaced.add(product);
            }
        }
    }

    private static Value part(Map<Gin, Value> parts, SelectedProduct product) {
        return Objects.requireNonNull(parts.get(product.gin()));
    }

    private static Map<ComponentType, Applicability> applicability(Value labels) {
        Map<ComponentType, Applicability> applicability = new EnumMap<>(ComponentType.class);
        for (Value pair : labels.values()) {
            ComponentType type = ComponentType.ofLabel(pair.get(0).asString());
            if (type != ComponentType.POWER_SOURCE) {
                Value label = pair.get(1);
                applicability.put(
                        type, label.isNull() ? Applicability.OPTIONAL : Applicability.ofLabel(label.asString()));
            }
        }
        return applicability;
    }

    private boolean applicable(ComponentType type) {
        return applicability.get(type) != Applicability.NOT_APPLICABLE;
    }

    SelectionCheck check() {
        List<Violation> violations = new ArrayList<>();
        selection
                .chosen(ComponentType.POWER_SOURCE)
                .ifPresent(source -> misplaced.forEach(product -> violations.add(new NotApplicable(product, source))));
        addPairs(violations);
        boolean answered = ComponentType.core().stream().noneMatch(type -> applicable(type) && selection.isOpen(type));
        List<List<Part>> standIns = standIns(answered, violations);
        if (answered) {
            fewestWithoutAnchor(standIns).forEach(part -> violations.add(new NotAnchored(part.product.orElseThrow())));
        }
        boolean complete = answered
                && violations.isEmpty()
                && selection.chosen(ComponentType.POWER_SOURCE).isPresent();
        return new SelectionCheck(complete, complete || completable, violations, missing(), applicability);
    }

    private void addPairs(List<Violation> violations) {
        for (Part later : chosen) {
            for (Part earlier : chosen) {
                if (earlier.type.isBefore(later.type) && !later.fits(earlier)) {
                    violations.add(new Pair(later.product.orElseThrow(), earlier.product.orElseThrow()));
                }
            }
            if (later.type == ComponentType.ACCESSORY
                    && later.isBoundTo(ComponentType.ACCESSORY)
                    && chosen.stream().noneMatch(other -> other.type == later.type && later.hasEdgeTo(other))) {
                violations.add(new LoneAccessory(later.product.orElseThrow()));
            }
        }
    }

    /**
     * The ways in which placeholders can stand for all nones at once. A none that nothing can stand for beside the earlier ones is a
     * violation, and left out of the ways.
     */
    private List<List<Part>> standIns(boolean anchored, List<Violation> violations) {
        List<List<Part>> ways = List.of(List.of());
        for (ComponentType type : selection.nones()) {
            List<Part> ofType = placeholders.getOrDefault(type, List.of());
            if (ofType.isEmpty() || !applicable(type)) {
                continue;
            }
            List<List<Part>> longer = new ArrayList<>();
            for (List<Part> way : ways) {
                for (Part placeholder : ofType) {
                    List<Part> others = joined(chosen, way);
                    if (placeholder.fitsAll(others) && (!anchored || placeholder.hasEdgeToAny(others))) {
                        longer.add(joined(way, List.of(placeholder)));
                    }
                }
            }
            if (longer.isEmpty()) {
                violations.add(new NoSuchNone(type));
            } else {
                ways = longer;
            }
        }
        return ways;
    }

    /** Ways come in the order of their GINs, so that the first of several equally good ones is the one wanted. */
    private List<Part> fewestWithoutAnchor(List<List<Part>> ways) {
        List<Part> fewest = chosen;
        boolean first = true;
        for (List<Part> way : ways) {
            List<Part> others = joined(chosen, way);
            List<Part> loose = chosen.stream()
                    .filter(part -> part.type != ComponentType.POWER_SOURCE && !part.hasEdgeToAny(others))
                    .toList();
            if (first || loose.size() < fewest.size()) {
                fewest = loose;
                first = false;
            }
        }
        return fewest;
    }

    private Set<ComponentType> missing() {
        if (selection.chosen(ComponentType.POWER_SOURCE).isEmpty()) {
            return Set.of(ComponentType.POWER_SOURCE);
        }
        Set<ComponentType> missing = EnumSet.noneOf(ComponentType.class);
        for (ComponentType type : ComponentType.core()) {
            boolean emptyNone = selection.isNone(type) && !placeholders.containsKey(type);
            if (applicability.get(type) == Applicability.MANDATORY && (selection.isOpen(type) || emptyNone)) {
                missing.add(type);
            }
        }
        return missing;
    }

    private static List<Part> joined(List<Part> first, List<Part> second) {
        List<Part> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** A chosen product or a placeholder, with the ends of its own edges and the types it is bound to. */
    private static final class Part {

        private final Optional<SelectedProduct> product;
        private final ComponentType type;
        private final String gin;
        private final Set<String> edges;
        private final Set<ComponentType> boundTo = EnumSet.noneOf(ComponentType.class);

        private Part(Optional<SelectedProduct> product, Value part) {
            this.product = product;
            this.type = ComponentType.ofLabel(part.get("type").asString());
            this.gin = part.get("gin").asString();
            this.edges = new HashSet<>(part.get("to").asList(Value::asString));
            part.get("bound").values().forEach(label -> boundTo.add(ComponentType.ofLabel(label.asString())));
            Value partners = part.get("partners");
            if (!partners.isNull() && !partners.isEmpty()) {
                edges.addAll(partners.asList(Value::asString));
                boundTo.add(ComponentType.ACCESSORY);
            }
        }

        boolean hasEdgeTo(Part other) {
            return edges.contains(other.gin);
        }

        boolean hasEdgeToAny(List<Part> others) {
            return others.stream().anyMatch(this::hasEdgeTo);
        }

        boolean isBoundTo(ComponentType other) {
            return boundTo.contains(other);
        }

        /** Whether this product fits one of an earlier type. */
        boolean fits(Part earlier) {
            return hasEdgeTo(earlier) || !isBoundTo(earlier.type);
        }

        boolean fitsAll(List<Part> others) {
            return others.stream()
                    .allMatch(other ->
                            other.type.isBefore(type) ? fits(other) : !type.isBefore(other.type) || other.fits(this));
        }
    }
}
