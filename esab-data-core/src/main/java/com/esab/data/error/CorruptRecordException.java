package com.esab.data.error;

/** A stored record cannot be read: it is damaged, or a newer version of this library wrote it. */
public final class CorruptRecordException extends EsabDataException {

    private static final long serialVersionUID = 1L;

    private final boolean newerSchema;

    public CorruptRecordException(String message) {
        super(message);
        this.newerSchema = false;
    }

    /** What is wrong with a record is also said of what contains it. */
    public CorruptRecordException(String message, Throwable cause) {
        super(message, cause);
        this.newerSchema = cause instanceof CorruptRecordException corrupt && corrupt.newerSchema;
    }

    private CorruptRecordException(String message, boolean newerSchema) {
        super(message);
        this.newerSchema = newerSchema;
    }

    /** A record that a newer version of this library wrote. */
    public static CorruptRecordException newerSchema(String message) {
        return new CorruptRecordException(message, true);
    }

    /** Whether the record is sound, and only this version of the library too old for it. */
    public boolean isNewerSchema() {
        return newerSchema;
    }
}
