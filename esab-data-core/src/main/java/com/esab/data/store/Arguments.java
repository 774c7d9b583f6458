package com.esab.data.store;

import com.esab.data.error.NotFoundException;
import com.esab.data.internal.text.Texts;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import java.time.Duration;

/** The checks of arguments that all implementations of a contract share; each gives back what may be used. */
public final class Arguments {

    private static final int MAX_KEY_LENGTH = 512;
    private static final int LARGEST_CLAIM = 10_000;
    private static final Duration LONGEST = Duration.ofDays(365_000);

    private Arguments() {}

    /**
     * A key of the general cache, or the resource of a lock.
     *
     * @throws IllegalArgumentException when it does not have 1 to 512 characters, or holds a control character or half
     *     of a surrogate pair
     */
    public static String key(String what, String key) {
        if (key.isEmpty()
                || Texts.length(key) > MAX_KEY_LENGTH
                || Texts.hasControlCharacter(key)
                || !Texts.isStorable(key)) {
            throw new IllegalArgumentException("not a %s: \"%s\" (1 to %d characters, no control characters)"
                    .formatted(what, Texts.printable(key), MAX_KEY_LENGTH));
        }
        return key;
    }

    /** @throws IllegalArgumentException when it holds U+0000 or half of a surrogate pair */
    public static String storable(String what, String text) {
        if (!Texts.isStorable(text)) {
            throw new IllegalArgumentException(
                    what + " holds U+0000 or half a character: \"" + Texts.printable(text) + "\"");
        }
        return text;
    }

    /**
     * A time to live, a lease or a deadline, cut to a thousand years.
     *
     * @throws IllegalArgumentException when it is shorter than a millisecond
     */
    public static Duration atLeastAMillisecond(String what, Duration duration) {
        if (duration.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(what + " " + duration + " is not at least a millisecond");
        }
        return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    }

    /** @throws IllegalArgumentException when it is not 1 to the largest */
    public static int limit(int limit, int largest) {
        if (limit < 1 || limit > largest) {
            throw new IllegalArgumentException("limit " + limit + " is not 1 to " + largest);
        }
        return limit;
    }

    /** @throws IllegalArgumentException when the session was saved before, or is not active */
    public static Session beginning(Session session) {
        if (session.version() != 0 || session.status() != SessionStatus.ACTIVE) {
            throw new IllegalArgumentException("session %s does not begin now: it has version %d and is %s"
                    .formatted(session.id(), session.version(), session.status().label()));
        }
        return session;
    }

    /** @throws IllegalArgumentException when the session was never saved, or is not active */
    public static Session restorable(Session session) {
        if (session.version() <= 0 || session.status() != SessionStatus.ACTIVE) {
            throw new IllegalArgumentException("session %s cannot be restored: it has version %d and is %s"
                    .formatted(session.id(), session.version(), session.status().label()));
        }
        return session;
    }

    /** @throws IllegalArgumentException when it is not 1 to 10,000 */
    public static int claimLimit(int limit) {
        return limit(limit, LARGEST_CLAIM);
    }

    /** What to throw when a session is to be changed that is not live. */
    public static NotFoundException notLive(SessionId id) {
        return new NotFoundException(
                "session " + id + " is not live: it ended, its time is up, or there never was one");
    }
}
