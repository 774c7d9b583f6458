package com.esab.data.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Instants as {@code timestamptz}, which counts in microseconds and does not reach as far. */
final class Timestamps {

    private static final Instant FIRST = Instant.parse("-4000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("+290000-01-01T00:00:00Z");

    private Timestamps() {}

    /**
     * A bound for a comparison: rounded up, which changes neither what is below it nor what is not, and infinite beyond
     * the range.
     */
    static OffsetDateTime of(Instant bound) {
        if (bound.isBefore(FIRST)) {
            return OffsetDateTime.MIN;
        }
        if (bound.isAfter(LAST)) {
            return OffsetDateTime.MAX;
        }
        Instant cut = bound.truncatedTo(ChronoUnit.MICROS);
        return (cut.equals(bound) ? cut : cut.plus(1, ChronoUnit.MICROS)).atOffset(ZoneOffset.UTC);
    }

    static Instant get(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
