package com.esab.data.torture;

import com.esab.data.EsabData;
import com.esab.data.Sessions.Completion;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.health.StoreHealth;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.redis.RedisSessions;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * PostgreSQL is down for a while, and an app goes on saving.
 *
 * <p>The app reaches Redis through a relay that counts round trips and does not archive; another program does.
 */
final class Outage {

    private static final int SESSIONS = 50;
    private static final int SAVES = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** From when on an operator is told that the archive is behind. */
    static final Duration TOLD = Duration.ofMinutes(1);

    private Outage() {}

    /**
     * What came of it.
     *
     * @param tripsBefore how often Redis answered while PostgreSQL was up
     * @param failures saves that failed while it was down
     * @param ended what the end of a session came to meanwhile
     * @param lag how far the archive was behind at the end
     * @param findings the codes of what health said of Redis at the end
     * @param missing sessions that were not archived as they were saved last when PostgreSQL was back
     */
    record Report(
            Duration length,
            long savesBefore,
            long tripsBefore,
            long saves,
            long trips,
            long failures,
            Completion.Outcome ended,
            ArchiveLag lag,
            Set<String> findings,
            boolean drained,
            long missing) {

        String table() {
            return """
                    PostgreSQL down for %d s
                    round trips of %,d saves before   %,d
                    round trips of %,d saves meanwhile %,d
                    saves that failed                %d
                    a session that was ended         %s
                    behind at the end                %s
                    health of Redis said             %s
                    drained afterwards               %s
                    missing afterwards               %d
                    """.formatted(
                            length.toSeconds(),
                            savesBefore,
                            tripsBefore,
                            saves,
                            trips,
                            failures,
                            ended,
                            lag,
                            findings,
                            drained,
                            missing);
        }
    }

    static Report run(Duration length) {
        try (RedisServer redis = RealServers.dedicatedRedis();
                PostgresServer postgres = RealServers.dedicatedPostgres();
                TcpRelay relay = TcpRelay.toRedis(redis.host(), redis.port());
                EsabData app = data(redis.uri().replace(":" + redis.port(), ":" + relay.port()), postgres, false);
                EsabData archiving = data(redis.uri(), postgres, true)) {
            app.migrate();
            return new Run(app, archiving, postgres, relay).of(length);
        }
    }

    private static EsabData data(String redisUri, PostgresServer postgres, boolean background) {
        return EsabData.builder()
                .sessions(RedisSessions.builder()
                        .checkpointDelay(Duration.ofSeconds(1))
                        .connect(redisUri))
                .archive(PostgresArchive.builder()
                        .poolSize(2)
                        .connectionTimeout(Duration.ofSeconds(1))
                        .connect(postgres.jdbcUrl(), postgres.username(), postgres.password()))
                .archiver(ArchiverSettings.defaults()
                        .withBackground(background)
                        .withPauses(Duration.ofMillis(200), Duration.ofSeconds(2)))
                .build();
    }

    private static final class Run {

        private final EsabData app;
        private final EsabData archiving;
        private final PostgresServer postgres;
        private final TcpRelay relay;
        private final List<SessionId> ids = new ArrayList<>();
        private final Map<SessionId, Session> saved = new HashMap<>();
        private long turns;
        private long failures;

        private Run(EsabData app, EsabData archiving, PostgresServer postgres, TcpRelay relay) {
            this.app = app;
            this.archiving = archiving;
            this.postgres = postgres;
            this.relay = relay;
        }

        private Report of(Duration length) {
            for (int i = 0; i < SESSIONS; i++) {
                remember(app.sessions().start());
            }
            for (int i = 0; i < SAVES; i++) {
                save();
            }
            relay.resetTraffic();
            for (int i = 0; i < SAVES; i++) {
                save();
            }
            long tripsBefore = relay.traffic().roundTrips();

            postgres.stop();
            relay.resetTraffic();
            long savedBefore = turns;
            long end = System.nanoTime() + length.toNanos();
            while (System.nanoTime() < end) {
                save();
            }
            long saves = turns - savedBefore;
            long trips = relay.traffic().roundTrips();
            Completion ended = app.sessions().abandon(ids.get(0));
            saved.put(ids.get(0), ended.session());
            // leased ones are not due: what an archiver has just taken comes back when it has failed
            await(() -> archiving.archiver().lag().due() > SESSIONS / 2);
            ArchiveLag lag = archiving.archiver().lag();
            Set<String> expected =
                    length.compareTo(TOLD) > 0 ? Set.of("archiver_failing", "archive_lag") : Set.of("archiver_failing");
            await(() -> findings().containsAll(expected));
            Set<String> findings = findings();

            postgres.start();
            boolean drained = await(() -> archiving.archiver().lag().waiting() == 0);
            long missing = saved.values().stream()
                    .filter(session -> !isArchived(session))
                    .count();
            return new Report(
                    length,
                    SAVES,
                    tripsBefore,
                    saves,
                    trips,
                    failures,
                    ended.outcome(),
                    lag,
                    findings,
                    drained,
                    missing);
        }

        private void remember(Session session) {
            ids.add(session.id());
            saved.put(session.id(), session);
        }

        private void save() {
            SessionId id = ids.get((int) (turns++ % ids.size()));
            Message message = Message.user("save " + turns, Instant.now());
            try {
                List<Message> only = List.of(message);
                saved.put(id, app.sessions().update(id, session -> session.withMessages(only)));
            } catch (StoreUnavailableException e) {
                failures++;
            }
        }

        private Set<String> findings() {
            return archiving.health().stores().stream()
                    .filter(store -> store.store().equals("redis"))
                    .map(StoreHealth::findings)
                    .flatMap(List::stream)
                    .map(Finding::code)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private boolean isArchived(Session session) {
            return app.archive()
                    .find(session.id())
                    .filter(row -> row.status() != SessionStatus.ERASED)
                    .flatMap(ArchivedSession::session)
                    .filter(session::equals)
                    .isPresent();
        }

        private static boolean await(BooleanSupplier condition) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                if (condition.getAsBoolean()) {
                    return true;
                }
                Pauses.pause(Duration.ofMillis(100));
            }
            return false;
        }
    }
}
