package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RedisSessionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:6379",
                "http://localhost",
                "redis-sentinel://:s3cret@localhost",
                "redis://",
                "redis://:s3cret",
                "redis://:s3/cret@localhost:6379",
                "redis://s3/cret@localhost:6379",
                "redis://:s3 cret@localhost:6379",
                "redis://:s3#cret@localhost:6379",
                "redis://:s3?cret@localhost:6379",
                "redis://:s3cret@localhost:port"
            })
    void an_address_that_makes_no_sense_is_an_error_that_does_not_repeat_it(String address) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RedisSessions.connect(address))
                .withMessageContaining("redis://host:port/database")
                .satisfies(e -> {
                    assertThat(e).hasNoCause();
                    assertThat(e.getMessage()).doesNotContain("s3");
                });
    }

    @Test
    void a_time_under_a_millisecond_is_refused() {
        RedisSessions.Builder builder = RedisSessions.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> builder.sessionTimeToLive(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.checkpointDelay(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.commandTimeout(Duration.ofNanos(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.connectTimeout(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.pingInterval(Duration.ZERO));
    }
}
