package com.esab.data.redis;

import com.esab.data.redis.RedisServerSettings.Eviction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

class RedisServerSettingsTest {

    @Test
    void the_defaults_are_those_of_the_design() {
        assertThat(RedisServerSettings.DEFAULT.values())
                .containsExactly(
                        entry("maxmemory", "536870912"),
                        entry("maxmemory-policy", "allkeys-lru"),
                        entry("appendonly", "yes"),
                        entry("appendfsync", "everysec"),
                        entry("timeout", "300"));
    }

    @Test
    void memory_eviction_and_idle_timeout_are_to_be_chosen() {
        Map<String, String> values = RedisServerSettings.DEFAULT
                .withMaxMemory(2_000_000_000)
                .withEviction(Eviction.VOLATILE_LRU)
                .withIdleTimeout(Duration.ZERO)
                .values();

        assertThat(values)
                .containsEntry("maxmemory", "2000000000")
                .containsEntry("maxmemory-policy", "volatile-lru")
                .containsEntry("timeout", "0")
                .containsEntry("appendonly", "yes");
        assertThat(Eviction.NOEVICTION.label()).isEqualTo("noeviction");
    }

    @Test
    void what_makes_no_sense_is_refused_with_the_value() {
        for (long bytes : List.of(-1L, 0L, 1024L * 1024 - 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RedisServerSettings.DEFAULT.withMaxMemory(bytes))
                    .withMessageContaining(Long.toString(bytes));
        }
        for (Duration timeout : List.of(Duration.ofSeconds(-1), Duration.ofMillis(1500), Duration.ofDays(2))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RedisServerSettings.DEFAULT.withIdleTimeout(timeout))
                    .withMessageContaining(timeout.toString());
        }
    }
}
