package com.esab.data.internal.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InstantsTest {

    private static final DateTimeFormatter JDK =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    @Test
    void instants_of_any_year_are_written_and_read_as_the_jdk_does() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            Instant instant = Instant.ofEpochMilli(random.nextLong(-70_000_000_000_000L, 300_000_000_000_000L));
            String text = Instants.format(instant);
            assertThat(text).isEqualTo(JDK.format(instant));
            assertThat(Instants.parse(text)).isEqualTo(instant);
        }
    }

    @Test
    void the_edges_of_days_and_years_are_written_and_read() {
        for (String text : List.of(
                "0000-01-01T00:00:00.000Z",
                "1969-12-31T23:59:59.999Z",
                "1970-01-01T00:00:00.000Z",
                "2024-02-29T12:00:00.001Z",
                "9999-12-31T23:59:59.999Z",
                "+10000-01-01T00:00:00.000Z",
                "-0001-12-31T23:59:59.999Z")) {
            assertThat(Instants.parse(text)).isEqualTo(JDK.parse(text, Instant::from));
            assertThat(Instants.format(Instants.parse(text))).isEqualTo(text);
        }
        assertThat(Instants.format(Instant.parse("2026-01-05T08:00:00.123999Z")))
                .isEqualTo("2026-01-05T08:00:00.123Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-05T08:00:00Z",
                "2026-01-05T08:00:00.123456Z",
                "2026-01-05T10:00:00.000+02:00",
                "2026-01-05T08:00Z",
                "2026-01-05t08:00:00.000z"
            })
    void other_forms_of_iso_8601_are_read_too(String text) {
        assertThat(Instants.parse(text)).isEqualTo(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-13-05T08:00:00.000Z",
                "2026-02-30T08:00:00.000Z",
                "2026-01-05T24:00:00.000Z",
                "2026-01-05T08:60:00.000Z",
                "2026-01-05T08:00:60.000Z",
                "2026-01-05 08:00:00.000Z",
                "2026-01-05T08:00:00.000X"
            })
    void what_is_no_time_is_refused(String text) {
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> Instants.parse(text));
    }
}
