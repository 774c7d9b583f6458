package com.esab.data.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class JsonLimitsTest {

    @Test
    void a_number_that_can_be_written_can_be_read_also_when_it_was_stored_in_full() {
        for (BigDecimal number : new BigDecimal[] {
            new BigDecimal("1E+899"),
            new BigDecimal("1E-899"),
            new BigDecimal("-" + "9".repeat(450) + ".1" + "0".repeat(449))
        }) {
            Object written = Json.parse(Json.write(number));
            Object stored = Json.parse(number.toPlainString());

            assertThat(new BigDecimal(String.valueOf(written))).isEqualByComparingTo(number);
            assertThat(new BigDecimal(String.valueOf(stored))).isEqualByComparingTo(number);
        }
    }

    @Test
    void a_number_too_long_to_be_read_again_is_refused_with_its_length() {
        for (Object number : new Object[] {
            new BigDecimal("1E+900"),
            new BigDecimal("1E-900"),
            new BigDecimal("1E+2000000000"),
            BigInteger.TEN.pow(900),
            BigInteger.TEN.pow(900).negate()
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Json.copyOf(Map.of("number", number)))
                    .withMessageContaining("digits")
                    .withMessageContaining("900");
            assertThatIllegalArgumentException().isThrownBy(() -> Json.write(number));
        }
    }

    @Test
    void a_text_with_half_a_character_or_nul_is_refused() {
        for (String text :
                new String[] {"\u0000", "a\uD83D", "\uD83Db", "\uDD25", "\uD83D\uD83D\uDD25", "\uDD25\uD83D"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Json.write(text));
            assertThatIllegalArgumentException().isThrownBy(() -> Json.write(Map.of(text, 1)));
        }
        assertThat(Json.parse(Json.write("\uD83D\uDD25 \u0001"))).isEqualTo("\uD83D\uDD25 \u0001");
    }
}
