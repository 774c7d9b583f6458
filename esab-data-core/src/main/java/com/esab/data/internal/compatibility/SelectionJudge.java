package com.esab.data.internal.compatibility;

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
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says what the rules say of a selection. */
final class SelectionJudge {

    private static final ComponentType[] TYPES = ComponentType.values();

    private final CompiledCatalog catalog;
    private final Selection selection;
    private final Answers answers;
    private final TakingPart taking;
    private final List<Violation> violations = new ArrayList<>();

    SelectionJudge(CompiledCatalog catalog, Selection selection) {
        this.catalog = catalog;
        this.selection = selection;
        this.answers = Answers.of(catalog, selection);
        this.taking = new TakingPart(catalog, answers);
    }

    SelectionCheck check() {
        addMisplaced();
        if (!taking.pairsFit()) {
            addPairs();
        }
        boolean answered = taking.everySlotIsAnswered();
        List<Integer> impossible = new ArrayList<>();
        List<int[]> ways = taking.ways(answered, impossible);
        impossible.forEach(slot -> violations.add(new NoSuchNone(TYPES[slot])));
        if (answered) {
            for (int product : leastUnanchored(ways)) {
                violations.add(new NotAnchored(selected(product)));
            }
        }
        boolean complete = answers.slots[0] >= 0 && answered && violations.isEmpty();
        return new SelectionCheck(
                complete,
                complete || new CompletionSearch(catalog, answers).succeeds(),
                violations,
                missing(),
                applicability());
    }

    private SelectedProduct selected(int product) {
        Gin gin = catalog.product(product).gin();
        for (SelectedProduct selected : selection.products()) {
            if (selected.gin().equals(gin)) {
                return selected;
            }
        }
        throw new IllegalStateException(gin + " is not selected");
    }

    private void addMisplaced() {
        for (int slot = 1; slot < Answers.SLOTS; slot++) {
            if (answers.slots[slot] >= 0 && !taking.isApplicable(slot)) {
                addMisplaced(answers.slots[slot]);
            }
        }
        if (!taking.isApplicable(CompiledCatalog.ACCESSORY)) {
            for (int accessory : answers.accessories) {
                addMisplaced(accessory);
            }
        }
    }

    private void addMisplaced(int product) {
        violations.add(new NotApplicable(selected(product), selected(answers.slots[0])));
    }

    private void addPairs() {
        for (int later : taking.products()) {
            int type = catalog.type(later);
            for (int earlier = 0; earlier < Math.min(type, Answers.SLOTS); earlier++) {
                int other = taking.slots[earlier];
                if (other >= 0 && !catalog.fits(later, other, earlier)) {
                    violations.add(new Pair(selected(later), selected(other)));
                }
            }
            if (type == CompiledCatalog.ACCESSORY && answers.isLone(later)) {
                violations.add(new LoneAccessory(selected(later)));
            }
        }
    }

    /** The products without anchor under the way that leaves the fewest, ties broken by the GINs of its placeholders. */
    private int[] leastUnanchored(List<int[]> ways) {
        return ways.stream()
                .sorted(Comparator.comparing(this::placeholders))
                .map(this::unanchored)
                .min(Comparator.comparingInt(unanchored -> unanchored.length))
                .orElseThrow();
    }

    private String placeholders(int[] way) {
        StringBuilder gins = new StringBuilder();
        for (int slot = 0; slot < way.length; slot++) {
            if (taking.isNone(slot) && way[slot] >= 0) {
                gins.append(catalog.product(way[slot]).gin()).append(' ');
            }
        }
        return gins.toString();
    }

    private int[] unanchored(int[] way) {
        return Arrays.stream(taking.products())
                .filter(product -> product >= catalog.first(1) && !taking.isAnchored(product, way))
                .toArray();
    }

    private Set<ComponentType> missing() {
        if (answers.slots[0] < 0) {
            return EnumSet.of(ComponentType.POWER_SOURCE);
        }
        Set<ComponentType> missing = EnumSet.noneOf(ComponentType.class);
        for (ComponentType type : ComponentType.core()) {
            int answer = answers.slots[type.ordinal()];
            boolean unanswered =
                    answer == Answers.OPEN || answer == Answers.NONE && !catalog.hasPlaceholders(type.ordinal());
            if (unanswered && catalog.applicability(answers.slots[0], type) == Applicability.MANDATORY) {
                missing.add(type);
            }
        }
        return missing;
    }

    private Map<ComponentType, Applicability> applicability() {
        Map<ComponentType, Applicability> applicability = new EnumMap<>(ComponentType.class);
        if (answers.slots[0] >= 0) {
            for (ComponentType type : TYPES) {
                if (type != ComponentType.POWER_SOURCE) {
                    applicability.put(type, catalog.applicability(answers.slots[0], type));
                }
            }
        }
        return applicability;
    }
}
