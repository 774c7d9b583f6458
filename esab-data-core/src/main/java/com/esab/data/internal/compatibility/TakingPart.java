package com.esab.data.internal.compatibility;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What of some answers takes part in pairs and anchors: all but what stands in slots that the power source does not have. */
final class TakingPart {

    private static final int[] NOTHING = {};

    private final CompiledCatalog catalog;
    private final Answers answers;
    private final int dropped;
    /** For each slot the product that takes part; negative where there is none. */
    final int[] slots;

    final int[] accessories;

    TakingPart(CompiledCatalog catalog, Answers answers) {
        this.catalog = catalog;
        this.answers = answers;
        this.dropped = answers.notApplicable();
        this.slots = answers.slots.clone();
        for (int slot = 1; slot < slots.length; slot++) {
            slots[slot] = isApplicable(slot) && slots[slot] >= 0 ? slots[slot] : Answers.OPEN;
        }
        this.accessories = isApplicable(CompiledCatalog.ACCESSORY) ? answers.accessories : NOTHING;
    }

    boolean isApplicable(int type) {
        return (dropped & CompiledCatalog.bit(type)) == 0;
    }

    /** Whether a slot that exists was answered with none. */
    boolean isNone(int slot) {
        return answers.slots[slot] == Answers.NONE && isApplicable(slot);
    }

    boolean everySlotIsAnswered() {
        for (int slot = 1; slot < Answers.SLOTS; slot++) {
            if (answers.slots[slot] == Answers.OPEN && isApplicable(slot)) {
                return false;
            }
        }
        return true;
    }

    /** All that takes part, in the order of types. */
    int[] products() {
        int[] products = new int[slots.length + accessories.length];
        int count = 0;
        for (int product : slots) {
            if (product >= 0) {
                products[count++] = product;
            }
        }
        System.arraycopy(accessories, 0, products, count, accessories.length);
        return Arrays.copyOf(products, count + accessories.length);
    }

    /** Whether all pairs fit, and no accessory lacks the one it is made for. */
    boolean pairsFit() {
        for (int accessory : accessories) {
            if (answers.isLone(accessory)) {
                return false;
            }
        }
        return pairsOfTypesFit();
    }

    /** Whether all pairs of products of different types fit. */
    boolean pairsOfTypesFit() {
        for (int slot = 1; slot < slots.length; slot++) {
            if (slots[slot] >= 0 && !fitsEarlier(slots[slot], slot, slots)) {
                return false;
            }
        }
        for (int accessory : accessories) {
            if (!fitsEarlier(accessory, CompiledCatalog.ACCESSORY, slots)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a product or placeholder fits what takes part or stands for none in other slots. */
    boolean fits(int product, int type, int[] way) {
        return fitsEarlier(product, type, way) && fitsLater(product, type, way);
    }

    private boolean fitsEarlier(int product, int type, int[] around) {
        for (int earlier = 0; earlier < type; earlier++) {
            if (around[earlier] >= 0 && !catalog.fits(product, around[earlier], earlier)) {
                return false;
            }
        }
        return true;
    }

    private boolean fitsLater(int product, int type, int[] around) {
        for (int later = type + 1; later < around.length; later++) {
            if (around[later] >= 0 && !catalog.fits(around[later], product, type)) {
                return false;
            }
        }
        for (int accessory : accessories) {
            if (!catalog.fits(accessory, product, type)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The ways in which placeholders can stand for the nones, found slot by slot; each is what takes part and, in the slots answered
     * with none, the placeholders.
     *
     * @param anchored whether a placeholder needs an anchor
     * @param impossible gets the slots that nothing can stand for beside the earlier ones; they are left out of the ways
     */
    List<int[]> ways(boolean anchored, List<Integer> impossible) {
        List<int[]> ways = List.of(slots);
        for (int slot = 1; slot < slots.length; slot++) {
            if (isNone(slot) && catalog.hasPlaceholders(slot)) {
                List<int[]> longer = new ArrayList<>();
                for (int[] way : ways) {
                    for (int none = catalog.firstPlaceholder(slot); none < catalog.end(slot); none++) {
                        if (fits(none, slot, way) && (!anchored || isAnchored(none, way))) {
                            int[] with = way.clone();
                            with[slot] = none;
                            longer.add(with);
                        }
                    }
                }
                if (longer.isEmpty()) {
                    impossible.add(slot);
                } else {
                    ways = longer;
                }
            }
        }
        return ways;
    }

    /** Whether, in one of these ways, a placeholder fits that stands for none in a slot, or needs none to stand for it. */
    boolean canBeNone(int slot, List<int[]> ways) {
        if (!catalog.hasPlaceholders(slot)) {
            return true;
        }
        for (int[] way : ways) {
            for (int none = catalog.firstPlaceholder(slot); none < catalog.end(slot); none++) {
                if (fits(none, slot, way)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether an edge of its own leads from a product to something that takes part, or to a placeholder of a way. */
    boolean isAnchored(int product, int[] way) {
        int type = catalog.type(product);
        for (int earlier = 0; earlier < Math.min(type, way.length); earlier++) {
            if (way[earlier] >= 0 && catalog.joined(product, way[earlier])) {
                return true;
            }
        }
        if (type == CompiledCatalog.ACCESSORY) {
            for (int other : accessories) {
                if (catalog.accessoryEdge(product, other)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether an edge joins a product to something else that takes part, or to a placeholder of a way. */
    boolean isJoined(int product, int[] way) {
        for (int other : way) {
            if (other >= 0 && other != product && catalog.joined(product, other)) {
                return true;
            }
        }
        for (int other : accessories) {
            if (other != product && catalog.joined(product, other)) {
                return true;
            }
        }
        return false;
    }
}
