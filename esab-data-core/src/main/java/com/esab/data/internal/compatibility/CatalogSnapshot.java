package com.esab.data.internal.compatibility;

import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.error.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A catalogue read into memory, and read anew when its revision has changed.
 *
 * <p>Each look asks the catalogue for its state, one query. While a load is under way the last complete revision answers.
 */
public final class CatalogSnapshot implements Supplier<CatalogGraph> {

    private final String store;
    private final ProductCatalog catalog;
    private final AtomicReference<@Nullable CompletableFuture<CatalogGraph>> reading = new AtomicReference<>();
    private volatile @Nullable CatalogGraph latest;

    /** @param store the name of the store that holds the catalogue */
    public CatalogSnapshot(String store, ProductCatalog catalog) {
        this.store = store;
        this.catalog = catalog;
    }

    @Override
    public CatalogGraph get() {
        CatalogState state = catalog.state();
        CatalogGraph known = latest;
        if (known != null && (!state.complete() || known.state().revision() == state.revision())) {
            return known;
        }
        while (true) {
            CompletableFuture<CatalogGraph> own = new CompletableFuture<>();
            CompletableFuture<CatalogGraph> running = reading.compareAndExchange(null, own);
            if (running == null) {
                return read(own);
            }
            CatalogGraph read = outcome(running);
            if (read.state().revision() == state.revision()) {
                return read;
            }
            // it was perhaps begun before the change that this thread has seen
        }
    }

    /** Reads for everybody who waits; a failure is theirs too, so that nobody waits for one deadline after another. */
    private CatalogGraph read(CompletableFuture<CatalogGraph> outcome) {
        try {
            CatalogGraph read = read();
            outcome.complete(read);
            return read;
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
            throw e;
        } finally {
            reading.set(null);
        }
    }

    private static CatalogGraph outcome(CompletableFuture<CatalogGraph> running) {
        try {
            return running.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
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
                store, "a load of the catalogue is under way or broke off; loading again completes it", null);
    }
}
