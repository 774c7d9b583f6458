package com.esab.data.internal.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.AttributeFilter;
import com.esab.data.internal.text.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values that the products of a type have for one attribute. */
final class AttributeColumn {

    private final ComponentType type;
    private final @Nullable Object[] values;
    /** One value for each unit that occurs, which stands for all others of that unit. */
    private final Map<String, Object> kinds = new HashMap<>();

    private AttributeColumn(ComponentType type, String attribute, @Nullable Object[] values) {
        this.type = type;
        this.values = values;
        for (Object value : values) {
            if (value != null) {
                addKinds(attribute, value);
            }
        }
    }

    private void addKinds(String attribute, Object value) {
        if (value instanceof List<?> list) {
            list.stream().filter(Objects::nonNull).forEach(element -> addKinds(attribute, element));
        } else {
            Optional<Quantity> quantity = Quantity.of(attribute, value);
            kinds.putIfAbsent(quantity.map(Quantity::unit).orElse("no quantity"), value);
        }
    }

    static AttributeColumn of(ComponentType type, String attribute, List<Product> products) {
        @Nullable Object[] values = new Object[products.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = products.get(i).properties().get(attribute);
        }
        return new AttributeColumn(type, attribute, values);
    }

    boolean isEmpty() {
        return kinds.isEmpty();
    }

    /** @throws IllegalArgumentException when the filter makes no sense for these values */
    Filter checked(AttributeFilter filter) {
        filter.requireSense(type, kinds.values());
        return place -> filter.passes(values[place]);
    }

    /** Whether the product at a place among the real ones of its type passes. */
    interface Filter {
        boolean passes(int place);
    }
}
