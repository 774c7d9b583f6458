package com.esab.data.compatibility;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which revision of the catalogue answers, and when it was known to be the latest.
 *
 * @param revision of the catalogue
 * @param confirmed when the catalogue's store said last that this is its revision, by this program's clock
 * @param problem why the store could not be asked since then, or its newer revision not be read; empty while all is well
 */
public record Freshness(long revision, Instant confirmed, Optional<String> problem) {

    /** How long ago the revision was confirmed; never negative. */
    public Duration age(Instant now) {
        Duration age = Duration.between(confirmed, now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
