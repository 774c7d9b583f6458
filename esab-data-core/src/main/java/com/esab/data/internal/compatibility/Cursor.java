package com.esab.data.internal.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.AttributeFilter;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.SelectedProduct;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;

/** Where a page of candidates ends: the place of its last item, and which query and revision of the catalogue it belongs to. */
public final class Cursor {

    private final CandidateQuery query;
    private final long revision;

    public Cursor(CandidateQuery query, long revision) {
        this.query = query;
        this.revision = revision;
    }

    /** The place of a candidate in the order of its query. */
    public record Place(long priorities, String name, Gin gin) implements Comparable<Place> {

        private static final Comparator<Place> ORDER = Comparator.comparingLong(Place::priorities)
                .thenComparing(Place::name)
                .thenComparing(Place::gin);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    public String encode(long priorities, Product last) {
        String text = digest() + " " + priorities + " " + last.gin() + " " + last.name();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException when the cursor is of another query or another revision */
    public Place decode(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            String[] parts = text.split(" ", 4);
            if (parts.length == 4 && parts[0].equals(digest())) {
                return new Place(Long.parseLong(parts[1]), parts[3], Gin.of(parts[2]));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a cursor of a candidate query", e);
        }
        throw new IllegalArgumentException("the cursor is not of this query at this revision of the catalogue");
    }

    /** Products and nones in any order, since a selection is a set. */
    private String digest() {
        long selection = 0;
        for (SelectedProduct product : query.selection().products()) {
            selection += mixed(product.type().ordinal(), product.gin().value());
        }
        for (ComponentType none : query.selection().nones()) {
            selection += mixed(none.ordinal(), "none");
        }
        long hash = mixed(selection, query.type().name() + query.mode().name());
        for (AttributeFilter filter : query.filters()) {
            hash = mixed(hash, filter.toString());
        }
        return Long.toHexString(mixed(hash + revision, ""));
    }

    /** Not for secrets: whoever makes up a cursor only leads himself astray. */
    private static long mixed(long seed, String text) {
        long hash = seed ^ 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }
}
