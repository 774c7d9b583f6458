package com.esab.data.internal.compatibility;

import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;

/** Finds the number of a product by its GIN: an open hash table of numbers, without an object for each. Immutable. */
final class GinTable {

    private final Product[] products;
    private final int[] slots;

    /** @throws IllegalArgumentException when two products have one GIN */
    GinTable(Product[] products) {
        this.products = products;
        this.slots = new int[Integer.highestOneBit(Math.max(4, products.length)) * 4];
        for (int number = 0; number < products.length; number++) {
            Gin gin = products[number].gin();
            int slot = slot(gin);
            while (slots[slot] != 0) {
                if (products[slots[slot] - 1].gin().equals(gin)) {
                    throw new IllegalArgumentException("two products have the GIN " + gin);
                }
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = number + 1;
        }
    }

    private int slot(Gin gin) {
        // GINs that differ in their last characters only have hash codes close together
        int hash = gin.value().hashCode() * 0x9E3779B9;
        return (hash ^ (hash >>> 15)) & (slots.length - 1);
    }

    /** The number of the product with this GIN; -1 when there is none. */
    int number(Gin gin) {
        int slot = slot(gin);
        while (slots[slot] != 0) {
            int number = slots[slot] - 1;
            if (products[number].gin().value().equals(gin.value())) {
                return number;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return -1;
    }
}
