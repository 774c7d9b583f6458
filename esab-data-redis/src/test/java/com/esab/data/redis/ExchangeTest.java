package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a refusal of the server says to the caller. */
class ExchangeTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MOVED 3999 127.0.0.1:6381 | cluster",
                "ASK 3999 127.0.0.1:6381 | cluster",
                "CROSSSLOT Keys in request don't hash to the same slot | cluster",
                "ERR Script attempted to access a non local key in a cluster node | cluster",
                "ERR unknown command 'EVALSHA', with args beginning with: 'x' | rename-command",
                "ERR Unknown Redis command called from script script: x, on @user_script:1. | rename-command"
            })
    void a_server_that_is_set_up_otherwise_is_no_damaged_record(String refusal, String advice) {
        SilentConnection refusing = new SilentConnection(
                command -> command.completeExceptionally(new RedisCommandExecutionException(refusal)));
        Link link = new Link(() -> CompletableFuture.completedFuture(refusing.connection()), timer, HOUR, HOUR, HOUR);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> link.writing("save of session s").ask(Commands.ping()))
                .withMessageContaining("save of session s")
                .withMessageContaining(advice)
                .withMessageContaining(refusal);
    }
}
