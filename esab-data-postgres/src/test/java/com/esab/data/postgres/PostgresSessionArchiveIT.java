package com.esab.data.postgres;

import com.esab.data.archive.SessionArchive;
import com.esab.data.testkit.contract.SessionArchiveContract;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class PostgresSessionArchiveIT extends SessionArchiveContract {

    private static TestDatabase database;
    private static PostgresArchive store;

    @BeforeAll
    static void connect(PostgresServer server) {
        database = TestDatabase.migrated(server);
        store = database.archive();
    }

    @AfterAll
    static void close() {
        store.close();
        database.close();
    }

    @BeforeEach
    void empty() {
        database.execute("TRUNCATE archived_sessions");
    }

    @Override
    protected SessionArchive archive() {
        return store.archive();
    }

    @Override
    protected Instant now() {
        return Instant.now();
    }

    @Override
    protected void letTimePass(Duration time) {
        database.execute(
                "UPDATE archived_sessions SET archived_at = archived_at - INTERVAL '1 second' * " + time.toSeconds());
    }
}
