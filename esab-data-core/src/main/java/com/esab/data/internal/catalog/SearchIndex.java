package com.esab.data.internal.catalog;

import com.esab.data.catalog.Product;
import com.esab.data.catalog.SearchWords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Answers {@link com.esab.data.catalog.ProductCatalog#search} for products in memory. Immutable.
 *
 * <p>A search costs time and 4 bytes for each product, and for each word it guesses a look at the known words with the same
 * digits and about the same length.
 */
public final class SearchIndex {

    /** As Neo4j orders strings. */
    private static final Comparator<String> BY_CODE_POINTS = SearchIndex::compareCodePoints;

    /** Brings together what a word can be mistaken for. */
    private static final Comparator<String> BY_DIGITS_AND_LENGTH =
            ((Comparator<String>) SearchIndex::compareDigits).thenComparingInt(SearchIndex::length);

    private static final Comparator<String> WORDS = BY_DIGITS_AND_LENGTH.thenComparing(Comparator.naturalOrder());

    /** In the order in which equal matches are found; everything else knows a product by its number here. */
    private final List<Product> products;

    private final String[] words;

    /** For each word the bits that its characters set, to pass over most words that differ too much. */
    private final long[] characters;

    private final Postings inNames;
    private final Postings inTexts;

    private SearchIndex(List<Product> products, String[] words, Postings inNames, Postings inTexts) {
        this.products = products;
        this.words = words;
        this.characters =
                Arrays.stream(words).mapToLong(SearchIndex::characters).toArray();
        this.inNames = inNames;
        this.inTexts = inTexts;
    }

    /** @param products without placeholders, in any order */
    public static SearchIndex of(List<Product> products) {
        List<Product> ordered = products.stream()
                .sorted(Comparator.comparing(Product::name, BY_CODE_POINTS).thenComparing(Product::gin))
                .toList();
        Map<String, Integer> numbers = new HashMap<>();
        Postings.Builder inNames = new Postings.Builder(ordered.size());
        Postings.Builder inTexts = new Postings.Builder(ordered.size());
        for (Product product : ordered) {
            Set<String> ofName = SearchWords.of(product.name());
            Set<String> ofTexts = SearchWords.ofProperties(product);
            ofTexts.removeAll(ofName);
            inNames.add(numbersOf(ofName, numbers));
            inTexts.add(numbersOf(ofTexts, numbers));
        }
        String[] words = numbers.keySet().toArray(String[]::new);
        Arrays.sort(words, WORDS);
        int[] sorted = new int[words.length];
        for (int word = 0; word < words.length; word++) {
            sorted[numbers.getOrDefault(words[word], 0)] = word;
        }
        return new SearchIndex(ordered, words, inNames.build(sorted), inTexts.build(sorted));
    }

    private static int[] numbersOf(Set<String> words, Map<String, Integer> numbers) {
        return words.stream()
                .mapToInt(word -> numbers.computeIfAbsent(word, unknown -> numbers.size()))
                .toArray();
    }

    /** The products that hold the words of a text, best match first. */
    public List<Product> search(String text, int limit) {
        Set<String> searched = SearchWords.of(text);
        if (searched.isEmpty()) {
            return List.of();
        }
        Set<String> guessable = SearchWords.guessable(searched);
        int[] scores = new int[products.size()];
        for (String word : searched) {
            int known = Arrays.binarySearch(words, word, WORDS);
            if (known >= 0) {
                score(new int[] {known}, false, scores);
            } else if (guessable.contains(word)) {
                score(meant(word), true, scores);
            }
        }
        Arrays.fill(scores, firstNamed(text, false), firstNamed(text, true), Integer.MAX_VALUE);
        return best(scores, limit);
    }

    private int[] meant(String word) {
        int errors = SearchWords.errors(word);
        long wanted = characters(word);
        List<String> candidates = new ArrayList<>();
        int afterLast = firstOf(word, length(word) + errors + 1);
        for (int i = firstOf(word, length(word) - errors); i < afterLast; i++) {
            // one error brings in one character at the most, and takes away one
            if (Long.bitCount(wanted & ~characters[i]) <= errors && Long.bitCount(characters[i] & ~wanted) <= errors) {
                candidates.add(words[i]);
            }
        }
        return SearchWords.meant(word, candidates).stream()
                .mapToInt(meant -> Arrays.binarySearch(words, meant, WORDS))
                .toArray();
    }

    /** Adds to the score of each product that holds any of these words. */
    private void score(int[] meant, boolean guessed, int[] scores) {
        BitSet byName = new BitSet();
        BitSet byText = new BitSet();
        for (int word : meant) {
            inNames.of(word).forEach(byName::set);
            inTexts.of(word).forEach(byText::set);
        }
        byText.andNot(byName);
        byName.stream().forEach(product -> scores[product] += SearchWords.weight(true, guessed));
        byText.stream().forEach(product -> scores[product] += SearchWords.weight(false, guessed));
    }

    private List<Product> best(int[] scores, int limit) {
        // the worst of the best first; of equal scores the product with the lower number is the better
        PriorityQueue<Long> best = new PriorityQueue<>();
        for (int product = 0; product < scores.length; product++) {
            if (scores[product] > 0) {
                long rank = (long) scores[product] << Integer.SIZE | (Integer.MAX_VALUE - product);
                if (best.size() < limit) {
                    best.add(rank);
                } else if (best.element() < rank) {
                    best.remove();
                    best.add(rank);
                }
            }
        }
        List<Product> found = new ArrayList<>(best.size());
        while (!best.isEmpty()) {
            found.add(products.get(Integer.MAX_VALUE - best.remove().intValue()));
        }
        Collections.reverse(found);
        return List.copyOf(found);
    }

    /** The first product with this name, or the first after those; where it would stand when there is none. */
    private int firstNamed(String name, boolean after) {
        return firstOf(products.size(), product -> {
            int order = compareCodePoints(products.get(product).name(), name);
            return after ? order > 0 : order >= 0;
        });
    }

    /** The first word with the same digits as this one and at least this length, or that would come after it. */
    private int firstOf(String word, int length) {
        return firstOf(words.length, i -> {
            int order = compareDigits(words[i], word);
            return order > 0 || order == 0 && length(words[i]) >= length;
        });
    }

    /** The first number for which this holds, when it holds for all that follow as well. */
    private static int firstOf(int size, IntPredicate holds) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (holds.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static int length(String word) {
        return word.codePointCount(0, word.length());
    }

    private static long characters(String word) {
        return word.codePoints().mapToLong(character -> 1L << character).reduce(0, (a, b) -> a | b);
    }

    private static int compareCodePoints(String a, String b) {
        int i = 0;
        int shorter = Math.min(a.length(), b.length());
        while (i < shorter && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        if (i == shorter) {
            return Integer.compare(a.length(), b.length());
        }
        char first = a.charAt(i);
        char second = b.charAt(i);
        // halves of a surrogate pair stand for characters beyond all others
        int bySurrogate = Boolean.compare(Character.isSurrogate(first), Character.isSurrogate(second));
        return bySurrogate == 0 ? Character.compare(first, second) : bySurrogate;
    }

    /** By the digits 0 to 9 alone. */
    private static int compareDigits(String a, String b) {
        int i = nextDigit(a, 0);
        int j = nextDigit(b, 0);
        while (i < a.length() && j < b.length() && a.charAt(i) == b.charAt(j)) {
            i = nextDigit(a, i + 1);
            j = nextDigit(b, j + 1);
        }
        int first = i < a.length() ? a.charAt(i) : -1;
        int second = j < b.length() ? b.charAt(j) : -1;
        return Integer.compare(first, second);
    }

    private static int nextDigit(String word, int from) {
        int i = from;
        while (i < word.length() && (word.charAt(i) < '0' || word.charAt(i) > '9')) {
            i++;
        }
        return i;
    }
}
