package com.esab.data.session;

import com.esab.data.internal.text.Texts;

/** Names a user of the app: 1 to 255 characters without control characters and without braces. */
public record UserId(String value) implements Comparable<UserId> {

    private static final int MAX_LENGTH = 255;

    /** @throws IllegalArgumentException when the value has another form */
    public UserId {
        if (value.isEmpty()
                || Texts.length(value) > MAX_LENGTH
                || Texts.hasControlCharacter(value)
                || !Texts.isStorable(value)
                || value.indexOf('{') >= 0
                || value.indexOf('}') >= 0) {
            throw new IllegalArgumentException("not a user id: \"" + Texts.printable(value)
                    + "\" (1 to 255 characters, no control characters, no braces)");
        }
    }

    /** The id with this text; the same as the constructor. */
    public static UserId of(String value) {
        return new UserId(value);
    }

    @Override
    public int compareTo(UserId other) {
        return value.compareTo(other.value);
    }

    /** The id's text. */
    @Override
    public String toString() {
        return value;
    }
}
