package com.esab.data.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Product;
import com.esab.data.internal.text.Quantity;
import com.esab.data.internal.text.Texts;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one attribute of a product, such as "a cable of at least 5 m".
 *
 * <p>Attributes go by their names in {@link Product#properties()}: {@code process}, {@code cable_length},
 * {@code cooling} … A product without the attribute never passes; of a list, one element that passes is enough.
 *
 * <p>Numbers are compared as quantities: {@code 5 m} is {@code 5.0 m} and {@code 500 cm}, and not {@code 15 m}. A catalogue may give
 * a range, as in {@code 5-300 A}: then some value in it has to pass. A bare number has the unit that the name of its
 * attribute ends in: 8 in {@code cable_length_m} is 8 m. Quantities of different kinds are never compared. Immutable.
 */
public final class AttributeFilter {

    private enum Relation {
        IS("is"),
        CONTAINS("contains"),
        AT_LEAST("at least"),
        AT_MOST("at most");

        private final String words;

        Relation(String words) {
            this.words = words;
        }
    }

    private final String attribute;
    private final Relation relation;
    private final String value;
    private final Optional<Quantity> quantity;

    private AttributeFilter(String attribute, Relation relation, String value) {
        if (attribute.isBlank()) {
            throw new IllegalArgumentException("the attribute of a filter is blank");
        }
        if (value.isBlank()) {
            throw new IllegalArgumentException("the value of the filter on " + attribute + " is blank");
        }
        this.attribute = attribute;
        this.relation = relation;
        this.value = value.strip();
        this.quantity = Quantity.of(value);
    }

    /** Passes a product whose attribute is this text, upper or lower case, or this quantity. */
    public static AttributeFilter is(String attribute, String value) {
        return new AttributeFilter(attribute, Relation.IS, value);
    }

    /** Passes a product whose attribute has this text in it, upper or lower case. */
    public static AttributeFilter contains(String attribute, String text) {
        return new AttributeFilter(attribute, Relation.CONTAINS, text);
    }

    /**
     * Passes a product whose attribute is, or reaches, this quantity or more.
     *
     * @param quantity a number with its unit, such as {@code 500 A}
     * @throws IllegalArgumentException when it is none
     */
    public static AttributeFilter atLeast(String attribute, String quantity) {
        return quantified(attribute, Relation.AT_LEAST, quantity);
    }

    /** As {@link #atLeast}, or less. */
    public static AttributeFilter atMost(String attribute, String quantity) {
        return quantified(attribute, Relation.AT_MOST, quantity);
    }

    private static AttributeFilter quantified(String attribute, Relation relation, String value) {
        AttributeFilter filter = new AttributeFilter(attribute, relation, value);
        if (filter.quantity.isEmpty()) {
            throw new IllegalArgumentException(
                    "the filter on %s needs a number with its unit, such as 500 A, not \"%s\""
                            .formatted(attribute, Texts.printable(value)));
        }
        return filter;
    }

    public String attribute() {
        return attribute;
    }

    /** Whether a product passes. */
    public boolean passes(Product product) {
        return passes(product.properties().get(attribute));
    }

    /** Whether a product passes whose attribute has this value, which is null when it has none. */
    public boolean passes(@Nullable Object attributeValue) {
        return elements(attributeValue).anyMatch(this::elementPasses);
    }

    private boolean elementPasses(Object element) {
        if (relation == Relation.CONTAINS) {
            return lower(text(element)).contains(lower(value));
        }
        Optional<Quantity> of = Quantity.of(attribute, element).filter(this::isComparable);
        if (of.isEmpty() || quantity.isEmpty()) {
            return relation == Relation.IS && lower(text(element)).equals(lower(value));
        }
        Quantity wanted = quantity.get();
        return switch (relation) {
            case AT_LEAST -> of.get().to().compareTo(wanted.from()) >= 0;
            case AT_MOST -> of.get().from().compareTo(wanted.to()) <= 0;
            case IS, CONTAINS -> of.get().sameAs(wanted) || of.get().covers(wanted);
        };
    }

    private boolean isComparable(Quantity other) {
        return quantity.map(wanted -> wanted.unit().equals(other.unit())).orElse(false);
    }

    private static Stream<Object> elements(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().filter(Objects::nonNull).flatMap(AttributeFilter::elements);
        }
        return value == null ? Stream.of() : Stream.of(value);
    }

    private static String text(Object element) {
        return element instanceof BigDecimal decimal
                ? decimal.stripTrailingZeros().toPlainString()
                : element.toString().strip();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /**
     * Refuses this filter where it makes no sense for a type, so that a slip of the pen does not look like "nothing found".
     *
     * @param values of the attribute, of all real products of the type that have it
     * @throws IllegalArgumentException when no product of the type has the attribute and it is none of those named in its
     *     class, or when it has quantities, but none of the kind that is asked for
     */
    public void requireSense(ComponentType type, Collection<?> values) {
        if (values.isEmpty() && !type.attributes().contains(attribute)) {
            throw new IllegalArgumentException(
                    "no " + type.label() + " has an attribute \"" + Texts.printable(attribute) + "\"");
        }
        if (relation == Relation.CONTAINS || quantity.isEmpty()) {
            return;
        }
        Set<String> units = new LinkedHashSet<>();
        for (Object each : values) {
            elements(each)
                    .flatMap(element -> Quantity.of(attribute, element).stream())
                    .forEach(of -> units.add(of.unit()));
        }
        if (!units.isEmpty() && !units.contains(quantity.get().unit())) {
            throw new IllegalArgumentException("%s of a %s is given in %s, so it cannot be compared with \"%s\""
                    .formatted(attribute, type.label(), units, Texts.printable(value)));
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AttributeFilter that
                && attribute.equals(that.attribute)
                && relation == that.relation
                && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return attribute.hashCode() * 31 + value.hashCode();
    }

    /** For people, such as {@code cable_length at least 5 m}. */
    @Override
    public String toString() {
        return attribute + " " + relation.words + " " + value;
    }
}
