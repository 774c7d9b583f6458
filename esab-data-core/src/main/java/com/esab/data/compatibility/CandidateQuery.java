package com.esab.data.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
    private static final int DIGEST_BYTES = 8;

    private final ComponentType type;
    private final Selection selection;
    private final Mode mode;
    private final int limit;
    private final Optional<String> cursor;

    private CandidateQuery(ComponentType type, Selection selection, Mode mode, int limit, Optional<String> cursor) {
        this.type = type;
        this.selection = selection;
        this.mode = mode;
        this.limit = limit;
        this.cursor = cursor;
    }

    /** Asks which products of this type can be chosen next to the rest of this selection. */
    public static CandidateQuery of(ComponentType type, Selection selection) {
        return new CandidateQuery(type, selection, Mode.COMPLETABLE, DEFAULT_LIMIT, Optional.empty());
    }

    public CandidateQuery mode(Mode newMode) {
        return new CandidateQuery(type, selection, newMode, limit, cursor);
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
        return new CandidateQuery(type, selection, mode, newLimit, cursor);
    }

    /** Asks for the page after another one, whose {@link Page#next()} this is. */
    public CandidateQuery after(String newCursor) {
        return new CandidateQuery(type, selection, mode, limit, Optional.of(newCursor));
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

    public int limit() {
        return limit;
    }

    public Optional<String> cursor() {
        return cursor;
    }

    /**
     * The page of the answer that this query asks for. A store that found all candidates calls this to order and cut
     * them; the cursor of the next page holds the place of the last item, and which query and revision it belongs to.
     *
     * @param candidates all candidates, in any order
     * @param revision the catalogue's revision that they were found in
     * @throws IllegalArgumentException when this query's cursor is of another query or another revision
     */
    public Page<Product> page(Collection<Candidate> candidates, long revision, boolean noneAllowed) {
        String digest = digest(revision);
        Optional<Candidate.Place> after = cursor.map(text -> Candidate.Place.decode(text, digest));
        List<Candidate> rest = candidates.stream()
                .filter(candidate -> after.isEmpty() || candidate.place().compareTo(after.get()) > 0)
                .sorted(Comparator.comparing(Candidate::place))
                .toList();
        List<Candidate> items = rest.subList(0, Math.min(limit, rest.size()));
        Optional<String> next = items.size() < rest.size()
                ? Optional.of(items.get(items.size() - 1).place().encode(digest))
                : Optional.empty();
        return new Page<>(items.stream().map(Candidate::product).toList(), candidates.size(), next, noneAllowed);
    }

    private String digest(long revision) {
        String products = selection.products().stream()
                .map(product -> product.type() + " " + product.gin())
                .sorted()
                .collect(Collectors.joining(","));
        String all = String.join("|", type.name(), mode.name(), products, "" + selection.nones(), "" + revision);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
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

        private Place place() {
            return new Place(priorities, product.name(), product.gin());
        }

        private record Place(long priorities, String name, Gin gin) implements Comparable<Place> {

            private static final Comparator<Place> ORDER = Comparator.comparingLong(Place::priorities)
                    .thenComparing(Place::name)
                    .thenComparing(Place::gin);

            @Override
            public int compareTo(Place other) {
                return ORDER.compare(this, other);
            }

            String encode(String digest) {
                String text = digest + " " + priorities + " " + gin + " " + name;
                return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
            }

            static Place decode(String cursor, String digest) {
                try {
                    String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
                    String[] parts = text.split(" ", 4);
                    if (parts.length == 4 && parts[0].equals(digest)) {
                        return new Place(Long.parseLong(parts[1]), parts[3], Gin.of(parts[2]));
                    }
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("not a cursor of a candidate query", e);
                }
                throw new IllegalArgumentException("the cursor is not of this query at this revision of the catalogue");
            }
        }
    }

    @Override
    public String toString() {
        return "CandidateQuery[%s, %s, %s, limit %d%s]"
                .formatted(type.label(), mode, selection, limit, cursor.isPresent() ? ", next page" : "");
    }
}
