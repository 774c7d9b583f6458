package com.esab.data.session;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

final class IdsTest {

    static Stream<String> sessionIds() {
        return Stream.of("a", "abc-123-def", "A.b_C-9", "x".repeat(128), "..");
    }

    static Stream<String> noSessionIds() {
        return Stream.of("", " ", "a b", "a:b", "{a}", "a\n", "é", "x".repeat(129), "a/b");
    }

    static Stream<String> userIds() {
        return Stream.of("user-123", "müller 7", "a:b", "*", "x".repeat(255), "🙂".repeat(255));
    }

    static Stream<String> noUserIds() {
        return Stream.of("", "a\tb", "a\u0000", "{a", "a}", "x".repeat(256), "\ud83d", "a\u0085");
    }

    @ParameterizedTest
    @MethodSource("sessionIds")
    void a_session_id_has_letters_digits_dots_underscores_and_hyphens(String text) {
        assertThat(SessionId.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @MethodSource("noSessionIds")
    void other_texts_are_no_session_ids(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionId.of(text))
                .withMessageContaining("1 to 128");
    }

    @ParameterizedTest
    @MethodSource("userIds")
    void a_user_id_is_nearly_any_text(String text) {
        assertThat(UserId.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @MethodSource("noUserIds")
    void other_texts_are_no_user_ids(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> UserId.of(text)).withMessageContaining("1 to 255");
    }

    @Test
    void random_ids_differ() {
        assertThat(Stream.generate(SessionId::random).limit(100)).doesNotHaveDuplicates();
    }
}
