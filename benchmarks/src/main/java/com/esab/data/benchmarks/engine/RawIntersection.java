package com.esab.data.benchmarks.engine;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Product;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the direct answer costs at the least: for each question the sorted neighbours of the chosen products, intersected.
 *
 * <p>Products of the wanted type are numbered by GIN. All lists are prepared; placeholders, and accessories that need another one, are
 * left out of them, so that the intersection alone is the answer: in a {@link SyntheticCatalog} everything is bound. It neither ranks
 * nor cuts, and gives numbers instead of products.
 */
public final class RawIntersection {

    /** From this ratio of two lengths on, looking the elements of the shorter list up is faster than going through both. */
    private static final int GALLOP = 24;

    private final int[][][] lists;
    private final long[][][] sets;
    private final int[][] places;
    private final int[] buffer;

    RawIntersection(SyntheticCatalog catalog, List<Question> questions) {
        Map<ComponentType, IntList> numbered = new EnumMap<>(ComponentType.class);
        numbered.put(ComponentType.TORCH, new IntList());
        numbered.put(ComponentType.ACCESSORY, new IntList());
        Map<Integer, Map<ComponentType, IntList>> neighbours = new HashMap<>();
        boolean[] asked = new boolean[catalog.size()];
        for (Question question : questions) {
            for (Product product : question.chosen()) {
                int place = SyntheticCatalog.place(product.gin());
                asked[place] = true;
                neighbours.computeIfAbsent(place, key -> lists());
            }
        }
        for (int place = 0; place < catalog.size(); place++) {
            IntList ofType = numbered.get(catalog.type(place));
            if (ofType != null && !catalog.placeholder(place) && !catalog.boundToAccessories(place)) {
                for (int target : catalog.targets(place)) {
                    if (asked[target]) {
                        list(neighbours, target, catalog.type(place)).add(ofType.size());
                    }
                }
                ofType.add(place);
            }
        }
        lists = new int[questions.size()][][];
        sets = new long[questions.size()][][];
        places = new int[questions.size()][];
        Map<List<Object>, int[]> arrays = new HashMap<>();
        Map<List<Object>, long[]> bits = new HashMap<>();
        int[] torches = list(Map.of(0, numbered), 0, ComponentType.TORCH).toArray();
        int[] accessories =
                list(Map.of(0, numbered), 0, ComponentType.ACCESSORY).toArray();
        int longest = 0;
        for (int i = 0; i < questions.size(); i++) {
            ComponentType type = questions.get(i).wanted();
            int[] ofType = type == ComponentType.TORCH ? torches : accessories;
            List<int[]> ofQuestion = new ArrayList<>();
            List<long[]> setsOfQuestion = new ArrayList<>();
            for (Product product : questions.get(i).chosen()) {
                IntList list = list(neighbours, SyntheticCatalog.place(product.gin()), type);
                List<Object> key = List.of(product.gin(), type);
                ofQuestion.add(arrays.computeIfAbsent(key, absent -> list.toArray()));
                setsOfQuestion.add(bits.computeIfAbsent(key, absent -> set(list.toArray(), ofType.length)));
            }
            ofQuestion.sort(Comparator.comparingInt(list -> list.length));
            lists[i] = ofQuestion.toArray(int[][]::new);
            sets[i] = setsOfQuestion.toArray(long[][]::new);
            places[i] = ofType;
            longest = Math.max(longest, lists[i][0].length);
        }
        buffer = new int[longest];
    }

    /**
     * Of any lists, without sets.
     *
     * @param lists for each question the lists to intersect, each ascending
     * @param places for each question what its numbers stand for
     */
    public RawIntersection(int[][][] lists, int[][] places) {
        this.lists = lists;
        this.places = places;
        sets = new long[0][][];
        int longest = 0;
        for (int[][] ofQuestion : lists) {
            Arrays.sort(ofQuestion, Comparator.comparingInt(list -> list.length));
            longest = Math.max(longest, ofQuestion[0].length);
        }
        buffer = new int[longest];
    }

    private static Map<ComponentType, IntList> lists() {
        Map<ComponentType, IntList> lists = new EnumMap<>(ComponentType.class);
        lists.put(ComponentType.TORCH, new IntList());
        lists.put(ComponentType.ACCESSORY, new IntList());
        return lists;
    }

    private static IntList list(Map<Integer, Map<ComponentType, IntList>> lists, int place, ComponentType type) {
        return lists.getOrDefault(place, Map.of()).getOrDefault(type, new IntList());
    }

    private static long[] set(int[] numbers, int size) {
        long[] set = new long[(size + 63) / 64];
        for (int number : numbers) {
            set[number >> 6] |= 1L << number;
        }
        return set;
    }

    /** How many answers question {@code i} has; their numbers are in the buffer. */
    public int arrays(int i) {
        int[][] ofQuestion = lists[i];
        int[] answer = ofQuestion[0];
        int count = answer.length;
        if (ofQuestion.length == 1) {
            System.arraycopy(answer, 0, buffer, 0, count);
            return count;
        }
        for (int k = 1; k < ofQuestion.length && count > 0; k++) {
            int[] list = ofQuestion[k];
            count = list.length / count >= GALLOP
                    ? gallop(answer, count, list, buffer)
                    : merge(answer, count, list, buffer);
            answer = buffer;
        }
        return count;
    }

    private static int merge(int[] a, int count, int[] b, int[] into) {
        int found = 0;
        int i = 0;
        int j = 0;
        while (i < count && j < b.length) {
            int x = a[i];
            int y = b[j];
            // without branches that depend on the data: each round writes, and only a match keeps what was written
            into[found] = x;
            found += x == y ? 1 : 0;
            i += x <= y ? 1 : 0;
            j += y <= x ? 1 : 0;
        }
        return found;
    }

    private static int gallop(int[] few, int count, int[] many, int[] into) {
        int found = 0;
        int low = 0;
        for (int i = 0; i < count && low < many.length; i++) {
            int x = few[i];
            int step = 1;
            int high = low;
            while (high < many.length && many[high] < x) {
                low = high + 1;
                high += step;
                step <<= 1;
            }
            high = Math.min(high, many.length);
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (many[middle] < x) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            if (low < many.length && many[low] == x) {
                into[found++] = x;
                low++;
            }
        }
        return found;
    }

    /** As {@link #arrays}, with a bit for each product of the wanted type. */
    int bitSets(int i) {
        long[][] ofQuestion = sets[i];
        long[] first = ofQuestion[0];
        int count = 0;
        for (int word = 0; word < first.length; word++) {
            long bits = first[word];
            for (int k = 1; k < ofQuestion.length; k++) {
                bits &= ofQuestion[k][word];
            }
            while (bits != 0) {
                buffer[count++] = (word << 6) + Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
            }
        }
        return count;
    }

    /** The places of the answers that the buffer holds for question {@code i}. */
    public int[] found(int i, int count) {
        return Arrays.stream(buffer, 0, count).map(number -> places[i][number]).toArray();
    }

    /** How long the lists of question {@code i} are together: what a walk through them reads. */
    int read(int i) {
        return Arrays.stream(lists[i]).mapToInt(list -> list.length).sum();
    }

    private static final class IntList {

        private int[] values = new int[16];
        private int size;

        void add(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        int size() {
            return size;
        }

        int[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }
}
