package com.esab.data.testkit.server;

/** A PostgreSQL server; the user may create databases, schemas and extensions. */
public interface PostgresServer extends RealServer {

    String host();

    int port();

    String database();

    /** The address without credentials, as in {@code jdbc:postgresql://127.0.0.1:5432/postgres}. */
    String jdbcUrl();

    String username();

    String password();
}
