package com.esab.data.torture;

import com.esab.data.EsabData;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.SessionStore;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import com.esab.data.torture.Violation.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Workers save and archive on real servers while one fault follows the other; then everything is mended, the queue is drained, and
 * the archive is held against the histories of the workers.
 *
 * <p>Both stores are reached through relays. The order of the faults follows from the seed; when precisely they strike does not.
 */
final class Storm {

    private static final int LANES = 2;
    private static final Duration DRAINING = Duration.ofMinutes(3);
    private static final Duration ENDING = Duration.ofSeconds(60);

    private final StormSettings settings;

    Storm(StormSettings settings) {
        this.settings = settings;
    }

    StormReport run() throws Exception {
        Path folder = Files.createTempDirectory("esab-data-torture-");
        try (RedisServer redis = RealServers.dedicatedRedis(redisConfiguration());
                PostgresServer postgres = RealServers.dedicatedPostgres();
                TcpRelay redisLink = TcpRelay.to(redis.host(), redis.port());
                TcpRelay postgresLink = TcpRelay.to(postgres.host(), postgres.port())) {
            Stores direct = new Stores(redis.uri(), postgres.jdbcUrl(), postgres.username(), postgres.password());
            ArchiveTable table = new ArchiveTable(direct.jdbcUrl(), direct.user(), direct.password());
            migrate(direct);
            table.watch();
            Stores relayed = new Stores(
                    redis.uri().replace(":" + redis.port(), ":" + redisLink.port()),
                    postgres.jdbcUrl().replace(":" + postgres.port() + "/", ":" + postgresLink.port() + "/"),
                    postgres.username(),
                    postgres.password());

            Workers workers = new Workers(settings, folder, relayed);
            Faults faults = new Faults(settings, redis, redisLink, postgres, postgresLink, workers);
            Duration lasted;
            try {
                workers.startAll();
                long began = System.nanoTime();
                faults.rage(LANES, settings.length());
                lasted = Duration.ofNanos(System.nanoTime() - began);
                workers.stopAll(ENDING);
            } finally {
                workers.killAll();
            }

            List<Violation> violations = new ArrayList<>(workers.failures());
            violations.addAll(drain(direct, table));
            List<HistoryEntry> history = History.readAll(folder);
            List<StoredRow> rows = table.rows();
            violations.addAll(HistoryChecker.check(history, rows));
            violations.addAll(table.brokenRules());
            if (violations.isEmpty()) {
                delete(folder);
            }
            return StormReport.of(settings, lasted, history, rows.size(), faults.happened(), violations, folder);
        }
    }

    private Map<String, String> redisConfiguration() {
        // a rewritten file could not be cut to the size it had
        String rewrite = settings.durability() == Durability.POWER_CUT ? "0" : "100";
        return Map.of(
                "appendonly",
                "yes",
                "appendfsync",
                settings.durability().fsync(),
                "auto-aof-rewrite-percentage",
                rewrite);
    }

    private static void migrate(Stores stores) {
        try (EsabData data = EsabData.builder().archive(stores.archive()).build()) {
            data.migrate();
        }
    }

    /** Archives with a fresh archiver until nothing is owed and no time is left to run out; what remains is a violation. */
    private static List<Violation> drain(Stores stores, ArchiveTable table) throws SQLException {
        SessionStore sessions = stores.sessions();
        ArchiveStore archive = stores.archive();
        List<Violation> owed = new ArrayList<>();
        try (EsabData data =
                Stores.open(sessions, archive, ArchiverSettings.defaults().withBackground(false))) {
            ArchiveQueue queue = sessions.archiveQueue().orElseThrow();
            long end = System.nanoTime() + DRAINING.toNanos();
            ArchiveLag lag = ArchiveLag.NONE;
            String failure = "";
            boolean drained = false;
            while (!drained && System.nanoTime() < end) {
                try {
                    data.archiver().runOnce();
                    lag = data.archiver().lag();
                    drained = lag.waiting() == 0 && table.active() == 0;
                } catch (StoreUnavailableException e) {
                    failure = e.getMessage();
                }
                if (!drained) {
                    Pauses.pause(Duration.ofMillis(200));
                }
            }
            if (!drained) {
                owed.add(new Violation(Kind.OWED, "the queue is not empty: %s %s".formatted(lag, failure)));
            }
            queue.dead(100)
                    .forEach(dead -> owed.add(
                            new Violation(Kind.OWED, "session %s is dead: %s".formatted(dead.id(), dead.reason()))));
            long forgotten = queue.repair();
            if (forgotten > 0) {
                owed.add(new Violation(Kind.OWED, forgotten + " records were neither due nor did they expire"));
            }
        }
        return owed;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
