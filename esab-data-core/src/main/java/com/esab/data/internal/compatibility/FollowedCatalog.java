package com.esab.data.internal.compatibility;

import com.esab.data.ProgressListener;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.LoadReport;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A catalogue that tells when something was written through it. */
public final class FollowedCatalog implements ProductCatalog {

    private final ProductCatalog stored;
    private final Runnable written;

    public FollowedCatalog(ProductCatalog stored, Runnable written) {
        this.stored = stored;
        this.written = written;
    }

    @Override
    public Map<Gin, Product> findAll(Collection<Gin> gins) {
        return stored.findAll(gins);
    }

    @Override
    public List<Product> ofType(ComponentType type) {
        return stored.ofType(type);
    }

    @Override
    public List<Product> search(String text, int limit) {
        return stored.search(text, limit);
    }

    @Override
    public List<Compatibility> compatibilitiesOf(Gin gin) {
        return stored.compatibilitiesOf(gin);
    }

    @Override
    public CatalogState read(Consumer<? super Product> products, Consumer<? super Compatibility> compatibilities) {
        return stored.read(products, compatibilities);
    }

    @Override
    public CatalogState state() {
        return stored.state();
    }

    @Override
    public LoadReport load(CatalogData data, ProgressListener progress) {
        LoadReport report = stored.load(data, progress);
        written.run();
        return report;
    }

    @Override
    public int remove(Collection<Gin> gins) {
        int removed = stored.remove(gins);
        written.run();
        return removed;
    }
}
