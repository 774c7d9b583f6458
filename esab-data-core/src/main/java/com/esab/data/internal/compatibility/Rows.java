package com.esab.data.internal.compatibility;

/**
 * For each product the sorted numbers of those it is joined to, and the priority of each edge. Immutable.
 *
 * <p>Four bytes for each end of an edge, and one for its priority where a catalogue has no more than 255 different ones.
 */
final class Rows {

    /** What an edge without priority counts, and no edge. */
    static final int UNRANKED = 1_000_000;

    /** Over so few places one step after another is the fastest. */
    private static final int NEAR = 8;

    private final int[] starts;
    private final int[] others;
    private final PriorityCodes codes;

    /**
     * @param starts where the row of each product begins, and the end of the last
     * @param others the rows, one after another
     */
    Rows(int[] starts, int[] others, PriorityCodes codes) {
        this.starts = starts;
        this.others = others;
        this.codes = codes;
    }

    int start(int product) {
        return starts[product];
    }

    int end(int product) {
        return starts[product + 1];
    }

    int degree(int product) {
        return starts[product + 1] - starts[product];
    }

    int other(int place) {
        return others[place];
    }

    int priority(int place) {
        return codes.priority(place);
    }

    int largestPriority() {
        return codes.largest();
    }

    /** The place of a product in the row of another; negative when it is not in it. */
    int find(int product, int other) {
        int place = lowerBound(starts[product], starts[product + 1], other);
        return place < starts[product + 1] && others[place] == other ? place : -1;
    }

    /** The first place from one on and before another whose product is not before a given one. */
    int lowerBound(int from, int to, int product) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (others[middle] < product) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** As {@link #lowerBound}, made for a place that is not far from the first one. */
    int gallop(int from, int to, int product) {
        int low = from;
        int near = Math.min(to, from + NEAR);
        while (low < near && others[low] < product) {
            low++;
        }
        if (low < near || near == to) {
            return low;
        }
        int step = 1;
        while (low + step < to && others[low + step] < product) {
            low += step;
            step <<= 1;
        }
        return lowerBound(low, Math.min(to, low + step + 1), product);
    }
}
