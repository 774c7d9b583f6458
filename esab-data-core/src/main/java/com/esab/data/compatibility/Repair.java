package com.esab.data.compatibility;

import com.esab.data.catalog.ComponentType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Answers that have to be taken back so that a selection can be completed; no smaller number of answers would do.
 *
 * @param products those to take out, in the order of their types
 * @param nones the types answered with none that have to be open again, in their order
 */
public record Repair(List<SelectedProduct> products, Set<ComponentType> nones) {

    public Repair {
        products = List.copyOf(products);
        Set<ComponentType> ordered = EnumSet.noneOf(ComponentType.class);
        ordered.addAll(nones);
        nones = Collections.unmodifiableSet(ordered);
    }

    /** How many answers it takes back. */
    public int size() {
        return products.size() + nones.size();
    }

    /** The selection without these answers. What to put in their places is asked of {@code candidates}. */
    public Selection applyTo(Selection selection) {
        Selection repaired = selection;
        for (SelectedProduct product : products) {
            repaired = repaired.without(product.gin());
        }
        for (ComponentType type : nones) {
            repaired = repaired.without(type);
        }
        return repaired;
    }

    /** A sentence for people. */
    public String message() {
        List<String> answers = new ArrayList<>();
        products.forEach(product ->
                answers.add("another %s than %s".formatted(product.type().label(), product)));
        nones.forEach(type -> answers.add("a " + type.label()));
        return answers.isEmpty() ? "nothing needs to be changed" : "choose " + String.join(" and ", answers);
    }
}
