package com.esab.data.neo4j;

import com.esab.data.EsabData;
import com.esab.data.testkit.server.Neo4jServer;
import java.time.Duration;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

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

    void run(String cypher) {
        driver.executableQuery(cypher).execute();
    }

    @Override
    public void close() {
        driver.close();
    }
}
