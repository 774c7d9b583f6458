package com.esab.data.error;

import org.jspecify.annotations.Nullable;

/**
 * A store did not answer within its deadline, or could not be reached.
 *
 * <p>It never means that there is nothing to find. When the call was a write, {@link #outcomeUnknown()} tells whether
 * the store may have carried it out all the same; the library does not repeat such a write by itself.
 */
public final class StoreUnavailableException extends EsabDataException {

    private static final long serialVersionUID = 1L;

    private final String store;
    private final boolean outcomeUnknown;

    private StoreUnavailableException(String store, String message, boolean outcomeUnknown, @Nullable Throwable cause) {
        super(message, cause);
        this.store = store;
        this.outcomeUnknown = outcomeUnknown;
    }

    /** A call that certainly changed nothing: a read, or a write that never left. */
    public static StoreUnavailableException unchanged(String store, String what, @Nullable Throwable cause) {
        return new StoreUnavailableException(store, store + " is unavailable: " + what, false, cause);
    }

    /** A write whose answer did not arrive, so that nobody knows whether it was carried out. */
    public static StoreUnavailableException outcomeUnknown(String store, String what, @Nullable Throwable cause) {
        return new StoreUnavailableException(
                store, store + " is unavailable: " + what + " (outcome of the write unknown)", true, cause);
    }

    /** The store's name as in {@link com.esab.data.store.Store#name()}. */
    public String store() {
        return store;
    }

    /** Whether a write may have been carried out although no answer arrived. */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }
}
