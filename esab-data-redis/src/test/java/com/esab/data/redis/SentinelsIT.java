package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** How a store finds the master that sentinels name. */
@ExtendWith({RealServers.class, Deployment.Shared.class})
@Timeout(120)
class SentinelsIT {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Deployment.Sentinels deployment;

    SentinelsIT(Deployment.Sentinels deployment) {
        this.deployment = deployment;
    }

    @Test
    void the_environment_can_name_sentinels() {
        Map<String, String> environment = Map.of(
                "REDIS_SENTINEL_MASTER", deployment.servers().masterName(),
                "REDIS_HOST",
                        "127.0.0.1:1, " + String.join(",", deployment.servers().sentinelAddresses()),
                "REDIS_PASSWORD", deployment.servers().password());
        try (RedisSessions store = (RedisSessions) new RedisStoreProvider().connect(environment)) {
            store.cache().put("by sentinels", "value", HOUR);

            assertThat(deployment.raw("").redis().get("cache:by sentinels")).isEqualTo("value");
        }
    }

    @Test
    void a_server_that_is_the_master_no_more_is_left_and_the_next_call_asks_the_sentinels()
            throws InterruptedException {
        RedisServer master = deployment.servers().master();
        try (RedisSessions store = deployment.connect(RawRedis.patient())) {
            store.cache().put("before", "value", HOUR);
            long connections = deployment.raw(master).connections();
            // a replica refuses writes at once; it is made the master again before the sentinels look
            deployment.raw(master).redis().configSet("replica-read-only", "yes");
            deployment.raw(master).redis().replicaof("127.0.0.1", 1);
            StoreUnavailableException failure = catchThrowableOfType(
                    StoreUnavailableException.class, () -> store.cache().put("meanwhile", "value", HOUR));
            deployment.raw(master).redis().replicaofNoOne();

            assertThat(failure).isNotNull();
            assertThat(failure.outcomeUnknown()).isFalse();
            assertThat(failure).hasMessageContaining("READONLY");
            await(() -> deployment.raw(master).connections() < connections);
            store.cache().put("after", "value", HOUR);
            assertThat(store.cache().get("after")).contains("value");
        } finally {
            deployment.awaitFailover();
        }
    }

    private static void await(BooleanSupplier fact) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    void a_wrong_name_or_password_says_so() {
        String sentinels = String.join(",", deployment.servers().sentinelAddresses());
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> RawRedis.patient()
                .password(deployment.servers().password())
                .connect("redis-sentinel://" + sentinels + "/0#another"));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RawRedis.patient()
                        .password("wrong")
                        .connect("redis-sentinel://" + sentinels + "/0#"
                                + deployment.servers().masterName()))
                .withMessageContaining("refuses the credentials");
    }
}
