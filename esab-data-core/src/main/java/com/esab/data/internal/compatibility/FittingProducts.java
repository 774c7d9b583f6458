package com.esab.data.internal.compatibility;

import java.util.function.IntPredicate;

/**
 * The real products of one type that fit some given products of other types, found in the shortest rows.
 *
 * <p>A product that is bound to the types of some of those given is in the rows of all of these, so the shortest of them is enough to
 * find it; which one that is depends only on the set of types it is bound to. A later given product that is bound to the wanted type
 * allows only what is in its own row.
 */
final class FittingProducts {

    private static final int EVERYTHING = -2;
    private static final int[] NOTHING = {};

    private final CompiledCatalog catalog;
    private final Rows rows;
    private final int type;
    /** The given products of earlier types, then those of later types that are bound to the wanted one. */
    private final int[] given;

    private final int[] types;
    private final int[] starts;
    private final int[] ends;
    private final int ranked;
    /** For each type the given product of it among the earlier ones; only read where there is one. */
    private final int[] earlierOfType = new int[Answers.SLOTS];

    /** For each set of types the given product in whose row something bound to these types is found, -1 where there is none. */
    private final byte[] owners = new byte[1 << CompiledCatalog.TYPES];

    private int earlierTypes;
    private int earlier;
    private int count;
    /** How many of the given products count in {@link #priorities}. */
    private int counted;
    /** What was found in a row, and what of the sums is known of each. */
    private int[] products = NOTHING;

    private long[] sums = {};
    private int found;
    private long sum;

    /**
     * @param slots for each core type and the power source a product or placeholder, negative where there is none; what
     *     stands in the slot of the wanted type is passed over
     * @param accessories passed over when accessories are wanted
     * @param ranked the types that count in {@link #priorities}, as bits
     */
    FittingProducts(CompiledCatalog catalog, int type, int[] slots, int[] accessories, int ranked) {
        this.ranked = ranked;
        this.catalog = catalog;
        this.rows = catalog.rows();
        this.type = type;
        int most = slots.length + accessories.length;
        given = new int[most];
        types = new int[most];
        starts = new int[most];
        ends = new int[most];
        for (int slot = 0; slot < slots.length; slot++) {
            if (slots[slot] >= 0 && slot < type) {
                earlierOfType[slot] = count;
                earlierTypes |= CompiledCatalog.bit(slot);
                give(slots[slot], slot);
            }
        }
        earlier = count;
        for (int slot = type + 1; slot < slots.length; slot++) {
            giveLater(slots[slot], slot);
        }
        if (type != CompiledCatalog.ACCESSORY) {
            for (int accessory : accessories) {
                giveLater(accessory, CompiledCatalog.ACCESSORY);
            }
        }
    }

    private void giveLater(int product, int ofType) {
        if (product >= 0 && (catalog.bound(product) & CompiledCatalog.bit(type)) != 0) {
            give(product, ofType);
        }
    }

    private void give(int product, int ofType) {
        given[count] = product;
        types[count] = ofType;
        counted += counts(count) ? 1 : 0;
        starts[count] = catalog.rowStart(product, type);
        ends[count] = catalog.rowEnd(product, type, starts[count]);
        count++;
    }

    /**
     * Visits each of them once, until the visitor says true; whether it did.
     *
     * @param othersToo whether also those that no edge joins to anything given
     */
    boolean anyMatch(boolean othersToo, IntPredicate visitor) {
        int shortestLater = -1;
        for (int i = earlier; i < count; i++) {
            if (shortestLater < 0 || length(i) < length(shortestLater)) {
                shortestLater = i;
            }
        }
        int owning = owners();
        if (shortestLater >= 0 && length(shortestLater) <= lengths(owning)) {
            return anyMatchInRow(shortestLater, false, visitor);
        }
        for (int i = 0; i < earlier; i++) {
            if ((owning >> i & 1) != 0 && anyMatchInRow(i, true, visitor)) {
                return true;
            }
        }
        if (shortestLater >= 0) {
            return anyMatchInRow(shortestLater, true, visitor);
        }
        return othersToo && anyMatchOfOthers(visitor);
    }

    private int length(int i) {
        return ends[i] - starts[i];
    }

    private long lengths(int owning) {
        long all = 0;
        for (int i = 0; i < earlier; i++) {
            all += (owning >> i & 1) != 0 ? length(i) : 0;
        }
        return all;
    }

    /** The earlier given products in whose row something has to be looked for, as bits. */
    private int owners() {
        int owning = 0;
        for (int set : catalog.boundSets(type)) {
            int owner = owner(set);
            owners[set] = (byte) owner;
            owning |= owner < 0 ? 0 : 1 << owner;
        }
        return owning;
    }

    /** Of the given products that something bound to these types must be joined to, the one with the shortest row. */
    private int owner(int set) {
        int shortest = -1;
        for (int of = set & earlierTypes; of != 0; of &= of - 1) {
            int i = earlierOfType[Integer.numberOfTrailingZeros(of)];
            if (shortest < 0 || length(i) < length(shortest)) {
                shortest = i;
            }
        }
        return shortest;
    }

    /** @param onlyOwn whether only what has to be looked for in this row, so that nothing is visited twice */
    private boolean anyMatchInRow(int row, boolean onlyOwn, IntPredicate visitor) {
        takeRow(row, onlyOwn ? row < earlier ? row : -1 : EVERYTHING);
        for (int i = 0; i < count && found > 0; i++) {
            if (i != row) {
                keepWhatFits(i);
            }
        }
        for (int i = 0; i < found; i++) {
            sum = sums[i];
            if (visitor.test(products[i])) {
                return true;
            }
        }
        return false;
    }

    private void takeRow(int row, int owner) {
        if (products.length < length(row)) {
            products = new int[length(row)];
            sums = new long[products.length];
        }
        boolean counts = counts(row);
        int taken = 0;
        for (int place = starts[row]; place < ends[row]; place++) {
            int product = rows.other(place);
            if (owner == EVERYTHING || owners[catalog.bound(product)] == owner) {
                products[taken] = product;
                sums[taken++] = counts ? rows.priority(place) : 0;
            }
        }
        found = taken;
    }

    private void keepWhatFits(int i) {
        boolean counts = counts(i);
        int bit = CompiledCatalog.bit(types[i]);
        int place = starts[i];
        int end = ends[i];
        int kept = 0;
        for (int k = 0; k < found; k++) {
            int product = products[k];
            place = rows.gallop(place, end, product);
            boolean joined = place < end && rows.other(place) == product;
            if (joined || i < earlier && (catalog.bound(product) & bit) == 0) {
                products[kept] = product;
                sums[kept++] = sums[k] + (counts ? joined ? rows.priority(place) : Rows.UNRANKED : 0);
            }
        }
        found = kept;
    }

    private boolean counts(int i) {
        return (ranked >> types[i] & 1) != 0;
    }

    private boolean anyMatchOfOthers(IntPredicate visitor) {
        for (int set : catalog.boundSets(type)) {
            if ((set & earlierTypes) == 0) {
                sum = (long) counted * Rows.UNRANKED;
                for (int product : catalog.byBound(type)[set]) {
                    if (visitor.test(product)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /**
     * The sum of the priorities of the edges between the product that is visited and what counts; an absent edge or
     * priority counts as in every rank.
     *
     * @param all how many products count, given or not
     */
    long priorities(int all) {
        return sum + (long) (all - counted) * Rows.UNRANKED;
    }
}
