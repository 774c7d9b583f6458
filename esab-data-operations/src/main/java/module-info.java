/** What an operator does with the stores: backups, and whether they agree with each other. */
module com.esab.data.operations {
    requires static transitive org.jspecify;
    requires transitive com.esab.data;
    requires org.apache.commons.compress;
    requires org.bouncycastle.pg;
    requires org.bouncycastle.provider;
    requires static com.esab.data.redis;
    requires static info.picocli;
    requires static transitive micrometer.core;

    exports com.esab.data.operations;
    exports com.esab.data.operations.micrometer;

    opens com.esab.data.operations.cli to
            info.picocli;

    uses com.esab.data.store.StoreProvider;
}
