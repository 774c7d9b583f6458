package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import com.esab.data.health.Finding;
import com.esab.data.health.Finding.Severity;
import com.esab.data.health.StoreHealth;
import com.esab.data.testkit.server.RealServers;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The rights that the folder {@code deployment} gives the app: enough for every contract of this module's store, and no more. */
@ExtendWith({RealServers.class, Deployment.Shared.class})
class AppRightsIT {

    private static final String WEAK = "weak";
    private static final String ANOTHER_APP = "another-app:key";

    @Test
    void the_app_reads_the_health_of_the_server(Deployment.AsApp deployment) {
        StoreHealth health = deployment.store("health", true).health(Duration.ofSeconds(30));

        assertThat(health.connected()).isTrue();
        assertThat(health.findings()).extracting(Finding::severity).containsOnly(Severity.INFO);
    }

    @Test
    void the_app_may_not_administer_the_server(Deployment.AsApp deployment) {
        refused(
                deployment,
                List.of(
                        redis -> redis.configSet("maxmemory", "1"),
                        redis -> redis.configGet("*"),
                        RedisCommands::flushall,
                        RedisCommands::flushdb,
                        redis -> redis.keys("*"),
                        redis -> redis.aclGetuser(Deployment.AsApp.USER),
                        redis -> redis.aclList(),
                        RedisCommands::clientList,
                        RedisCommands::bgrewriteaof,
                        RedisCommands::save,
                        redis -> redis.slowlogGet(),
                        redis -> redis.swapdb(0, 1),
                        redis -> redis.replicaofNoOne(),
                        redis -> redis.publish("channel", "message")));
    }

    @Test
    void the_app_may_not_touch_keys_of_others(Deployment.AsApp deployment) {
        RedisCommands<String, String> administrator =
                deployment.raw(deployment.masters().get(0)).redis();
        administrator.set(ANOTHER_APP, "value");

        refused(
                deployment,
                List.of(
                        redis -> redis.get(ANOTHER_APP),
                        redis -> redis.set(ANOTHER_APP, "changed"),
                        redis -> redis.unlink(ANOTHER_APP),
                        redis -> redis.eval(
                                "return redis.call('GET', KEYS[1])", ScriptOutputType.VALUE, new String[] {ANOTHER_APP
                                })));
        assertThat(administrator.get(ANOTHER_APP)).isEqualTo("value");
    }

    @Test
    void rights_that_do_not_suffice_are_said_to_be_the_reason(Deployment.AsApp deployment) {
        tooWeak(
                deployment,
                AclSetuserArgs.Builder.reset().on().addPassword(WEAK).allKeys().addCommand(CommandType.PING));
        // what only the script does
        tooWeak(
                deployment,
                AclSetuserArgs.Builder.reset()
                        .on()
                        .addPassword(WEAK)
                        .allKeys()
                        .allCommands()
                        .removeCommand(CommandType.TIME));
        tooWeak(
                deployment,
                AclSetuserArgs.Builder.reset()
                        .on()
                        .addPassword(WEAK)
                        .allCommands()
                        .keyPattern("cache:*"));
    }

    private static void tooWeak(Deployment.AsApp deployment, AclSetuserArgs rights) {
        deployment.raw(deployment.masters().get(0)).redis().aclSetuser(WEAK, rights);
        try (RedisSessions store = deployment.connectAs(WEAK, WEAK, RawRedis.patient())) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> store.locks().tryLock("too-weak", Duration.ofSeconds(1)))
                    .withMessageStartingWith("redis does not allow this: lock on too-weak");
        }
    }

    private static void refused(Deployment.AsApp deployment, List<Consumer<RedisCommands<String, String>>> commands) {
        try (RawRedis raw = deployment.rawAsApp()) {
            commands.forEach(command -> assertThatExceptionOfType(RedisCommandExecutionException.class)
                    .isThrownBy(() -> command.accept(raw.redis()))
                    .withMessageContaining("NOPERM"));
        }
    }

    @Nested
    class SessionCacheIT extends DeployedContracts.Cache {

        SessionCacheIT(Deployment.AsApp deployment) {
            super(deployment, true);
        }
    }

    @Nested
    class SessionCacheWithoutHandOverIT extends DeployedContracts.Cache {

        SessionCacheWithoutHandOverIT(Deployment.AsApp deployment) {
            super(deployment, false);
        }
    }

    @Nested
    class ArchiveQueueIT extends DeployedContracts.Queue {

        ArchiveQueueIT(Deployment.AsApp deployment) {
            super(deployment);
        }
    }

    @Nested
    class KeyValueCacheIT extends DeployedContracts.Values {

        KeyValueCacheIT(Deployment.AsApp deployment) {
            super(deployment);
        }
    }

    @Nested
    class LocksIT extends DeployedContracts.Locked {

        LocksIT(Deployment.AsApp deployment) {
            super(deployment);
        }
    }
}
