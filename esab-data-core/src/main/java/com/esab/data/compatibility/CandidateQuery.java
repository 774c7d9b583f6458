package com.esab.data.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Product;
import com.esab.data.internal.compatibility.Cursor;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The question which products of a type can be added to a selection.
 *
 * <p>Immutable. Without further settings it asks for completable candidates, fifty at a time, from the first one on.
 */
public final class CandidateQuery {

    /** What a product must do to be offered. */
    public enum Mode {
        /** The selection with it can be completed to a working package; the default. */
        COMPLETABLE,
        /** It fits what is chosen and is joined to some of it; it may be a dead end. */
        DIRECT
    }

    /** The largest page that can be asked for. */
    public static final int MAX_LIMIT = 10_000;

    private static final int DEFAULT_LIMIT = 50;

    private final ComponentType type;
    private final Selection selection;
    private final Mode mode;
    private final List<AttributeFilter> filters;
    private final int limit;
    private final Optional<String> cursor;

    private CandidateQuery(
            ComponentType type,
            Selection selection,
            Mode mode,
            List<AttributeFilter> filters,
            int limit,
            Optional<String> cursor) {
        this.type = type;
        this.selection = selection;
        this.mode = mode;
        this.filters = filters;
        this.limit = limit;
        this.cursor = cursor;
    }

    /** Asks which products of this type can be chosen next to the rest of this selection. */
    public static CandidateQuery of(ComponentType type, Selection selection) {
        return new CandidateQuery(type, selection, Mode.COMPLETABLE, List.of(), DEFAULT_LIMIT, Optional.empty());
    }

    public CandidateQuery mode(Mode newMode) {
        return new CandidateQuery(type, selection, newMode, filters, limit, cursor);
    }

    /**
     * Asks only for products that pass this filter too; those that do not are not counted either.
     *
     * <p>Whether none is an answer as well is not touched by filters.
     */
    public CandidateQuery filter(AttributeFilter filter) {
        List<AttributeFilter> more =
                Stream.concat(filters.stream(), Stream.of(filter)).toList();
        return new CandidateQuery(type, selection, mode, more, limit, cursor);
    }

    /**
     * Asks for pages of this size.
     *
     * @throws IllegalArgumentException when it is not 1 to {@link #MAX_LIMIT}
     */
    public CandidateQuery limit(int newLimit) {
        if (newLimit < 1 || newLimit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit " + newLimit + " is not 1 to " + MAX_LIMIT);
        }
        return new CandidateQuery(type, selection, mode, filters, newLimit, cursor);
    }

    /** Asks for the page after another one, whose {@link Page#next()} this is. */
    public CandidateQuery after(String newCursor) {
        return new CandidateQuery(type, selection, mode, filters, limit, Optional.of(newCursor));
    }

    public ComponentType type() {
        return type;
    }

    /** The selection as it was given; what stands in the slot of {@link #type()} counts as replaced. */
    public Selection selection() {
        return selection;
    }

    /** What a candidate has to fit: the selection with the slot of {@link #type()} open, all accessories kept. */
    public Selection rest() {
        return type == ComponentType.ACCESSORY ? selection : selection.without(type);
    }

    public Mode mode() {
        return mode;
    }

    public List<AttributeFilter> filters() {
        return filters;
    }

    public int limit() {
        return limit;
    }

    public Optional<String> cursor() {
        return cursor;
    }

    /**
     * The page of the answer that this query asks for. A store that found all candidates calls this to filter, order and
     * cut them; the cursor of the next page holds the place of the last item, and which query and revision it belongs to.
     *
     * @param candidates all candidates, in any order
     * @param revision the catalogue's revision that they were found in
     * @throws IllegalArgumentException when this query's cursor is of another query or another revision
     */
    public Page<Product> page(Collection<Candidate> candidates, long revision, boolean noneAllowed) {
        Cursor places = new Cursor(this, revision);
        Optional<Cursor.Place> after = cursor.map(places::decode);
        List<Candidate> passing = candidates.stream()
                .filter(candidate -> filters.stream().allMatch(filter -> filter.passes(candidate.product())))
                .toList();
        List<Candidate> rest = passing.stream()
                .filter(candidate -> after.isEmpty() || candidate.place().compareTo(after.get()) > 0)
                .sorted(Comparator.comparing(Candidate::place))
                .toList();
        List<Candidate> items = rest.subList(0, Math.min(limit, rest.size()));
        Optional<String> next = items.size() < rest.size()
                ? Optional.of(places.encode(
                        items.get(items.size() - 1).priorities(),
                        items.get(items.size() - 1).product()))
                : Optional.empty();
        return new Page<>(items.stream().map(Candidate::product).toList(), passing.size(), next, noneAllowed);
    }

    /**
     * A candidate and its rank.
     *
     * @param priorities the sum of the priorities of its edges to what is chosen outside its slot, 1,000,000 for each
     *     chosen product without edge or without priority
     */
    public record Candidate(Product product, long priorities) {

        /** What an absent edge or priority counts in the sum. */
        public static final long UNRANKED = 1_000_000;

        private Cursor.Place place() {
            return new Cursor.Place(priorities, product.name(), product.gin());
        }
    }

    @Override
    public String toString() {
        return "CandidateQuery[%s, %s, %s%s, limit %d%s]"
                .formatted(
                        type.label(),
                        mode,
                        selection,
                        filters.isEmpty() ? "" : ", " + filters,
                        limit,
                        cursor.isPresent() ? ", next page" : "");
    }
}
