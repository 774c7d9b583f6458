package com.esab.data.session;

import com.esab.data.internal.text.Texts;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names a session: 1 to 128 characters, each a letter, a digit, {@code .}, {@code _} or {@code -}. */
public record SessionId(String value) implements Comparable<SessionId> {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    /** @throws IllegalArgumentException when the value has another form */
    public SessionId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a session id: \"" + Texts.printable(value)
                    + "\" (1 to 128 characters, each A-Z, a-z, 0-9, '.', '_' or '-')");
        }
    }

    /** The id with this text; the same as the constructor. */
    public static SessionId of(String value) {
        return new SessionId(value);
    }

    /** A new id that nobody can guess. */
    public static SessionId random() {
        return new SessionId(UUID.randomUUID().toString());
    }

    @Override
    public int compareTo(SessionId other) {
        return value.compareTo(other.value);
    }

    /** The id's text. */
    @Override
    public String toString() {
        return value;
    }
}
