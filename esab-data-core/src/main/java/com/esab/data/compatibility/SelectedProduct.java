package com.esab.data.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.internal.text.Texts;

/**
 * A product as a selection remembers it: enough to show it without asking the catalogue.
 *
 * @param name what it was called when it was selected; never blank
 */
public record SelectedProduct(Gin gin, ComponentType type, String name) {

    /** @throws IllegalArgumentException when the name is blank, or holds U+0000 or half a character */
    public SelectedProduct {
        if (name.isBlank() || !Texts.isStorable(name)) {
            throw new IllegalArgumentException("selected product %s: the name is blank or not storable: \"%s\""
                    .formatted(gin, Texts.printable(name)));
        }
    }

    public static SelectedProduct of(Product product) {
        return new SelectedProduct(product.gin(), product.type(), product.name());
    }

    /** Name and GIN, for people. */
    @Override
    public String toString() {
        return name + " (" + gin + ")";
    }
}
