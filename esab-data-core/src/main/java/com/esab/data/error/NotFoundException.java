package com.esab.data.error;

/** What a call wants to change or build on does not exist, or is no longer live. */
public final class NotFoundException extends EsabDataException {

    private static final long serialVersionUID = 1L;

    public NotFoundException(String message) {
        super(message);
    }
}
