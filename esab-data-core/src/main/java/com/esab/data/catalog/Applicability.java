package com.esab.data.catalog;

import com.esab.data.internal.text.Texts;
import java.util.Locale;

/**
 * Whether a power source takes a component of some type.
 *
 * <p>None of the four words changes what fits; they say what is asked, and what completing a session needs.
 */
public enum Applicability {
    /** Completing a session needs an answer: a product, or none where the catalogue has a placeholder for it. */
    MANDATORY,
    /** Needed by some configurations; may stay open. */
    CONDITIONAL,
    /** May stay open. */
    OPTIONAL,
    /** The power source has no such component: the slot is passed over and takes part in nothing. */
    NOT_APPLICABLE;

    /** The word in the catalogue, such as {@code not_applicable}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The applicability with this label.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Applicability ofLabel(String label) {
        for (Applicability applicability : values()) {
            if (applicability.label().equals(label)) {
                return applicability;
            }
        }
        throw new IllegalArgumentException("not an applicability: \"" + Texts.printable(label)
                + "\" (mandatory, conditional, optional or not_applicable)");
    }
}
