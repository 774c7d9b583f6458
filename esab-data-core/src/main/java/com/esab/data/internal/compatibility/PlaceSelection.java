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
        if (size < left / 4) {
            bringSmallestToFront(size, left);
            Arrays.sort(places, 0, size);
        } else {
            Arrays.sort(places, 0, left);
        }
        Product[] items = new Product[size];
        for (int i = 0; i < size; i++) {
            items[i] = catalog.product((int) (places[i] & (1L << numberBits) - 1));
        }
        Optional<String> next = size < left
                ? Optional.of(cursor.encode(places[size - 1] >>> numberBits, items[size - 1]))
                : Optional.empty();
        return new Page<>(Arrays.asList(items), total, next, noneAllowed);
    }

    /** A heap of the smallest so far, the largest of them on top. */
    private void bringSmallestToFront(int size, int left) {
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i, size);
        }
        for (int i = size; i < left; i++) {
            if (places[i] < places[0]) {
                places[0] = places[i];
                sink(0, size);
            }
        }
    }

    private void sink(int from, int size) {
        long sinking = places[from];
        int hole = from;
        for (int child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && places[child + 1] > places[child]) {
                child++;
            }
            if (places[child] <= sinking) {
                break;
            }
            places[hole] = places[child];
            hole = child;
        }
        places[hole] = sinking;
    }
}
