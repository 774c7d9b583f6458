package com.esab.data.catalog;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A power source: the component that every package starts from.
 *
 * @param process the welding processes it can do, such as {@code GTAW (TIG)}
 * @param currentOutput the current it can give, with its unit, such as {@code 500 A}
 * @param material what it is meant to weld
 * @param applicability where it differs from the catalogue's default: which components it takes
 */
public record PowerSource(
        Gin gin,
        String name,
        List<String> process,
        Optional<String> currentOutput,
        Optional<String> material,
        Map<ComponentType, Applicability> applicability,
        Map<String, Object> attributes)
        implements Product {

    public PowerSource {
        name = Properties.checkedName(gin, name);
        process = Properties.checkedTexts(gin, Properties.PROCESS, process);
        currentOutput = Properties.checkedText(gin, Properties.CURRENT_OUTPUT, currentOutput);
        material = Properties.checkedText(gin, Properties.MATERIAL, material);
        if (applicability.containsKey(ComponentType.POWER_SOURCE)) {
            throw new IllegalArgumentException("product " + gin + ": a power source has no applicability for itself");
        }
        Map<ComponentType, Applicability> ordered = new EnumMap<>(ComponentType.class);
        ordered.putAll(applicability);
        applicability = Collections.unmodifiableMap(ordered);
        attributes = Properties.checkedAttributes(
                gin, attributes, Properties.PROCESS, Properties.CURRENT_OUTPUT, Properties.MATERIAL);
        if (Boolean.TRUE.equals(attributes.get(PLACEHOLDER))) {
            throw new IllegalArgumentException(
                    "product " + gin + ": a power source cannot be a placeholder, since it cannot be skipped");
        }
    }

    @Override
    public ComponentType type() {
        return ComponentType.POWER_SOURCE;
    }

    @Override
    public Map<String, Object> properties() {
        Map<String, Object> flat = new LinkedHashMap<>(Properties.flat(
                attributes,
                Properties.PROCESS,
                process,
                Properties.CURRENT_OUTPUT,
                currentOutput,
                Properties.MATERIAL,
                material));
        applicability.forEach((type, value) -> flat.put(Properties.applicability(type), value.label()));
        return Collections.unmodifiableMap(flat);
    }
}
