package com.esab.data.postgres;

import com.esab.data.EsabData;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.health.Finding;
import com.esab.data.health.StoreHealth;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.testkit.contract.TestClock;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static com.esab.data.postgres.Sessions.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of sessions while their archive is down. */
@ExtendWith(RealServers.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresHandOverOutageIT {

    /** Fewer than there are sessions: what is not claimed just now stays due. */
    private static final int BATCH = 5;

    private final TestClock clock = new TestClock();

    @Test
    void while_the_archive_is_down_saves_go_on_and_health_shows_the_lag_and_afterwards_it_catches_up() {
        try (PostgresServer server = RealServers.dedicatedPostgres()) {
            TestDatabase database = TestDatabase.migrated(server);
            try (EsabData data = data(database)) {
                List<SessionId> ids = new ArrayList<>();
                for (int i = 0; i < 4 * BATCH; i++) {
                    ids.add(data.sessions().start(ANNA).id());
                }
                clock.advance(InMemoryStores.CHECKPOINT_DELAY);
                await(() -> data.archiver().lag().equals(ArchiveLag.NONE));
                assertThat(codes(data)).isEmpty();

                server.stop();
                for (SessionId id : ids) {
                    say(data, id, "the archive is down");
                }
                // the saves fall due, then lie for longer than is worth mentioning
                clock.advance(InMemoryStores.CHECKPOINT_DELAY.multipliedBy(3));

                await(() -> codes(data).containsAll(List.of("archive_lag", "archiver_failing")));
                assertThat(health(data, "sessions").connected()).isTrue();
                assertThat(health(data, Database.STORE).connected()).isFalse();
                List<Session> last =
                        ids.stream().map(id -> say(data, id, "and still is")).toList();
                assertThat(data.archiver().lag().waiting()).isEqualTo(ids.size());

                server.start();
                // what was saved while it was on its way to the archive is due again only after the delay
                await(() -> {
                    clock.advance(Duration.ofSeconds(1));
                    return data.archiver().lag().equals(ArchiveLag.NONE);
                });

                await(() -> codes(data).isEmpty());
                assertThat(last).allSatisfy(session -> assertThat(data.archive().find(session.id()))
                        .flatMap(ArchivedSession::session)
                        .contains(session));
            }
        }
    }

    private EsabData data(TestDatabase database) {
        return EsabData.builder()
                .sessions(new InMemoryStores(clock, Duration.ofDays(1)).sessions())
                .archive(database.hurriedArchive())
                .clock(clock)
                .archiver(ArchiverSettings.defaults()
                        .withBatch(BATCH)
                        .withPauses(Duration.ofMillis(10), Duration.ofMillis(100)))
                .build();
    }

    private static Session say(EsabData data, SessionId id, String text) {
        return data.sessions().update(id, session -> session.withMessage(Message.user(text, session.lastActivityAt())));
    }

    private static StoreHealth health(EsabData data, String store) {
        return data.health().stores().stream()
                .filter(health -> health.store().equals(store))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> codes(EsabData data) {
        return health(data, "sessions").findings().stream().map(Finding::code).toList();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the time until it must hold").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
