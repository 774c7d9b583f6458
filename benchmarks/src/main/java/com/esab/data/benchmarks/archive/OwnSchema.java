package com.esab.data.benchmarks.archive;

import com.esab.data.EsabData;
import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.testkit.relay.TcpRelay;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A schema of its own in the server's database, with the tables, indexes and triggers of the library's archive. */
record OwnSchema(String host, int port, String name) {

    static OwnSchema named(String name) {
        return new OwnSchema(Addresses.postgresHost(), Addresses.postgresPort(), name);
    }

    /** The same one as clients reach it that are to be counted. */
    OwnSchema through(TcpRelay relay) {
        return new OwnSchema(relay.host(), relay.port(), name);
    }

    TcpRelay relay() {
        return TcpRelay.to(host, port);
    }

    /** Makes it anew. */
    void create() throws SQLException {
        drop();
        run("CREATE SCHEMA " + name);
        try (EsabData data = EsabData.builder().archive(library()).build()) {
            data.migrate();
        }
        // what Hibernate needs to reserve ids for a whole batch; the others take one after the other all the same
        run("ALTER SEQUENCE archived_sessions_id_seq INCREMENT BY " + ArchivedEntity.IDS_AT_ONCE);
    }

    void drop() throws SQLException {
        run("DROP SCHEMA IF EXISTS " + name + " CASCADE");
    }

    /** Runs statements one by one on one connection. */
    void run(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), Addresses.postgresUser(), Addresses.postgresPassword());
    }

    PostgresArchive library() {
        return PostgresArchive.builder().connect(url(), Addresses.postgresUser(), Addresses.postgresPassword());
    }

    /** As an app opens a pool for transactions of its own; batches of inserts become statements of many rows. */
    HikariDataSource transactions() {
        return pool(url() + "&reWriteBatchedInserts=true", false);
    }

    /** As an app opens a pool for single statements. */
    HikariDataSource statements() {
        return pool(url(), true);
    }

    private static HikariDataSource pool(String url, boolean autoCommit) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(Addresses.postgresUser());
        config.setPassword(Addresses.postgresPassword());
        config.setAutoCommit(autoCommit);
        // one thread asks, and what others open meanwhile would be counted
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    private String url() {
        return "jdbc:postgresql://%s:%d/%s?currentSchema=%s".formatted(host, port, Addresses.postgresDatabase(), name);
    }
}
