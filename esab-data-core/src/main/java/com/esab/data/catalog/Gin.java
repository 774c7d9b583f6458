package com.esab.data.catalog;

import com.esab.data.internal.text.Texts;
import java.util.Objects;

/**
 * The number that identifies a product in the whole catalogue: ten characters, each a digit or a capital letter.
 *
 * <p>Leading zeros belong to it, and it is not always a number: {@code F102440880} is a product.
 */
public record Gin(String value) implements Comparable<Gin> {

    static final int LENGTH = 10;

    /** @throws IllegalArgumentException when the value is not ten characters {@code [0-9A-Z]} */
    public Gin {
        Objects.requireNonNull(value, "value");
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException(
                    "not a GIN: \"" + Texts.printable(value) + "\" (a GIN has ten characters, each 0-9 or A-Z)");
        }
    }

    /** The GIN with this text; the same as the constructor. */
    public static Gin of(String value) {
        return new Gin(value);
    }

    private static boolean isWellFormed(String value) {
        return value.length() == LENGTH
                && value.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'));
    }

    @Override
    public int compareTo(Gin other) {
        return value.compareTo(other.value);
    }

    /** The ten characters. */
    @Override
    public String toString() {
        return value;
    }
}
