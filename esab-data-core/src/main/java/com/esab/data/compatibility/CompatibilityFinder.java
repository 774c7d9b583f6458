package com.esab.data.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers what fits what.
 *
 * <p>The rules are in {@code docs/compatibility.md}. When the store does not answer within its deadline, every method
 * throws {@link com.esab.data.error.StoreUnavailableException}; it never looks like an empty answer. A GIN that the
 * catalogue does not know is a {@link com.esab.data.error.NotFoundException}; a selected product that the catalogue
 * holds with another type, or as a placeholder, is an {@link IllegalArgumentException}. Safe for use by many threads.
 */
public interface CompatibilityFinder {

    /**
     * The products of a type that an edge joins to this product, placeholders too: the raw graph.
     *
     * <p>By priority, unranked ones last, then by name, then by GIN. One query of a store that is asked.
     */
    List<Product> compatibleWith(Gin gin, ComponentType type);

    /** As {@link #compatibleWith(Gin, ComponentType)}. */
    default <T extends Product> List<T> compatibleWith(Gin gin, Class<T> type) {
        return compatibleWith(gin, ComponentType.of(type)).stream()
                .map(type::cast)
                .toList();
    }

    /**
     * The products that can be chosen next to the rest of a selection, best match first, without placeholders and
     * without what is chosen already.
     *
     * <p>Ordered by the sum of the priorities of the edges to what is chosen (an absent edge or priority counts
     * 1,000,000), then by name, then by GIN. One query a page of a store that is asked; with a filter perhaps one more.
     *
     * @throws IllegalArgumentException when the cursor is of another query or of another revision of the catalogue, or a
     *     filter makes no sense: no product of the type has its attribute, or has it as another kind of quantity
     */
    Page<Product> candidates(CandidateQuery query);

    /** All completable candidates of a type; see {@link #candidates(CandidateQuery)}. One query for each 10,000 of a store that is asked. */
    default <T extends Product> List<T> candidates(Class<T> type, Selection selection) {
        return all(CandidateQuery.of(ComponentType.of(type), selection)).stream()
                .map(type::cast)
                .toList();
    }

    /** What the rules say of a selection. One query of a store that is asked. */
    SelectionCheck check(Selection selection);

    private List<Product> all(CandidateQuery first) {
        List<Product> all = new ArrayList<>();
        CandidateQuery query = first.mode(Mode.COMPLETABLE).limit(CandidateQuery.MAX_LIMIT);
        Optional<String> next = Optional.empty();
        do {
            Page<Product> page = candidates(next.map(query::after).orElse(query));
            all.addAll(page.items());
            next = page.next();
        } while (next.isPresent());
        return List.copyOf(all);
    }
}
