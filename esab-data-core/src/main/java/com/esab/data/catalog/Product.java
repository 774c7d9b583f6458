package com.esab.data.catalog;

import java.util.Map;

/**
 * A product of the catalogue: its GIN, its name, the properties its type is known for, and all others as attributes.
 *
 * <p>Every kind of product can be taken apart into {@link #properties()} and made again by {@link #of}, without loss.
 * That flat form is what the stores keep.
 */
public sealed interface Product permits PowerSource, Feeder, Cooler, Interconnector, Torch, Accessory {

    /** The attribute that marks a placeholder. */
    String PLACEHOLDER = "placeholder";

    Gin gin();

    /** What a person calls the product; never blank. Not unique. */
    String name();

    /**
     * The properties that have no accessor of their own, by name in snake_case.
     *
     * <p>Unmodifiable; the values are those of {@link com.esab.data.json.Json}.
     */
    Map<String, Object> attributes();

    ComponentType type();

    /**
     * Whether this is a row of the catalogue that stands for "none of this component".
     *
     * <p>A placeholder is never offered, found by search or selected; it only takes part in the rules.
     */
    default boolean placeholder() {
        return Boolean.TRUE.equals(attributes().get(PLACEHOLDER));
    }

    /** All properties except GIN and name, by name in snake_case: the named ones that are present, and the attributes. */
    Map<String, Object> properties();

    /**
     * The product of this type with these properties.
     *
     * @param properties by name in snake_case, as {@link #properties()} gives them
     * @throws IllegalArgumentException when the name is blank or not storable, or a property has an impossible value
     */
    static Product of(ComponentType type, Gin gin, String name, Map<String, ?> properties) {
        Properties rest = new Properties(gin, properties);
        return switch (type) {
            case POWER_SOURCE ->
                new PowerSource(
                        gin,
                        name,
                        rest.takeTexts(Properties.PROCESS),
                        rest.takeText(Properties.CURRENT_OUTPUT),
                        rest.takeText(Properties.MATERIAL),
                        rest.takeApplicability(),
                        rest.remaining());
            case FEEDER -> new Feeder(gin, name, rest.takeText(Properties.COOLING_TYPE), rest.remaining());
            case COOLER -> new Cooler(gin, name, rest.takeText(Properties.COOLING_CAPACITY), rest.remaining());
            case INTERCONNECTOR ->
                new Interconnector(gin, name, rest.takeText(Properties.CABLE_LENGTH), rest.remaining());
            case TORCH ->
                new Torch(
                        gin,
                        name,
                        rest.takeText(Properties.AMPERAGE),
                        rest.takeText(Properties.COOLING),
                        rest.remaining());
            case ACCESSORY -> new Accessory(gin, name, rest.takeText(Properties.CATEGORY), rest.remaining());
        };
    }
}
