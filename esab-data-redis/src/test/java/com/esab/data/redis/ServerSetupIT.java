package com.esab.data.redis;

import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.redis.RedisServerSettings.Eviction;
import com.esab.data.redis.RedisSettingResult.Outcome;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisCluster;
import com.esab.data.testkit.server.RedisServer;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

/** Setting servers up. */
@ExtendWith(RealServers.class)
@Timeout(120)
class ServerSetupIT {

    private static final String SECRET = "s3cr3t-marker";
    private static final RedisServerSettings RECOMMENDED =
            RedisServerSettings.DEFAULT.withEviction(Eviction.VOLATILE_LRU);

    @Test
    void what_is_not_as_wanted_is_set_and_outlives_a_restart_and_the_second_time_nothing_is_to_be_done() {
        try (RedisServer server = RealServers.dedicatedRedis(Map.of("maxmemory-policy", "allkeys-lru"));
                RedisSessions store = RawRedis.patient().connect(server.uri())) {
            assertThat(store.configure(RedisServerSettings.DEFAULT))
                    .extracting(RedisSettingResult::name, RedisSettingResult::value, RedisSettingResult::outcome)
                    .containsExactly(
                            tuple("maxmemory", "536870912", Outcome.SET),
                            tuple("maxmemory-policy", "allkeys-lru", Outcome.UNCHANGED),
                            tuple("appendonly", "yes", Outcome.SET),
                            tuple("appendfsync", "everysec", Outcome.UNCHANGED),
                            tuple("timeout", "300", Outcome.SET),
                            tuple(RedisSettingResult.FILE, "", Outcome.SET));

            server.stop();
            server.start();

            assertThat(store.configure(RedisServerSettings.DEFAULT))
                    .allSatisfy(result -> {
                        assertThat(result.server()).isEmpty();
                        assertThat(result.reason()).isEmpty();
                    })
                    .filteredOn(result -> !result.name().equals(RedisSettingResult.FILE))
                    .hasSize(5)
                    .allMatch(result -> result.outcome() == Outcome.UNCHANGED);
            try (RawRedis raw = new RawRedis(server)) {
                assertThat(raw.redis().configGet("maxmemory")).containsEntry("maxmemory", "536870912");
            }
        }
    }

    @Test
    void with_the_recommended_eviction_the_health_has_nothing_to_say_of_the_settings() {
        try (RedisServer server = RealServers.dedicatedRedis();
                RedisSessions store = RawRedis.patient().connect(server.uri())) {
            store.configure(RedisServerSettings.DEFAULT);
            assertThat(codes(store)).contains("eviction_policy").doesNotContain("persistence_off");

            store.configure(RECOMMENDED);
            assertThat(codes(store)).doesNotContain("eviction_policy", "persistence_off");
        }
    }

    private static List<String> codes(RedisSessions store) {
        return store.health(Duration.ofSeconds(30)).findings().stream()
                .map(Finding::code)
                .toList();
    }

    @Test
    void a_server_that_refuses_config_is_reported_with_the_reason_and_what_it_tells_elsewhere_counts() {
        try (RedisServer server = RealServers.dedicatedRedis(Map.of("maxmemory-policy", "volatile-lru"));
                RedisSessions store = managed(server, "-config")) {
            List<RedisSettingResult> results = store.configure(RECOMMENDED);

            assertThat(results)
                    .extracting(RedisSettingResult::name, RedisSettingResult::outcome)
                    .containsExactly(
                            tuple("maxmemory", Outcome.REFUSED),
                            tuple("maxmemory-policy", Outcome.UNCHANGED),
                            tuple("appendonly", Outcome.REFUSED),
                            tuple("appendfsync", Outcome.REFUSED),
                            tuple("timeout", Outcome.REFUSED),
                            tuple(RedisSettingResult.FILE, Outcome.REFUSED));
            assertThat(results)
                    .filteredOn(result -> result.outcome() == Outcome.REFUSED)
                    .allSatisfy(result -> assertThat(result.reason().orElseThrow())
                            .contains("NOPERM")
                            .doesNotContain(SECRET));
        }
    }

    @Test
    void a_server_that_lets_settings_be_seen_but_not_set_says_which_are_so() {
        try (RedisServer server = RealServers.dedicatedRedis(Map.of("timeout", "300"));
                RedisSessions store = managed(server, "-config|set", "-config|rewrite")) {
            assertThat(store.configure(RECOMMENDED))
                    .extracting(RedisSettingResult::name, RedisSettingResult::outcome)
                    .contains(
                            tuple("maxmemory", Outcome.REFUSED),
                            tuple("timeout", Outcome.UNCHANGED),
                            tuple("appendfsync", Outcome.UNCHANGED),
                            tuple(RedisSettingResult.FILE, Outcome.REFUSED));
        }
    }

    @Test
    void what_is_accepted_and_cannot_be_seen_does_not_count_as_set() {
        try (RedisServer server = RealServers.dedicatedRedis();
                RedisSessions store = managed(server, "-config|get")) {
            List<RedisSettingResult> results = store.configure(RECOMMENDED);

            assertThat(results)
                    .extracting(RedisSettingResult::name, RedisSettingResult::outcome)
                    .contains(
                            tuple("maxmemory", Outcome.SET),
                            tuple("appendonly", Outcome.SET),
                            tuple("timeout", Outcome.REFUSED));
            assertThat(results.get(4).reason().orElseThrow())
                    .contains("accepted it and does not tell")
                    .contains("NOPERM");
        }
    }

    /** A store whose user may do everything but this. */
    private static RedisSessions managed(RedisServer server, String... rules) {
        try (RawRedis raw = new RawRedis(server)) {
            CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8)
                    .add("SETUSER")
                    .add("app")
                    .add("on")
                    .add(">" + SECRET)
                    .add("~*")
                    .add("+@all");
            for (String rule : rules) {
                args.add(rule);
            }
            raw.redis().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), args);
        }
        return RawRedis.patient().connect("redis://app:" + SECRET + "@" + server.host() + ":" + server.port());
    }

    @Test
    void in_a_cluster_every_master_is_set_up() {
        try (RedisCluster cluster = RealServers.dedicatedRedisCluster();
                RedisSessions store =
                        RawRedis.patient().connectCluster(cluster.uris().toArray(String[]::new))) {
            List<RedisSettingResult> results = store.configure(RECOMMENDED);

            List<String> masters = cluster.masters().stream()
                    .map(master -> master.host() + ":" + master.port())
                    .toList();
            assertThat(results)
                    .filteredOn(result -> result.name().equals("maxmemory-policy"))
                    .extracting(RedisSettingResult::server, RedisSettingResult::outcome)
                    .containsExactlyInAnyOrderElementsOf(masters.stream()
                            .map(master -> tuple(Optional.of(master), Outcome.SET))
                            .toList());
            for (RedisServer master : cluster.masters()) {
                try (RawRedis raw = new RawRedis(master.uri())) {
                    assertThat(raw.redis().configGet("maxmemory-policy"))
                            .containsEntry("maxmemory-policy", "volatile-lru");
                }
            }
        }
    }

    @Test
    void a_server_that_does_not_answer_is_unavailable() {
        try (RedisServer server = RealServers.dedicatedRedis();
                RedisSessions store = RawRedis.patient()
                        .commandTimeout(Duration.ofMillis(500))
                        .connect(server.uri())) {
            server.stop();
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> store.configure(RECOMMENDED));
        }
    }
}
