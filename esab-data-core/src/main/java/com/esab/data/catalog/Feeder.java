package com.esab.data.catalog;

import java.util.Map;
import java.util.Optional;

/**
 * A wire feeder.
 *
 * @param coolingType how the torch behind it is cooled, such as {@code Water}
 */
public record Feeder(Gin gin, String name, Optional<String> coolingType, Map<String, Object> attributes)
        implements Product {

    public Feeder {
        name = Properties.checkedName(gin, name);
        coolingType = Properties.checkedText(gin, Properties.COOLING_TYPE, coolingType);
        attributes = Properties.checkedAttributes(gin, attributes, Properties.COOLING_TYPE);
    }

    @Override
    public ComponentType type() {
        return ComponentType.FEEDER;
    }

    @Override
    public Map<String, Object> properties() {
        return Properties.flat(attributes, Properties.COOLING_TYPE, coolingType);
    }
}
