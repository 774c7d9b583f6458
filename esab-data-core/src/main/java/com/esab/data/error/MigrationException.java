package com.esab.data.error;

/** A store's schema could not be brought to the wanted version; the message names the migration and the reason. */
public final class MigrationException extends EsabDataException {

    private static final long serialVersionUID = 1L;

    public MigrationException(String message) {
        super(message);
    }

    public MigrationException(String message, Throwable cause) {
        super(message, cause);
    }
}
