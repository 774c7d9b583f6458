package com.esab.data.redis;

import com.esab.data.archive.ArchiverSettings;
import com.esab.data.archive.SessionArchive;
import com.esab.data.archive.SessionArchiver;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.testkit.server.RedisServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of the hand-over when a master dies and a replica takes over.
 *
 * <p>Replication is asynchronous: a master acknowledges a save before its replica has it. So what was acknowledged in the last
 * moments before its death may be lost, or what was claimed then may be due again. Tests look at what the replica had.
 */
@Timeout(120)
abstract class FailOver {

    private static final int SESSIONS = 24;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Deployment deployment;

    FailOver(Deployment deployment) {
        this.deployment = deployment;
    }

    @Test
    void every_acknowledged_save_that_the_replica_had_reaches_the_archive_once() {
        deployment.clear();
        SessionArchive archive = new InMemoryStores(Clock.systemUTC()).archive().archive();
        try (RedisSessions store = deployment.connect(RedisSessions.builder().checkpointDelay(Duration.ofMillis(1)))) {
            SessionArchiver archiver = archiver(store, archive);
            List<Session> sessions = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(store.sessions()
                        .create(Session.begin(
                                SessionId.random(),
                                Optional.of(UserId.of("user-" + UUID.randomUUID())),
                                Instant.now())));
            }
            Map<SessionId, List<String>> replicated;
            RedisServer killed;
            try (Workload workload = new Workload(store.sessions(), sessions)) {
                archiver.start();
                workload.awaitSaves();
                replicated = workload.acknowledged();
                awaitReplication(workload);
                killed = deployment.killMaster(
                        deployment.keys().record(sessions.get(0).id()));
                deployment.awaitFailover();
                workload.awaitSaves();
                Map<SessionId, List<String>> afterwards = workload.acknowledged();
                workload.awaitSaves();
                workload.stop();
                assertThat(workload.failures()).isPositive();

                archiver.close();
                deployment.restore(killed);
                // what a lease hides of a claim that the death has interrupted
                deployment.letTimePass(Duration.ofMinutes(5));
                archiver(store, archive).runOnce();
                assertThat(store.archiveQueue().orElseThrow().lag().waiting()).isZero();
                Map<SessionId, List<String>> last = workload.acknowledged();
                for (Session session : sessions) {
                    SessionId id = session.id();
                    List<String> texts = archive.find(id).orElseThrow().session().orElseThrow().messages().stream()
                            .map(Message::content)
                            .toList();
                    assertThat(texts).doesNotHaveDuplicates().containsAll(replicated.get(id));
                    List<String> late = last.get(id)
                            .subList(afterwards.get(id).size(), last.get(id).size());
                    assertThat(texts).isNotEmpty().containsAll(late);
                    assertThat(store.sessions().find(id).orElseThrow().messages())
                            .hasSize(texts.size());
                }
            }
        }
    }

    private static SessionArchiver archiver(RedisSessions store, SessionArchive archive) {
        return new SessionArchiver(
                store.sessions(),
                store.archiveQueue().orElseThrow(),
                archive,
                HOUR,
                ArchiverSettings.defaults()
                        .withLease(Duration.ofMinutes(1))
                        .withPauses(Duration.ofMillis(50), Duration.ofMillis(200)));
    }

    /** Returns when each replica has what its master has now. */
    private void awaitReplication(Workload workload) {
        for (RedisServer master : deployment.masters()) {
            long written = offset(master, "master_repl_offset:");
            workload.await(() -> offset(master, "slave0:.*offset=") >= written);
        }
    }

    private long offset(RedisServer master, String before) {
        return deployment
                .raw(master)
                .redis()
                .info("replication")
                .lines()
                .filter(line -> line.matches(before + "\\d+.*"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(before, "").replaceFirst("\\D.*", "")))
                .findFirst()
                .orElse(-1);
    }
}
