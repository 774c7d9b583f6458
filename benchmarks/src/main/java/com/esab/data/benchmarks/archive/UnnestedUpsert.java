package com.esab.data.benchmarks.archive;

import com.esab.data.session.Session;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The limit: one statement with an array for each column, which also tells what it has written. */
final class UnnestedUpsert implements Archiving {

    private static final String SQL = "INSERT INTO archived_sessions AS archived (" + ColumnsByHand.NAMES + """
            , archived_at)
            SELECT session_id, user_id, created_at, last_activity_at, current_state, language, status,
                conversation_history::jsonb, master_parameters::jsonb, response_json::jsonb, agent_logs::jsonb,
                finalized, message_count, product_selections_count, version, schema_version, now()
            FROM unnest(?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::text[], ?::text[], ?::text[],
                ?::boolean[], ?::integer[], ?::integer[], ?::bigint[], ?::integer[])
                AS given ("""
            + ColumnsByHand.NAMES + ")\n" + ColumnsByHand.UPDATE + "\nRETURNING session_id";

    private final HikariDataSource pool;

    UnnestedUpsert(HikariDataSource pool) {
        this.pool = pool;
    }

    @Override
    public void archive(List<Session> changed) {
        List<Session> sessions = ColumnsByHand.inOrder(changed);
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            texts(statement, 1, sessions, session -> session.id().value());
            texts(statement, 2, sessions, ColumnsByHand::user);
            times(statement, 3, sessions, session -> session.createdAt().toString());
            times(statement, 4, sessions, session -> session.lastActivityAt().toString());
            texts(statement, 5, sessions, session -> session.state().label());
            texts(statement, 6, sessions, Session::language);
            texts(statement, 7, sessions, session -> session.status().label());
            texts(statement, 8, sessions, ColumnsByHand::history);
            texts(statement, 9, sessions, ColumnsByHand::masterParameters);
            texts(statement, 10, sessions, ColumnsByHand::selection);
            texts(statement, 11, sessions, ColumnsByHand::agentLogs);
            set(statement, 12, "bool", sessions.stream().map(Session::finalized).toArray(Boolean[]::new));
            numbers(statement, 13, sessions, session -> session.messages().size());
            numbers(statement, 14, sessions, session -> session.selection()
                    .products()
                    .size());
            set(statement, 15, "int8", sessions.stream().map(Session::version).toArray(Long[]::new));
            numbers(statement, 16, sessions, session -> Session.SCHEMA_VERSION);
            written(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void texts(
            PreparedStatement statement, int place, List<Session> sessions, Function<Session, String> column)
            throws SQLException {
        set(statement, place, "text", sessions.stream().map(column).toArray(String[]::new));
    }

    private static void times(
            PreparedStatement statement, int place, List<Session> sessions, Function<Session, String> column)
            throws SQLException {
        set(statement, place, "timestamptz", sessions.stream().map(column).toArray(String[]::new));
    }

    private static void numbers(
            PreparedStatement statement, int place, List<Session> sessions, Function<Session, Integer> column)
            throws SQLException {
        set(statement, place, "int4", sessions.stream().map(column).toArray(Integer[]::new));
    }

    private static void set(PreparedStatement statement, int place, String type, Object[] values) throws SQLException {
        statement.setArray(place, statement.getConnection().createArrayOf(type, values));
    }

    private static List<String> written(PreparedStatement statement) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    @Override
    public void close() {
        pool.close();
    }
}
