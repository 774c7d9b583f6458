package com.esab.data.store;

import java.util.Map;

/**
 * Connects a store with what the environment says; found by {@link java.util.ServiceLoader}, one in each store module.
 */
public interface StoreProvider {

    /** What a provided store is for. */
    enum Kind {
        CATALOG(CatalogStore.class, "esab-data-neo4j"),
        SESSIONS(SessionStore.class, "esab-data-redis"),
        ARCHIVE(ArchiveStore.class, "esab-data-postgres");

        private final Class<? extends Store> type;
        private final String artifact;

        Kind(Class<? extends Store> type, String artifact) {
            this.type = type;
            this.artifact = artifact;
        }

        /** What a store of this kind implements. */
        public Class<? extends Store> type() {
            return type;
        }

        /** The artifact of this library that provides such a store. */
        public String artifact() {
            return artifact;
        }
    }

    Kind kind();

    /**
     * A connected store, which owns what it opened.
     *
     * @param environment variables by name
     * @throws com.esab.data.error.ConfigurationException naming a variable that is missing or makes no sense
     * @throws com.esab.data.error.StoreUnavailableException when the server does not answer
     */
    Store connect(Map<String, String> environment);
}
