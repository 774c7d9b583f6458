package com.esab.data.compatibility;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the rules of compatibility say of a selection.
 *
 * @param complete the power source is chosen, every applicable core type is answered, and nothing is violated
 * @param completable some complete selection extends this one, its accessories unchanged; false without any violation
 *     is a dead end
 * @param violations what is broken, by the two types, then by GINs; empty when the selection fits
 * @param missing the mandatory types that need an answer before a session can be completed, in their order
 * @param applicability what the chosen power source says of each later type; empty while none is chosen
 */
public record SelectionCheck(
        boolean complete,
        boolean completable,
        List<Violation> violations,
        Set<ComponentType> missing,
        Map<ComponentType, Applicability> applicability) {

    public SelectionCheck {
        violations = violations.stream().sorted(Violation.ORDER).toList();
        Set<ComponentType> orderedTypes = EnumSet.noneOf(ComponentType.class);
        orderedTypes.addAll(missing);
        missing = Collections.unmodifiableSet(orderedTypes);
        Map<ComponentType, Applicability> ordered = new EnumMap<>(ComponentType.class);
        ordered.putAll(applicability);
        applicability = Collections.unmodifiableMap(ordered);
    }

    /** Whether everything chosen works together as far as can be said yet: nothing is violated. */
    public boolean fits() {
        return violations.isEmpty();
    }

    /** A rule that a selection breaks; {@link #message()} says it for people, with names. */
    public sealed interface Violation {

        /** By the two types, an absent second one first, then by the two GINs, then by kind. */
        Comparator<Violation> ORDER = Comparator.comparing(Violation::type)
                .thenComparing(
                        violation -> violation.otherType().map(Enum::ordinal).orElse(-1))
                .thenComparing(violation -> violation.gins().toString())
                .thenComparing(violation -> violation.getClass().getSimpleName());

        /** The type of what is wrong. */
        ComponentType type();

        /** The type of what it is wrong with, where the rule is about two. */
        default Optional<ComponentType> otherType() {
            return Optional.empty();
        }

        /** The products it is about, at most two. */
        List<Gin> gins();

        /** A sentence for people. */
        String message();
    }

    /** A rule that one chosen product breaks, perhaps together with another. */
    public sealed interface OfProduct extends Violation {

        SelectedProduct product();

        @Override
        default ComponentType type() {
            return product().type();
        }

        @Override
        default List<Gin> gins() {
            return List.of(product().gin());
        }
    }

    /** Two chosen products do not fit: the first needs an edge to the second. */
    public record Pair(SelectedProduct product, SelectedProduct other) implements OfProduct {
        @Override
        public Optional<ComponentType> otherType() {
            return Optional.of(other.type());
        }

        @Override
        public List<Gin> gins() {
            return List.of(product.gin(), other.gin());
        }

        @Override
        public String message() {
            return product + " does not fit " + other;
        }
    }

    /** An accessory that is made for other accessories is chosen without any of them. */
    public record LoneAccessory(SelectedProduct product) implements OfProduct {
        @Override
        public Optional<ComponentType> otherType() {
            return Optional.of(ComponentType.ACCESSORY);
        }

        @Override
        public String message() {
            return product + " needs another accessory that is not chosen";
        }
    }

    /** A chosen product fits into the package by exclusion only: none of its own edges leads to anything chosen. */
    public record NotAnchored(SelectedProduct product) implements OfProduct {
        @Override
        public String message() {
            return product + " goes with nothing that is chosen";
        }
    }

    /** A product is chosen for a slot that the power source does not have. */
    public record NotApplicable(SelectedProduct product, SelectedProduct powerSource) implements OfProduct {
        @Override
        public String message() {
            return "%s takes no %s, so %s cannot stand there"
                    .formatted(powerSource, product.type().label(), product);
        }
    }

    /** The answer was none, but no placeholder of the catalogue can stand for it beside what is chosen. */
    public record NoSuchNone(ComponentType type) implements Violation {
        @Override
        public List<Gin> gins() {
            return List.of();
        }

        @Override
        public String message() {
            return "a package of these products needs a " + type.label();
        }
    }
}
