package com.esab.data.archive;

import com.esab.data.json.Json;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which archived sessions are wanted: all conditions given must hold; tombstones are never among them.
 *
 * <p>Immutable. The answer is ordered by last activity, the latest first, then by id.
 */
public final class ArchiveQuery {

    /** The parts of a session document that can be searched by what they contain. */
    public enum Part {
        CONVERSATION_HISTORY,
        MASTER_PARAMETERS,
        RESPONSE_JSON;

        /** The part's name in the document and in the table, such as {@code conversation_history}. */
        public String field() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final ArchiveQuery ALL = new ArchiveQuery(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Integer.MAX_VALUE);

    private final Optional<UserId> user;
    private final Optional<SessionStatus> status;
    private final Optional<Instant> from;
    private final Optional<Instant> until;
    private final Map<Part, Map<String, Object>> contained;
    private final int limit;

    private ArchiveQuery(
            Optional<UserId> user,
            Optional<SessionStatus> status,
            Optional<Instant> from,
            Optional<Instant> until,
            Map<Part, Map<String, Object>> contained,
            int limit) {
        this.user = user;
        this.status = status;
        this.from = from;
        this.until = until;
        this.contained = contained;
        this.limit = limit;
    }

    /** Every archived session. */
    public static ArchiveQuery all() {
        return ALL;
    }

    public ArchiveQuery user(UserId wanted) {
        return new ArchiveQuery(Optional.of(wanted), status, from, until, contained, limit);
    }

    /**
     * Of this status.
     *
     * @throws IllegalArgumentException for {@code ERASED}: tombstones are not read
     */
    public ArchiveQuery status(SessionStatus wanted) {
        if (wanted == SessionStatus.ERASED) {
            throw new IllegalArgumentException("tombstones cannot be asked for");
        }
        return new ArchiveQuery(user, Optional.of(wanted), from, until, contained, limit);
    }

    /** Last active at this time or later. */
    public ArchiveQuery lastActiveFrom(Instant inclusive) {
        return new ArchiveQuery(user, status, Optional.of(inclusive), until, contained, limit);
    }

    /** Last active before this time. */
    public ArchiveQuery lastActiveUntil(Instant exclusive) {
        return new ArchiveQuery(user, status, from, Optional.of(exclusive), contained, limit);
    }

    /**
     * Whose part contains this: every member given is there with a value that contains the given one, every element of
     * a list given is contained in some element of the list there, and other values are equal (numbers by their value).
     * Replaces what was asked of this part before.
     *
     * @throws IllegalArgumentException when it is not JSON
     */
    public ArchiveQuery containing(Part part, Map<String, ?> wanted) {
        Map<Part, Map<String, Object>> more = new EnumMap<>(Part.class);
        more.putAll(contained);
        more.put(part, Json.copyOf(wanted));
        return new ArchiveQuery(user, status, from, until, Collections.unmodifiableMap(more), limit);
    }

    /**
     * At most this many.
     *
     * @throws IllegalArgumentException when it is below 1
     */
    public ArchiveQuery limit(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("limit " + most + " is below 1");
        }
        return new ArchiveQuery(user, status, from, until, contained, most);
    }

    public Optional<UserId> user() {
        return user;
    }

    public Optional<SessionStatus> status() {
        return status;
    }

    public Optional<Instant> lastActiveFrom() {
        return from;
    }

    public Optional<Instant> lastActiveUntil() {
        return until;
    }

    public Map<Part, Map<String, Object>> contained() {
        return contained;
    }

    /** {@code Integer.MAX_VALUE} when there is no limit. */
    public int limit() {
        return limit;
    }
}
