/** The archive of conversations in PostgreSQL. */
module com.esab.data.postgres {
    requires transitive com.esab.data;
    requires static transitive org.jspecify;
    requires transitive java.sql;
    requires com.zaxxer.hikari;
    requires org.postgresql.jdbc;

    exports com.esab.data.postgres;

    provides com.esab.data.store.StoreProvider with
            com.esab.data.postgres.PostgresStoreProvider;
}
