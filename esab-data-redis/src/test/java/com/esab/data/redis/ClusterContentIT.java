package com.esab.data.redis;

import com.esab.data.error.StoreUnavailableException;
import com.esab.data.redis.Contents.Kept;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.StoreContent;
import com.esab.data.store.StoreContent.Replacement;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisCluster.SlotMove;
import com.esab.data.testkit.server.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is taken out of a cluster and put back, on all its masters. */
@ExtendWith({RealServers.class, Deployment.Shared.class})
@Timeout(120)
class ClusterContentIT {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<String> BRACES = List.of("{b017}", "{user}", "a{", "}b{", "{}", "x{y}z", "a}b", "plain");

    private final Deployment.Cluster deployment;
    private RedisSessions store;
    private StoreContent content;
    private ArchiveQueue queue;

    ClusterContentIT(Deployment.Cluster deployment) {
        this.deployment = deployment;
    }

    @BeforeEach
    void connect() {
        deployment.clear();
        store = deployment.connect(RawRedis.patient());
        content = store.content().orElseThrow();
        queue = store.archiveQueue().orElseThrow();
        queue.repair();
    }

    @AfterEach
    void close() {
        store.close();
        deployment.clear();
    }

    private void fill() {
        for (int i = 0; i < 300; i++) {
            Session session = store.sessions()
                    .create(Session.begin(
                            SessionId.of("session-" + i), Optional.of(UserId.of("user " + i % 20)), Instant.now()));
            switch (i % 4) {
                case 0 -> queue.acknowledge(List.of(session));
                case 1 -> store.sessions().save(session.withStatus(SessionStatus.COMPLETED));
                case 2 -> queue.bury(session.id(), 0, "refused", 1 + i % 3);
                default -> {
                    // it is just due
                }
            }
        }
        BRACES.forEach(key -> store.cache().put(key, "text of " + key, HOUR));
    }

    @Test
    void every_key_on_every_master_comes_back_with_its_expiry() {
        fill();
        Map<String, Kept> before = kept();
        List<ContentRecord> exported = Contents.exported(content);
        assertThat(content.count()).isEqualTo(Map.of("session", 300L, "cached", (long) BRACES.size()));
        assertThat(exported).hasSize(300 + BRACES.size());
        deployment.clear();
        store.sessions().create(Session.begin(SessionId.of("old"), Optional.of(UserId.of("user 5")), Instant.now()));
        store.cache().put("{old}", "text", HOUR);
        long moved = deployment.errors("MOVED");

        try (Replacement replacement = content.replace()) {
            exported.forEach(replacement::put);
            List<ContentRecord> staged = new ArrayList<>();
            replacement.export(staged::add);
            assertThat(staged).containsExactlyInAnyOrderElementsOf(exported);
            assertThat(store.sessions().find(SessionId.of("session-0"))).isEmpty();
            replacement.commit();
        }

        Contents.assertSame(kept(), before);
        assertThat(deployment.errors("MOVED")).isEqualTo(moved);
        assertThat(store.sessions().ofUser(UserId.of("user 0"))).hasSize(15);
        assertThat(queue.claim(1, HOUR).intact()).isTrue();
    }

    @Test
    void what_a_crashed_restore_has_left_goes_on_every_master_and_changes_nothing() {
        fill();
        List<ContentRecord> exported = Contents.exported(content);
        Map<String, Kept> before = kept();
        Replacement crashed = content.replace();
        exported.forEach(crashed::put);
        crashed.export(record -> {});
        assertThat(kept()).hasSize(before.size() + exported.size());

        content.replace().close();

        Contents.assertSame(kept(), before);
    }

    @Test
    void a_commit_that_has_begun_comes_to_its_end_on_every_master() {
        fill();
        List<ContentRecord> exported = Contents.exported(content);
        Map<String, Kept> before = kept();
        deployment.clear();
        Replacement crashed = content.replace();
        exported.forEach(crashed::put);
        crashed.export(record -> {});
        String run = kept().keySet().stream()
                .filter(key -> key.startsWith("restoring:"))
                .findFirst()
                .orElseThrow()
                .split(":")[1];
        int slot = deployment.servers().slotOf("restoring:begun");
        deployment.raw(deployment.servers().masterOf(slot)).redis().set("restoring:begun", run);
        assertThat(content.isHalfReplaced()).isTrue();

        content.finishReplacement();

        Contents.assertSame(kept(), before);
        assertThat(content.isHalfReplaced()).isFalse();
    }

    @Test
    void while_slots_move_nothing_is_counted_exported_or_replaced() {
        fill();
        Map<String, Kept> before = kept();
        int slot = deployment.servers().slotOf("{b017}");
        RedisServer target = deployment.masters().stream()
                .filter(master -> !master.equals(deployment.servers().masterOf(slot)))
                .findFirst()
                .orElseThrow();
        SlotMove move = deployment.servers().beginMove(slot, target);
        try {
            for (Runnable call :
                    List.<Runnable>of(content::count, () -> Contents.exported(content), () -> content.replace())) {
                assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(call::run)
                        .withMessageContaining("slots are moving");
            }
        } finally {
            move.finish();
        }
        Contents.assertSame(kept(), before);
        assertThat(Contents.exported(content)).hasSize(300 + BRACES.size());
    }

    @Test
    void an_export_fails_when_a_slot_has_moved_meanwhile() {
        fill();
        int slot = deployment.servers().slotOf("{b017}");
        RedisServer target = deployment.masters().stream()
                .filter(master -> !master.equals(deployment.servers().masterOf(slot)))
                .findFirst()
                .orElseThrow();
        List<ContentRecord> exported = new ArrayList<>();

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> content.export(
                        record -> {
                            if (exported.isEmpty()) {
                                deployment.servers().beginMove(slot, target).finish();
                            }
                            exported.add(record);
                        },
                        (step, done, total) -> {}))
                .withMessageContaining("meanwhile");
        assertThat(exported).isNotEmpty();
    }

    private Map<String, Kept> kept() {
        return Contents.kept(deployment.masters().stream()
                .map(master -> deployment.raw(master).redis())
                .toList());
    }
}
