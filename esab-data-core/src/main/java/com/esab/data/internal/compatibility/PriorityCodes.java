package com.esab.data.internal.compatibility;

import java.util.Arrays;

/** The priorities of many edges: a byte for each while there are few different ones, else four. Immutable. */
final class PriorityCodes {

    private static final int MOST_CODES = 256;

    private final int[] values;
    private final byte[] codes;

    private PriorityCodes(int[] values, byte[] codes) {
        this.values = values;
        this.codes = codes;
    }

    /** Of all edges; {@code priorities} belongs to the result. */
    static PriorityCodes of(int[] priorities) {
        int[] known = new int[MOST_CODES];
        int count = 0;
        byte[] codes = new byte[priorities.length];
        for (int place = 0; place < priorities.length; place++) {
            int code = place > 0 && priorities[place] == priorities[place - 1]
                    ? codes[place - 1] & 0xFF
                    : indexOf(known, count, priorities[place]);
            if (code == count) {
                if (count == MOST_CODES) {
                    return new PriorityCodes(priorities, new byte[0]);
                }
                known[count++] = priorities[place];
            }
            codes[place] = (byte) code;
        }
        return new PriorityCodes(Arrays.copyOf(known, count), codes);
    }

    private static int indexOf(int[] known, int count, int priority) {
        int code = 0;
        while (code < count && known[code] != priority) {
            code++;
        }
        return code;
    }

    int priority(int place) {
        return codes.length == 0 ? values[place] : values[codes[place] & 0xFF];
    }

    int largest() {
        int largest = Rows.UNRANKED;
        for (int value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }
}
