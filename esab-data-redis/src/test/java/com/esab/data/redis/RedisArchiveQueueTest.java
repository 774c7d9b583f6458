package com.esab.data.redis;

import com.esab.data.error.StoreUnavailableException;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.AsyncCommand;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** How the queue is read through, by what a scripted server answers. */
class RedisArchiveQueueTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final UserId user = UserId.of("user");
    private final Session session = Session.begin(SessionId.of("abc"), Optional.of(user), Instant.EPOCH);
    private final Deque<List<?>> answers = new ArrayDeque<>();
    private final SilentConnection server = new SilentConnection(command -> say(command, answers.remove()));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final RedisArchiveQueue queue = new RedisArchiveQueue(
            new Link(() -> CompletableFuture.completedFuture(server.connection()), timer, HOUR, HOUR, HOUR),
            KeyLayout.STANDALONE,
            HOUR,
            HOUR);

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    @Test
    void a_queue_that_another_process_has_by_now_is_read_from_the_beginning() {
        answers.add(List.of("5", "first", 1L));
        answers.add(List.of("0", "second", 1L));
        answers.add(List.of("0", "second", 1L, "abc", session.toJson()));

        assertThat(queue.idsOf(user)).containsExactly(session.id());
        assertThat(answers).isEmpty();
    }

    @Test
    void a_queue_that_is_lost_again_while_it_is_repaired_is_not_taken_for_whole() {
        for (int reading = 0; reading < 5; reading++) {
            answers.add(List.of("0", "first", 0L));
            answers.add(List.of("1", "first"));
            answers.add(List.of("0", List.of()));
            answers.add(List.of());
        }

        StoreUnavailableException failure =
                catchThrowableOfType(StoreUnavailableException.class, () -> queue.idsOf(user));

        assertThat(failure).hasMessageContaining("the queue is lost again and again, try again");
        assertThat(failure.outcomeUnknown()).isFalse();
        assertThat(answers).isEmpty();
    }

    private static void say(AsyncCommand<?, ?, ?> command, List<?> answer) {
        say(command.getOutput(), answer);
        command.getOutput().complete(0);
        command.complete();
    }

    private static void say(CommandOutput<?, ?, ?> output, List<?> answer) {
        output.multi(answer.size());
        for (Object part : answer) {
            if (part instanceof Long number) {
                output.set(number);
            } else if (part instanceof List<?> parts) {
                say(output, parts);
            } else {
                output.set(ByteBuffer.wrap(part.toString().getBytes(StandardCharsets.UTF_8)));
            }
        }
    }
}
