package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.error.NotFoundException;
import java.util.List;

/** Finds the power source that a person means. */
final class PowerSources {

    private static final String GIN = "[0-9A-Z]{10}";

    private final EsabData data;

    PowerSources(EsabData data) {
        this.data = data;
    }

    /** Whether a word is meant as a GIN; any other is part of a name. */
    static boolean isGin(String word) {
        return word.matches(GIN);
    }

    /**
     * The power source with this GIN, or those with such a name, best match first; at least one.
     *
     * @throws IllegalArgumentException when there is none
     */
    List<PowerSource> named(String text) {
        return isGin(text) ? List.of(powerSource(withGin(Gin.of(text)))) : found(text);
    }

    /** @throws NotFoundException when there is none */
    Product withGin(Gin gin) {
        return data.compatibility().find(gin).orElseThrow(() -> new NotFoundException("there is no product " + gin));
    }

    private static PowerSource powerSource(Product product) {
        if (product instanceof PowerSource powerSource) {
            return powerSource;
        }
        throw new IllegalArgumentException("%s is a %s, not a power source"
                .formatted(SelectedProduct.of(product), product.type().label()));
    }

    private List<PowerSource> found(String text) {
        List<PowerSource> found = data.compatibility().search(text, ProductCatalog.MAX_SEARCH_LIMIT).stream()
                .filter(PowerSource.class::isInstance)
                .map(PowerSource.class::cast)
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "no power source is called “%s”; without arguments, all are shown".formatted(text));
        }
        return found;
    }
}
