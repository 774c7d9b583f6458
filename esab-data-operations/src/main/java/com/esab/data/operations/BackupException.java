package com.esab.data.operations;

import com.esab.data.error.EsabDataException;

/** A backup could not be made, read or restored; the message says which, why, and what is still in place. */
public final class BackupException extends EsabDataException {

    private static final long serialVersionUID = 1L;

    BackupException(String message) {
        super(message);
    }

    BackupException(String message, Throwable cause) {
        super(message, cause);
    }
}
