package com.esab.data.json;

import com.esab.data.error.CorruptRecordException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

final class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "\"\"",
                "\"\\\"\\\\/\\n\\u0001é🙂\"",
                "0",
                "-9223372036854775808",
                "9223372036854775808",
                "1.50",
                "0.1",
                "1E+400",
                "[]",
                "{}",
                "[1,[2,[null,{\"a\":[]}]]]",
                "{\"b\":1,\"a\":{\"\":null}}"
            })
    void what_was_parsed_is_written_with_the_same_value(String text) {
        Object value = Json.parse(text);

        assertThat(Json.parse(Json.write(value))).isEqualTo(value);
        assertThat(Json.write(value)).isEqualTo(text);
    }

    @Test
    void numbers_keep_their_kind_and_their_exactness() {
        assertThat(Json.parse("[1,9223372036854775808,0.1,1e2]"))
                .isEqualTo(List.of(
                        1L, new BigInteger("9223372036854775808"), new BigDecimal("0.1"), new BigDecimal("1E+2")));
    }

    @Test
    void a_decimal_without_places_is_an_integer_as_it_is_when_read_again() {
        Map<String, Object> copy = Json.copyOf(Map.of(
                "small", new BigDecimal("7"),
                "big", new BigDecimal("9223372036854775808"),
                "places", new BigDecimal("7.0"),
                "exponent", new BigDecimal("7E+1")));

        assertThat(copy)
                .isEqualTo(Map.of(
                        "small", 7L,
                        "big", new BigInteger("9223372036854775808"),
                        "places", new BigDecimal("7.0"),
                        "exponent", new BigDecimal("7E+1")));
        assertThat(Json.parse(Json.write(copy))).isEqualTo(copy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 1 | 1 | nothing there",
                "'{\n\"a\": x}' | 2 | 6 | Unrecognized token",
                "'{\n\"a\": 1,\n  \"a\": 2}' | 3 | 6 | Duplicate",
                "'[1]\n ]' | 2 | 2 | Unexpected close marker",
                "'[1]\n2' | 2 | 1 | something follows",
                "'[1,' | 1 | 4 | end-of-input",
                "'[1' | 1 | 3 | start marker at line 1, column 1)"
            })
    void where_a_text_is_not_json_is_told_by_line_and_column(String text, int line, int column, String why) {
        assertThatExceptionOfType(Json.SyntaxException.class)
                .isThrownBy(() -> Json.read(new StringReader(text.replace("\\n", "\n"))))
                .withMessageContaining(why)
                .satisfies(e -> assertThat(List.of(e.line(), e.column())).containsExactly(line, column));
    }

    @Test
    void members_keep_their_order() {
        assertThat(Json.parseObject("{\"z\":1,\"a\":2,\"m\":3}").keySet()).containsExactly("z", "a", "m");
    }

    @Test
    void a_copy_has_canonical_values_and_nothing_in_common_with_its_source() {
        List<Object> list = new ArrayList<>(Arrays.asList(1, null, 2.5f));
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("list", list);
        source.put("short", (short) 3);
        source.put("double", 0.1);
        source.put("big", BigInteger.TWO);

        Map<String, Object> copy = Json.copyOf(source);
        list.add("later");

        assertThat(copy)
                .containsEntry("list", Arrays.asList(1L, null, new BigDecimal("2.5")))
                .containsEntry("short", 3L)
                .containsEntry("double", new BigDecimal("0.1"))
                .containsEntry("big", 2L);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> copy.put("x", 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | nothing there",
                "{} {} | something follows",
                "[1, | not JSON",
                "{'a':1} | not JSON",
                "NaN | not JSON",
                "01 | not JSON"
            })
    void what_is_not_one_json_text_is_refused(String text, String why) {
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> Json.parse(text))
                .withMessageContaining(why);
    }

    @Test
    void a_member_given_twice_is_refused() {
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> Json.parse("{\"a\":1,\"a\":2}"))
                .withMessageContaining("Duplicate");
    }

    @Test
    void very_deep_nesting_is_refused_and_does_not_overflow() {
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> Json.parse("[".repeat(100_000)))
                .withMessageContaining("not JSON");

        Object nested = List.of();
        for (int depth = 0; depth < 100_000; depth++) {
            nested = List.of(nested);
        }
        Object tooDeep = nested;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(tooDeep))
                .withMessageContaining("deep");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.copyOf(Map.of("nested", tooDeep)))
                .withMessageContaining("deep");
    }

    @Test
    void what_is_not_a_json_value_is_refused_by_its_class() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.copyOf(Map.of("when", Instant.EPOCH)))
                .withMessage("not a JSON value: java.time.Instant");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(Double.NaN))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(Float.POSITIVE_INFINITY))
                .withMessageContaining("Infinity");
        Map<Object, Object> odd = new HashMap<>();
        odd.put(1, "one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(List.of(odd)))
                .withMessageContaining("member name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000", "\ud83d"})
    void a_text_that_no_store_can_keep_is_refused_as_value_and_as_name(String bad) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.write(bad));
        assertThatIllegalArgumentException().isThrownBy(() -> Json.write(Map.of(bad, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Json.copyOf(List.of(Map.of("a", bad))));
    }

    @Test
    void a_number_with_very_many_digits_is_refused() {
        assertThat(Json.parse(Json.write(BigInteger.TEN.pow(800)))).isEqualTo(BigInteger.TEN.pow(800));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(BigInteger.TEN.pow(1_000)))
                .withMessageContaining("digits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(BigDecimal.ONE.divide(new BigDecimal("7"), 1_500, RoundingMode.UP)))
                .withMessageContaining("digits");
    }
}
