package com.esab.data.neo4j;

import com.esab.data.catalog.SearchWords;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WordPatternTest {

    @Test
    void the_patterns_match_just_the_words_that_the_rules_mean() {
        Random random = new Random(7);
        int meant = 0;
        for (int i = 0; i < 300; i++) {
            String word = word(random, 4 + random.nextInt(8));
            Pattern mistyped = Pattern.compile(WordPattern.mistyped(word, SearchWords.errors(word)));
            Pattern digits = Pattern.compile(WordPattern.sameDigits(word));
            for (int j = 0; j < 300; j++) {
                String other = changed(word, random);
                boolean means = !SearchWords.meant(word, List.of(other)).isEmpty();
                assertThat(mistyped.matcher(other).matches()
                                && digits.matcher(other).matches())
                        .as("%s for %s", word, other)
                        .isEqualTo(means);
                meant += means ? 1 : 0;
            }
        }
        assertThat(meant).isBetween(9_000, 81_000);
    }

    @Test
    void a_pattern_for_the_longest_word_stays_short() {
        assertThat(WordPattern.mistyped("schweissbrennerschweissbrennerschweissbr", 2))
                .hasSizeLessThan(10_000);
    }

    /** Of few characters, so that there are many ways from one word to another; one lies beyond the basic plane. */
    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(character(random));
        }
        return word.toString();
    }

    private static String character(Random random) {
        return List.of("a", "b", "\u0301", "𝛼", "0", "1").get(random.nextInt(6));
    }

    private static String changed(String word, Random random) {
        StringBuilder changed = new StringBuilder(word);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = changed.offsetByCodePoints(0, random.nextInt(changed.codePointCount(0, changed.length())));
            int after = changed.offsetByCodePoints(at, 1);
            String character = changed.substring(at, after);
            switch (random.nextInt(4)) {
                case 0 -> changed.delete(at, after);
                case 1 -> changed.insert(at, character(random));
                case 2 -> changed.replace(at, after, character(random));
                default -> {
                    changed.delete(at, after);
                    changed.insert(at < changed.length() ? changed.offsetByCodePoints(at, 1) : at, character);
                }
            }
            if (changed.isEmpty()) {
                changed.append('a');
            }
        }
        return changed.toString();
    }
}
