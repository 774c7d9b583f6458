package com.esab.data.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has been chosen so far: for each component type a product, none, or no answer yet, and a set of accessories.
 *
 * <p>Immutable. It knows no catalogue: whether its products fit is asked of a {@link CompatibilityFinder}. Two
 * selections are equal when their products (type and GIN) and nones are; the order of the accessories does not count.
 */
public final class Selection {

    private static final Selection EMPTY = new Selection(Map.of(), List.of(), Set.of());

    private final Map<ComponentType, SelectedProduct> chosen;
    private final List<SelectedProduct> accessories;
    private final Set<ComponentType> nones;

    private Selection(
            Map<ComponentType, SelectedProduct> chosen, List<SelectedProduct> accessories, Set<ComponentType> nones) {
        Map<ComponentType, SelectedProduct> ordered = new EnumMap<>(ComponentType.class);
        ordered.putAll(chosen);
        this.chosen = Collections.unmodifiableMap(ordered);
        this.accessories = List.copyOf(accessories);
        Set<ComponentType> orderedNones = EnumSet.noneOf(ComponentType.class);
        orderedNones.addAll(nones);
        this.nones = Collections.unmodifiableSet(orderedNones);
    }

    /** The selection in which everything is open. */
    public static Selection empty() {
        return EMPTY;
    }

    /** Whether nothing was answered yet, not even with none. */
    public boolean isEmpty() {
        return chosen.isEmpty() && accessories.isEmpty() && nones.isEmpty();
    }

    /**
     * The product in the slot of this type; empty when it is open or none.
     *
     * @throws IllegalArgumentException for {@code ACCESSORY}, which has no slot; see {@link #accessories()}
     */
    public Optional<SelectedProduct> chosen(ComponentType type) {
        if (type == ComponentType.ACCESSORY) {
            throw new IllegalArgumentException("accessories are a set: ask accessories()");
        }
        return Optional.ofNullable(chosen.get(type));
    }

    /** The accessories, in the order in which they were added. */
    public List<SelectedProduct> accessories() {
        return accessories;
    }

    /** All products, in the order of their types. */
    public List<SelectedProduct> products() {
        List<SelectedProduct> products = new ArrayList<>(chosen.values());
        products.addAll(accessories);
        return Collections.unmodifiableList(products);
    }

    /** The types that were answered with none, in their order. */
    public Set<ComponentType> nones() {
        return nones;
    }

    /** Whether the answer for this type was none. */
    public boolean isNone(ComponentType type) {
        return nones.contains(type);
    }

    /** Whether this type has no answer yet; never for {@code ACCESSORY}, whose set may be empty. */
    public boolean isOpen(ComponentType type) {
        return type != ComponentType.ACCESSORY && !chosen.containsKey(type) && !nones.contains(type);
    }

    /** Whether this very product is selected. */
    public boolean contains(Gin gin) {
        return products().stream().anyMatch(product -> product.gin().equals(gin));
    }

    /**
     * With this product in the slot of its type, replacing the answer there; an accessory is added.
     *
     * @throws IllegalArgumentException when the accessory is selected already
     */
    public Selection with(SelectedProduct product) {
        if (product.type() == ComponentType.ACCESSORY) {
            if (contains(product.gin())) {
                throw new IllegalArgumentException("the accessory " + product + " is selected already");
            }
            List<SelectedProduct> more = new ArrayList<>(accessories);
            more.add(product);
            return new Selection(chosen, more, nones);
        }
        return answered(product.type(), product, false);
    }

    /** As {@link #with(SelectedProduct)}. */
    public Selection with(Product product) {
        return with(SelectedProduct.of(product));
    }

    /**
     * With none as the answer for this type.
     *
     * @throws IllegalArgumentException for the power source, which cannot be skipped, and for accessories, whose set is
     *     left empty instead
     */
    public Selection none(ComponentType type) {
        if (!type.isCore()) {
            throw new IllegalArgumentException("none is no answer for " + type.label()
                    + (type == ComponentType.POWER_SOURCE ? ": it cannot be skipped" : ": leave the set empty"));
        }
        return answered(type, null, true);
    }

    /** With this type open again, whatever the answer was; for {@code ACCESSORY} without any. */
    public Selection without(ComponentType type) {
        return type == ComponentType.ACCESSORY ? new Selection(chosen, List.of(), nones) : answered(type, null, false);
    }

    /** Without this product; the same selection when it is not in it. */
    public Selection without(Gin gin) {
        for (SelectedProduct product : chosen.values()) {
            if (product.gin().equals(gin)) {
                return without(product.type());
            }
        }
        List<SelectedProduct> fewer = accessories.stream()
                .filter(product -> !product.gin().equals(gin))
                .toList();
        return fewer.size() == accessories.size() ? this : new Selection(chosen, fewer, nones);
    }

    private Selection answered(ComponentType type, @Nullable SelectedProduct product, boolean none) {
        Map<ComponentType, SelectedProduct> products = new EnumMap<>(ComponentType.class);
        products.putAll(chosen);
        Set<ComponentType> types = EnumSet.noneOf(ComponentType.class);
        types.addAll(nones);
        products.remove(type);
        types.remove(type);
        if (product != null) {
            products.put(type, product);
        }
        if (none) {
            types.add(type);
        }
        return new Selection(products, accessories, types);
    }

    private List<List<Object>> identity() {
        return products().stream()
                .sorted((a, b) -> a.type() == b.type()
                        ? a.gin().compareTo(b.gin())
                        : a.type().compareTo(b.type()))
                .map(product -> List.<Object>of(product.type(), product.gin()))
                .toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Selection that
                && nones.equals(that.nones)
                && identity().equals(that.identity());
    }

    @Override
    public int hashCode() {
        return Objects.hash(nones, identity());
    }

    /** The answers in the order of their types, for people. */
    @Override
    public String toString() {
        List<String> answers = new ArrayList<>();
        for (ComponentType type : ComponentType.values()) {
            if (chosen.containsKey(type)) {
                answers.add(type.label() + "=" + chosen.get(type));
            } else if (nones.contains(type)) {
                answers.add(type.label() + "=none");
            }
        }
        accessories.forEach(product -> answers.add("Accessory=" + product));
        return "Selection" + answers;
    }
}
