package com.esab.data.store;

import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.CompatibilityFinder;

/** A store that holds the product catalogue and answers what fits what. */
public interface CatalogStore extends Store {

    ProductCatalog catalog();

    /** What fits what, answered by the store itself. */
    CompatibilityFinder compatibility();
}
