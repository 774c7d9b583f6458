package com.esab.data.redis;

import com.esab.data.health.Finding;
import com.esab.data.health.Finding.Severity;
import com.esab.data.health.StoreHealth;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** What the store says about the server. */
@ExtendWith(RealServers.class)
@Timeout(120)
class HealthIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @Test
    void a_server_set_up_well_has_no_findings() {
        try (RedisServer server = RealServers.dedicatedRedis(
                        Map.of("appendonly", "yes", "maxmemory", "512mb", "maxmemory-policy", "noeviction"));
                RedisSessions store = RawRedis.patient().connect(server.uri())) {
            store.archiveQueue().orElseThrow().repair();

            StoreHealth health = store.health(DEADLINE);

            assertThat(health.store()).isEqualTo("redis");
            assertThat(health.connected()).isTrue();
            assertThat(health.latency())
                    .hasValueSatisfying(latency -> assertThat(latency).isBetween(Duration.ofNanos(1), DEADLINE));
            assertThat(health.product()).contains(server.product());
            assertThat(health.product().orElseThrow()).startsWith("Redis ");
            assertThat(health.findings()).isEmpty();
        }
    }

    @Test
    void a_policy_that_can_drop_unarchived_sessions_is_a_warning_as_soon_as_memory_has_a_limit() {
        try (RedisServer server = RealServers.dedicatedRedis();
                RedisSessions store = RawRedis.patient().connect(server.uri());
                RawRedis raw = new RawRedis(server)) {
            for (String policy :
                    List.of("allkeys-lru", "allkeys-random", "volatile-lru", "volatile-ttl", "noeviction")) {
                raw.redis().configSet("maxmemory-policy", policy);
                raw.redis().configSet("maxmemory", "0");
                assertThat(codes(store)).as(policy).doesNotContain("eviction_policy");

                raw.redis().configSet("maxmemory", "512mb");
                if (policy.startsWith("allkeys")) {
                    Finding finding = finding(store, "eviction_policy");
                    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                    assertThat(finding.message()).contains(policy, "volatile-lru");
                } else {
                    assertThat(codes(store)).as(policy).doesNotContain("eviction_policy");
                }
            }
        }
    }

    @Test
    void without_hand_over_a_policy_that_can_drop_any_session_is_a_warning() {
        try (RedisServer server = RealServers.dedicatedRedis();
                RedisSessions store = RawRedis.patient().handOver(false).connect(server.uri());
                RawRedis raw = new RawRedis(server)) {
            for (String policy : List.of("allkeys-lru", "volatile-lru", "volatile-ttl", "noeviction")) {
                raw.redis().configSet("maxmemory-policy", policy);
                raw.redis().configSet("maxmemory", "0");
                assertThat(codes(store)).as(policy).doesNotContain("eviction_policy");

                raw.redis().configSet("maxmemory", "512mb");
                if (policy.equals("noeviction")) {
                    assertThat(codes(store)).doesNotContain("eviction_policy");
                } else {
                    Finding finding = finding(store, "eviction_policy");
                    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                    assertThat(finding.message()).contains(policy, "noeviction");
                }
            }
        }
    }

    @Test
    void what_the_server_has_evicted_is_a_warning() {
        try (RedisServer server = RealServers.dedicatedRedis(Map.of("maxmemory-policy", "allkeys-lru"));
                RedisSessions store = RawRedis.patient().connect(server.uri());
                RawRedis raw = new RawRedis(server)) {
            for (int i = 0; i < 100; i++) {
                store.cache().put("key " + i, "x".repeat(10_000), Duration.ofHours(1));
            }
            raw.redis().configSet("maxmemory", Long.toString(used(raw) - 200_000));
            store.cache().put("one more", "value", Duration.ofHours(1));

            assertThat(finding(store, "evictions").severity()).isEqualTo(Severity.WARNING);
            assertThat(finding(store, "memory").severity()).isEqualTo(Severity.WARNING);
        }
    }

    private static long used(RawRedis raw) {
        return raw.redis()
                .info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .sum();
    }

    @Test
    void sessions_that_should_be_archived_and_dead_ones_are_a_warning_with_hand_over_only() {
        try (RedisServer server = RealServers.dedicatedRedis();
                RedisSessions store = RawRedis.patient().connect(RawRedis.uri(server));
                RedisSessions expiring = RawRedis.patient().handOver(false).connect(RawRedis.uri(server));
                RawRedis raw = new RawRedis(server)) {
            Session late = create(store);
            SessionId dead = create(store).id();
            assertThat(codes(store)).doesNotContain("archive_lag", "dead_sessions");

            store.archiveQueue().orElseThrow().bury(dead, 0, "refused", 1);
            raw.letTimePass(Duration.ofMinutes(2));

            assertThat(finding(store, "archive_lag").severity()).isEqualTo(Severity.WARNING);
            assertThat(finding(store, "dead_sessions").severity()).isEqualTo(Severity.WARNING);
            assertThat(codes(expiring)).doesNotContain("archive_lag", "dead_sessions");

            store.archiveQueue().orElseThrow().acknowledge(List.of(late));
            store.sessions().delete(dead);
            assertThat(codes(store)).doesNotContain("archive_lag", "dead_sessions");
        }
    }

    private static Session create(RedisSessions store) {
        return store.sessions().create(Session.begin(SessionId.random(), Optional.empty(), Instant.now()));
    }

    @Test
    void a_queue_that_is_not_whole_is_worth_knowing_until_it_is_repaired() {
        try (RedisServer server = RealServers.dedicatedRedis();
                RedisSessions store = RawRedis.patient().keys(new Buckets()).connect(RawRedis.uri(server));
                RedisSessions expiring = RawRedis.patient().handOver(false).connect(RawRedis.uri(server));
                RawRedis raw = new RawRedis(server)) {
            Finding finding = finding(store, "archive_queue_incomplete");
            assertThat(finding.severity()).isEqualTo(Severity.INFO);
            assertThat(finding.message()).contains("an archiver puts back what is missing");
            assertThat(codes(expiring)).doesNotContain("archive_queue_incomplete");

            store.archiveQueue().orElseThrow().repair();
            assertThat(codes(store)).doesNotContain("archive_queue_incomplete");

            raw.redis().del(new Buckets().partitions().get(7).due());
            assertThat(codes(store)).containsOnlyOnce("archive_queue_incomplete");
        }
    }

    @Test
    void a_queue_that_cannot_be_read_is_an_error_of_a_server_that_answers() {
        try (RedisServer server = RealServers.dedicatedRedis();
                RedisSessions store = RawRedis.patient().connect(RawRedis.uri(server));
                RawRedis raw = new RawRedis(server)) {
            raw.redis().set("sessions:due", "a string");

            assertThat(finding(store, "archive_queue").severity()).isEqualTo(Severity.ERROR);
            assertThat(store.health(DEADLINE).connected()).isTrue();
        }
    }

    @Test
    void a_server_without_append_only_file_is_worth_knowing() {
        try (RedisServer server = RealServers.dedicatedRedis();
                RedisSessions store = RawRedis.patient().connect(server.uri())) {
            assertThat(finding(store, "persistence_off").severity()).isEqualTo(Severity.INFO);
        }
    }

    @Test
    void a_replica_is_an_error() {
        try (RedisServer server = RealServers.dedicatedRedis();
                RedisSessions store = RawRedis.patient().connect(server.uri());
                RawRedis raw = new RawRedis(server)) {
            raw.redis().replicaof("127.0.0.1", 1);

            assertThat(finding(store, "replica").severity()).isEqualTo(Severity.ERROR);
        }
    }

    @Test
    void a_server_that_hangs_or_is_gone_is_unreachable_within_the_deadline_and_well_again_afterwards() {
        try (RedisServer server = RealServers.dedicatedRedis();
                RedisSessions store = RawRedis.patient().connect(server.uri())) {
            server.freeze();
            long began = System.nanoTime();
            StoreHealth hanging = store.health(Duration.ofMillis(300));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(DEADLINE);
            assertThat(hanging.connected()).isFalse();
            assertThat(hanging.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("unreachable");
                assertThat(finding.message()).contains("300 ms");
            });
            server.thaw();
            assertThat(store.health(DEADLINE).connected()).isTrue();

            server.stop();
            assertThat(store.health(DEADLINE).connected()).isFalse();
            server.start();
            assertThat(store.health(DEADLINE).connected()).isTrue();
        }
    }

    @Test
    void a_password_that_was_changed_is_told_as_such_once_a_connection_is_lost() {
        try (RedisServer server = RealServers.dedicatedRedis();
                TcpRelay relay = TcpRelay.toRedis(server.host(), server.port());
                RedisSessions store = RawRedis.patient()
                        .password(server.password())
                        .connect("redis://" + relay.host() + ":" + relay.port());
                RawRedis raw = new RawRedis(server)) {
            raw.redis().configSet("requirepass", "another-" + server.password());
            assertThat(store.health(DEADLINE).connected()).isTrue();

            for (int i = 0; i < 10; i++) {
                relay.resetConnections();
                StoreHealth health = store.health(DEADLINE);
                assertThat(health.connected()).isFalse();
                assertThat(health.findings()).singleElement().satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                    assertThat(finding.code()).as(finding.message()).isEqualTo("credentials_refused");
                    assertThat(finding.message()).contains("WRONGPASS").doesNotContain(server.password());
                });
            }

            raw.redis().configSet("requirepass", server.password());
            assertThat(store.health(DEADLINE).connected()).isTrue();
        }
    }

    private static List<String> codes(RedisSessions store) {
        return store.health(DEADLINE).findings().stream().map(Finding::code).toList();
    }

    private static Finding finding(RedisSessions store, String code) {
        return store.health(DEADLINE).findings().stream()
                .filter(finding -> finding.code().equals(code))
                .findFirst()
                .orElseThrow();
    }
}
