package com.esab.data.catalog;

import com.esab.data.internal.text.Texts;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An edge of the catalogue: one product is made to work with another.
 *
 * <p>It runs from a product of a later type to one of an earlier type, or between two accessories.
 *
 * @param from the component that has to fit
 * @param to the component it fits
 * @param priority 1 is the best match; empty means unranked
 * @param compatibilityType what kind of match it is, in the catalogue's own words
 * @param notes free text for people
 */
public record Compatibility(
        Gin from, Gin to, OptionalInt priority, Optional<String> compatibilityType, Optional<String> notes) {

    /** @throws IllegalArgumentException when both ends are one product, the priority is below 1, or a text not storable */
    public Compatibility {
        if (from.equals(to)) {
            throw new IllegalArgumentException("compatibility of " + from + " with itself");
        }
        if (priority.isPresent() && priority.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "compatibility of %s with %s: priority %d is below 1".formatted(from, to, priority.getAsInt()));
        }
        if (!compatibilityType.map(Texts::isStorable).orElse(true)
                || !notes.map(Texts::isStorable).orElse(true)) {
            throw new IllegalArgumentException(
                    "compatibility of %s with %s: a text holds U+0000 or half a character".formatted(from, to));
        }
    }

    /** An unranked edge. */
    public static Compatibility of(Gin from, Gin to) {
        return new Compatibility(from, to, OptionalInt.empty(), Optional.empty(), Optional.empty());
    }

    /** An edge with a priority, 1 being the best. */
    public static Compatibility of(Gin from, Gin to, int priority) {
        return new Compatibility(from, to, OptionalInt.of(priority), Optional.empty(), Optional.empty());
    }

    /** The same edge in the other direction. */
    public Compatibility turnedRound() {
        return new Compatibility(to, from, priority, compatibilityType, notes);
    }
}
