package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RedisStoreProviderTest {

    @ParameterizedTest
    @CsvSource({
        "REDIS_PORT, abc",
        "REDIS_PORT, 0",
        "REDIS_PORT, 65536",
        "REDIS_PORT, 6379.0",
        "REDIS_DB, one",
        "REDIS_DB, -1",
        "REDIS_TLS, yes",
        "REDIS_TLS, rediss",
        "REDIS_CLUSTER, yes"
    })
    void a_value_that_makes_no_sense_is_an_error_that_names_the_variable_and_the_value(String variable, String value) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new RedisStoreProvider().connect(Map.of(variable, value)))
                .withMessageContaining(variable)
                .withMessageContaining(value);
    }

    @Test
    void a_user_without_a_password_is_an_error() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new RedisStoreProvider().connect(Map.of("REDIS_USERNAME", "esab_app")))
                .withMessageContaining("REDIS_USERNAME")
                .withMessageContaining("REDIS_PASSWORD");
    }

    @Test
    void several_hosts_need_a_cluster_or_sentinels() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new RedisStoreProvider().connect(Map.of("REDIS_HOST", "a,b:6380")))
                .withMessageContaining("REDIS_HOST")
                .withMessageContaining("a,b:6380")
                .withMessageContaining("REDIS_CLUSTER")
                .withMessageContaining("REDIS_SENTINEL_MASTER");
    }

    @Test
    void what_no_cluster_has_is_an_error() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new RedisStoreProvider().connect(Map.of("REDIS_CLUSTER", "true", "REDIS_DB", "1")))
                .withMessageContaining("REDIS_DB");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new RedisStoreProvider()
                        .connect(Map.of("REDIS_CLUSTER", "true", "REDIS_SENTINEL_MASTER", "mymaster")))
                .withMessageContaining("REDIS_SENTINEL_MASTER");
        for (String hosts : new String[] {"a,,b", "a:b", "a b", "user@a", "a:0", "a,b:65536", "[::1]:99999"}) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() ->
                            new RedisStoreProvider().connect(Map.of("REDIS_CLUSTER", "true", "REDIS_HOST", hosts)))
                    .withMessageContaining("REDIS_HOST")
                    .withMessageContaining(hosts);
        }
    }
}
