package com.esab.data.redis;

import com.esab.data.metrics.Metric;
import com.esab.data.metrics.Metric.NotAvailable;
import com.esab.data.metrics.Metric.Value;
import com.esab.data.metrics.StoreMetrics;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** Each metric against a server that has just done what it measures. */
@ExtendWith(RealServers.class)
@Timeout(120)
class MetricsIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);

    private RedisServer server;
    private RedisSessions store;
    private RawRedis raw;

    @BeforeEach
    void connect() {
        server = RealServers.dedicatedRedis();
        store = RawRedis.patient().connect(RawRedis.uri(server));
        raw = new RawRedis(server);
    }

    @AfterEach
    void close() {
        raw.close();
        store.close();
        server.close();
    }

    @Test
    void keys_are_counted_by_what_they_are_for() {
        SessionId id = create(Optional.of(UserId.of("anna")));
        create(Optional.empty());
        store.cache().put("a", "value", HOUR);
        store.cache().put("session:x:ttl", "value", HOUR);
        store.cache().put("b", "value", HOUR);
        store.locks().tryLock("catalogue", HOUR).orElseThrow();
        store.archiveQueue().orElseThrow().bury(id, 0, "refused", 1);
        raw.redis().set("session:no session:at all", "of somebody else");

        Map<String, Double> keys = new HashMap<>();
        for (Metric metric : metrics().metrics()) {
            if (metric.name().equals("keys")) {
                assertThat(metric.reading()).isInstanceOfSatisfying(Value.class, value -> assertThat(value.estimated())
                        .isFalse());
                keys.put(
                        metric.labels().getOrDefault("namespace", "none"),
                        metric.value().orElseThrow());
            }
        }

        assertThat(keys)
                .isEqualTo(Map.of(
                        "session", 2.0,
                        "session_ttl", 2.0,
                        "user", 1.0,
                        "cache", 3.0,
                        "lock", 1.0,
                        "queue", 2.0,
                        "other", 1.0));
    }

    @Test
    void more_keys_than_are_counted_are_estimated_within_a_few_per_cent() {
        fill("cache:", 9_000);
        fill("lock:", 3_000);

        StoreMetrics metrics = metrics();

        Value cache = (Value)
                metrics.find("keys", Map.of("namespace", "cache")).orElseThrow().reading();
        assertThat(cache.estimated()).isTrue();
        assertThat(cache.number()).isCloseTo(9_000, Percentage.withPercentage(15));
        assertThat(metrics.metrics().stream()
                        .filter(metric -> metric.name().equals("keys"))
                        .mapToDouble(metric -> metric.value().orElseThrow())
                        .sum())
                .as("what the server says that there are")
                .isCloseTo(12_000, Offset.offset(7.0));
        assertThat(metrics.find("keys", Map.of("namespace", "user"))
                        .orElseThrow()
                        .value())
                .hasValue(0);
    }

    @Test
    void as_many_keys_as_are_counted_are_counted() {
        fill("cache:", RedisMetrics.COUNTED_KEYS);

        assertThat(reading("keys", Map.of("namespace", "cache")))
                .isEqualTo(new Value(RedisMetrics.COUNTED_KEYS, false));
    }

    /** By the server itself, which takes a moment instead of a minute. */
    private void fill(String prefix, int keys) {
        raw.redis()
                .eval(
                        "for i = 1, tonumber(ARGV[2]) do redis.call('SET', ARGV[1] .. i, 'value') end",
                        ScriptOutputType.STATUS,
                        new String[0],
                        prefix,
                        Integer.toString(keys));
    }

    @Test
    void memory_evictions_and_the_limit_change_with_what_is_stored() {
        assertThat(reading("memory_max_bytes", Map.of())).isInstanceOf(NotAvailable.class);
        assertThat(value("evicted_keys")).isZero();
        double before = value("memory_used_bytes");

        store.cache().put("large", "x".repeat(2_000_000), HOUR);
        assertThat(value("memory_used_bytes")).isGreaterThan(before + 1_900_000);

        raw.redis().configSet("maxmemory-policy", "allkeys-lru");
        long limit = (long) value("memory_used_bytes") - 1_000_000;
        raw.redis().configSet("maxmemory", Long.toString(limit));
        store.cache().put("one more", "value", HOUR);

        assertThat(value("memory_max_bytes")).isEqualTo(limit);
        assertThat(value("evicted_keys")).isPositive();
    }

    @Test
    void the_hit_ratio_is_that_of_what_was_looked_up() {
        assertThat(reading("hit_ratio", Map.of())).isInstanceOf(NotAvailable.class);

        store.cache().put("key", "value", HOUR);
        for (int i = 0; i < 3; i++) {
            assertThat(store.cache().get("key")).isPresent();
        }
        double all = value("hit_ratio");
        for (int i = 0; i < 30; i++) {
            assertThat(store.cache().get("absent")).isEmpty();
        }

        assertThat(all).isBetween(0.1, 1.0);
        assertThat(value("hit_ratio")).isBetween(0.01, all - 0.01);
    }

    @Test
    void clients_are_counted() {
        double before = value("connected_clients");
        try (RedisSessions another = RawRedis.patient().connect(RawRedis.uri(server))) {
            assertThat(another.cache().get("key")).isEmpty();

            assertThat(value("connected_clients")).isEqualTo(before + 1);
        }
    }

    @Test
    void the_append_only_file_is_measured_once_it_is_on() {
        List<String> names =
                List.of("aof_pending_fsyncs", "aof_delayed_fsyncs", "aof_buffer_bytes", "aof_last_rewrite_seconds");
        assertThat(names).allSatisfy(name -> assertThat(reading(name, Map.of()))
                .as(name)
                .isInstanceOfSatisfying(
                        NotAvailable.class, not -> assertThat(not.reason()).contains("appendonly")));

        // which rewrites it at once
        raw.redis().configSet("appendonly", "yes");
        while (reading("aof_last_rewrite_seconds", Map.of()) instanceof NotAvailable) {
            Thread.onSpinWait();
        }

        assertThat(names).allSatisfy(name -> assertThat(value(name)).as(name).isNotNegative());
    }

    @Test
    void the_lag_of_the_archive_is_told_with_hand_over_only() {
        SessionId dead = create(Optional.empty());
        create(Optional.empty());
        store.archiveQueue().orElseThrow().bury(dead, 0, "refused", 1);
        raw.letTimePass(Duration.ofMinutes(2));

        assertThat(value("archive_waiting_sessions")).isEqualTo(1);
        assertThat(value("archive_due_sessions")).isEqualTo(1);
        assertThat(value("archive_overdue_seconds")).isBetween(50.0, 70.0 + DEADLINE.toSeconds());
        assertThat(value("archive_dead_sessions")).isEqualTo(1);
        try (RedisSessions expiring = RawRedis.patient().handOver(false).connect(RawRedis.uri(server))) {
            assertThat(expiring.metrics(DEADLINE).find("archive_due_sessions")).isEmpty();
        }
    }

    @Test
    void a_queue_that_cannot_be_read_takes_no_other_metric_away() {
        raw.redis().set("sessions:due", "a string");

        assertThat(reading("archive_due_sessions", Map.of())).isInstanceOf(NotAvailable.class);
        assertThat(value("memory_used_bytes")).isPositive();
    }

    @Test
    void a_user_who_may_not_look_at_names_is_told_so_and_gets_all_other_metrics() {
        raw.redis()
                .aclSetuser(
                        "app",
                        AclSetuserArgs.Builder.on()
                                .addPassword("pw")
                                .allKeys()
                                .allCommands()
                                .removeCommand(CommandType.SCAN));
        try (RedisSessions limited = RawRedis.patient()
                .connect("redis://app:pw@%s:%d/%d".formatted(server.host(), server.port(), RawRedis.DATABASE))) {
            StoreMetrics metrics = limited.metrics(DEADLINE);
            assertThat(metrics.find("keys", Map.of("namespace", "session"))
                            .orElseThrow()
                            .reading())
                    .isInstanceOfSatisfying(
                            NotAvailable.class, not -> assertThat(not.reason()).contains("NOPERM"));
            assertThat(metrics.find("memory_used_bytes").orElseThrow().value()).isPresent();
        }
    }

    @Test
    void no_command_of_the_metrics_looks_at_all_keys_at_once_and_they_cost_a_few_round_trips_whatever_the_size() {
        try (TcpRelay relay = TcpRelay.toRedis(server.host(), server.port());
                RedisSessions counted = RawRedis.patient()
                        .password(server.password())
                        .connect("redis://%s:%d/%d".formatted(relay.host(), relay.port(), RawRedis.DATABASE))) {
            // the server learns the script
            counted.metrics(DEADLINE);
            relay.answerAfterSilence(Duration.ofMillis(20));

            relay.resetTraffic();
            counted.metrics(DEADLINE);
            assertThat(relay.traffic().commands()).containsExactly("INFO", "DBSIZE", "SCAN", "EVALSHA");
            assertThat(relay.traffic().roundTrips()).isEqualTo(3);

            fill("cache:", RedisMetrics.COUNTED_KEYS);
            relay.resetTraffic();
            counted.metrics(DEADLINE);
            assertThat(relay.traffic().roundTrips()).isLessThanOrEqualTo(6);

            fill("lock:", 10 * RedisMetrics.COUNTED_KEYS);
            relay.resetTraffic();
            counted.metrics(DEADLINE);
            assertThat(relay.traffic().roundTrips()).isEqualTo(3);
            assertThat(relay.traffic().commands())
                    .hasSize(3 + RedisMetrics.SAMPLED_KEYS)
                    .doesNotContain("KEYS", "SCAN");
        }
    }

    @Test
    void a_server_that_hangs_is_not_connected_within_the_deadline_and_measured_again_afterwards() {
        server.freeze();
        StoreMetrics hanging = store.metrics(Duration.ofMillis(300));
        assertThat(hanging.connected()).isFalse();
        assertThat(hanging.failure())
                .hasValueSatisfying(reason -> assertThat(reason).contains("300 ms"));
        assertThat(hanging.metrics()).isEmpty();

        server.thaw();
        assertThat(store.metrics(DEADLINE).connected()).isTrue();

        server.stop();
        assertThat(store.metrics(DEADLINE).connected()).isFalse();
    }

    @Test
    void a_cluster_is_the_sum_of_its_masters() {
        try (Deployment.Cluster cluster = new Deployment.Cluster();
                RedisSessions parted = cluster.connect(RawRedis.patient())) {
            for (int i = 0; i < 50; i++) {
                parted.cache().put("key " + i, "value", HOUR);
                parted.sessions().create(Session.begin(SessionId.random(), Optional.empty(), Instant.now()));
            }

            StoreMetrics metrics = parted.metrics(DEADLINE);

            assertThat(metrics.find("keys", Map.of("namespace", "cache"))
                            .orElseThrow()
                            .reading())
                    .isEqualTo(new Value(50, false));
            assertThat(metrics.find("keys", Map.of("namespace", "session"))
                            .orElseThrow()
                            .reading())
                    .isEqualTo(new Value(50, false));
            assertThat(metrics.find("keys", Map.of("namespace", "session_ttl"))
                            .orElseThrow()
                            .reading())
                    .isEqualTo(new Value(50, false));
            assertThat(metrics.find("archive_waiting_sessions").orElseThrow().value())
                    .hasValue(50);

            cluster.masters().get(0).freeze();
            assertThat(parted.metrics(Duration.ofSeconds(1)).connected()).isFalse();
            cluster.masters().get(0).thaw();
        }
    }

    private SessionId create(Optional<UserId> user) {
        return store.sessions()
                .create(Session.begin(SessionId.random(), user, Instant.now()))
                .id();
    }

    private StoreMetrics metrics() {
        StoreMetrics metrics = store.metrics(DEADLINE);
        assertThat(metrics.failure()).isEmpty();
        return metrics;
    }

    private Metric.Reading reading(String name, Map<String, String> labels) {
        return metrics().find(name, labels).orElseThrow().reading();
    }

    private double value(String name) {
        return metrics().find(name).orElseThrow().value().orElseThrow();
    }
}
