package com.esab.data.catalog;

import java.util.Map;
import java.util.Optional;

/**
 * A welding torch.
 *
 * @param amperage the current it is made for, with its unit, such as {@code 500 A}
 * @param cooling how it is cooled, such as {@code Gas}
 */
public record Torch(
        Gin gin, String name, Optional<String> amperage, Optional<String> cooling, Map<String, Object> attributes)
        implements Product {

    public Torch {
        name = Properties.checkedName(gin, name);
        amperage = Properties.checkedText(gin, Properties.AMPERAGE, amperage);
        cooling = Properties.checkedText(gin, Properties.COOLING, cooling);
        attributes = Properties.checkedAttributes(gin, attributes, Properties.AMPERAGE, Properties.COOLING);
    }

    @Override
    public ComponentType type() {
        return ComponentType.TORCH;
    }

    @Override
    public Map<String, Object> properties() {
        return Properties.flat(attributes, Properties.AMPERAGE, amperage, Properties.COOLING, cooling);
    }
}
