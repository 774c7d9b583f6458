package com.esab.data.error;

/**
 * A store refuses what a record holds, and would refuse it again; nothing was written.
 *
 * <p>When several records were given at once, one of them or more are to blame: the message names how many there were,
 * and halving the batch finds them.
 */
public final class RefusedRecordException extends EsabDataException {

    private static final long serialVersionUID = 1L;

    public RefusedRecordException(String message) {
        super(message);
    }

    public RefusedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
