package com.esab.data.internal.compatibility;

import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Where a page of candidates ends: the place of its last item, and which query and revision of the catalogue it belongs to. */
public final class Cursor {

    private static final int DIGEST_BYTES = 8;

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

    private String digest() {
        String products = query.selection().products().stream()
                .map(product -> product.type() + " " + product.gin())
                .sorted()
                .collect(Collectors.joining(","));
        String all = String.join(
                "|",
                query.type().name(),
                query.mode().name(),
                products,
                "" + query.selection().nones(),
                "" + query.filters(),
                "" + revision);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
