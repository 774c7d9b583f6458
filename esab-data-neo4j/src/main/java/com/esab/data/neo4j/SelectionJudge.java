package com.esab.data.neo4j;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.ComponentType;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.compatibility.SelectionCheck;
import com.esab.data.compatibility.SelectionCheck.LoneAccessory;
import com.esab.data.compatibility.SelectionCheck.NoSuchNone;
import com.esab.data.compatibility.SelectionCheck.NotAnchored;
import com.esab.data.compatibility.SelectionCheck.NotApplicable;
import com.esab.data.compatibility.SelectionCheck.Pair;
import com.esab.data.compatibility.SelectionCheck.Violation;
import com.esab.data.error.CorruptRecordException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.neo4j.driver.Record;
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

    /** @param answer that of {@link FinderQueries#check} for this selection, whose products all exist */
    SelectionJudge(Selection selection, Record answer) {
        this.selection = selection;
        this.completable = answer.get("completable").asBoolean();
        Map<ComponentType, Map<String, Value>> views = new EnumMap<>(ComponentType.class);
        for (ComponentType type : ComponentType.values()) {
            Map<String, Value> ofType = new HashMap<>();
            for (Value view : answer.get("slots").get(type.label()).values()) {
                ofType.put(view.get("gin").asString(), view);
                if (type.isCore() && view.get("placeholder").asBoolean()) {
                    placeholders
                            .computeIfAbsent(type, key -> new ArrayList<>())
                            .add(new Part(type, Optional.empty(), view));
                }
            }
            views.put(type, ofType);
        }
        applicability = selection
                .chosen(ComponentType.POWER_SOURCE)
                .map(source -> applicability(view(views, source).get("applicability")))
                .orElse(Map.of());
        for (SelectedProduct product : selection.products()) {
            if (applicable(product.type())) {
                chosen.add(new Part(product.type(), Optional.of(product), view(views, product)));
            } else {
                misplaced.add(product);
            }
        }
        placeholders.values().forEach(parts -> parts.sort((a, b) -> a.gin.compareTo(b.gin)));
    }

    private static Value view(Map<ComponentType, Map<String, Value>> views, SelectedProduct product) {
        Value view =
                views.getOrDefault(product.type(), Map.of()).get(product.gin().value());
        if (view == null) {
            throw new CorruptRecordException("product " + product.gin() + " was changed while it was read");
        }
        return view;
    }

    private static Map<ComponentType, Applicability> applicability(Value labels) {
        Map<ComponentType, Applicability> applicability = new EnumMap<>(ComponentType.class);
        for (ComponentType type : ComponentType.values()) {
            if (type != ComponentType.POWER_SOURCE) {
                Value label = labels.get(type.snakeCase());
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

    /** A chosen product or a placeholder, with the ends of its own edges. */
    private static final class Part {

        private final ComponentType type;
        private final Optional<SelectedProduct> product;
        private final String gin;
        private final Map<ComponentType, Set<String>> edges = new EnumMap<>(ComponentType.class);

        private Part(ComponentType type, Optional<SelectedProduct> product, Value view) {
            this.type = type;
            this.product = product;
            this.gin = view.get("gin").asString();
            for (ComponentType to : ComponentType.values()) {
                Value ends = view.get(FinderQueries.to(to));
                edges.put(to, ends.isNull() ? Set.of() : new HashSet<>(ends.asList(Value::asString)));
            }
        }

        private Set<String> edgesTo(ComponentType other) {
            return edges.getOrDefault(other, Set.of());
        }

        boolean hasEdgeTo(Part other) {
            return edgesTo(other.type).contains(other.gin);
        }

        boolean hasEdgeToAny(List<Part> others) {
            return others.stream().anyMatch(this::hasEdgeTo);
        }

        boolean isBoundTo(ComponentType other) {
            return !edgesTo(other).isEmpty();
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

        @Override
        public String toString() {
            return edges.entrySet().stream()
                    .map(entry -> entry.getKey().label() + entry.getValue())
                    .collect(Collectors.joining(" ", type.label() + " " + gin + " -> ", ""));
        }
    }
}
