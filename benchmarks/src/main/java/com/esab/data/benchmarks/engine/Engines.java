package com.esab.data.benchmarks.engine;

import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.CompatibilityEngine;
import com.esab.data.compatibility.CompatibilityFinder;

/** The engine that is measured. */
final class Engines {

    private Engines() {}

    static CompatibilityFinder compiled(ProductCatalog catalog) {
        return CompatibilityEngine.of(catalog);
    }
}
