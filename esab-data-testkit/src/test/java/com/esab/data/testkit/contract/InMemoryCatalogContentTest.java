package com.esab.data.testkit.contract;

import com.esab.data.memory.InMemoryStores;
import com.esab.data.store.CatalogStore;
import java.time.Clock;

class InMemoryCatalogContentTest extends CatalogContentContract {

    private final CatalogStore store = new InMemoryStores(Clock.systemUTC()).catalog();

    @Override
    protected CatalogStore store() {
        return store;
    }
}
