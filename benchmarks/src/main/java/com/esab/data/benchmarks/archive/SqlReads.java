package com.esab.data.benchmarks.archive;

import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.SessionSummaryStats;
import com.esab.data.archive.UserSessionHistory;
import com.esab.data.json.Json;
import com.esab.data.session.Session;
import com.esab.data.session.UserId;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The limit: the same SQL by JDBC, and what is read decoded to the same objects; no deadline but those of the server. */
final class SqlReads implements Reads {

    /** The views as they are. */
    static final String SUMMARY = """
            SELECT total_sessions, unique_users, avg_messages_per_session, avg_session_duration_sec,
                finalized_sessions, completed_sessions, abandoned_sessions, active_sessions
            FROM session_summary_stats""";

    /** What somebody would ask who has only the table. */
    static final String COUNTED = """
            SELECT count(*), count(DISTINCT user_id),
                avg(message_count) FILTER (WHERE status <> 'active'),
                avg(session_duration_seconds) FILTER (WHERE status <> 'active'),
                count(*) FILTER (WHERE finalized), count(*) FILTER (WHERE status = 'completed'),
                count(*) FILTER (WHERE status = 'abandoned'), count(*) FILTER (WHERE status = 'active')
            FROM archived_sessions WHERE status <> 'erased'""";

    private static final String ROWS = """
            SELECT session_id, user_id, created_at, last_activity_at, current_state, language, status,
                conversation_history, master_parameters, response_json, agent_logs, finalized, version, schema_version,
                extra, archived_at, expired, message_count, product_selections_count, session_duration_seconds
            FROM archived_sessions
            """;

    private static final String LATEST_FIRST = " ORDER BY last_activity_at DESC, session_id LIMIT ?";

    private static final String HISTORY = """
            SELECT user_id, total_sessions, avg_messages, avg_duration_sec, last_session_date, finalized_count
            FROM user_session_history
            """;

    private static final int AT_ONCE = 100;

    private final HikariDataSource pool;
    private final String summary;

    SqlReads(HikariDataSource pool, String summary) {
        this.pool = pool;
        this.summary = summary;
    }

    @Override
    public List<String> find(String id) {
        return ids(ROWS + "WHERE session_id = ?", id);
    }

    @Override
    public List<String> ofUser(String user, int most) {
        return ids(ROWS + "WHERE status <> 'erased' AND user_id = ?" + LATEST_FIRST, user, most);
    }

    @Override
    public List<String> inTime(Instant from, Instant until, int most) {
        return ids(
                ROWS + "WHERE status <> 'erased' AND last_activity_at >= ? AND last_activity_at < ?" + LATEST_FIRST,
                from.atOffset(ZoneOffset.UTC),
                until.atOffset(ZoneOffset.UTC),
                most);
    }

    @Override
    public List<String> containing(Map<String, String> parameters, int most) {
        return ids(
                ROWS + "WHERE status <> 'erased' AND master_parameters @> ?::jsonb" + LATEST_FIRST,
                Json.write(parameters),
                most);
    }

    private List<String> ids(String sql, Object... parameters) {
        return all(sql, row -> archived(row).id().value(), parameters);
    }

    @Override
    public List<String> stream(int most) {
        try (Connection connection = pool.getConnection()) {
            // the driver reads through a cursor only inside of a transaction
            connection.setAutoCommit(false);
            List<String> ids = all(
                    connection,
                    ROWS + "WHERE status <> 'erased'" + LATEST_FIRST,
                    row -> archived(row).id().value(),
                    most);
            connection.commit();
            return ids;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public SessionSummaryStats summary() {
        return all(
                        summary,
                        row -> new SessionSummaryStats(
                                row.getLong(1),
                                row.getLong(2),
                                average(row, 3),
                                average(row, 4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7),
                                row.getLong(8)))
                .get(0);
    }

    @Override
    public Optional<UserSessionHistory> history(String user) {
        return all(HISTORY + "WHERE user_id = ?", SqlReads::history, user).stream()
                .findFirst();
    }

    @Override
    public List<UserSessionHistory> histories(int most) {
        return all(HISTORY + "ORDER BY last_session_date DESC, user_id LIMIT ?", SqlReads::history, most);
    }

    private static UserSessionHistory history(ResultSet row) throws SQLException {
        return new UserSessionHistory(
                UserId.of(row.getString(1)),
                row.getLong(2),
                average(row, 3),
                average(row, 4),
                time(row, 5),
                row.getLong(6));
    }

    private static OptionalDouble average(ResultSet row, int column) throws SQLException {
        double average = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(average);
    }

    private static ArchivedSession archived(ResultSet row) throws SQLException {
        Session session = Session.fromJson(document(row));
        return new ArchivedSession(
                session.id(),
                session.version(),
                session.status(),
                row.getBoolean(17),
                time(row, 16),
                Optional.of(session),
                row.getInt(18),
                row.getInt(19),
                Duration.ofSeconds(row.getInt(20)));
    }

    private static String document(ResultSet row) throws SQLException {
        StringBuilder document = new StringBuilder(4_000)
                .append("{\"schema_version\":")
                .append(row.getInt(14))
                .append(",\"version\":")
                .append(row.getLong(13))
                .append(",\"session_id\":")
                .append(Json.write(row.getString(1)))
                .append(",\"user_id\":")
                .append(Json.write(row.getString(2)))
                .append(",\"created_at\":\"")
                .append(time(row, 3))
                .append("\",\"last_activity_at\":\"")
                .append(time(row, 4))
                .append("\",\"current_state\":\"")
                .append(row.getString(5))
                .append("\",\"language\":\"")
                .append(row.getString(6))
                .append("\",\"status\":\"")
                .append(row.getString(7))
                .append("\",\"conversation_history\":")
                .append(row.getString(8))
                .append(",\"master_parameters\":")
                .append(row.getString(9))
                .append(",\"response_json\":")
                .append(row.getString(10))
                .append(",\"agent_logs\":")
                .append(row.getString(11))
                .append(",\"finalized\":")
                .append(row.getBoolean(12));
        String extra = row.getString(15);
        if (extra != null && extra.length() > 2) {
            document.append(',').append(extra, 1, extra.length() - 1);
        }
        return document.append('}').toString();
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private interface Decoding<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> all(String sql, Decoding<T> decoding, Object... parameters) {
        try (Connection connection = pool.getConnection()) {
            return all(connection, sql, decoding, parameters);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> List<T> all(Connection connection, String sql, Decoding<T> decoding, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(AT_ONCE);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<T> all = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    all.add(decoding.of(row));
                }
            }
            return all;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
