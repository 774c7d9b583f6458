package com.esab.data.error;

/** Something the call needs was not configured, or its configuration cannot work; the message says what to set. */
public final class ConfigurationException extends EsabDataException {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
