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

    private final CompiledCatalog catalog;
    private final Rows rows;
    private final int type;
    /** The given products of earlier types, then those of later types that are bound to the wanted one. */
    private final int[] given;

    private final int[] types;
    private final int[] starts;
    private final int[] ends;
    private final int[] cursors;
    private final int ranked;
    /** For each type the given product of it among the earlier ones; only read where there is one. */
    private final int[] earlierOfType = new int[Answers.SLOTS];

    /** For each set of types the given product in whose row something bound to these types is found, -1 where there is none. */
    private final byte[] owners = new byte[1 << CompiledCatalog.TYPES];

    private int earlierTypes;
    private int earlier;
    private int count;
    private long sum;
    private int joined;

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
        cursors = new int[most];
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
        int found = owners();
        if (shortestLater >= 0 && length(shortestLater) <= lengths(found)) {
            return anyMatchInRow(shortestLater, false, visitor);
        }
        for (int i = 0; i < earlier; i++) {
            if ((found >> i & 1) != 0 && anyMatchInRow(i, true, visitor)) {
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

    private long lengths(int found) {
        long sum = 0;
        for (int i = 0; i < earlier; i++) {
            sum += (found >> i & 1) != 0 ? length(i) : 0;
        }
        return sum;
    }

    /** The earlier given products in whose row something has to be looked for, as bits. */
    private int owners() {
        int found = 0;
        for (int set : catalog.boundSets(type)) {
            int owner = owner(set);
            owners[set] = (byte) owner;
            found |= owner < 0 ? 0 : 1 << owner;
        }
        return found;
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
        int own = row < earlier ? row : -1;
        System.arraycopy(starts, 0, cursors, 0, count);
        for (int place = starts[row]; place < ends[row]; place++) {
            int product = rows.other(place);
            int set = catalog.bound(product);
            if (onlyOwn && owners[set] != own) {
                continue;
            }
            sum = 0;
            joined = 0;
            rank(row, place);
            if (isInOtherRows(product, set, row) && visitor.test(product)) {
                return true;
            }
        }
        return false;
    }

    private boolean isInOtherRows(int product, int set, int row) {
        for (int of = set & earlierTypes; of != 0; of &= of - 1) {
            int i = earlierOfType[Integer.numberOfTrailingZeros(of)];
            if (i != row && !isInRow(product, i)) {
                return false;
            }
        }
        for (int i = earlier; i < count; i++) {
            if (i != row && !isInRow(product, i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isInRow(int product, int i) {
        int place = rows.gallop(cursors[i], ends[i], product);
        cursors[i] = place;
        if (place < ends[i] && rows.other(place) == product) {
            rank(i, place);
            return true;
        }
        return false;
    }

    private void rank(int i, int place) {
        if ((ranked >> types[i] & 1) != 0) {
            sum += rows.priority(place);
            joined++;
        }
    }

    private boolean anyMatchOfOthers(IntPredicate visitor) {
        for (int set : catalog.boundSets(type)) {
            if ((set & earlierTypes) == 0) {
                sum = 0;
                joined = 0;
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
     * @param counted of how many products, given or not
     */
    long priorities(int counted) {
        return sum + (long) (counted - joined) * Rows.UNRANKED;
    }
}
