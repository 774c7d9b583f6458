package com.esab.data.memory;

import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.health.StoreHealth;
import com.esab.data.store.CatalogStore;
import com.esab.data.store.StoreContent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The catalogue in memory. */
final class InMemoryCatalogStore implements CatalogStore {

    static final String PRODUCT = "in memory";

    private final InMemoryCatalog catalog = new InMemoryCatalog();

    @Override
    public String name() {
        return "catalog";
    }

    @Override
    public ProductCatalog catalog() {
        return catalog;
    }

    @Override
    public CompatibilityFinder compatibility() {
        return catalog.finder();
    }

    @Override
    public Optional<StoreContent> content() {
        return Optional.of(new CatalogContent(catalog));
    }

    @Override
    public StoreHealth health(Duration deadline) {
        return inMemory(name());
    }

    @Override
    public void close() {
        // nothing was opened
    }

    static StoreHealth inMemory(String name) {
        return new StoreHealth(
                name, true, Optional.of(Duration.ZERO), Optional.of(PRODUCT), Optional.empty(), List.of());
    }
}
