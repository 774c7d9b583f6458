package com.esab.data.catalog;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

final class GinTest {

    @ParameterizedTest
    @ValueSource(strings = {"0446200880", "F102440880", "0000000000", "ABCDEFGHIJ"})
    void ten_digits_or_capital_letters_are_a_gin_and_leading_zeros_belong_to_it(String text) {
        assertThat(Gin.of(text).value()).isEqualTo(text);
        assertThat(Gin.of(text)).hasToString(text).isEqualTo(new Gin(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "446200880",
                "04462008800",
                "f102440880",
                "044620088 ",
                "0446-00880",
                "०446200880",
                "044620088Ä"
            })
    void anything_else_is_refused_and_shown(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gin.of(text))
                .withMessageContaining("\"" + text + "\"")
                .withMessageContaining("ten characters");
    }

    @Test
    void what_is_shown_of_a_wrong_one_is_short_and_has_no_control_characters() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gin.of("\u001b[31m\n" + "x".repeat(1000)))
                .withMessageMatching("not a GIN: \"\\?\\[31m\\?x{34}…\" .*");
    }

    @Test
    void they_are_ordered_as_texts() {
        assertThat(Gin.of("0000000010")).isLessThan(Gin.of("000000001A"));
        assertThat(Gin.of("0999999999")).isLessThan(Gin.of("F000000000"));
    }
}
