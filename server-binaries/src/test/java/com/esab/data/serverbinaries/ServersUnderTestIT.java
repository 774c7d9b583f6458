package com.esab.data.serverbinaries;

import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServer;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import com.esab.data.testkit.server.UsesRealServers;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@UsesRealServers
class ServersUnderTestIT {

    @Test
    void givesEveryTestTheSameServer(RedisServer first, RedisServer second) {
        assertThat(first).isSameAs(second);
        assertThat(first.product()).startsWith("Redis ");
        assertThat(first.toString()).doesNotContain(first.password());
    }

    @Test
    void letsPostgresCreateExtensions(PostgresServer postgres) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
            statement.execute("CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"");
            try (ResultSet row = statement.executeQuery("SELECT count(*) > 0 FROM pg_stat_statements")) {
                assertThat(row.next() && row.getBoolean(1)).isTrue();
            }
        }
    }

    @Test
    void asksForAPassword(PostgresServer postgres, RedisServer redis) throws IOException {
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), "wrong"))
                .isInstanceOf(SQLException.class);
        try (Socket socket = new Socket(redis.host(), redis.port())) {
            assertThat(ask(socket, "PING")).startsWith("-NOAUTH");
        }
    }

    @Test
    void keepsTheDataOfAStoppedPostgres() throws SQLException {
        try (PostgresServer postgres = RealServers.dedicatedPostgres(Map.of("work_mem", "3MB"))) {
            try (Connection connection = connect(postgres);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
                postgres.stop();
                assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
            }
            assertThatThrownBy(() -> connect(postgres)).isInstanceOf(SQLException.class);

            postgres.start();
            try (Connection connection = connect(postgres);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT answer, current_setting('work_mem') FROM kept")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(42);
                assertThat(row.getString(2)).isEqualTo("3MB");
            }
        }
    }

    @Test
    void keepsTheDataOfAStoppedRedis() throws IOException {
        try (RedisServer redis = RealServers.dedicatedRedis(Map.of("appendonly", "yes", "appendfsync", "always"))) {
            try (Socket socket = signedIn(redis, redis.port())) {
                assertThat(ask(socket, "SET kept 42")).startsWith("+OK");
            }
            redis.stop();
            assertThatThrownBy(() -> signedIn(redis, redis.port())).isInstanceOf(IOException.class);

            redis.start();
            try (Socket socket = signedIn(redis, redis.port())) {
                assertThat(ask(socket, "GET kept")).isEqualTo("$2\r\n42\r\n");
            }
        }
    }

    @Test
    void keepsTheConnectionsOfAFrozenServer() throws IOException, SQLException {
        try (RedisServer redis = RealServers.dedicatedRedis();
                PostgresServer postgres = RealServers.dedicatedPostgres();
                Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                Socket socket = signedIn(redis, redis.port())) {
            redis.freeze();
            postgres.freeze();
            socket.setSoTimeout(200);
            assertThatThrownBy(() -> ask(socket, "PING")).isInstanceOf(SocketTimeoutException.class);
            connection.setNetworkTimeout(Runnable::run, 0);
            redis.thaw();
            postgres.thaw();
            assertThat(statement.execute("SELECT 1")).isTrue();
            socket.setSoTimeout(5_000);
            assertThat(ask(socket, "PING")).startsWith("+PONG");
        }
    }

    @Test
    void startsAStoppedNeo4jAgain() {
        try (Neo4jServer neo4j = RealServers.dedicatedNeo4j(Map.of("db.transaction.timeout", "30s"))) {
            URI uri = URI.create(neo4j.uri());
            neo4j.stop();
            assertThatThrownBy(() -> new Socket(uri.getHost(), uri.getPort()).close())
                    .isInstanceOf(IOException.class);
            neo4j.start();
            // it answered a query with its password before start() returned
            assertThat(neo4j.product()).startsWith("Neo4j ");
            assertThat(neo4j.source()).isNotEqualTo(RealServer.Source.ENVIRONMENT);
        }
    }

    @Test
    void saysWhichSettingTheServerRefuses() {
        Map<String, String> nonsense = Map.of("no-such-setting", "1");
        assertThatThrownBy(() -> RealServers.dedicatedRedis(nonsense))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no-such-setting");
    }

    @Test
    void isCountedThroughARelay(RedisServer redis) throws IOException {
        try (TcpRelay relay = TcpRelay.toRedis(redis.host(), redis.port());
                Socket socket = signedIn(redis, relay.port())) {
            relay.resetTraffic();
            ask(socket, "GET absent");
            assertThat(relay.traffic().roundTrips()).isEqualTo(1);
            assertThat(relay.traffic().commands()).containsExactly("GET");
        }
    }

    private static Connection connect(PostgresServer postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
    }

    private static Socket signedIn(RedisServer redis, int port) throws IOException {
        Socket socket = new Socket(redis.host(), port);
        socket.setSoTimeout(5_000);
        assertThat(ask(socket, "AUTH " + redis.password())).startsWith("+OK");
        return socket;
    }

    /** Sends an inline command; the answers here fit into one segment. */
    private static String ask(Socket socket, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[256];
        int length = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII);
    }
}
