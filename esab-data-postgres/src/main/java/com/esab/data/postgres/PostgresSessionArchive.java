package com.esab.data.postgres;

import com.esab.data.archive.ArchiveQuery;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.SessionArchive;
import com.esab.data.archive.SessionSummaryStats;
import com.esab.data.archive.UserSessionHistory;
import com.esab.data.json.Json;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.Arguments;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The archive in the table {@code archived_sessions}. */
final class PostgresSessionArchive implements SessionArchive {

    /**
     * Takes the documents apart on the server, which needs fewer bytes and less work on both sides than a parameter for
     * each column. The rows come in the order of the array, and all writers sort it by session id: two batches that
     * overlap wait for each other instead of deadlocking.
     */
    private static final String UPSERT = """
            INSERT INTO archived_sessions AS archived (
                session_id, user_id, created_at, archived_at, last_activity_at, current_state, language, status,
                conversation_history, master_parameters, response_json, agent_logs, finalized,
                message_count, product_selections_count, version, schema_version, extra)
            SELECT
                field.session_id, field.user_id, field.created_at, now(), field.last_activity_at, field.current_state,
                field.language, field.status, field.conversation_history, field.master_parameters, field.response_json,
                field.agent_logs, field.finalized, message_count, product_selections_count, field.version,
                field.schema_version,
                NULLIF(document - '{schema_version, version, session_id, user_id, status, created_at, last_activity_at,
                    current_state, language, conversation_history, master_parameters, response_json, agent_logs,
                    finalized}'::text[], '{}'::jsonb)
            FROM (
                SELECT
                    unnest(?::text[])::jsonb AS document,
                    unnest(?::integer[]) AS message_count,
                    unnest(?::integer[]) AS product_selections_count) AS given
            CROSS JOIN LATERAL jsonb_to_record(document) AS field (
                session_id text, user_id text, created_at timestamptz, last_activity_at timestamptz,
                current_state text, language text, status text, conversation_history jsonb, master_parameters jsonb,
                response_json jsonb, agent_logs jsonb, finalized boolean, version bigint, schema_version integer)
            ON CONFLICT (session_id) DO UPDATE SET
                user_id = excluded.user_id,
                created_at = excluded.created_at,
                archived_at = excluded.archived_at,
                last_activity_at = excluded.last_activity_at,
                current_state = excluded.current_state,
                language = excluded.language,
                status = excluded.status,
                expired = FALSE,
                conversation_history = excluded.conversation_history,
                master_parameters = excluded.master_parameters,
                response_json = excluded.response_json,
                agent_logs = excluded.agent_logs,
                finalized = excluded.finalized,
                message_count = excluded.message_count,
                product_selections_count = excluded.product_selections_count,
                version = excluded.version,
                schema_version = excluded.schema_version,
                extra = excluded.extra
            WHERE archived.version < excluded.version
            RETURNING session_id""";

    private static final String FIND = "SELECT " + ArchivedRow.COLUMNS + " FROM archived_sessions WHERE session_id = ?";

    private static final String SUMMARY = """
            SELECT total_sessions, unique_users, avg_messages_per_session, avg_session_duration_sec,
                finalized_sessions, completed_sessions, abandoned_sessions, active_sessions
            FROM session_summary_stats""";

    private static final String HISTORY = """
            SELECT user_id, total_sessions, avg_messages, avg_duration_sec, last_session_date, finalized_count
            FROM user_session_history
            """;

    private static final String VERSIONS_OF =
            "SELECT session_id, version FROM archived_sessions WHERE session_id = ANY (?)";

    private static final String QUIET_FOR = """
            SELECT session_id, version FROM archived_sessions
            WHERE status = 'active' AND archived_at < now() - INTERVAL '1 millisecond' * ?::bigint AND session_id > ?
            ORDER BY session_id
            LIMIT ?""";

    /**
     * A row that somebody is writing is passed over: it gets a newer version, or becomes a tombstone, and would have to be
     * left alone in any case.
     */
    private static final String ABANDON = """
            WITH overdue AS (
                SELECT archived_sessions.id
                FROM unnest(?::text[], ?::bigint[]) AS given (session_id, version)
                JOIN archived_sessions USING (session_id, version)
                WHERE archived_sessions.status = 'active'
                ORDER BY archived_sessions.session_id
                FOR UPDATE OF archived_sessions SKIP LOCKED)
            UPDATE archived_sessions SET status = 'abandoned', expired = TRUE
            FROM overdue WHERE archived_sessions.id = overdue.id""";

