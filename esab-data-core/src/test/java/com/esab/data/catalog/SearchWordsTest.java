package com.esab.data.catalog;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SearchWordsTest {

    @Test
    void a_typing_error_is_one_character_more_less_or_other_or_two_that_changed_places() {
        assertThat(SearchWords.distance("warrior", "warrior", 2)).isZero();
        for (String typed : List.of("warriorx", "xwarrior", "warior", "arrior", "warrixr", "awrrior", "warriro")) {
            assertThat(SearchWords.distance("warrior", typed, 2)).as(typed).isEqualTo(1);
            assertThat(SearchWords.distance(typed, "warrior", 2)).as(typed).isEqualTo(1);
        }
        assertThat(SearchWords.distance("warrior", "awrriro", 2)).isEqualTo(2);
        assertThat(SearchWords.distance("𝛼𝛽", "𝛽𝛼", 2)).isEqualTo(1);
        assertThat(SearchWords.distance("", "ab", 2)).isEqualTo(2);
    }

    @Test
    void no_character_is_changed_twice() {
        assertThat(SearchWords.distance("ca", "abc", 5)).isEqualTo(3);
        assertThat(SearchWords.distance("abcd", "baxcd", 5)).isEqualTo(2);
    }

    @Test
    void a_distance_beyond_the_most_that_is_asked_for_is_one_more() {
        assertThat(SearchWords.distance("abcdef", "ghijkl", 2)).isEqualTo(3);
        assertThat(SearchWords.distance("abc", "abcdef", 2)).isEqualTo(3);
        assertThat(SearchWords.distance("abc", "abd", 0)).isEqualTo(1);
    }

    @Test
    void the_distance_is_that_of_its_definition_whatever_the_most_is() {
        Random random = new Random(3);
        int[] counts = new int[6];
        for (int i = 0; i < 20_000; i++) {
            String a = word(random);
            String b = word(random);
            int defined = defined(a, b);
            for (int most = 0; most <= 4; most++) {
                assertThat(SearchWords.distance(a, b, most))
                        .as("%s to %s, at most %d", a, b, most)
                        .isEqualTo(Math.min(defined, most + 1));
            }
            counts[Math.min(defined, 5)]++;
        }
        assertThat(counts).doesNotContain(0);
    }

    /** From the ends of both words back to their beginnings. */
    private static int defined(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.length() + b.length();
        }
        String fewerOfA = a.substring(0, a.length() - 1);
        String fewerOfB = b.substring(0, b.length() - 1);
        char lastOfA = a.charAt(a.length() - 1);
        char lastOfB = b.charAt(b.length() - 1);
        int least = defined(fewerOfA, fewerOfB) + (lastOfA == lastOfB ? 0 : 1);
        least = Math.min(least, Math.min(defined(fewerOfA, b), defined(a, fewerOfB)) + 1);
        if (!fewerOfA.isEmpty() && fewerOfA.endsWith("" + lastOfB) && fewerOfB.endsWith("" + lastOfA)) {
            least = Math.min(
                    least,
                    defined(fewerOfA.substring(0, fewerOfA.length() - 1), fewerOfB.substring(0, fewerOfB.length() - 1))
                            + 1);
        }
        return least;
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            word.append("abc".charAt(random.nextInt(3)));
        }
        return word.toString();
    }

    @Test
    void a_word_means_itself_when_it_is_known_and_else_all_that_are_nearest() {
        assertThat(SearchWords.meant("feed", List.of("feet", "feed", "fees"))).containsExactly("feed");
        assertThat(SearchWords.meant("feex", List.of("feet", "feed", "food")))
                .containsExactlyInAnyOrder("feet", "feed");
        assertThat(SearchWords.meant("connectios", List.of("connecting", "connection")))
                .containsExactly("connection");
        assertThat(SearchWords.meant("gum", List.of("gun"))).isEmpty();
        assertThat(SearchWords.meant("gum", List.of("gum"))).containsExactly("gum");
    }

    @Test
    void a_word_means_only_words_with_the_same_digits_in_the_same_order() {
        assertThat(SearchWords.meant("500xi", List.of("500ix", "400ix", "5001x")))
                .containsExactly("500ix");
        assertThat(SearchWords.meant("aristo12", List.of("aristo21", "aristo1", "aristo123")))
                .isEmpty();
        assertThat(SearchWords.meant("a1risto2", List.of("aristo12"))).containsExactly("aristo12");
    }

    @Test
    void the_errors_looked_past_grow_with_the_length_in_code_points() {
        assertThat(SearchWords.errors("abc")).isZero();
        assertThat(SearchWords.errors("abcd")).isEqualTo(1);
        assertThat(SearchWords.errors("abcdefg")).isEqualTo(1);
        assertThat(SearchWords.errors("abcdefgh")).isEqualTo(2);
        assertThat(SearchWords.errors("a".repeat(40))).isEqualTo(2);
        assertThat(SearchWords.errors("a".repeat(41))).isZero();
        assertThat(SearchWords.errors("𝛼𝛼𝛼")).isZero();
        assertThat(SearchWords.errors("𝛼".repeat(40))).isEqualTo(2);
    }

    @Test
    void words_are_guessable_when_they_are_of_guessable_length_and_the_text_is_short() {
        assertThat(SearchWords.guessable(Set.of("abc", "abcd", "a".repeat(41)))).containsExactly("abcd");

        String rest = "𝛼".repeat(SearchWords.MAX_GUESSABLE - "guess".length());
        assertThat(SearchWords.guessable(Set.of("guess", rest))).containsExactly("guess");
        assertThat(SearchWords.guessable(Set.of("guess", rest + "𝛼"))).isEmpty();
        assertThat(SearchWords.guessable(Set.of("guess", rest, "1"))).isEmpty();
    }
}
