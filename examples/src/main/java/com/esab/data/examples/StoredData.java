package com.esab.data.examples;

import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Looks into Redis and PostgreSQL past the library, as an operator with a command line would. */
final class StoredData {

    private static final int SHOWN = 100;

    private final RealServers.Started servers;
    private final Display display;

    StoredData(RealServers.Started servers, Display display) {
        this.servers = servers;
        this.display = display;
    }

    void printRedisKeys(SessionId id, UserId user) {
        display.title("The keys in Redis");
        try (RedisClient client = RedisClient.create(servers.redis().uri());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            String record = "session:" + id;
            display.line("GET " + record);
            display.line("  " + redis.get(record).substring(0, SHOWN) + "…");
            long ttl = redis.ttl(record);
            Double due = redis.zscore("sessions:due", id.value());
            display.field("due for the archive", due == null ? "no" : Instant.ofEpochMilli(due.longValue()));
            display.field("TTL of the record", ttl < 0 ? "none, it waits for the archive" : ttl + " s");
            display.field("TTL " + "of …:ttl", redis.ttl(record + ":ttl") + " s");
            String index = "user:" + user + ":sessions";
            display.line("SMEMBERS " + index);
            display.line("  " + redis.smembers(index));
        }
    }

    void printArchivedRow(SessionId id) {
        display.title("The row in PostgreSQL");
        PostgresServer server = servers.postgres();
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT session_id, user_id, status, current_state, finalized, message_count,
                               product_selections_count, session_duration_seconds, archived_at
                        FROM archived_sessions WHERE session_id = ?""")) {
            statement.setString(1, id.value());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    display.field(row.getMetaData().getColumnName(column), row.getString(column));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the archive could not be read", e);
        }
    }
}