    private static final String IDS_OF_USER =
            "SELECT session_id FROM archived_sessions WHERE user_id = ? ORDER BY session_id";

    private static final String ERASE = """
            INSERT INTO archived_sessions AS archived (session_id, status, version, schema_version)
            SELECT unnest(?::text[]), 'erased', ?, ?
            ON CONFLICT (session_id) DO UPDATE SET
                user_id = NULL,
                created_at = NULL,
                archived_at = excluded.archived_at,
                last_activity_at = NULL,
                current_state = NULL,
                language = NULL,
                status = excluded.status,
                expired = FALSE,
                conversation_history = NULL,
                master_parameters = NULL,
                response_json = NULL,
                agent_logs = NULL,
                finalized = FALSE,
                message_count = 0,
                product_selections_count = 0,
                version = excluded.version,
                schema_version = excluded.schema_version,
                extra = NULL
            WHERE archived.status <> 'erased'""";

    /** Locks the rows in the order in which writers do. */
    private static final String PURGE = """
            WITH outdated AS (
                SELECT id FROM archived_sessions
                WHERE archived_at < ? AND (status <> 'erased' OR archived_at < now() - INTERVAL '7 days')
                ORDER BY session_id
                FOR UPDATE)
            DELETE FROM archived_sessions USING outdated WHERE archived_sessions.id = outdated.id""";

    private final Database database;
    private final int fetchSize;

    PostgresSessionArchive(Database database, int fetchSize) {
        this.database = database;
        this.fetchSize = fetchSize;
    }

