package com.esab.data.benchmarks.sessions;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionState;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The library's JSON document of a session, to the byte, written and read by hand with Jackson's streams: token by token to
 * the same {@link Session}, without a tree in between. It trusts what it reads: it neither looks for fields named twice nor
 * keeps those it does not know.
 */
final class Document {

    /** What a document begins with; the version and {@link #tail} follow. */
    static final String HEAD = "{\"schema_version\":1,\"version\":";

    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Document() {}

    static byte[] write(Session session) {
        byte[] head = (HEAD + session.version()).getBytes(StandardCharsets.US_ASCII);
        byte[] tail = tail(session);
        byte[] document = new byte[head.length + tail.length];
        System.arraycopy(head, 0, document, 0, head.length);
        System.arraycopy(tail, 0, document, head.length, tail.length);
        return document;
    }

    /** All that comes after the version. */
    static byte[] tail(Session session) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2_000);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("session_id", session.id().value());
            json.writeStringField("user_id", session.userId().map(UserId::value).orElse(null));
            json.writeStringField("status", session.status().label());
            json.writeStringField("created_at", MILLISECONDS.format(session.createdAt()));
            json.writeStringField("last_activity_at", MILLISECONDS.format(session.lastActivityAt()));
            json.writeStringField("current_state", session.state().label());
            json.writeStringField("language", session.language());
            json.writeObjectFieldStart("conversation_history");
            json.writeArrayFieldStart("messages");
            for (Message message : session.messages()) {
                json.writeStartObject();
                json.writeStringField("role", message.role());
                json.writeStringField("content", message.content());
                json.writeStringField("timestamp", MILLISECONDS.format(message.timestamp()));
                writeFields(json, message.extra());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeFieldName("master_parameters");
            writeValue(json, session.masterParameters());
            json.writeFieldName("response_json");
            writeSelection(json, session.selection());
            json.writeFieldName("agent_logs");
            writeValue(json, session.agentLogs());
            json.writeBooleanField("finalized", session.finalized());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] tail = bytes.toByteArray();
        tail[0] = ',';
        return tail;
    }

    private static void writeSelection(JsonGenerator json, Selection selection) throws IOException {
        json.writeStartObject();
        for (SelectedProduct product : selection.products()) {
            if (product.type() != ComponentType.ACCESSORY) {
                json.writeFieldName(product.type().label());
                writeProduct(json, product);
            }
        }
        json.writeArrayFieldStart("Accessories");
        for (SelectedProduct product : selection.accessories()) {
            writeProduct(json, product);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("none");
        for (ComponentType none : selection.nones()) {
            json.writeString(none.label());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeProduct(JsonGenerator json, SelectedProduct product) throws IOException {
        json.writeStartObject();
        json.writeStringField("gin", product.gin().value());
        json.writeStringField("name", product.name());
        json.writeEndObject();
    }

    private static void writeFields(JsonGenerator json, Map<?, ?> fields) throws IOException {
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            json.writeFieldName((String) field.getKey());
            writeValue(json, field.getValue());
        }
    }

    private static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            writeFields(json, map);
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                writeValue(json, element);
            }
            json.writeEndArray();
        } else {
            json.writeNull();
        }
    }

    static Session read(byte[] document) {
        try (JsonParser json = JSON.createParser(document)) {
            json.nextToken();
            return readSession(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Session readSession(JsonParser json) throws IOException {
        long version = 0;
        String id = "";
        String user = "";
        SessionStatus status = SessionStatus.ACTIVE;
        Instant createdAt = Instant.EPOCH;
        Instant lastActivityAt = Instant.EPOCH;
        SessionState state = SessionState.POWER_SOURCE_SELECTION;
        String language = "";
        List<Message> messages = List.of();
        Map<String, Object> parameters = Map.of();
        Selection selection = Selection.empty();
        List<Map<String, Object>> logs = new ArrayList<>();
        boolean finalized = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken token = json.nextToken();
            switch (field) {
                case "version" -> version = json.getLongValue();
                case "session_id" -> id = json.getText();
                case "user_id" -> user = token == JsonToken.VALUE_NULL ? "" : json.getText();
                case "status" -> status = SessionStatus.ofLabel(json.getText());
                case "created_at" -> createdAt = Instant.parse(json.getText());
                case "last_activity_at" -> lastActivityAt = Instant.parse(json.getText());
                case "current_state" -> state = SessionState.ofLabel(json.getText());
                case "language" -> language = json.getText();
                case "conversation_history" -> {
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        json.nextToken();
                        messages = readMessages(json);
                    }
                }
                case "master_parameters" -> parameters = readMap(json);
                case "response_json" -> selection = readSelection(json);
                case "agent_logs" -> {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        logs.add(readMap(json));
                    }
                }
                case "finalized" -> finalized = json.getBooleanValue();
                default -> json.skipChildren();
            }
        }
        Session session = Session.begin(
                        SessionId.of(id), user.isEmpty() ? Optional.empty() : Optional.of(UserId.of(user)), createdAt)
                .withStatus(status)
                .withState(state)
                .withLanguage(language)
                .withMessages(messages)
                .withMasterParameters(parameters)
                .withSelection(selection)
                .withFinalized(finalized);
        for (Map<String, Object> log : logs) {
            session = session.withAgentLog(log);
        }
        return session.saved(version, lastActivityAt);
    }

    private static List<Message> readMessages(JsonParser json) throws IOException {
        List<Message> messages = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            String role = "";
            String content = "";
            Instant timestamp = Instant.EPOCH;
            Map<String, Object> extra = Map.of();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "role" -> role = json.getText();
                    case "content" -> content = json.getText();
                    case "timestamp" -> timestamp = Instant.parse(json.getText());
                    default -> {
                        extra = extra.isEmpty() ? new LinkedHashMap<>() : extra;
                        put(extra, field, readValue(json));
                    }
                }
            }
            messages.add(new Message(role, content, timestamp, extra));
        }
        return messages;
    }

    private static Selection readSelection(JsonParser json) throws IOException {
        Selection selection = Selection.empty();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("Accessories")) {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    selection = selection.with(readProduct(json, ComponentType.ACCESSORY));
                }
            } else if (field.equals("none")) {
                while (json.nextToken() == JsonToken.VALUE_STRING) {
                    selection = selection.none(ComponentType.ofLabel(json.getText()));
                }
            } else {
                selection = selection.with(readProduct(json, ComponentType.ofLabel(field)));
            }
        }
        return selection;
    }

    private static SelectedProduct readProduct(JsonParser json, ComponentType type) throws IOException {
        String gin = "";
        String name = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean isGin = json.currentName().equals("gin");
            String value = json.nextTextValue();
            if (isGin) {
                gin = value;
            } else {
                name = value;
            }
        }
        return new SelectedProduct(Gin.of(gin), type, name);
    }

    private static Map<String, Object> readMap(JsonParser json) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            put(map, name, readValue(json));
        }
        return map;
    }

    private static @Nullable Object readValue(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> readMap(json);
            case START_ARRAY -> readList(json);
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    @SuppressWarnings("NullAway") // JSON's null is a value
    private static List<Object> readList(JsonParser json) throws IOException {
        List<Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            list.add(readValue(json));
        }
        return list;
    }

    @SuppressWarnings("NullAway") // JSON's null is a value
    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
        map.put(name, value);
    }
}
