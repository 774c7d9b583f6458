package com.esab.data.internal.text;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class TextsTest {

    @Test
    void a_shown_text_is_at_most_forty_characters_as_people_count_them() {
        assertThat(Texts.printable("x".repeat(40))).isEqualTo("x".repeat(40));
        assertThat(Texts.printable("x".repeat(41))).isEqualTo("x".repeat(40) + "…");
        assertThat(Texts.printable("🙂".repeat(41))).isEqualTo("🙂".repeat(40) + "…");
    }

    @Test
    void a_shown_text_cannot_begin_a_new_line_or_talk_to_the_terminal() {
        assertThat(Texts.printable("a\r\nb\u001b[2J\u0000\u009bc\ud83d")).isEqualTo("a??b?[2J??c?");
    }

    @Test
    void storable_is_everything_but_the_null_character_and_half_characters() {
        assertThat(Texts.isStorable("")).isTrue();
        assertThat(Texts.isStorable("a\n\u0001é🙂\uffff")).isTrue();
        assertThat(Texts.isStorable("a\u0000")).isFalse();
        assertThat(Texts.isStorable("\ud83d")).isFalse();
        assertThat(Texts.isStorable("\ude42\ud83d")).isFalse();
    }

    @Test
    void a_surrogate_pair_is_one_character() {
        assertThat(Texts.length("a🙂")).isEqualTo(2);
    }
}
