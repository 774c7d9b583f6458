package com.esab.data.neo4j;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.SearchWords;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Value;
import org.neo4j.driver.exceptions.value.ValueException;
import org.neo4j.driver.types.Node;

/**
 * Products as nodes and back, without loss.
 *
 * <p>What a property of Neo4j cannot hold as it is (maps, nested and mixed lists, nulls, decimals that a double would change, very
 * large integers) goes together into one property as JSON.
 */
final class ProductNodes {

    /** The property that holds, as JSON, what others cannot. */
    static final String JSON = "attributes_json";

    /** The words of the name and of the other texts, for the full-text index; derived, and never read back. */
    static final String NAME_WORDS = "search_name";

    static final String PROPERTY_WORDS = "search_properties";

    private static final String GIN = "gin";
    private static final String NAME = "name";
    private static final Set<String> OURS = Set.of(GIN, NAME, JSON, NAME_WORDS, PROPERTY_WORDS);

    private ProductNodes() {}

    /** All properties of the node for a product. */
    static Map<String, Object> toProperties(Product product) {
        Map<String, Object> properties = new LinkedHashMap<>();
        Map<String, Object> json = new LinkedHashMap<>();
        product.properties().forEach((name, value) -> {
            Optional<Object> property = name.isEmpty() || OURS.contains(name) ? Optional.empty() : toProperty(value);
            property.ifPresentOrElse(found -> properties.put(name, found), () -> json.put(name, value));
        });
        properties.put(GIN, product.gin().value());
        properties.put(NAME, product.name());
        if (!json.isEmpty()) {
            properties.put(JSON, Json.write(json));
        }
        if (!product.placeholder()) {
            properties.put(NAME_WORDS, String.join(" ", SearchWords.of(product.name())));
            properties.put(PROPERTY_WORDS, String.join(" ", SearchWords.ofProperties(product)));
        }
        return properties;
    }

    private static Optional<Object> toProperty(@Nullable Object value) {
        if (value instanceof String || value instanceof Boolean || value instanceof Long) {
            return Optional.of(value);
        }
        if (value instanceof BigDecimal decimal) {
            double number = decimal.doubleValue();
            boolean survives = Double.isFinite(number) && new BigDecimal(Double.toString(number)).equals(decimal);
            return survives ? Optional.of(number) : Optional.empty();
        }
        if (value instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            for (Object element : list) {
                Optional<Object> property = element instanceof List ? Optional.empty() : toProperty(element);
                if (property.isEmpty()
                        || !elements.isEmpty()
                                && elements.get(0).getClass() != property.get().getClass()) {
                    return Optional.empty();
                }
                elements.add(property.get());
            }
            return Optional.of(elements);
        }
        return Optional.empty();
    }

    /**
     * The product that a node stands for.
     *
     * @throws CorruptRecordException when somebody else wrote a node that is no product
     */
    static Product toProduct(Node node) {
        List<ComponentType> types = new ArrayList<>();
        node.labels().forEach(label -> typeOf(label).ifPresent(types::add));
        if (types.size() != 1) {
            throw new CorruptRecordException(
                    "product " + node.get(GIN) + " has not one component type but the labels " + node.labels());
        }
        return toProduct(types.get(0), node.asMap(value -> value));
    }

    private static Product toProduct(ComponentType type, Map<String, Value> node) {
        Value gin = node.get(GIN);
        Value name = node.get(NAME);
        try {
            Map<String, Object> properties = new LinkedHashMap<>();
            if (node.containsKey(JSON)) {
                properties.putAll(Json.parseObject(node.get(JSON).asString()));
            }
            node.forEach((key, value) -> {
                if (!OURS.contains(key)) {
                    properties.put(key, value.asObject());
                }
            });
            return Product.of(
                    type,
                    Gin.of(gin == null ? "" : gin.asString()),
                    name == null ? "" : name.asString(),
                    Json.copyOf(properties));
        } catch (IllegalArgumentException | CorruptRecordException | ValueException e) {
            throw new CorruptRecordException(
                    "product %s cannot be read as %s: %s".formatted(gin, type.label(), e.getMessage()), e);
        }
    }

    /** The type that a label stands for. */
    static Optional<ComponentType> typeOf(String label) {
        for (ComponentType type : ComponentType.values()) {
            if (type.label().equals(label)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
