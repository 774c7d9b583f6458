package com.esab.data.torture;

import com.esab.data.session.SessionId;
import com.esab.data.torture.Violation.Kind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The table of the archive, seen past the library. */
final class ArchiveTable {

    /** So that what a row went through is known, and not only what it came to. */
    private static final String WATCH = """
            CREATE TABLE broken_rules (what TEXT NOT NULL);
            CREATE FUNCTION watch_versions() RETURNS TRIGGER LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'DELETE' THEN
                    INSERT INTO broken_rules VALUES (OLD.session_id || ' was deleted');
                ELSIF NEW.version < OLD.version THEN
                    INSERT INTO broken_rules
                    VALUES (NEW.session_id || ' went down from version ' || OLD.version || ' to ' || NEW.version);
                END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER watch_versions AFTER UPDATE OR DELETE ON archived_sessions
            FOR EACH ROW EXECUTE FUNCTION watch_versions();
            """;

    private static final String ROWS = """
            SELECT session_id, version, status, expired, ARRAY(
                SELECT split_part(message ->> 'content', ' ', 1)
                FROM jsonb_array_elements(conversation_history -> 'messages') WITH ORDINALITY AS said (message, place)
                ORDER BY place)
            FROM archived_sessions
            """;

    private final String jdbcUrl;
    private final String user;
    private final String password;

    ArchiveTable(String jdbcUrl, String user, String password) {
        this.jdbcUrl = jdbcUrl;
        this.user = user;
        this.password = password;
    }

    /** Has the database remember every row whose version goes down, and every row that goes. */
    void watch() throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute(WATCH);
        }
    }

    List<Violation> brokenRules() throws SQLException {
        List<Violation> broken = new ArrayList<>();
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT what FROM broken_rules")) {
            while (rows.next()) {
                broken.add(new Violation(Kind.SET_BACK, "session " + rows.getString(1)));
            }
        }
        return broken;
    }

    long active() throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet count =
                        statement.executeQuery("SELECT count(*) FROM archived_sessions WHERE status = 'active'")) {
            count.next();
            return count.getLong(1);
        }
    }

    List<StoredRow> rows() throws SQLException {
        List<StoredRow> stored = new ArrayList<>();
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ROWS)) {
            while (rows.next()) {
                stored.add(new StoredRow(
                        SessionId.of(rows.getString(1)),
                        rows.getLong(2),
                        rows.getString(3),
                        rows.getBoolean(4),
                        List.of((String[]) rows.getArray(5).getArray())));
            }
        }
        return stored;
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, password);
    }
}
