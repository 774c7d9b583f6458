package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AddressesTest {

    @Test
    void sentinels_a_master_a_database_and_a_password_are_read() {
        RedisURI uri = Addresses.server("rediss-sentinel://:s3%40cret@one:1,two/3#mymaster");

        assertThat(uri.getSentinelMasterId()).isEqualTo("mymaster");
        assertThat(uri.getDatabase()).isEqualTo(3);
        assertThat(uri.isSsl()).isTrue();
        assertThat(uri.getSentinels())
                .extracting(sentinel -> sentinel.getHost() + ":" + sentinel.getPort() + " " + sentinel.isSsl())
                .containsExactly("one:1 true", "two:26379 true");
        assertThat(String.valueOf(uri.getCredentialsProvider()
                        .resolveCredentials()
                        .block()
                        .getPassword()))
                .isEqualTo("s3@cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis-sentinel://:s3cret@one:1,two",
                "redis-sentinel://:s3cret@one:1,two#",
                "redis-sentinel://:s3cret@#mymaster",
                "redis-sentinel://:s3cret@one,,two#mymaster",
                "redis-sentinel://:s3cret@one:port#mymaster",
                "redis-sentinel://:s3/cret@one,two#mymaster",
                "redis-sentinel://:s3#cret@one,two#mymaster",
                "redis-sentinel://:s3?cret@one,two#mymaster"
            })
    void sentinels_that_make_no_sense_are_an_error_that_does_not_repeat_them(String address) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Addresses.server(address))
                .withMessageNotContaining("s3")
                .withMessageContaining("redis-sentinel://host:port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://one:1/3", "redis-sentinel://one:1#mymaster", "one:1"})
    void what_is_no_node_of_a_cluster_is_an_error(String address) {
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> Addresses.node(address));
    }
}
