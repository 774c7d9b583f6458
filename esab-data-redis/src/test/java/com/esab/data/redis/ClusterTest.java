package com.esab.data.redis;

import com.esab.data.error.StoreUnavailableException;
import com.esab.data.redis.Topology.Node;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandType;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Where a command goes, once and again, by what scripted nodes answer. */
class ClusterTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SECOND_OF_TIME = Duration.ofSeconds(1);
    private static final Node FIRST = new Node("first", 1);
    private static final Node SECOND = new Node("second", 2);
    private static final Script LAG = Script.modest("lag");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Map<Node, Deque<String>> answers =
            new HashMap<>(Map.of(FIRST, new ArrayDeque<>(), SECOND, new ArrayDeque<>()));
    private final Map<Node, SilentConnection> connections = Map.of(FIRST, peer(FIRST), SECOND, peer(SECOND));
    private String slotsOfSecond = "";
    private @Nullable Node unreachable;
    private final Cluster cluster = new Cluster(Set.of(FIRST), this::link, timer, HOUR);

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    @Test
    void a_moved_key_is_asked_for_at_its_new_master_and_from_then_on_there_at_once() {
        answers.get(FIRST).add("MOVED " + SlotHash.getSlot("key") + " second:2");

        assertThat(cluster.writing("put").ask(Commands.set("key", "value", 1))).isPresent();
        assertThat(cluster.writing("put").ask(Commands.set("key", "value", 1))).isPresent();

        assertThat(sent(FIRST)).containsExactly("SET");
        assertThat(sent(SECOND)).containsExactly("SET", "SET");
    }

    @Test
    void a_key_on_its_way_is_asked_for_once_with_nothing_between_and_the_slot_stays() {
        answers.get(FIRST).add("ASK 1 second:2");

        assertThat(cluster.writing("put").ask(Commands.set("key", "value", 1))).isPresent();
        assertThat(cluster.writing("put").ask(Commands.set("key", "value", 1))).isPresent();

        assertThat(sent(SECOND)).containsExactly("ASKING", "SET");
        assertThat(sent(FIRST)).containsExactly("SET", "SET");
    }

    @Test
    void a_host_that_is_left_out_is_that_of_the_node_that_answers() {
        answers.get(FIRST).add("MOVED 1 :1");

        assertThat(cluster.writing("put").ask(Commands.set("key", "value", 1))).isPresent();

        assertThat(sent(FIRST)).containsExactly("SET", "SET");
    }

    @Test
    void what_a_cluster_refuses_for_now_is_sent_again_until_the_deadline() {
        answers.get(FIRST).addAll(List.of("TRYAGAIN", "CLUSTERDOWN The cluster is down", "TRYAGAIN"));

        assertThat(cluster.writing("put").ask(Commands.set("key", "value", 1))).isPresent();
        assertThat(sent(FIRST)).hasSize(4);

        for (int i = 0; i < 10_000; i++) {
            answers.get(FIRST).add("CLUSTERDOWN The cluster is down");
        }
        Exchange exchange = new Exchange(cluster, "put", true, SECOND_OF_TIME);
        StoreUnavailableException failure = fail(exchange);
        assertThat(failure.outcomeUnknown()).isFalse();
        // the time may be up just before it would have been sent once more
        assertThat(failure).hasMessageMatching("(?s).*(CLUSTERDOWN|no time was left).*");
    }

    @Test
    void what_has_no_answer_is_not_sent_again_to_anybody() {
        cluster.reading("first").connected();
        cluster.reading("first").ask(Commands.ping());
        connections.get(FIRST).sent.clear();
        answers.get(FIRST).add("silence");

        StoreUnavailableException failure = fail(new Exchange(cluster, "put", true, SECOND_OF_TIME));

        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(sent(FIRST)).containsExactly("SET");
        assertThat(sent(SECOND)).isEmpty();
    }

    @Test
    void nodes_that_send_a_command_to_and_fro_do_so_until_the_deadline() {
        for (int i = 0; i < 10_000; i++) {
            answers.get(FIRST).add("MOVED 1 second:2");
            answers.get(SECOND).add("MOVED 1 first:1");
        }

        StoreUnavailableException failure = fail(new Exchange(cluster, "put", true, Duration.ofMillis(200)));

        assertThat(failure.outcomeUnknown()).isFalse();
        assertThat(sent(FIRST)).hasSizeLessThan(20);
    }

    @Test
    void what_one_master_cannot_do_the_others_do_all_the_same() {
        slotsOfSecond = "8192-16383";
        unreachable = SECOND;

        assertThat(LAG.runWherePossible(cluster.writing("claim"), oneOfEach()))
                .satisfiesExactly(answer -> assertThat(answer).hasSize(1), answer -> assertThat(answer)
                        .isEmpty());
        assertThat(sent(FIRST)).containsExactly("EVALSHA");

        StoreUnavailableException failure = catchThrowableOfType(
                StoreUnavailableException.class, () -> LAG.runEach(cluster.writing("release"), oneOfEach()));
        assertThat(sent(FIRST)).containsExactly("EVALSHA", "EVALSHA");
        assertThat(failure).hasMessageContaining("no connection");
        assertThat(failure.outcomeUnknown()).isTrue();
        failure = catchThrowableOfType(
                StoreUnavailableException.class, () -> LAG.runEach(cluster.reading("lag"), oneOfEach()));
        assertThat(failure.outcomeUnknown()).isFalse();
    }

    @Test
    void what_no_master_can_do_has_changed_nothing() {
        slotsOfSecond = "8192-16383";
        unreachable = SECOND;
        answers.get(FIRST).add("LOADING");

        StoreUnavailableException failure = catchThrowableOfType(
                StoreUnavailableException.class, () -> LAG.runWherePossible(cluster.writing("claim"), oneOfEach()));

        assertThat(failure).isNotNull();
        assertThat(failure.outcomeUnknown()).isFalse();
    }

    @Test
    void a_part_may_be_done_when_only_the_second_try_of_another_is_refused() {
        slotsOfSecond = "8192-16383";
        answers.get(FIRST).addAll(List.of("NOSCRIPT", "LOADING"));

        StoreUnavailableException failure = catchThrowableOfType(
                StoreUnavailableException.class, () -> LAG.runEach(cluster.writing("release"), oneOfEach()));

        assertThat(sent(FIRST)).containsExactly("EVALSHA", "EVAL");
        assertThat(sent(SECOND)).containsExactly("EVALSHA");
        assertThat(failure).hasMessageContaining("perhaps a part was done").hasMessageContaining("LOADING");
        assertThat(failure.outcomeUnknown()).isTrue();
    }

    @Test
    void a_call_whose_second_command_is_refused_has_perhaps_changed_something() {
        answers.get(FIRST).addAll(List.of("OK", "LOADING"));
        Exchange exchange = cluster.writing("deletion");
        exchange.ask(Commands.set("key", "value", 1));

        assertThat(fail(exchange).outcomeUnknown()).isTrue();
    }

    /** Half of the slots each. */
    private static List<Script.Call> oneOfEach() {
        return List.of(new Script.Call(List.of("b"), List.of()), new Script.Call(List.of("a"), List.of()));
    }

    private static StoreUnavailableException fail(Exchange exchange) {
        StoreUnavailableException failure = catchThrowableOfType(
                StoreUnavailableException.class, () -> exchange.ask(Commands.set("key", "value", 1)));
        assertThat(failure).isNotNull();
        return failure;
    }

    /** Without the looks at the topology. */
    private List<String> sent(Node node) {
        return connections.get(node).sent.stream()
                .map(command -> command.getType().toString())
                .filter(type -> !type.equals("CLUSTER"))
                .toList();
    }

    private Link link(Node node) {
        return new Link(
                () -> node.equals(unreachable)
                        ? CompletableFuture.failedFuture(new ConnectException("refused"))
                        : CompletableFuture.completedFuture(
                                connections.get(node).connection()),
                timer,
                HOUR,
                HOUR,
                HOUR);
    }

    private SilentConnection peer(Node node) {
        return new SilentConnection(command -> {
            if (command.getType().equals(CommandType.CLUSTER)) {
                say(
                        command,
                        "a first:1@2 myself,master - 0 0 1 connected 0-16383\nb second:2@3 master - 0 0 2 connected "
                                + slotsOfSecond + "\n");
            } else if (command.getType().equals(CommandType.ASKING)) {
                say(command, "OK");
            } else {
                String answer =
                        answers.get(node).isEmpty() ? "OK" : answers.get(node).remove();
                if (answer.equals("OK")) {
                    say(command, answer);
                } else if (!answer.equals("silence")) {
                    command.completeExceptionally(
                            answer.equals("NOSCRIPT")
                                    ? new RedisNoScriptException(answer)
                                    : new RedisCommandExecutionException(answer));
                }
            }
        });
    }

    private static void say(AsyncCommand<?, ?, ?> command, String text) {
        CommandOutput<?, ?, ?> output = command.getOutput();
        output.set(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        command.complete();
    }
}
