package com.esab.data.catalog;

import com.esab.data.ProgressListener;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The products that can be configured, and which of them are made for each other.
 *
 * <p>Every method asks the store; when it does not answer within its deadline, each throws
 * {@link com.esab.data.error.StoreUnavailableException}. What a client wrote it reads afterwards. Safe for use by many
 * threads.
 */
public interface ProductCatalog {

    /** The most that a search gives. */
    int MAX_SEARCH_LIMIT = 1_000;

    /** The product with this GIN, a placeholder too. One query. */
    default Optional<Product> find(Gin gin) {
        return Optional.ofNullable(findAll(List.of(gin)).get(gin));
    }

    /**
     * The product with this GIN, as its type. One query.
     *
     * @throws IllegalArgumentException when the product is of another type
     */
    default <T extends Product> Optional<T> find(Class<T> type, Gin gin) {
        return find(gin).map(product -> {
            if (!type.isInstance(product)) {
                throw new IllegalArgumentException("%s is a %s, not a %s"
                        .formatted(
                                gin,
                                product.type().label(),
                                ComponentType.of(type).label()));
            }
            return type.cast(product);
        });
    }

    /** Those of these products that exist, placeholders too. One query for any number. */
    Map<Gin, Product> findAll(Collection<Gin> gins);

    /** All products of a type without placeholders, by name, then by GIN. One query. */
    List<Product> ofType(ComponentType type);

    /** All products of a type without placeholders, by name, then by GIN. One query. */
    default <T extends Product> List<T> ofType(Class<T> type) {
        return ofType(ComponentType.of(type)).stream().map(type::cast).toList();
    }

    /**
     * Products whose name or text properties hold words of a text, typing errors looked past, best match first, without
     * placeholders.
     *
     * <p>The text is taken as words whatever it contains; nothing in it is an operator. A text without any word finds
     * nothing. A word that some product holds, placeholders aside, is known and taken as it is. An unknown word stands for
     * all known words that differ from it by the fewest typing errors: at most one for a word of 4 to 7 characters, two
     * from 8 to 40 characters, none for shorter and longer ones. What a typing error is says {@link SearchWords}. Numbers
     * are never guessed: both words must hold the same digits 0 to 9 in the same order. In a text whose different words
     * have more than {@value SearchWords#MAX_GUESSABLE} characters together none is guessed.
     *
     * <p>Each word of the text counts 4 for a product that holds it in the name and 2 for one that holds it only in other
     * texts; half of that when it was guessed. The higher sum comes first, then the lower name by code points, then the
     * lower GIN. A product whose name equals the text comes before everything. One query, two when a word is guessed.
     *
     * @param limit how many at the most, 1 to {@value #MAX_SEARCH_LIMIT}
     */
    List<Product> search(String text, int limit);

    /** The edges that start or end at this product, by their ends; none for an unknown product. One query. */
    List<Compatibility> compatibilitiesOf(Gin gin);

    /**
     * Hands over the whole catalogue as it is at one moment: first all products by GIN, then all edges by their ends.
     *
     * <p>The answer tells the revision that was read and whether it was complete. One transaction of three queries,
     * streamed.
     */
    CatalogState read(Consumer<? super Product> products, Consumer<? super Compatibility> compatibilities);

    /** The revision, whether it is complete, and the default applicability. One query. */
    CatalogState state();

    /**
     * Adds products and edges, each replacing what the catalogue holds under the same GIN or between the same two
     * products; nothing else is removed. Loading the same again changes nothing but the revision.
     *
     * <p>The data is checked whole before the first write. It is then written in batches, and the catalogue is marked
     * as incomplete until the last is in; a load that broke off is completed by loading again.
     *
     * @throws com.esab.data.error.InvalidCatalogException naming every problem; nothing was written
     */
    LoadReport load(CatalogData data, ProgressListener progress);

    /** Adds products and edges without reporting progress; see {@link #load(CatalogData, ProgressListener)}. */
    default LoadReport load(CatalogData data) {
        return load(data, ProgressListener.NONE);
    }

    /**
     * Makes known that the catalogue was changed past this library, in a browser for instance: bumps the revision, so
     * that everybody who keeps a copy reads it anew. Cost of {@link #remove} of nothing.
     */
    default void refresh() {
        remove(List.of());
    }

    /** Removes products with their edges and bumps the revision; unknown GINs are passed over. How many were removed. */
    int remove(Collection<Gin> gins);
}
