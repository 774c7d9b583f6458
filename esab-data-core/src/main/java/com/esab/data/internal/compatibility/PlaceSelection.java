package com.esab.data.internal.compatibility;

import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.Page;
import java.util.Arrays;
import java.util.Optional;

/**
 * Collects candidates and cuts the page that a query asks for.
 *
 * <p>Numbers are in the order of names, so a sum of priorities and a number in one long are the place of a candidate.
 */
final class PlaceSelection {

    private final CompiledCatalog catalog;
    private final CandidateQuery query;
    private final Cursor cursor;
    private final int numberBits;
    private final long after;
    private long[] places = new long[32];
    private int count;

    /** @param ranked of how many products priorities are summed up */
    PlaceSelection(CompiledCatalog catalog, CandidateQuery query, int ranked) {
        this.catalog = catalog;
        this.query = query;
        this.cursor = new Cursor(query, catalog.state().revision());
        this.numberBits = Integer.SIZE - Integer.numberOfLeadingZeros(catalog.size());
        if ((long) ranked * catalog.largestPriority() >= 1L << (Long.SIZE - 1 - numberBits)) {
            throw new IllegalArgumentException(
                    "a selection of " + ranked + " products is too large to rank candidates for");
        }
        this.after = query.cursor()
                .map(cursor::decode)
                .map(last -> place(catalog.number(last.gin()), last.priorities()))
                .orElse(-1L);
    }

    private long place(int product, long priorities) {
        return priorities << numberBits | product;
    }

    void add(int product, long priorities) {
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
        }
        places[count++] = place(product, priorities);
    }

    /** Leaves each candidate once. */
    void dropRepeated() {
        Arrays.sort(places, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || places[i] != places[i - 1]) {
                places[kept++] = places[i];
            }
        }
        count = kept;
    }

    Page<Product> page(boolean noneAllowed) {
        int total = count;
        int left = 0;
        for (int i = 0; i < count; i++) {
            if (places[i] > after) {
                places[left++] = places[i];
            }
        }
        int size = Math.min(query.limit(), left);
        int sorted = left;
        if (size < left / 2) {
            bringSmallestToFront(size, left);
            sorted = size;
        }
        Arrays.sort(places, 0, sorted);
        Product[] items = new Product[size];
        for (int i = 0; i < size; i++) {
            items[i] = catalog.product((int) (places[i] & (1L << numberBits) - 1));
        }
        Optional<String> next = size < left
                ? Optional.of(cursor.encode(places[size - 1] >>> numberBits, items[size - 1]))
                : Optional.empty();
        return new Page<>(Arrays.asList(items), total, next, noneAllowed);
    }

    /** Parts what is left around one of its middle values again and again, until a part ends where the page does. */
    private void bringSmallestToFront(int size, int left) {
        int from = 0;
        int to = left - 1;
        while (from < to) {
            long pivot = middle(places[from], places[(from + to) >>> 1], places[to]);
            int low = from;
            int high = to;
            while (low <= high) {
                while (places[low] < pivot) {
                    low++;
                }
                while (places[high] > pivot) {
                    high--;
                }
                if (low <= high) {
                    long place = places[low];
                    places[low++] = places[high];
                    places[high--] = place;
                }
            }
            if (size <= high) {
                to = high;
            } else if (size > low) {
                from = low;
            } else {
                return;
            }
        }
    }

    private static long middle(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