    @Override
    public Set<SessionId> archive(Collection<Session> sessions) {
        SortedMap<SessionId, Session> byId = new TreeMap<>();
        for (Session session : sessions) {
            if (byId.put(session.id(), session) != null) {
                throw new IllegalArgumentException("session " + session.id() + " is given twice");
            }
        }
        if (byId.isEmpty()) {
            return Set.of();
        }
        List<String> documents = new ArrayList<>(byId.size());
        List<Integer> messages = new ArrayList<>(byId.size());
        List<Integer> products = new ArrayList<>(byId.size());
        for (Session session : byId.values()) {
            documents.add(session.toJson());
            messages.add(session.messages().size());
            products.add(session.selection().products().size());
        }
        return database.write("archiving " + subject(byId.keySet()), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
                statement.setArray(1, connection.createArrayOf("text", documents.toArray(String[]::new)));
                statement.setArray(2, connection.createArrayOf("int4", messages.toArray(Integer[]::new)));
                statement.setArray(3, connection.createArrayOf("int4", products.toArray(Integer[]::new)));
                return Collections.unmodifiableSet(new LinkedHashSet<>(ids(statement)));
            }
        });
    }

    private static String subject(Collection<SessionId> ids) {
        return ids.size() == 1 ? "session " + ids.iterator().next() : ids.size() + " sessions";
    }

    private static List<SessionId> ids(PreparedStatement statement) throws SQLException {
        List<SessionId> ids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(SessionId.of(rows.getString(1)));
            }
        }
        return ids;
    }

    @Override
    public Optional<ArchivedSession> find(SessionId id) {
        return database.read("reading session " + id, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FIND)) {
                statement.setString(1, id.value());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(ArchivedRow.read(row)) : Optional.<ArchivedSession>empty();
                }
            }
        });
    }

    @Override
    public void forEach(ArchiveQuery query, Consumer<? super ArchivedSession> consumer) {
        String doing = "reading archived sessions";
        Select select = Select.of(query);
        try (Database.Lease lease = database.lease(doing)) {
            if (query.limit() > fetchSize) {
                // only inside of a transaction does the driver read through a cursor
                lease.useTransactions(doing);
            }
            try (Cursor cursor = lease.read(doing, connection -> Cursor.open(connection, select, fetchSize))) {
                List<ArchivedSession> page;
                do {
                    page = lease.read(doing, connection -> cursor.next(fetchSize));
                    page.forEach(consumer);
                } while (page.size() == fetchSize);
            }
        }
    }

    @Override
    public SessionSummaryStats summary() {
        return database.read("reading the summary of the archive", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SUMMARY);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return new SessionSummaryStats(
                        row.getLong("total_sessions"),
                        row.getLong("unique_users"),
                        average(row, "avg_messages_per_session"),
                        average(row, "avg_session_duration_sec"),
                        row.getLong("finalized_sessions"),
                        row.getLong("completed_sessions"),
                        row.getLong("abandoned_sessions"),
                        row.getLong("active_sessions"));
            }
        });
    }

    @Override
    public Optional<UserSessionHistory> history(UserId user) {
        return database.read("reading the history of a user", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(HISTORY + "WHERE user_id = ?")) {
                statement.setString(1, user.value());
                return histories(statement).stream().findFirst();
            }
        });
    }

    @Override
    public List<UserSessionHistory> histories(int limit) {
        Arguments.limit(limit, Integer.MAX_VALUE);
        return database.read("reading the histories of users", connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(HISTORY + "ORDER BY last_session_date DESC, user_id LIMIT ?")) {
                statement.setInt(1, limit);
                return histories(statement);
            }
        });
    }

    private static List<UserSessionHistory> histories(PreparedStatement statement) throws SQLException {
        List<UserSessionHistory> histories = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                histories.add(new UserSessionHistory(
                        UserId.of(row.getString("user_id")),
                        row.getLong("total_sessions"),
                        average(row, "avg_messages"),
                        average(row, "avg_duration_sec"),
                        Timestamps.get(row, "last_session_date"),
                        row.getLong("finalized_count")));
            }
        }
        return Collections.unmodifiableList(histories);
    }

    private static OptionalDouble average(ResultSet row, String column) throws SQLException {
        double average = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(average);
    }

    @Override
    public Map<SessionId, Long> versionsOf(Collection<SessionId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return database.read("looking for archived versions", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(VERSIONS_OF)) {
                statement.setArray(1, connection.createArrayOf("text", values(ids)));
                return versions(statement);
            }
        });
    }

    private static SortedMap<SessionId, Long> versions(PreparedStatement statement) throws SQLException {
        SortedMap<SessionId, Long> versions = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                versions.put(SessionId.of(rows.getString("session_id")), rows.getLong("version"));
            }
        }
        return Collections.unmodifiableSortedMap(versions);
    }

    @Override
    public SortedMap<SessionId, Long> quietFor(Duration time, Optional<SessionId> after, int limit) {
        Arguments.limit(limit, Integer.MAX_VALUE);
        return database.read("looking for sessions whose time is up", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(QUIET_FOR)) {
                statement.setLong(1, time.toMillis());
                statement.setString(2, after.map(SessionId::value).orElse(""));
                statement.setInt(3, limit);
                return versions(statement);
            }
        });
    }

    @Override
    public int abandon(Map<SessionId, Long> versions) {
        if (versions.isEmpty()) {
            return 0;
        }
        SortedMap<SessionId, Long> sorted = new TreeMap<>(versions);
        return database.write("abandoning " + subject(sorted.keySet()), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ABANDON)) {
                statement.setArray(1, connection.createArrayOf("text", values(sorted.keySet())));
                statement.setArray(
                        2, connection.createArrayOf("int8", sorted.values().toArray(Long[]::new)));
                return statement.executeUpdate();
            }
        });
    }

    /** Of their own type: the driver sends an array of objects as one long text, with every quote escaped. */
    private static String[] values(Collection<SessionId> ids) {
        return ids.stream().map(SessionId::value).toArray(String[]::new);
    }

    @Override
    public List<SessionId> idsOf(UserId user) {
        return database.read("reading the session ids of a user", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(IDS_OF_USER)) {
                statement.setString(1, user.value());
                return Collections.unmodifiableList(ids(statement));
            }
        });
    }

    @Override
    public int erase(Collection<SessionId> ids) {
        Set<SessionId> sorted = new TreeSet<>(ids);
        if (sorted.isEmpty()) {
            return 0;
        }
        return database.write("erasing " + subject(sorted), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ERASE)) {
                statement.setArray(1, connection.createArrayOf("text", values(sorted)));
                statement.setLong(2, ArchivedSession.TOMBSTONE_VERSION);
                statement.setInt(3, Session.SCHEMA_VERSION);
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public long purge(Instant archivedBefore) {
        String doing = "purging the archive";
        Duration limit = database.purgeTimeout();
        try (Database.Lease lease = database.dedicated(doing)) {
            lease.useTransactions(doing);
            return lease.run(doing, true, limit, connection -> purge(connection, archivedBefore, limit));
        }
    }

    /** The limit is the transaction's own: the next user of the connection has another. */
    private static long purge(Connection connection, Instant archivedBefore, Duration limit) throws SQLException {
        try (Statement setting = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(PURGE)) {
            setting.execute("SET LOCAL statement_timeout = " + limit.toMillis());
            statement.setObject(1, Timestamps.of(archivedBefore));
            long removed = statement.executeLargeUpdate();
            connection.commit();
            return removed;
        }
    }

    /** A query over many sessions as text and parameters; of what a caller gave, only a limit is ever part of the text. */
    private record Select(String sql, List<Object> parameters) {

        private static final String ROWS = "SELECT " + ArchivedRow.COLUMNS + " FROM archived_sessions WHERE ";
        private static final String LATEST_FIRST = " ORDER BY last_activity_at DESC, session_id";

        /** What is read and sorted at most, in some 20 ms, before the index by time is the better way. */
        private static final int FEW = 10_000;

        static Select of(ArchiveQuery query) {
            StringBuilder condition = new StringBuilder("status <> 'erased'");
            List<Object> parameters = new ArrayList<>();
            query.user().ifPresent(user -> {
                condition.append(" AND user_id = ?");
                parameters.add(user.value());
            });
            query.status().ifPresent(status -> {
                condition.append(" AND status = ?");
                parameters.add(status.label());
            });
            query.lastActiveFrom().ifPresent(from -> {
                condition.append(" AND last_activity_at >= ?");
                parameters.add(Timestamps.of(from));
            });
            query.lastActiveUntil().ifPresent(until -> {
                condition.append(" AND last_activity_at < ?");
                parameters.add(Timestamps.of(until));
            });
            query.contained().forEach((part, wanted) -> {
                condition.append(" AND ").append(part.field()).append(" @> (SELECT ?::jsonb)");
                parameters.add(Json.write(wanted));
            });
            if (query.limit() == Integer.MAX_VALUE) {
                return new Select(ROWS + condition + LATEST_FIRST, parameters);
            }
            if (query.contained().isEmpty()) {
                parameters.add(query.limit());
                return new Select(ROWS + condition + LATEST_FIRST + " LIMIT ?", parameters);
            }
            return latestContaining(condition, parameters, query.limit());
        }

        /**
         * Looks first whether only few rows are meant. The server's own guess of that is one hundredth of the table or
         * nothing, by the samples it has of a part; with a hundredth it looks for the latest rows in the order of time, and
         * reads all there are when so many are not to be found. The limit is in the text and what is wanted in a query of its
         * own, for the plan to be the same whatever is wanted: then it is made once.
         */
        private static Select latestContaining(CharSequence condition, List<Object> parameters, int limit) {
            String latest = LATEST_FIRST + " LIMIT " + limit;
            String sql = "WITH meant AS MATERIALIZED (SELECT id FROM archived_sessions WHERE " + condition
                    + " LIMIT " + (FEW + 1) + "), many AS MATERIALIZED (SELECT count(*) > " + FEW + " AS so FROM meant)"
                    + " (" + ROWS + "NOT (SELECT so FROM many) AND id = ANY (ARRAY(SELECT id FROM meant))" + latest
                    + ")"
                    + " UNION ALL"
                    + " (" + ROWS + "(SELECT so FROM many) AND " + condition + latest + ")"
                    + LATEST_FIRST;
            List<Object> twice = new ArrayList<>(parameters);
            twice.addAll(parameters);
            return new Select(sql, twice);
        }
    }

    /** The rows of a query, page by page. */
    private record Cursor(PreparedStatement statement, ResultSet rows) implements AutoCloseable {

        static Cursor open(Connection connection, Select select, int fetchSize) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(select.sql());
            try {
                statement.setFetchSize(fetchSize);
                for (int i = 0; i < select.parameters().size(); i++) {
                    statement.setObject(i + 1, select.parameters().get(i));
                }
                return new Cursor(statement, statement.executeQuery());
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
        }

        List<ArchivedSession> next(int most) throws SQLException {
            List<ArchivedSession> page = new ArrayList<>();
            while (page.size() < most && rows.next()) {
                page.add(ArchivedRow.read(rows));
            }
            return page;
        }

        @Override
        public void close() {
            try {
                statement.close();
            } catch (SQLException e) {
                // it ended with its connection, which has been told
            }
        }
    }
}
