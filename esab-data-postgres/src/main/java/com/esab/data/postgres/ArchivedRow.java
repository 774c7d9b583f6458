package com.esab.data.postgres;

import com.esab.data.archive.ArchivedSession;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.json.Json;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Puts the document of a session together again from the columns of its row. */
final class ArchivedRow {

    static final String COLUMNS = """
            session_id, user_id, created_at, archived_at, last_activity_at, current_state, language, status, expired,
            conversation_history, master_parameters, response_json, agent_logs, finalized,
            message_count, product_selections_count, session_duration_seconds, version, schema_version, extra""";

    private static final String[] JSON = {"conversation_history", "master_parameters", "response_json", "agent_logs"};
    private static final String[] TEXT = {"session_id", "user_id", "status", "current_state", "language"};
    private static final String[] TIME = {"created_at", "last_activity_at"};

    private final StringBuilder document = new StringBuilder("{");

    private ArchivedRow() {}

    /** @throws CorruptRecordException naming the session whose row cannot be read */
    static ArchivedSession read(ResultSet row) throws SQLException {
        String id = row.getString("session_id");
        try {
            SessionStatus status = SessionStatus.ofLabel(row.getString("status"));
            return new ArchivedSession(
                    SessionId.of(id),
                    row.getLong("version"),
                    status,
                    row.getBoolean("expired"),
                    Timestamps.get(row, "archived_at"),
                    status == SessionStatus.ERASED ? Optional.empty() : Optional.of(session(row)),
                    row.getInt("message_count"),
                    row.getInt("product_selections_count"),
                    Duration.ofSeconds(row.getInt("session_duration_seconds")));
        } catch (CorruptRecordException | IllegalArgumentException e) {
            throw new CorruptRecordException("archived session " + id + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Session session(ResultSet row) throws SQLException {
        return Session.fromJson(new ArchivedRow().document(row));
    }

    private String document(ResultSet row) throws SQLException {
        add("schema_version", Integer.toString(row.getInt("schema_version")));
        add("version", Long.toString(row.getLong("version")));
        for (String name : TEXT) {
            String text = row.getString(name);
            if (text != null) {
                add(name, Json.write(text));
            }
        }
        for (String name : TIME) {
            OffsetDateTime time = row.getObject(name, OffsetDateTime.class);
            if (time != null) {
                add(name, Json.write(time.toInstant().toString()));
            }
        }
        for (String name : JSON) {
            String json = row.getString(name);
            if (json != null) {
                add(name, json);
            }
        }
        add("finalized", Boolean.toString(row.getBoolean("finalized")));
        String extra = row.getString("extra");
        if (extra != null && extra.length() > 2) {
            document.append(',').append(extra, 1, extra.length() - 1);
        }
        return document.append('}').toString();
    }

    private void add(String name, String json) {
        if (document.length() > 1) {
            document.append(',');
        }
        document.append('"').append(name).append("\":").append(json);
    }
}
