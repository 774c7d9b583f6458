package com.esab.data.catalog;

import java.util.Map;
import java.util.Optional;

/**
 * An interconnector: the cable set between power source and feeder.
 *
 * @param cableLength its length, with its unit, such as {@code 5 m}
 */
public record Interconnector(Gin gin, String name, Optional<String> cableLength, Map<String, Object> attributes)
        implements Product {

    public Interconnector {
        name = Properties.checkedName(gin, name);
        cableLength = Properties.checkedText(gin, Properties.CABLE_LENGTH, cableLength);
        attributes = Properties.checkedAttributes(gin, attributes, Properties.CABLE_LENGTH);
    }

    @Override
    public ComponentType type() {
        return ComponentType.INTERCONNECTOR;
    }

    @Override
    public Map<String, Object> properties() {
        return Properties.flat(attributes, Properties.CABLE_LENGTH, cableLength);
    }
}
