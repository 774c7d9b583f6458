package com.esab.data.catalog;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words a product is searched by: runs of letters and digits, in lower case; and which of them is meant by a word
 * with typing errors.
 *
 * <p>Every catalogue takes texts apart in this way, those of its products and those that are searched for, and guesses in
 * this way. A typing error is a character too many, one too few, another one, or two neighbours that changed places; no
 * character is changed twice. Characters are Unicode code points.
 */
public final class SearchWords {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

    /** The most characters that the words of a text may have together for any of them to be guessed. */
    public static final int MAX_GUESSABLE = 120;

    private static final int SHORTEST_GUESSABLE = 4;
    private static final int SHORTEST_WITH_TWO_ERRORS = 8;
    private static final int LONGEST_GUESSABLE = 40;

    private SearchWords() {}

    /** The words of a text, each once, in order of appearance. */
    public static Set<String> of(String text) {
        Set<String> words = new LinkedHashSet<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group().toLowerCase(Locale.ROOT));
        }
        return words;
    }

    /** What a searched word counts: 4 in a product's name, 2 in its other texts; half of that when it was guessed. */
    public static int weight(boolean inName, boolean guessed) {
        return (inName ? 4 : 2) / (guessed ? 2 : 1);
    }

    /** The words of all texts among a product's properties, without those of its name. */
    public static Set<String> ofProperties(Product product) {
        Set<String> words = new LinkedHashSet<>();
        collect(product.properties(), words);
        return words;
    }

    private static void collect(@Nullable Object value, Set<String> words) {
        if (value instanceof String text) {
            words.addAll(of(text));
        } else if (value instanceof Collection<?> collection) {
            collection.forEach(element -> collect(element, words));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(element -> collect(element, words));
        }
    }

    /**
     * Those words of a text that are guessed when the catalogue does not know them.
     *
     * @param words all words of the text
     */
    public static Set<String> guessable(Set<String> words) {
        Set<String> guessable = new LinkedHashSet<>();
        if (words.stream().mapToInt(SearchWords::length).sum() <= MAX_GUESSABLE) {
            words.stream().filter(word -> errors(word) > 0).forEach(guessable::add);
        }
        return guessable;
    }

    private static int length(String word) {
        return word.codePointCount(0, word.length());
    }

    /** The most typing errors that a word can have to be recognised, 0 to 2; the longer the more. */
    public static int errors(String word) {
        int length = length(word);
        if (length < SHORTEST_GUESSABLE || length > LONGEST_GUESSABLE) {
            return 0;
        }
        return length < SHORTEST_WITH_TWO_ERRORS ? 1 : 2;
    }

    /**
     * What a word can mean: itself when it is known, otherwise all known words that differ from it by the fewest typing
     * errors; none when even those would be more than {@link #errors}.
     *
     * <p>Numbers are never guessed: only words with the same digits 0 to 9 in the same order are meant.
     *
     * @param known the words of the catalogue, or those of them that come into question
     */
    public static Set<String> meant(String word, Collection<String> known) {
        int fewest = errors(word);
        Set<String> meant = new LinkedHashSet<>();
        for (String candidate : known) {
            int distance = sameDigits(word, candidate) ? distance(word, candidate, fewest) : Integer.MAX_VALUE;
            if (distance < fewest) {
                meant.clear();
                fewest = distance;
            }
            if (distance == fewest) {
                meant.add(candidate);
            }
        }
        return meant;
    }

    private static boolean sameDigits(String a, String b) {
        return Arrays.equals(digits(a), digits(b));
    }

    private static int[] digits(String word) {
        return word.chars()
                .filter(character -> character >= '0' && character <= '9')
                .toArray();
    }

    /** The typing errors between two words, or {@code most + 1} when there are more than {@code most}. */
    static int distance(String a, String b, int most) {
        int[] from = a.codePoints().toArray();
        int[] to = b.codePoints().toArray();
        int more = most + 1;
        if (Math.abs(from.length - to.length) > most) {
            return more;
        }
        // rows of the table of distances between beginnings; what lies further than most from its diagonal is more
        int[] beforeLast = new int[to.length + 1];
        int[] last = new int[to.length + 1];
        int[] row = new int[to.length + 1];
        for (int j = 0; j <= to.length; j++) {
            row[j] = Math.min(j, more);
        }
        for (int i = 1; i <= from.length; i++) {
            int[] reused = beforeLast;
            beforeLast = last;
            last = row;
            row = reused;
            Arrays.fill(row, more);
            row[0] = Math.min(i, more);
            int fewest = row[0];
            for (int j = Math.max(1, i - most); j <= Math.min(to.length, i + most); j++) {
                int substituted = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.min(substituted, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
                fewest = Math.min(fewest, row[j]);
            }
            if (fewest > most) {
                return more;
            }
        }
        return Math.min(row[to.length], more);
    }
}
