package com.esab.data.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of all exceptions this library throws on its own account.
 *
 * <p>Arguments that break a rule which needs no store to see (a malformed GIN, a negative time to live) are answered
 * with {@link IllegalArgumentException}. No message of either kind contains a password.
 */
public class EsabDataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EsabDataException(String message) {
        super(message);
    }

    public EsabDataException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
