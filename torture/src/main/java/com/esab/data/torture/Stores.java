package com.esab.data.torture;

import com.esab.data.EsabData;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.redis.RedisSessions;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.SessionStore;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** Where the two stores are, and the settings that all programs of a storm share; times are short so that all of them run out. */
record Stores(String redisUri, String jdbcUrl, String user, String password) {

    static final Duration SESSION_TIME_TO_LIVE = Duration.ofSeconds(4);
    static final Duration CHECKPOINT_DELAY = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofSeconds(7);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    static Stores of(Map<String, String> environment) {
        return new Stores(
                environment.getOrDefault("TORTURE_REDIS_URI", ""),
                environment.getOrDefault("TORTURE_JDBC_URL", ""),
                environment.getOrDefault("TORTURE_POSTGRES_USER", ""),
                environment.getOrDefault("TORTURE_POSTGRES_PASSWORD", ""));
    }

    Map<String, String> environment() {
        return Map.of(
                "TORTURE_REDIS_URI", redisUri,
                "TORTURE_JDBC_URL", jdbcUrl,
                "TORTURE_POSTGRES_USER", user,
                "TORTURE_POSTGRES_PASSWORD", password);
    }

    SessionStore sessions() {
        return connected(() -> RedisSessions.builder()
                .sessionTimeToLive(SESSION_TIME_TO_LIVE)
                .checkpointDelay(CHECKPOINT_DELAY)
                .commandTimeout(PATIENCE)
                .connectTimeout(PATIENCE)
                .connect(redisUri));
    }

    ArchiveStore archive() {
        return connected(() -> PostgresArchive.builder()
                .poolSize(4)
                .connectionTimeout(PATIENCE)
                .statementTimeout(PATIENCE.multipliedBy(2))
                .connect(jdbcUrl, user, password));
    }

    /** The library over both stores, with the sample catalogue in memory. */
    static EsabData open(SessionStore sessions, ArchiveStore archive, ArchiverSettings archiver) {
        EsabData data = EsabData.builder()
                .catalog(new InMemoryStores(Clock.systemUTC()).catalog())
                .sessions(sessions)
                .archive(archive)
                .archiver(archiver.withLease(LEASE))
                .build();
        data.catalog().load(SampleCatalog.data());
        return data;
    }

    /** A store may be down while a program begins. */
    private static <T> T connected(Supplier<T> connect) {
        while (true) {
            try {
                return connect.get();
            } catch (StoreUnavailableException e) {
                Pauses.pause(Duration.ofMillis(100));
            }
        }
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "Stores[" + jdbcUrl + "]";
    }
}
