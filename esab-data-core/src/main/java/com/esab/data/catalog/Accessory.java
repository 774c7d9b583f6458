package com.esab.data.catalog;

import java.util.Map;
import java.util.Optional;

/**
 * An accessory: a remote control, a trolley, a connection kit.
 *
 * @param category the kind of accessory, such as {@code Remotes}
 */
public record Accessory(Gin gin, String name, Optional<String> category, Map<String, Object> attributes)
        implements Product {

    public Accessory {
        name = Properties.checkedName(gin, name);
        category = Properties.checkedText(gin, Properties.CATEGORY, category);
        attributes = Properties.checkedAttributes(gin, attributes, Properties.CATEGORY);
    }

    @Override
    public ComponentType type() {
        return ComponentType.ACCESSORY;
    }

    @Override
    public Map<String, Object> properties() {
        return Properties.flat(attributes, Properties.CATEGORY, category);
    }
}
