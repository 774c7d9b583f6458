package com.esab.data.internal.text;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class QuantityTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 A|500|500|A",
                "500A|500|500|A",
                " 4.5 m |4.5|4.5|m",
                "4,5 m|4.5|4.5|m",
                "5-300 A|5|300|A",
                "0.8 - 25.0 m/min|0.8|25.0|m/min",
                "-20 to +55 degC|-20|55|°C",
                "1.4 kW|1400|1400|W",
                "300 mm|0.3|0.3|m",
                "70mm²|70|70|mm²",
                "15|15|15|''",
                "42 VAC|42|42|VAC",
                "60 %|60|60|%"
            })
    void a_number_or_a_range_with_its_unit_is_a_quantity(String text, BigDecimal from, BigDecimal to, String unit) {
        assertThat(Quantity.of(text)).hasValueSatisfying(quantity -> {
            assertThat(quantity.from()).isEqualByComparingTo(from);
            assertThat(quantity.to()).isEqualByComparingTo(to);
            assertThat(quantity.unit()).isEqualTo(unit);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "IP23",
                "A 500",
                "595x250x430 mm",
                "300 (440*) mm",
                "230 VAC ±10 %,1 ,50/60 Hz",
                "300-5 A",
                "1,000 A",
                "water"
            })
    void anything_else_is_none(String text) {
        assertThat(Quantity.of(text)).isEmpty();
    }

    @Test
    void a_bare_number_has_the_unit_that_the_name_of_its_property_ends_in() {
        assertThat(Quantity.of("cable_length_m", 8L).map(Quantity::unit)).hasValue("m");
        assertThat(Quantity.of("cross_section_mm2", new BigDecimal("70")).map(Quantity::unit))
                .hasValue("mm²");
        assertThat(Quantity.of("max_water_flow_l_min", new BigDecimal("2.7")).map(Quantity::unit))
                .hasValue("l/min");
        assertThat(Quantity.of("max_current_a", 500L).map(Quantity::from))
                .hasValueSatisfying(amps -> assertThat(amps).isEqualByComparingTo("500"));
        assertThat(Quantity.of("position", 3L).map(Quantity::unit)).hasValue("");
        assertThat(Quantity.of("heated", true)).isEqualTo(Optional.empty());
    }
}
