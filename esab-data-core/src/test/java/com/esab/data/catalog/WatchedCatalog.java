package com.esab.data.catalog;

import com.esab.data.ProgressListener;
import com.esab.data.memory.InMemoryStores;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A catalogue in memory that notes which products are looked up, and can say that it is incomplete. */
final class WatchedCatalog implements ProductCatalog {

    private final ProductCatalog catalog =
            new InMemoryStores(Clock.systemUTC()).catalog().catalog();
    private final List<List<Gin>> lookUps = new ArrayList<>();
    private boolean complete = true;

    List<List<Gin>> lookUps() {
        return lookUps;
    }

    void becomeIncomplete() {
        complete = false;
    }

    @Override
    public Map<Gin, Product> findAll(Collection<Gin> gins) {
        lookUps.add(List.copyOf(gins));
        return catalog.findAll(gins);
    }

    @Override
    public List<Product> ofType(ComponentType type) {
        return catalog.ofType(type);
    }

    @Override
    public List<Product> search(String text, int limit) {
        return catalog.search(text, limit);
    }

    @Override
    public List<Compatibility> compatibilitiesOf(Gin gin) {
        return catalog.compatibilitiesOf(gin);
    }

    @Override
    public CatalogState read(Consumer<? super Product> products, Consumer<? super Compatibility> compatibilities) {
        CatalogState state = catalog.read(products, compatibilities);
        return new CatalogState(state.revision(), complete, state.defaultApplicability());
    }

    @Override
    public CatalogState state() {
        return catalog.state();
    }

    @Override
    public LoadReport load(CatalogData data, ProgressListener progress) {
        return catalog.load(data, progress);
    }

    @Override
    public int remove(Collection<Gin> gins) {
        return catalog.remove(gins);
    }
}
