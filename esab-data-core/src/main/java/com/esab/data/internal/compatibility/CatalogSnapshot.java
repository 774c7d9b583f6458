package com.esab.data.internal.compatibility;

import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.error.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A catalogue read into memory, and read anew when its revision has changed.
 *
 * <p>Each look asks the catalogue for its state, one query. While a load is under way the last complete revision answers.
 */
public final class CatalogSnapshot implements Supplier<CatalogGraph> {

    private final ProductCatalog catalog;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable CatalogGraph latest;

    public CatalogSnapshot(ProductCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public CatalogGraph get() {
        CatalogState state = catalog.state();
        CatalogGraph known = latest;
        if (known != null && (!state.complete() || known.state().revision() == state.revision())) {
            return known;
        }
        reading.lock();
        try {
            CatalogGraph meanwhile = latest;
            // somebody else read it while this thread waited
            return meanwhile != null && meanwhile != known ? meanwhile : read();
        } finally {
            reading.unlock();
        }
    }

    private CatalogGraph read() {
        List<Product> products = new ArrayList<>();
        List<Compatibility> edges = new ArrayList<>();
        CatalogState state = catalog.read(products::add, edges::add);
        CatalogGraph known = latest;
        if (state.complete()) {
            CatalogGraph read = new CatalogGraph(state, products, edges);
            latest = read;
            return read;
        }
        if (known != null) {
            return known;
        }
        throw StoreUnavailableException.unchanged(
                "catalogue", "a load of it is under way or broke off; loading again completes it", null);
    }
}
