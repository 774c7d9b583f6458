package com.esab.data.internal.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.error.NotFoundException;
import java.util.Arrays;
import java.util.List;

/**
 * A selection with the numbers of its products: for each slot a product, none, or no answer yet, and the accessories.
 *
 * <p>Slots can be changed, so that a search can try one product after another.
 */
final class Answers {

    /** In place of a product: no answer yet. */
    static final int OPEN = -1;

    /** In place of a product: none. */
    static final int NONE = -2;

    /** The power source and the core types. */
    static final int SLOTS = CompiledCatalog.ACCESSORY;

    private final CompiledCatalog catalog;
    final int[] slots = new int[SLOTS];
    int[] accessories;

    private Answers(CompiledCatalog catalog, int[] accessories) {
        this.catalog = catalog;
        this.accessories = accessories;
    }

    /**
     * @throws NotFoundException when the catalogue does not know a product
     * @throws IllegalArgumentException when a product is of another type there, or a placeholder
     */
    static Answers of(CompiledCatalog catalog, Selection selection) {
        List<SelectedProduct> selected = selection.accessories();
        Answers answers = new Answers(catalog, new int[selected.size()]);
        for (int i = 0; i < answers.accessories.length; i++) {
            answers.accessories[i] = number(catalog, selected.get(i));
        }
        for (ComponentType type : TYPES) {
            if (type != ComponentType.ACCESSORY) {
                SelectedProduct product = selection.chosen(type).orElse(null);
                answers.slots[type.ordinal()] =
                        product != null ? number(catalog, product) : selection.isNone(type) ? NONE : OPEN;
            }
        }
        return answers;
    }

    private static final ComponentType[] TYPES = ComponentType.values();

    private static int number(CompiledCatalog catalog, SelectedProduct selected) {
        int number = catalog.number(selected.gin());
        if (number < 0) {
            throw unknown(selected);
        }
        int type = selected.type().ordinal();
        if (number < catalog.first(type) || number >= catalog.firstPlaceholder(type)) {
            throw unfit(catalog.product(number), selected);
        }
        return number;
    }

    private static NotFoundException unknown(SelectedProduct selected) {
        return new NotFoundException("the catalogue has no product " + selected.gin());
    }

    private static IllegalArgumentException unfit(Product product, SelectedProduct selected) {
        return product.type() == selected.type()
                ? new IllegalArgumentException(product.gin() + " is a placeholder and cannot be selected: answer none")
                : new IllegalArgumentException("%s is a %s and cannot be selected as %s"
                        .formatted(
                                product.gin(),
                                product.type().label(),
                                selected.type().label()));
    }

    Answers copy() {
        Answers copy = new Answers(catalog, accessories);
        System.arraycopy(slots, 0, copy.slots, 0, SLOTS);
        return copy;
    }

    boolean isEmpty() {
        for (int slot : slots) {
            if (slot != OPEN) {
                return false;
            }
        }
        return accessories.length == 0;
    }

    /** What the chosen power source does not take, as bits of types; nothing while none is chosen. */
    int notApplicable() {
        return slots[0] >= 0 ? catalog.notApplicable(slots[0]) : 0;
    }

    boolean holdsAccessory(int accessory) {
        for (int chosen : accessories) {
            if (chosen == accessory) {
                return true;
            }
        }
        return false;
    }

    /** With one more accessory at the end. */
    void addAccessory(int accessory) {
        accessories = Arrays.copyOf(accessories, accessories.length + 1);
        accessories[accessories.length - 1] = accessory;
    }

    /** Whether an accessory is bound to accessories, and none of those chosen is what it is made for. */
    boolean isLone(int accessory) {
        if ((catalog.bound(accessory) & CompiledCatalog.bit(CompiledCatalog.ACCESSORY)) == 0) {
            return false;
        }
        for (int other : accessories) {
            if (catalog.accessoryEdge(accessory, other)) {
                return false;
            }
        }
        return true;
    }
}
