package com.esab.data.neo4j;

import java.util.StringJoiner;

/**
 * Regular expressions for the words that differ from one by typing errors, as {@link com.esab.data.catalog.SearchWords}
 * understands them; the index and Cypher read them alike.
 *
 * <p>The fuzzy queries of the index would look at the 50 nearest words only, whatever their digits are. A word consists of
 * letters, marks and numbers, none of which means anything in a regular expression.
 */
final class WordPattern {

    private static final String OTHERS = "[^0-9]*";

    private final int[] word;

    private WordPattern(int[] word) {
        this.word = word;
    }

    /** Words with the same digits in the same order. */
    static String sameDigits(String word) {
        StringBuilder pattern = new StringBuilder(OTHERS);
        word.chars()
                .filter(character -> character >= '0' && character <= '9')
                .forEach(digit -> pattern.append((char) digit).append(OTHERS));
        return pattern.toString();
    }

    /** What a word becomes by so many typing errors or fewer. */
    static String mistyped(String word, int errors) {
        int[] characters = word.codePoints().toArray();
        return new WordPattern(characters).part(0, characters.length, errors);
    }

    /** Halves share the errors, so that the expression stays short: nearly in proportion to the word. */
    private String part(int begin, int end, int errors) {
        if (errors == 0) {
            return new String(word, begin, end - begin);
        }
        if (begin == end) {
            return any(0, errors);
        }
        StringJoiner ways = new StringJoiner("|", "(", ")");
        if (end - begin == 1) {
            ways.add(any(0, errors));
            for (int before = 0; before <= errors; before++) {
                ways.add(any(before, before) + Character.toString(word[begin]) + any(0, errors - before));
            }
            return ways.toString();
        }
        int middle = (begin + end) / 2;
        for (int before = 0; before <= errors; before++) {
            ways.add(part(begin, middle, before) + part(middle, end, errors - before));
        }
        String swapped = new String(new int[] {word[middle], word[middle - 1]}, 0, 2);
        for (int before = 0; before < errors; before++) {
            ways.add(part(begin, middle - 1, before) + swapped + part(middle + 1, end, errors - 1 - before));
        }
        return ways.toString();
    }

    private static String any(int least, int most) {
        return ".".repeat(least) + ".?".repeat(most - least);
    }
}
