/** What a program uses: the domain, the contracts of the stores and the facade over them. */
module com.esab.data {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires de.siegmar.fastcsv;
    requires org.slf4j;

    exports com.esab.data;
    exports com.esab.data.archive;
    exports com.esab.data.catalog;
    exports com.esab.data.compatibility;
    exports com.esab.data.error;
    exports com.esab.data.health;
    exports com.esab.data.json;
    exports com.esab.data.memory;
    exports com.esab.data.metrics;
    exports com.esab.data.schema;
    exports com.esab.data.session;
    exports com.esab.data.store;

    uses com.esab.data.store.StoreProvider;
}
