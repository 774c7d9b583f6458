package com.esab.data.benchmarks.archive;

import com.esab.data.benchmarks.harness.Conversations;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.session.Session;
import com.esab.data.session.SessionStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A year of archived sessions, of any number, and what to ask of them: the server copies a few hundred real documents with
 * ids, users, times and orders of their own.
 */
final class ArchiveRows {

    private static final int DOCUMENTS = 400;
    private static final int MESSAGES = 10;
    private static final int USERS = 2_000;
    /** Users with many sessions, at every size. */
    private static final int REGULARS = 10;

    private static final int SESSIONS_OF_ORDER = 5;
    private static final Instant BEGINNING = Instant.parse("2025-01-01T00:00:00Z");
    private static final int WEEKS = 50;
    private static final int ASKED = 1_000;

    private static final String COPY = """
            INSERT INTO archived_sessions (session_id, user_id, created_at, archived_at, last_activity_at, current_state,
                language, status, conversation_history, master_parameters, response_json, agent_logs, finalized,
                message_count, product_selections_count, session_duration_seconds, version, schema_version)
            SELECT md5(number::text)::uuid::text,
                'user-' || CASE WHEN number %% 49 = 0 THEN number / 49 %% %d ELSE number %% %d END,
                begun, begun + (last_activity_at - created_at) + INTERVAL '1 minute',
                begun + (last_activity_at - created_at), current_state,
                language, status, conversation_history,
                master_parameters || jsonb_build_object('order', 'order-' || number / %d), response_json, agent_logs,
                finalized, message_count, product_selections_count, session_duration_seconds, version, schema_version
            FROM generate_series(1, %d) AS number
            CROSS JOIN LATERAL (SELECT TIMESTAMPTZ '%s' + number * (INTERVAL '365 days' / %d)) AS times (begun)
            JOIN documents ON documents.place = number %% %d
            ORDER BY number""";

    private final List<String> ids;
    private final int orders;
    private int asked;

    private ArchiveRows(List<String> ids, int sessions) {
        this.ids = ids;
        this.orders = sessions / SESSIONS_OF_ORDER;
    }

    /** Fills a schema that was made just now. */
    static void fill(OwnSchema schema, int sessions) throws SQLException {
        try (PostgresArchive library = schema.library()) {
            library.archive().archive(documents());
        }
        try (Connection connection = schema.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET maintenance_work_mem = '256MB'");
            statement.execute("CREATE TABLE documents AS SELECT row_number() OVER (ORDER BY id) - 1 AS place, * "
                    + "FROM archived_sessions");
            statement.execute("TRUNCATE archived_sessions");
            // an index is made faster than it is kept, and the triggers' work is done by one statement afterwards
            List<String> indexes = dropIndexes(statement);
            statement.execute("ALTER TABLE archived_sessions DISABLE TRIGGER USER");
            statement.execute(
                    COPY.formatted(REGULARS, USERS, SESSIONS_OF_ORDER, sessions, BEGINNING, sessions, DOCUMENTS));
            statement.execute("ALTER TABLE archived_sessions ENABLE TRIGGER USER");
            for (String index : indexes) {
                statement.execute(index);
            }
            statement.execute("SELECT recount_archived_sessions()");
            statement.execute("DROP TABLE documents");
            statement.execute("VACUUM (ANALYZE)");
            statement.execute("CHECKPOINT");
        }
    }

    private static List<Session> documents() {
        SplittableRandom random = new SplittableRandom(1);
        List<Session> documents = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            Session begun = Conversations.session("document-" + i, "user", MESSAGES, i);
            boolean completed = i % 10 < 6;
            documents.add(begun.withStatus(status(i % 10))
                    .withFinalized(completed)
                    .saved(
                            1 + random.nextInt(20),
                            begun.createdAt().plus(Duration.ofSeconds(60 + random.nextInt(3_000)))));
        }
        return documents;
    }

    private static SessionStatus status(int ofTen) {
        if (ofTen < 6) {
            return SessionStatus.COMPLETED;
        }
        return ofTen < 9 ? SessionStatus.ABANDONED : SessionStatus.ACTIVE;
    }

    /** What makes them again. */
    private static List<String> dropIndexes(Statement statement) throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> definitions = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("""
                SELECT indexname, indexdef FROM pg_indexes
                WHERE schemaname = current_schema() AND tablename = 'archived_sessions'
                    AND indexname NOT IN (SELECT conname FROM pg_constraint)""")) {
            while (row.next()) {
                names.add(row.getString(1));
                definitions.add(row.getString(2));
            }
        }
        for (String name : names) {
            statement.execute("DROP INDEX " + name);
        }
        return definitions;
    }

    /** The same questions each time, in the same order. */
    static ArchiveRows questions(OwnSchema schema, int sessions) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection connection = schema.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT md5((1 + place * 7919::bigint %% %d)::text)::uuid::text
                        FROM generate_series(1, %d) AS place""".formatted(sessions, ASKED))) {
            while (row.next()) {
                ids.add(row.getString(1));
            }
        }
        return new ArchiveRows(ids, sessions);
    }

    String id() {
        return ids.get(next(ASKED));
    }

    String regular() {
        return "user-" + next(REGULARS);
    }

    String user() {
        return "user-" + next(USERS);
    }

    /** The beginning of a week. */
    Instant week() {
        return BEGINNING.plus(Duration.ofDays(7L * next(WEEKS)));
    }

    Map<String, String> order() {
        return Map.of("order", "order-" + (1 + next(orders - 1)));
    }

    private int next(int bound) {
        asked++;
        return (int) (asked * 7_919L % bound);
    }
}
