package com.esab.data.benchmarks.archive;

import com.esab.data.catalog.ComponentType;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.json.Json;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.UserId;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;

/** What somebody who writes the SQL by hand knows of a session and its row. */
final class ColumnsByHand {

    /** In the order in which both statements give them; what else there is has a default, or a value of the server. */
    static final String NAMES = """
            session_id, user_id, created_at, last_activity_at, current_state, language, status,
            conversation_history, master_parameters, response_json, agent_logs,
            finalized, message_count, product_selections_count, version, schema_version""";

    static final String UPDATE = """
            ON CONFLICT (session_id) DO UPDATE SET
                user_id = excluded.user_id, created_at = excluded.created_at, archived_at = excluded.archived_at,
                last_activity_at = excluded.last_activity_at, current_state = excluded.current_state,
                language = excluded.language, status = excluded.status, expired = FALSE,
                conversation_history = excluded.conversation_history, master_parameters = excluded.master_parameters,
                response_json = excluded.response_json, agent_logs = excluded.agent_logs,
                finalized = excluded.finalized, message_count = excluded.message_count,
                product_selections_count = excluded.product_selections_count, version = excluded.version,
                schema_version = excluded.schema_version, extra = excluded.extra
            WHERE archived.version < excluded.version""";

    private static final JsonFactory JSON = new JsonFactory();

    private ColumnsByHand() {}

    /** In the order of ids: two batches that overlap wait for each other instead of deadlocking. */
    static List<Session> inOrder(List<Session> sessions) {
        return sessions.stream()
                .sorted(Comparator.comparing(session -> session.id().value()))
                .toList();
    }

    static String user(Session session) {
        return session.userId().map(UserId::value).orElseThrow();
    }

    static String history(Session session) {
        return json(to -> {
            to.writeStartObject();
            to.writeArrayFieldStart("messages");
            for (Message message : session.messages()) {
                to.writeStartObject();
                to.writeStringField("role", message.role());
                to.writeStringField("content", message.content());
                to.writeStringField("timestamp", message.timestamp().toString());
                to.writeEndObject();
            }
            to.writeEndArray();
            to.writeEndObject();
        });
    }

    static String masterParameters(Session session) {
        return Json.write(session.masterParameters());
    }

    static String selection(Session session) {
        return json(to -> {
            to.writeStartObject();
            for (SelectedProduct product : session.selection().products()) {
                if (product.type() != ComponentType.ACCESSORY) {
                    to.writeFieldName(product.type().label());
                    write(product, to);
                }
            }
            to.writeArrayFieldStart("Accessories");
            for (SelectedProduct accessory : session.selection().accessories()) {
                write(accessory, to);
            }
            to.writeEndArray();
            to.writeArrayFieldStart("none");
            for (ComponentType none : session.selection().nones()) {
                to.writeString(none.label());
            }
            to.writeEndArray();
            to.writeEndObject();
        });
    }

    private static void write(SelectedProduct product, JsonGenerator to) throws IOException {
        to.writeStartObject();
        to.writeStringField("gin", product.gin().value());
        to.writeStringField("name", product.name());
        to.writeEndObject();
    }

    static String agentLogs(Session session) {
        return Json.write(session.agentLogs());
    }

    private static String json(Writing writing) {
        StringWriter text = new StringWriter(2_000);
        try (JsonGenerator to = JSON.createGenerator(text)) {
            writing.to(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private interface Writing {
        void to(JsonGenerator to) throws IOException;
    }
}
