package com.esab.data.testkit.contract;

import com.esab.data.catalog.ProductCatalog;
import com.esab.data.memory.InMemoryStores;
import java.time.Clock;

class InMemoryProductCatalogTest extends ProductCatalogContract {

    private final ProductCatalog catalog =
            new InMemoryStores(Clock.systemUTC()).catalog().catalog();

    @Override
    protected ProductCatalog catalog() {
        return catalog;
    }
}
