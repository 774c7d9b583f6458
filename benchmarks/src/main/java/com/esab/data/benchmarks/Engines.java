package com.esab.data.benchmarks;

import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.store.CatalogStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The engine that is measured. */
final class Engines {

    private Engines() {}

    static CompatibilityFinder compiled(ProductCatalog catalog) {
        List<Product> products = new ArrayList<>();
        List<Compatibility> edges = new ArrayList<>();
        catalog.read(products::add, edges::add);
        CatalogStore store = new InMemoryStores(Clock.systemUTC()).catalog();
        store.catalog().load(new CatalogData(products, edges, Map.of()));
        return store.compatibility();
    }
}
