/** The catalogue in Neo4j. */
module com.esab.data.neo4j {
    requires transitive com.esab.data;
    requires static transitive org.jspecify;
    requires transitive org.neo4j.driver;
}
