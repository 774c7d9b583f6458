package com.esab.data.testkit.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(20)
class TcpRelayTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    private ServerSocket echo;
    private TcpRelay relay;

    @BeforeEach
    void open() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        daemon(() -> {
            while (true) {
                Socket client = echo.accept();
                daemon(() -> client.getInputStream().transferTo(client.getOutputStream()));
            }
        });
        relay = TcpRelay.toRedis("127.0.0.1", echo.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        echo.close();
    }

    @Test
    void requests_sent_together_are_one_round_trip() throws IOException {
        relay.answerAfterSilence(Duration.ofMillis(300));
        try (Socket client = connect()) {
            assertThat(ask(client, "ab")).isEqualTo("ab");
            send(client, "c");
            send(client, "d");
            assertThat(receive(client, 2)).isEqualTo("cd");
        }
        Traffic traffic = relay.traffic();
        assertThat(traffic.connections()).isEqualTo(1);
        assertThat(traffic.roundTrips()).isEqualTo(2);
        assertThat(traffic.bytesToServer()).isEqualTo(4);
        assertThat(traffic.bytesToClient()).isEqualTo(4);
    }

    @Test
    void nothing_is_counted_twice_after_the_traffic_was_reset() throws IOException {
        try (Socket client = connect()) {
            ask(client, "ab");
            relay.resetTraffic();
            ask(client, "c");
        }
        assertThat(relay.traffic())
                .isEqualTo(new Traffic(0, 1, 1, 1, relay.traffic().commands()));
    }

    @Test
    void redis_commands_are_named_however_they_are_cut_into_pieces() throws IOException {
        String commands = "*2\r\n$3\r\nget\r\n$5\r\n*1\r\n$\r\n*1\r\n$4\r\nPING\r\n";
        try (Socket client = connect()) {
            for (char c : commands.toCharArray()) {
                ask(client, String.valueOf(c));
            }
            ask(client, commands);
        }
        assertThat(relay.traffic().commands()).containsExactly("GET", "PING", "GET", "PING");
    }

    @Test
    void what_is_no_redis_command_passes_a_relay_to_redis_all_the_same() throws IOException {
        try (Socket client = connect()) {
            for (String odd : List.of("*\r\n", "*x\r\n", "*1\r\n$\r\n", "*1\r\n$-\r\n", "*99999999999999999999\r\n")) {
                assertThat(ask(client, odd)).isEqualTo(odd);
            }
        }
    }

    @Test
    void a_cut_resets_connections_and_refuses_new_ones_until_it_is_restored() throws IOException {
        try (Socket client = connect()) {
            ask(client, "a");
            relay.cut();
            assertThatThrownBy(() -> ask(client, "b")).isInstanceOf(SocketException.class);
        }
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);

        relay.restore();
        try (Socket client = connect()) {
            assertThat(ask(client, "c")).isEqualTo("c");
        }
    }

    @Test
    void bytes_are_held_back_while_frozen_and_none_is_lost() throws IOException {
        try (Socket client = connect()) {
            ask(client, "a");
            relay.freeze();
            send(client, "bc");
            client.setSoTimeout(200);
            assertThatThrownBy(() -> receive(client, 2)).isInstanceOf(SocketTimeoutException.class);

            relay.thaw();
            client.setSoTimeout(5_000);
            assertThat(receive(client, 2)).isEqualTo("bc");
        }
    }

    @Test
    void the_end_of_a_conversation_is_passed_on() throws IOException {
        try (Socket client = connect()) {
            send(client, "bye");
            client.shutdownOutput();
            assertThat(new String(client.getInputStream().readNBytes(3), StandardCharsets.US_ASCII))
                    .isEqualTo("bye");
        }
    }

    @Test
    void a_client_whose_server_is_gone_is_reset() throws IOException {
        int nobody;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            nobody = server.getLocalPort();
        }
        try (TcpRelay toNobody = TcpRelay.to("127.0.0.1", nobody)) {
            assertThatThrownBy(() -> {
                        try (Socket client = new Socket(toNobody.host(), toNobody.port())) {
                            client.setSoTimeout(5_000);
                            client.getInputStream().read();
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void a_reset_ends_open_connections_and_refuses_no_new_one() throws IOException {
        try (Socket client = connect()) {
            ask(client, "a");
            relay.resetConnections();
            assertThatThrownBy(() -> ask(client, "b")).isInstanceOf(SocketException.class);
        }
        try (Socket client = connect()) {
            assertThat(ask(client, "c")).isEqualTo("c");
        }
    }

    @Test
    void what_a_cut_took_away_while_frozen_is_never_passed_on() throws Exception {
        try (LineServer server = new LineServer();
                TcpRelay toLines = server.relay()) {
            DroppedAnswer next;
            try (Socket client = connect(toLines)) {
                ask(client, "before\n", "done before\n");
                toLines.freeze();
                next = toLines.dropNextAnswer();
                send(client, "lost\n");
                // nobody sees when the relay has it
                Thread.sleep(100);
                toLines.cut();
                toLines.thaw();
                toLines.restore();
            }
            try (Socket client = connect(toLines)) {
                assertThatThrownBy(() -> ask(client, "after\n", "done after\n")).isInstanceOf(SocketException.class);
            }
            assertThat(next.happened()).isTrue();
            assertThat(server.received).containsExactly("before", "after");
            assertThat(toLines.traffic().bytesToServer()).isEqualTo("before\nafter\n".length());
        }
    }

    @Test
    void with_frozen_answers_the_server_does_what_it_is_asked_and_nobody_hears_of_it() throws Exception {
        try (LineServer server = new LineServer();
                TcpRelay toLines = server.relay();
                Socket client = connect(toLines)) {
            toLines.freeze(Direction.TO_CLIENT);
            send(client, "save\n");
            server.await("save");
            client.setSoTimeout(200);
            assertThatThrownBy(() -> receive(client, 1)).isInstanceOf(SocketTimeoutException.class);

            toLines.thaw(Direction.TO_CLIENT);
            client.setSoTimeout(5_000);
            assertThat(receive(client, 10)).isEqualTo("done save\n");
        }
    }

    @Test
    void with_frozen_requests_what_the_server_says_arrives() throws Exception {
        try (LineServer server = new LineServer();
                TcpRelay toLines = server.relay();
                Socket client = connect(toLines)) {
            server.pause();
            send(client, "first\n");
            server.await("first");
            toLines.freeze(Direction.TO_SERVER);
            send(client, "second\n");
            server.goOn();
            assertThat(receive(client, 11)).isEqualTo("done first\n");
            assertThat(server.received).containsExactly("first");

            toLines.thaw(Direction.TO_SERVER);
            assertThat(receive(client, 12)).isEqualTo("done second\n");
        }
    }

    @Test
    void a_delay_makes_bytes_later_and_neither_fewer_nor_out_of_order() throws Exception {
        // as one chunk for each delay, this would take minutes
        byte[] much = new byte[4 * 1024 * 1024];
        new Random(1).nextBytes(much);
        try (Socket client = connect()) {
            ask(client, "a");
            relay.delay(Duration.ofMillis(300));
            long began = System.nanoTime();
            daemon(() -> client.getOutputStream().write(much));
            assertThat(client.getInputStream().readNBytes(much.length)).isEqualTo(much);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(600));

            relay.delay(Duration.ZERO);
            assertThat(ask(client, "b")).isEqualTo("b");
        }
    }

    @Test
    void one_direction_alone_is_delayed() throws Exception {
        try (LineServer server = new LineServer();
                TcpRelay toLines = server.relay();
                Socket client = connect(toLines)) {
            toLines.delay(Direction.TO_CLIENT, Duration.ofHours(1));
            send(client, "save\n");
            server.await("save");
            client.setSoTimeout(200);
            assertThatThrownBy(() -> receive(client, 1)).isInstanceOf(SocketTimeoutException.class);
        }
        assertThatThrownBy(() -> relay.delay(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_throttled_direction_passes_no_more_than_its_bytes_a_second() throws Exception {
        byte[] much = new byte[1024 * 1024];
        try (Socket client = connect()) {
            for (Direction direction : Direction.values()) {
                relay.throttle(direction, 10_000);
                long began = System.nanoTime();
                ask(client, "x".repeat(4_000));
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
                relay.unthrottle();
            }
            daemon(() -> client.getOutputStream().write(much));
            assertThat(client.getInputStream().readNBytes(much.length)).isEqualTo(much);
        }
        assertThatThrownBy(() -> relay.throttle(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_dropped_answer_is_to_a_request_that_the_server_has_done() throws Exception {
        try (LineServer server = new LineServer();
                TcpRelay toLines = server.relay()) {
            try (Socket client = connect(toLines)) {
                ask(client, "first\n", "done first\n");
                DroppedAnswer dropped = toLines.dropNextAnswer();
                assertThat(dropped.happened()).isFalse();
                assertThatThrownBy(() -> ask(client, "second\n", "done second\n"))
                        .isInstanceOf(SocketException.class);
                assertThat(dropped.happened()).isTrue();
                dropped.await(Duration.ZERO);
            }
            assertThat(server.received).containsExactly("first", "second");
            server.awaitEnds(1);
            try (Socket client = connect(toLines)) {
                ask(client, "third\n", "done third\n");
            }
        }
    }

    @Test
    void the_request_whose_answer_is_dropped_is_known_by_a_text_wherever_it_is_cut() throws Exception {
        try (LineServer server = new LineServer();
                TcpRelay toLines = server.relay();
                Socket other = connect(toLines);
                Socket client = connect(toLines)) {
            DroppedAnswer dropped = toLines.dropNextAnswer("save sav.");
            ask(other, "save \n", "done save \n");
            ask(client, "sav.\n", "done sav.\n");
            for (char c : "save save sav.".toCharArray()) {
                long before = toLines.traffic().bytesToServer();
                send(client, String.valueOf(c));
                await(() -> toLines.traffic().bytesToServer() > before);
            }
            ask(other, "sav.\n", "done sav.\n");
            assertThat(dropped.happened()).isFalse();

            assertThatThrownBy(() -> ask(client, "\n", "done save save sav.\n")).isInstanceOf(SocketException.class);

            dropped.await(LONG);
            assertThat(server.received).containsExactly("save ", "sav.", "sav.", "save save sav.");
            ask(other, "save sav.\n", "done save sav.\n");
        }
        assertThatThrownBy(() -> relay.dropNextAnswer("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void each_call_drops_one_answer_more() throws Exception {
        try (LineServer server = new LineServer();
                TcpRelay toLines = server.relay()) {
            DroppedAnswer one = toLines.dropNextAnswer("save");
            DroppedAnswer two = toLines.dropNextAnswer("save");
            for (DroppedAnswer dropped : List.of(one, two)) {
                try (Socket client = connect(toLines)) {
                    assertThatThrownBy(() -> ask(client, "save\n", "done save\n"))
                            .isInstanceOf(SocketException.class);
                }
                assertThat(dropped.happened()).isTrue();
                assertThat(two.happened()).isEqualTo(dropped == two);
            }
            try (Socket client = connect(toLines)) {
                ask(client, "save\n", "done save\n");
            }
        }
    }

    @Test
    void no_answer_is_dropped_before_the_server_gave_it() throws Exception {
        try (LineServer server = new LineServer();
                TcpRelay toLines = server.relay();
                Socket client = connect(toLines)) {
            DroppedAnswer dropped = toLines.dropNextAnswer("save");
            assertThatThrownBy(() -> dropped.await(Duration.ofMillis(1)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("no such request");
            server.pause();
            send(client, "save\n");
            server.await("save");
            assertThatThrownBy(() -> dropped.await(Duration.ofMillis(300)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("has not answered");
            client.setSoTimeout(200);
            assertThatThrownBy(() -> receive(client, 1)).isInstanceOf(SocketTimeoutException.class);

            server.goOn();
            dropped.await(LONG);
            assertThatThrownBy(() -> receive(client, 1)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void a_client_that_gives_up_does_not_keep_the_server_from_its_work() throws Exception {
        try (LineServer server = new LineServer();
                TcpRelay toLines = server.relay()) {
            server.pause();
            List<DroppedAnswer> dropped = new ArrayList<>();
            for (String end : List.of("reset", "close")) {
                dropped.add(toLines.dropNextAnswer(end));
                Socket client = connect(toLines);
                send(client, end + "\n");
                server.await(end);
                if (end.equals("reset")) {
                    client.setSoLinger(true, 0);
                }
                client.close();
            }
            server.goOn();
            for (DroppedAnswer one : dropped) {
                one.await(LONG);
            }
            // by an end, not by a reset, which a server might take for a reason to undo its work
            server.awaitEnds(2);
        }
    }

    private Socket connect() throws IOException {
        return connect(relay);
    }

    private static Socket connect(TcpRelay relay) throws IOException {
        Socket socket = new Socket(relay.host(), relay.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static String ask(Socket client, String text) throws IOException {
        send(client, text);
        return receive(client, text.length());
    }

    private static void ask(Socket client, String text, String answer) throws IOException {
        send(client, text);
        assertThat(receive(client, answer.length())).isEqualTo(answer);
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String receive(Socket client, int length) throws IOException {
        InputStream in = client.getInputStream();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("closed");
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static void await(BooleanSupplier fact) throws InterruptedException {
        long end = System.nanoTime() + LONG.toNanos();
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(1);
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // the end of the connection
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Does what a line asks for by remembering it, and answers. */
    private static final class LineServer implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        private final List<String> received = new CopyOnWriteArrayList<>();
        private final Semaphore ends = new Semaphore(0);
        private volatile CountDownLatch answering = new CountDownLatch(0);

        private LineServer() throws IOException {
            daemon(() -> {
                while (true) {
                    Socket client = socket.accept();
                    daemon(() -> serve(client));
                }
            });
        }

        private void serve(Socket client) throws IOException {
            try (client) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                String line;
                while ((line = in.readLine()) != null) {
                    received.add(line);
                    answering.await();
                    send(client, "done ");
                    send(client, line + "\n");
                }
                ends.release();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        private TcpRelay relay() {
            return TcpRelay.to("127.0.0.1", socket.getLocalPort());
        }

        private void pause() {
            answering = new CountDownLatch(1);
        }

        private void goOn() {
            answering.countDown();
        }

        private void await(String line) throws InterruptedException {
            TcpRelayTest.await(() -> received.contains(line));
        }

        /** Waits for connections that their clients have ended, not broken. */
        private void awaitEnds(int count) throws InterruptedException {
            assertThat(ends.tryAcquire(count, LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }

        @Override
        public void close() throws IOException {
            goOn();
            socket.close();
        }
    }
}
