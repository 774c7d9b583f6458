package com.esab.data.internal.compatibility;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Tells of one candidate after another whether a complete package exists with it and all that is chosen, a power source among it.
 *
 * <p>What fits everything chosen is found once for each open slot. Of that, a candidate's row leaves few; the slot with the fewest is
 * filled first, and a slot with none ends the search before it begins.
 */
final class OpenSlots {

    private static final int SLOTS = Answers.SLOTS;
    private static final int EMPTY = -1;
    private static final int[] NOTHING = {};

    private final CompiledCatalog catalog;
    private final Answers chosen;
    private final int type;
    private final int[] open;
    /** For each open slot the placeholders that fit everything chosen. */
    private final int[][] placeholders = new int[SLOTS][];
    /** For each open slot the real products that fit everything chosen, and the same as a bit for each product of the type. */
    private final int[][] fitting = new int[SLOTS][];

    private final long[][] sets = new long[SLOTS][];

    /** What of that fits the candidate as well. */
    private final int[][] left = new int[SLOTS][];

    private final int[] counts = new int[SLOTS];
    private final int[] order;
    private final int[] filled = new int[SLOTS];
    private int candidate;

    /**
     * @param chosen what the candidates are added to: all of it fits, and a power source is there
     * @param type the type of the candidates; its slot is open
     */
    OpenSlots(CompiledCatalog catalog, Answers chosen, int type) {
        this.catalog = catalog;
        this.chosen = chosen;
        this.type = type;
        TakingPart all = new TakingPart(catalog, chosen);
        open = IntStream.range(1, SLOTS)
                .filter(slot -> slot != type && all.isApplicable(slot))
                .filter(slot -> chosen.slots[slot] == Answers.OPEN || all.isNone(slot) && catalog.hasPlaceholders(slot))
                .toArray();
        order = new int[open.length];
        for (int slot : open) {
            placeholders[slot] = IntStream.range(catalog.firstPlaceholder(slot), catalog.end(slot))
                    .filter(none -> all.fits(none, slot, all.slots))
                    .toArray();
            fitting[slot] = chosen.slots[slot] == Answers.OPEN ? fitting(slot) : NOTHING;
            sets[slot] = set(slot);
            left[slot] = NOTHING;
        }
    }

    private int[] fitting(int slot) {
        IntStream.Builder products = IntStream.builder();
        new FittingProducts(catalog, slot, chosen.slots, chosen.accessories, 0).anyMatch(true, product -> {
            products.add(product);
            return false;
        });
        return products.build().toArray();
    }

    private long[] set(int slot) {
        int first = catalog.first(slot);
        long[] set = new long[(catalog.firstPlaceholder(slot) - first + Long.SIZE - 1) / Long.SIZE];
        for (int product : fitting[slot]) {
            set[(product - first) / Long.SIZE] |= 1L << product - first;
        }
        return set;
    }

    /** @param product of the type; it fits everything chosen */
    boolean completes(int product) {
        candidate = product;
        for (int i = 0; i < open.length; i++) {
            int slot = open[i];
            narrow(slot);
            if (counts[slot] == 0 && !canBeEmpty(slot)) {
                return false;
            }
            int place = i;
            while (place > 0 && counts[order[place - 1]] > counts[slot]) {
                order[place] = order[place - 1];
                place--;
            }
            order[place] = slot;
        }
        return fill(0);
    }

    private boolean canBeEmpty(int slot) {
        return !catalog.hasPlaceholders(slot);
    }

    private void narrow(int slot) {
        boolean byRow = isDecidedByRow(slot);
        int start = byRow ? catalog.rowStart(candidate, slot) : 0;
        int end = byRow ? catalog.rowEnd(candidate, slot, start) : fitting[slot].length;
        int most = placeholders[slot].length + end - start;
        if (left[slot].length < most) {
            left[slot] = new int[most];
        }
        int[] into = left[slot];
        int count = 0;
        for (int none : placeholders[slot]) {
            into[count] = none;
            count += fitsCandidate(none, slot) ? 1 : 0;
        }
        if (byRow) {
            int first = catalog.first(slot);
            for (int place = start; place < end; place++) {
                int number = catalog.rows().other(place) - first;
                into[count] = first + number;
                count += (int) (sets[slot][number / Long.SIZE] >>> number & 1);
            }
        } else {
            for (int each : fitting[slot]) {
                into[count] = each;
                count += fitsCandidate(each, slot) ? 1 : 0;
            }
        }
        counts[slot] = count;
    }

    /** Whether whatever real product fits the candidate is in its row. */
    private boolean isDecidedByRow(int slot) {
        return slot < type
                ? (catalog.bound(candidate) & CompiledCatalog.bit(slot)) != 0
                : (catalog.alwaysBound(slot) & CompiledCatalog.bit(type)) != 0;
    }

    private boolean fitsCandidate(int product, int slot) {
        return fit(product, slot, candidate, type);
    }

    private boolean fit(int a, int typeOfA, int b, int typeOfB) {
        return typeOfA > typeOfB ? catalog.fits(a, b, typeOfB) : catalog.fits(b, a, typeOfA);
    }

    private boolean fill(int i) {
        if (i == order.length) {
            return everythingIsAnchored();
        }
        int slot = order[i];
        if (canBeEmpty(slot)) {
            filled[slot] = EMPTY;
            if (fill(i + 1)) {
                return true;
            }
        }
        for (int k = 0; k < counts[slot]; k++) {
            int product = left[slot][k];
            if (fitsWhatIsFilled(product, slot, i)) {
                filled[slot] = product;
                if (fill(i + 1)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean fitsWhatIsFilled(int product, int slot, int i) {
        for (int k = 0; k < i; k++) {
            int other = order[k];
            if (filled[other] != EMPTY && !fit(product, slot, filled[other], other)) {
                return false;
            }
        }
        return true;
    }

    private boolean everythingIsAnchored() {
        int[] products = chosen.slots.clone();
        for (int slot : open) {
            products[slot] = filled[slot];
        }
        if (type < SLOTS) {
            products[type] = candidate;
        }
        int present = CompiledCatalog.bit(CompiledCatalog.ACCESSORY);
        for (int slot = 0; slot < SLOTS; slot++) {
            present |= products[slot] >= 0 ? CompiledCatalog.bit(slot) : 0;
        }
        for (int slot = 1; slot < SLOTS; slot++) {
            if (products[slot] >= 0 && (catalog.bound(products[slot]) & present) == 0) {
                return false;
            }
        }
        int anchors = present;
        return Arrays.stream(chosen.accessories).allMatch(accessory -> (catalog.bound(accessory) & anchors) != 0)
                && (type < SLOTS || (catalog.bound(candidate) & anchors) != 0);
    }
}
