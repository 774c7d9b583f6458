package com.esab.data.testkit.server;

/** A Neo4j server with the database {@code neo4j}. */
public interface Neo4jServer extends RealServer {

    /** The address for a driver, as in {@code bolt://127.0.0.1:7687}. */
    String uri();

    String username();

    String password();
}
