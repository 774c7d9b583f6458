package com.esab.data.error;

/** A stored record cannot be read: it is damaged, or a newer version of this library wrote it. */
public final class CorruptRecordException extends EsabDataException {

    private static final long serialVersionUID = 1L;

    public CorruptRecordException(String message) {
        super(message);
    }

    public CorruptRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
