package com.esab.data.error;

/** Somebody else saved first: the caller's version is not the stored one, and nothing was written. */
public final class ConflictException extends EsabDataException {

    private static final long serialVersionUID = 1L;

    private final long callersVersion;
    private final long storedVersion;

    public ConflictException(String subject, long callersVersion, long storedVersion) {
        super("%s was saved by somebody else: the caller has version %d, stored is version %d"
                .formatted(subject, callersVersion, storedVersion));
        this.callersVersion = callersVersion;
        this.storedVersion = storedVersion;
    }

    /** The version the caller based its change on; 0 stands for a record that was not saved yet. */
    public long callersVersion() {
        return callersVersion;
    }

    /** The version that the store holds. */
    public long storedVersion() {
        return storedVersion;
    }
}
