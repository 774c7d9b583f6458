package com.esab.data.testkit.relay;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(20)
class TcpRelayTest {

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

    private Socket connect() throws IOException {
        Socket socket = new Socket(relay.host(), relay.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static String ask(Socket client, String text) throws IOException {
        send(client, text);
        return receive(client, text.length());
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
}
