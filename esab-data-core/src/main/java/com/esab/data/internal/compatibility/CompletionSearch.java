package com.esab.data.internal.compatibility;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a complete package that extends a selection, slot by slot in the order of types.
 *
 * <p>Edges run to earlier types, so a product can be judged as soon as the slots before its own are filled.
 */
final class CompletionSearch {

    private static final List<ComponentType> SLOTS = List.of(
            ComponentType.POWER_SOURCE,
            ComponentType.FEEDER,
            ComponentType.COOLER,
            ComponentType.INTERCONNECTOR,
            ComponentType.TORCH);

    private final CatalogGraph graph;
    private final Resolved selection;
    private final List<Product> fixed;
    private final List<Product> accessories;
    private final Deque<Product> filled = new ArrayDeque<>();

    CompletionSearch(CatalogGraph graph, Resolved selection) {
        this.graph = graph;
        this.selection = selection;
        this.fixed = selection.products();
        this.accessories = selection.accessories();
    }

    boolean succeeds() {
        return selection.misplaced().isEmpty() && accessories.stream().allMatch(this::canBeAnchored) && succeeds(0);
    }

    /** Saves trying every package for an accessory that goes with nothing that can come into one. */
    private boolean canBeAnchored(Product accessory) {
        return graph.edgesFrom(accessory)
                .anyMatch(other -> accessories.contains(other)
                        || other.equals(selection.chosen(other.type()))
                        || selection.isOpen(other.type())
                        || selection.isNone(other.type()) && other.placeholder());
    }

    private boolean succeeds(int slot) {
        if (slot == SLOTS.size()) {
            return accessories.stream().allMatch(this::accessoryFits);
        }
        ComponentType type = SLOTS.get(slot);
        if (type != ComponentType.POWER_SOURCE && !applicable(type)) {
            return selection.chosen(type) == null && succeeds(slot + 1);
        }
        if (emptyIsPossible(type) && succeeds(slot + 1)) {
            return true;
        }
        for (Product option : options(type)) {
            if (fits(option)) {
                filled.push(option);
                boolean succeeded = (!option.equals(powerSource()) || accessoriesApplicable()) && succeeds(slot + 1);
                filled.pop();
                if (succeeded) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean accessoriesApplicable() {
        return accessories.isEmpty() || applicable(ComponentType.ACCESSORY);
    }

    private boolean applicable(ComponentType type) {
        return powerSource() instanceof PowerSource source
                && graph.applicability(source, type) != Applicability.NOT_APPLICABLE;
    }

    private @Nullable Product powerSource() {
        return filled.peekLast();
    }

    /** None leaves a slot really empty only where the catalogue has no placeholder for it. */
    private boolean emptyIsPossible(ComponentType type) {
        return type.isCore()
                && selection.chosen(type) == null
                && graph.placeholders(type).isEmpty();
    }

    private Collection<Product> options(ComponentType type) {
        Product chosen = selection.chosen(type);
        if (chosen != null) {
            return List.of(chosen);
        }
        List<Product> options = new ArrayList<>();
        if (selection.isOpen(type)) {
            options.addAll(graph.real(type));
        }
        options.addAll(graph.placeholders(type));
        return options;
    }

    private boolean fits(Product option) {
        boolean anchored = option.type() == ComponentType.POWER_SOURCE;
        for (Product earlier : filled) {
            if (!SelectionRules.fits(graph, option, earlier)) {
                return false;
            }
            anchored |= graph.hasEdge(option, earlier);
        }
        return anchored
                && fixed.stream()
                        .filter(later -> option.type().isBefore(later.type()) && slotExists(later))
                        .allMatch(later -> SelectionRules.fits(graph, later, option));
    }

    /** While the power source itself is being tried, nobody has said yet which slots there are. */
    private boolean slotExists(Product product) {
        return filled.isEmpty() || applicable(product.type());
    }

    private boolean accessoryFits(Product accessory) {
        boolean anchored = accessories.stream().anyMatch(other -> graph.hasEdge(accessory, other));
        for (Product other : filled) {
            if (!SelectionRules.fits(graph, accessory, other)) {
                return false;
            }
            anchored |= graph.hasEdge(accessory, other);
        }
        return anchored && !SelectionRules.isLone(graph, accessory, accessories);
    }
}
