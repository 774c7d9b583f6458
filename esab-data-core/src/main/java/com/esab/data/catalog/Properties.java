package com.esab.data.catalog;

import com.esab.data.internal.text.Texts;
import com.esab.data.json.Json;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The flat, named form of a product: takes it apart for the typed accessors and puts it together again. */
final class Properties {

    static final String PROCESS = "process";
    static final String CURRENT_OUTPUT = "current_output";
    static final String MATERIAL = "material";
    static final String COOLING_TYPE = "cooling_type";
    static final String COOLING_CAPACITY = "cooling_capacity";
    static final String CABLE_LENGTH = "cable_length";
    static final String AMPERAGE = "amperage";
    static final String COOLING = "cooling";
    static final String CATEGORY = "category";

    private static final String GIN = "gin";
    private static final String NAME = "name";

    private final Gin gin;
    private final Map<String, Object> values;

    Properties(Gin gin, Map<String, ?> values) {
        this.gin = gin;
        this.values = new LinkedHashMap<>(values);
    }

    Optional<String> takeText(String property) {
        Object value = values.remove(property);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw impossible(property, value, "a text");
    }

    List<String> takeTexts(String property) {
        Object value = values.remove(property);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw impossible(property, value, "a list of texts");
    }

    Map<ComponentType, Applicability> takeApplicability() {
        Map<ComponentType, Applicability> taken = new EnumMap<>(ComponentType.class);
        for (ComponentType type : ComponentType.values()) {
            if (type != ComponentType.POWER_SOURCE) {
                takeText(applicability(type)).ifPresent(label -> taken.put(type, applicability(type, label)));
            }
        }
        return taken;
    }

    private Applicability applicability(ComponentType type, String label) {
        try {
            return Applicability.ofLabel(label);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "product %s: %s: %s".formatted(gin, applicability(type), e.getMessage()), e);
        }
    }

    Map<String, Object> remaining() {
        return values;
    }

    private IllegalArgumentException impossible(String property, Object value, String wanted) {
        return new IllegalArgumentException("product %s: %s is not %s: \"%s\""
                .formatted(gin, property, wanted, Texts.printable(String.valueOf(value))));
    }

    static String applicability(ComponentType type) {
        return "applicability_" + type.snakeCase();
    }

    static String checkedName(Gin gin, String name) {
        if (name.isBlank() || !Texts.isStorable(name)) {
            throw new IllegalArgumentException("product " + gin
                    + ": the name is blank or holds U+0000 or half a character: \"" + Texts.printable(name) + "\"");
        }
        return name;
    }

    static Optional<String> checkedText(Gin gin, String property, Optional<String> text) {
        text.ifPresent(value -> requireStorable(gin, property, value));
        return text;
    }

    static List<String> checkedTexts(Gin gin, String property, List<String> texts) {
        texts.forEach(value -> requireStorable(gin, property, value));
        return List.copyOf(texts);
    }

    private static void requireStorable(Gin gin, String property, String text) {
        if (!Texts.isStorable(text)) {
            throw new IllegalArgumentException("product %s: %s holds U+0000 or half a character: \"%s\""
                    .formatted(gin, property, Texts.printable(text)));
        }
    }

    static Map<String, Object> checkedAttributes(Gin gin, Map<String, ?> attributes, String... named) {
        for (String taken : named) {
            if (attributes.containsKey(taken)) {
                throw new IllegalArgumentException(
                        "product " + gin + ": " + taken + " has an accessor of its own and cannot be an attribute");
            }
        }
        if (attributes.containsKey(GIN) || attributes.containsKey(NAME)) {
            throw new IllegalArgumentException("product " + gin + ": an attribute cannot be called gin or name");
        }
        Object placeholder = attributes.get(Product.PLACEHOLDER);
        if (placeholder != null && !(placeholder instanceof Boolean)) {
            throw new IllegalArgumentException("product " + gin + ": placeholder is neither true nor false");
        }
        try {
            return Json.copyOf(attributes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("product " + gin + ": " + e.getMessage(), e);
        }
    }

    /** Starts the flat form with what is named; an empty value leaves the property out. */
    static Map<String, Object> flat(Map<String, Object> attributes, Object... namesAndValues) {
        Map<String, Object> flat = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = (String) namesAndValues[i];
            Object value = namesAndValues[i + 1];
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(present -> flat.put(name, present));
            } else if (value instanceof List<?> list && !list.isEmpty()) {
                flat.put(name, list);
            }
        }
        flat.putAll(attributes);
        return Collections.unmodifiableMap(flat);
    }
}
