package com.esab.data.neo4j;

import com.esab.data.EsabData;
import com.esab.data.testkit.server.Neo4jServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Record;

/** A catalogue on a server for tests, with the schema in place, and a driver to look behind it. */
final class TestCatalog implements AutoCloseable {

    /** A fresh server takes seconds to plan its first queries, and the tests share its processors. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final Driver driver;
    final Neo4jCatalog store;

    private TestCatalog(Neo4jServer server) {
        driver = GraphDatabase.driver(server.uri(), AuthTokens.basic(server.username(), server.password()));
        store = Neo4jCatalog.builder()
                .queryDeadline(PATIENCE)
                .bulkDeadline(PATIENCE)
                .using(driver);
        EsabData.builder().catalog(store).build().migrate();
    }

    static TestCatalog on(Neo4jServer server) {
        return new TestCatalog(server);
    }

    /** Removes the catalogue and leaves the schema. */
    void clear() {
        run("MATCH (n) WHERE n:Product OR n:Catalog OR n:EsabDataLease DETACH DELETE n");
    }

    /** Removes all that any migration made, whatever the history says. */
    void clearSchema() {
        names("SHOW CONSTRAINTS YIELD name").forEach(name -> run("DROP CONSTRAINT " + name));
        names("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")
                .forEach(name -> run("DROP INDEX " + name));
        run("MATCH (n) WHERE n:EsabDataMigration OR n:EsabDataLease DETACH DELETE n");
    }

    private List<String> names(String query) {
        return rows(query).stream().map(row -> row.get("name").asString()).toList();
    }

    /** The whole schema in words, and how many nodes the library keeps for itself; to be compared with another. */
    List<String> schema() {
        List<String> schema = new ArrayList<>();
        List.of(
                        "SHOW CONSTRAINTS YIELD name, type, entityType, labelsOrTypes, properties",
                        "SHOW INDEXES YIELD name, type, entityType, labelsOrTypes, properties, options, state"
                                + " WHERE type <> 'LOOKUP'",
                        "MATCH (n) WHERE n:EsabDataMigration OR n:EsabDataLease RETURN labels(n) AS labels")
                .forEach(query -> rows(query).forEach(row -> schema.add(new TreeMap<>(row.asMap()).toString())));
        schema.sort(Comparator.naturalOrder());
        return schema;
    }

    List<Record> rows(String query) {
        return driver.executableQuery(query).execute().records();
    }

    void run(String cypher) {
        driver.executableQuery(cypher).execute();
    }

    @Override
    public void close() {
        driver.close();
    }
}
