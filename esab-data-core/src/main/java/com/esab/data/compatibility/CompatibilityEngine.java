package com.esab.data.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.internal.compatibility.CompiledFinder;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Answers what fits what from a catalogue compiled into this program's memory: what a {@link CompatibilityFinder} answers, and the
 * questions that need a look at whole packages.
 *
 * <p>No answer asks a server, and each is from one complete revision of the catalogue; {@link #freshness()} tells which one, and when it was
 * the latest. Otherwise as for every {@link CompatibilityFinder}.
 */
public interface CompatibilityEngine extends CompatibilityFinder {

    /**
     * An engine over a catalogue as it is now; later changes are not seen. One read of the whole catalogue.
     *
     * <p>{@code EsabData.compatibility()} gives one that follows the catalogue.
     *
     * @throws com.esab.data.error.StoreUnavailableException when the catalogue cannot be read, or a load of it is under way
     */
    static CompatibilityEngine of(ProductCatalog catalog) {
        return CompiledFinder.of(catalog);
    }

    /** The product with this GIN, a placeholder too. */
    Optional<Product> find(Gin gin);

    /**
     * Products by the words of a text, best match first: the same answers as those of {@link ProductCatalog#search}.
     *
     * @param limit how many at the most, 1 to {@value ProductCatalog#MAX_SEARCH_LIMIT}
     */
    List<Product> search(String text, int limit);

    /**
     * The selection with this product in the slot of its type, or among the accessories, and without the later answers that
     * cannot be completed with it.
     *
     * <p>When the whole can still be completed, nothing falls out. Otherwise the later answers are tried one by one in the order of
     * types, accessories last and by GIN, and each is kept that can be.
     *
     * @throws com.esab.data.error.NotFoundException when there is no such product
     * @throws IllegalArgumentException when it is a placeholder, or an accessory that is selected already
     * @throws com.esab.data.error.RejectedSelectionException when it cannot be completed together with the answers before it
     */
    Selection choose(Selection selection, Gin gin);

    /**
     * The selection with none as the answer for this type, and without the later answers that cannot be completed with it; as
     * {@link #choose}.
     *
     * @throws IllegalArgumentException for the power source and for accessories, which have no none
     */
    Selection chooseNone(Selection selection, ComponentType type);

    /**
     * The smallest sets of answers, products or nones, without which a selection can be completed.
     *
     * <p>All of them have the same size. Those that keep the earlier answers come first: their types are compared in order, a later
     * one first; then their GINs. For a selection that can be completed there is one, which is empty; there is none when
     * no package exists at all.
     */
    List<Repair> repairs(Selection selection);

    /**
     * The complete packages that extend a selection, best first, found one after another while the stream is read.
     *
     * <p>In the order of types, each slot in the order of candidates given the slots before it, none last. Packages are the
     * same when their products and nones are; their accessories are those of the selection. Empty when it cannot be completed.
     */
    Stream<Selection> packages(Selection selection);

    /** How many {@link #packages} there are, exactly; they are counted without being listed. */
    BigInteger packageCount(Selection selection);

    /** Which revision answers, and how old that is. */
    Freshness freshness();
}
