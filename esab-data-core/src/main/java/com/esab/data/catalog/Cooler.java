package com.esab.data.catalog;

import java.util.Map;
import java.util.Optional;

/**
 * A cooling unit.
 *
 * @param coolingCapacity the heat it takes away, with its unit, such as {@code 1.4 kW}
 */
public record Cooler(Gin gin, String name, Optional<String> coolingCapacity, Map<String, Object> attributes)
        implements Product {

    public Cooler {
        name = Properties.checkedName(gin, name);
        coolingCapacity = Properties.checkedText(gin, Properties.COOLING_CAPACITY, coolingCapacity);
        attributes = Properties.checkedAttributes(gin, attributes, Properties.COOLING_CAPACITY);
    }

    @Override
    public ComponentType type() {
        return ComponentType.COOLER;
    }

    @Override
    public Map<String, Object> properties() {
        return Properties.flat(attributes, Properties.COOLING_CAPACITY, coolingCapacity);
    }
}
