package com.esab.data.redis;

import com.esab.data.error.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** When the connection that all threads share is given up, and when it is left alone. */
class LinkTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final SilentConnection silent = new SilentConnection();

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    @Test
    void a_deadline_shorter_than_that_of_a_command_leaves_the_connection_to_the_other_calls() {
        Link link = link(HOUR);

        fail(link.reading("health", SHORT));

        assertThat(silent.isClosed()).isFalse();
    }

    @Test
    void a_connection_that_was_silent_for_a_whole_command_is_given_up() {
        // long enough for the command to be sent
        Link link = link(Duration.ofMillis(500));
        link.reading("first", HOUR).connected();

        fail(link.reading("find"));

        assertThat(silent.isClosed()).isTrue();
    }

    @Test
    void a_write_for_which_no_time_is_left_is_not_sent_and_changes_nothing() {
        Link link = link(Duration.ofNanos(1));

        StoreUnavailableException failure = fail(link.writing("save"));

        assertThat(failure.outcomeUnknown()).isFalse();
        assertThat(silent.sent).isEmpty();
    }

    @Test
    void a_ping_may_take_as_long_as_a_command_however_often_pings_are_sent() {
        Link link = link(HOUR);
        link.reading("first", HOUR).connected();

        for (int i = 0; i < 5; i++) {
            link.ping();
        }

        assertThat(silent.isClosed()).isFalse();
        assertThat(silent.sent).hasSize(1);
    }

    @Test
    void a_ping_without_answer_for_longer_than_a_command_may_take_gives_the_connection_up() throws Exception {
        Link link = link(SHORT);
        link.reading("first", HOUR).connected();

        link.ping();
        Thread.sleep(SHORT.multipliedBy(5).toMillis());
        link.ping();

        assertThat(silent.isClosed()).isTrue();
    }

    private static StoreUnavailableException fail(Exchange exchange) {
        StoreUnavailableException failure =
                catchThrowableOfType(StoreUnavailableException.class, () -> exchange.ask(Commands.ping()));
        assertThat(failure).isNotNull();
        return failure;
    }

    private Link link(Duration commandTimeout) {
        return new Link(
                () -> CompletableFuture.completedFuture(silent.connection()), timer, commandTimeout, HOUR, HOUR);
    }
}
