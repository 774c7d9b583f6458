/** The catalogue in Neo4j. */
module com.esab.data.neo4j {
    requires transitive com.esab.data;
    requires static transitive org.jspecify;
    requires transitive org.neo4j.driver;
    requires org.slf4j;

    exports com.esab.data.neo4j;

    provides com.esab.data.store.StoreProvider with
            com.esab.data.neo4j.Neo4jStoreProvider;
}
