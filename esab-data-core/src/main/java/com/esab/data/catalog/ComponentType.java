package com.esab.data.catalog;

import com.esab.data.internal.text.Texts;
import java.util.List;
import java.util.Set;

/**
 * The kinds of component a package is made of, in the order in which they are chosen.
 *
 * <p>A compatibility runs from a later type to an earlier one; see {@link Compatibility}.
 */
public enum ComponentType {
    POWER_SOURCE("PowerSource", "power_source"),
    FEEDER("Feeder", "feeder"),
    COOLER("Cooler", "cooler"),
    INTERCONNECTOR("Interconnector", "interconnector"),
    TORCH("Torch", "torch"),
    ACCESSORY("Accessory", "accessory");

    private static final List<ComponentType> CORE = List.of(FEEDER, COOLER, INTERCONNECTOR, TORCH);

    private final String label;
    private final String snakeCase;

    ComponentType(String label, String snakeCase) {
        this.label = label;
        this.snakeCase = snakeCase;
    }

    /** The name in the catalogue and in JSON, such as {@code PowerSource}. */
    public String label() {
        return label;
    }

    /** The name as part of a property, such as {@code power_source}. */
    public String snakeCase() {
        return snakeCase;
    }

    /** The types that take one product or none each: feeder, cooler, interconnector, torch. */
    public static List<ComponentType> core() {
        return CORE;
    }

    /** Whether this type takes one product or none: all but the power source and the accessories. */
    public boolean isCore() {
        return CORE.contains(this);
    }

    /** Whether this type is chosen before the other one. */
    public boolean isBefore(ComponentType other) {
        return compareTo(other) < 0;
    }

    /**
     * The type with this label.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static ComponentType ofLabel(String label) {
        for (ComponentType type : values()) {
            if (type.label.equals(label)) {
                return type;
            }
        }
        throw new IllegalArgumentException("not a component type: \"" + Texts.printable(label) + "\"");
    }

    /**
     * The type of the products that a class of the {@link Product} family stands for.
     *
     * @throws IllegalArgumentException when it stands for no single type
     */
    public static ComponentType of(Class<? extends Product> productClass) {
        for (ComponentType type : values()) {
            if (type.productClass().equals(productClass)) {
                return type;
            }
        }
        throw new IllegalArgumentException(productClass.getName() + " stands for no single component type");
    }

    /** The attributes that the class of this type names, as they are called in {@link Product#properties()}. */
    public Set<String> attributes() {
        return switch (this) {
            case POWER_SOURCE -> Set.of(Properties.PROCESS, Properties.CURRENT_OUTPUT, Properties.MATERIAL);
            case FEEDER -> Set.of(Properties.COOLING_TYPE);
            case COOLER -> Set.of(Properties.COOLING_CAPACITY);
            case INTERCONNECTOR -> Set.of(Properties.CABLE_LENGTH);
            case TORCH -> Set.of(Properties.AMPERAGE, Properties.COOLING);
            case ACCESSORY -> Set.of(Properties.CATEGORY);
        };
    }

    /** The class of the products of this type. */
    public Class<? extends Product> productClass() {
        return switch (this) {
            case POWER_SOURCE -> PowerSource.class;
            case FEEDER -> Feeder.class;
            case COOLER -> Cooler.class;
            case INTERCONNECTOR -> Interconnector.class;
            case TORCH -> Torch.class;
            case ACCESSORY -> Accessory.class;
        };
    }
}
