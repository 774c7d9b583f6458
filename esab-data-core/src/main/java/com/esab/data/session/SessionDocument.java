package com.esab.data.session;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.internal.json.JsonStreams;
import com.esab.data.internal.json.JsonValues;
import com.esab.data.internal.text.Instants;
import com.esab.data.json.Json;
import com.esab.data.session.Session.UnknownFields;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a session, version 1.
 *
 * <p>Scripts in the cache read and write its first two fields in place, so their order and spelling are fixed.
 */
final class SessionDocument {

    private static final String SCHEMA_VERSION = "schema_version";
    private static final String VERSION = "version";
    private static final String SESSION_ID = "session_id";
    private static final String USER_ID = "user_id";
    private static final String STATUS = "status";
    private static final String CREATED_AT = "created_at";
    private static final String LAST_ACTIVITY_AT = "last_activity_at";
    private static final String CURRENT_STATE = "current_state";
    private static final String LANGUAGE = "language";
    private static final String CONVERSATION_HISTORY = "conversation_history";
    private static final String MESSAGES = "messages";
    private static final String ROLE = "role";
    private static final String CONTENT = "content";
    private static final String TIMESTAMP = "timestamp";
    private static final String MASTER_PARAMETERS = "master_parameters";
    private static final String RESPONSE_JSON = "response_json";
    private static final String ACCESSORIES = "Accessories";
    private static final String NONE = "none";
    private static final String GIN = "gin";
    private static final String NAME = "name";
    private static final String AGENT_LOGS = "agent_logs";
    private static final String FINALIZED = "finalized";

    private SessionDocument() {}

    static String write(Session session) {
        return JsonStreams.text(out -> write(out, session));
    }

    static byte[] writeBytes(Session session) {
        return JsonStreams.bytes(out -> write(out, session));
    }

    private static void write(JsonGenerator out, Session session) throws IOException {
        UnknownFields unknown = session.unknown();
        out.writeStartObject();
        out.writeNumberField(SCHEMA_VERSION, Session.SCHEMA_VERSION);
        out.writeNumberField(VERSION, session.version());
        text(out, SESSION_ID, session.id().value());
        out.writeFieldName(USER_ID);
        JsonStreams.write(out, session.userId().map(UserId::value).orElse(null));
        text(out, STATUS, session.status().label());
        text(out, CREATED_AT, Instants.format(session.createdAt()));
        text(out, LAST_ACTIVITY_AT, Instants.format(session.lastActivityAt()));
        text(out, CURRENT_STATE, session.state().label());
        text(out, LANGUAGE, session.language());
        out.writeObjectFieldStart(CONVERSATION_HISTORY);
        out.writeArrayFieldStart(MESSAGES);
        for (Message message : session.messages()) {
            out.writeStartObject();
            text(out, ROLE, message.role());
            text(out, CONTENT, message.content());
            text(out, TIMESTAMP, Instants.format(message.timestamp()));
            all(out, message.extra());
            out.writeEndObject();
        }
        out.writeEndArray();
        all(out, unknown.history());
        out.writeEndObject();
        value(out, MASTER_PARAMETERS, session.masterParameters());
        out.writeObjectFieldStart(RESPONSE_JSON);
        write(out, session.selection(), unknown);
        out.writeEndObject();
        value(out, AGENT_LOGS, session.agentLogs());
        out.writeBooleanField(FINALIZED, session.finalized());
        all(out, unknown.document());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Selection selection, UnknownFields unknown) throws IOException {
        for (SelectedProduct product : selection.products()) {
            if (product.type() != ComponentType.ACCESSORY) {
                out.writeFieldName(product.type().label());
                write(out, product, unknown);
            }
        }
        out.writeArrayFieldStart(ACCESSORIES);
        for (SelectedProduct accessory : selection.accessories()) {
            write(out, accessory, unknown);
        }
        out.writeEndArray();
        out.writeArrayFieldStart(NONE);
        for (ComponentType type : selection.nones()) {
            out.writeString(type.label());
        }
        out.writeEndArray();
        all(out, unknown.selection());
    }

    private static void write(JsonGenerator out, SelectedProduct product, UnknownFields unknown) throws IOException {
        out.writeStartObject();
        text(out, GIN, product.gin().value());
        text(out, NAME, product.name());
        all(out, unknown.products().getOrDefault(product.gin(), Map.of()));
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, String name, String text) throws IOException {
        out.writeStringField(name, JsonValues.storable(text));
    }

    private static void value(JsonGenerator out, String name, @Nullable Object value) throws IOException {
        out.writeFieldName(JsonValues.storable(name));
        JsonStreams.write(out, value);
    }

    private static void all(JsonGenerator out, Map<String, Object> fields) throws IOException {
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            value(out, field.getKey(), field.getValue());
        }
    }

    static Session read(String text) {
        try (JsonParser parser = JsonStreams.LENIENT.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CorruptRecordException("not a JSON object");
            }
            return session(parser);
        } catch (IOException e) {
            throw new CorruptRecordException("not JSON: " + JsonStreams.firstLine(e), e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new CorruptRecordException("not a session document: " + e.getMessage(), e);
        }
    }

    /** Messages, which are most of a document, become messages as they come; the rest is small. */
    private static Session session(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        History history = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            // before its schema version is known, nothing may be expected of a document
            if (name.equals(CONVERSATION_HISTORY) && history == null && values.containsKey(SCHEMA_VERSION)) {
                history = history(parser);
            } else {
                put(parser, values, name);
                if (name.equals(SCHEMA_VERSION)) {
                    requireSchema(values.get(name));
                }
            }
        }
        if (parser.nextToken() != null) {
            throw new CorruptRecordException("not JSON: something follows the value");
        }
        requireSchema(values.remove(SCHEMA_VERSION));
        if (history != null && values.containsKey(CONVERSATION_HISTORY)) {
            throw JsonStreams.duplicate(parser, CONVERSATION_HISTORY);
        }
        Object late = values.remove(CONVERSATION_HISTORY);
        return session(new Fields("", values), history == null ? history(late) : history);
    }

    private static void requireSchema(@Nullable Object version) {
        if (!(version instanceof Long schema)) {
            throw wrong(SCHEMA_VERSION, "a whole number");
        }
        if (schema != Session.SCHEMA_VERSION) {
            throw schema > Session.SCHEMA_VERSION
                    ? CorruptRecordException.newerSchema(
                            "the session document has schema version %d, this library reads up to %d: update it"
                                    .formatted(schema, Session.SCHEMA_VERSION))
                    : new CorruptRecordException("the session document has the impossible schema version " + schema);
        }
    }

    private static void put(JsonParser parser, Map<String, @Nullable Object> values, String name) throws IOException {
        if (values.containsKey(name)) {
            throw JsonStreams.duplicate(parser, name);
        }
        values.put(name, JsonStreams.value(parser));
    }

    /** The messages and what else the document has beside them. */
    private record History(List<Message> messages, Map<String, @Nullable Object> rest) {}

    private static History history(@Nullable Object value) throws IOException {
        try (JsonParser parser = JsonStreams.LENIENT.createParser(Json.write(value))) {
            parser.nextToken();
            return history(parser);
        }
    }

    private static History history(JsonParser parser) throws IOException {
        List<Message> messages = null;
        Map<String, @Nullable Object> rest = new LinkedHashMap<>();
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return new History(List.of(), rest);
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrong(CONVERSATION_HISTORY, "an object");
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals(MESSAGES) && messages == null) {
                messages = messages(parser);
            } else {
                put(parser, rest, name);
            }
        }
        if (messages != null && rest.containsKey(MESSAGES)) {
            throw JsonStreams.duplicate(parser, MESSAGES);
        }
        return new History(messages == null ? List.of() : messages, rest);
    }

    private static List<Message> messages(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return List.of();
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw wrong(CONVERSATION_HISTORY + "." + MESSAGES, "a list");
        }
        List<Message> messages = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw wrong(CONVERSATION_HISTORY + "." + MESSAGES, "a list of objects");
            }
            messages.add(message(parser, messages.size()));
        }
        return messages;
    }

    private static Message message(JsonParser parser, int place) throws IOException {
        String role = null;
        String content = null;
        String timestamp = null;
        Map<String, @Nullable Object> extra = Map.of();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            boolean text = token == JsonToken.VALUE_STRING;
            if (name.equals(ROLE) && role == null && text) {
                role = parser.getText();
            } else if (name.equals(CONTENT) && content == null && text) {
                content = parser.getText();
            } else if (name.equals(TIMESTAMP) && timestamp == null && text) {
                timestamp = parser.getText();
            } else if (name.equals(ROLE) || name.equals(CONTENT) || name.equals(TIMESTAMP)) {
                if (text) {
                    throw JsonStreams.duplicate(parser, name);
                }
                throw wrong(messagePath(place, name), "a text");
            } else {
                extra = extra.isEmpty() ? new LinkedHashMap<>() : extra;
                put(parser, extra, name);
            }
        }
        if (role == null || content == null || timestamp == null) {
            String missing = role == null ? ROLE : content == null ? CONTENT : TIMESTAMP;
            throw wrong(messagePath(place, missing), "a text");
        }
        return new Message(role, content, Instants.parse(timestamp), JsonValues.copyOf(extra));
    }

    private static String messagePath(int place, String name) {
        return CONVERSATION_HISTORY + "." + MESSAGES + "[" + place + "]." + name;
    }

    private static Session session(Fields document, History history) {
        Session.Draft draft =
                new Session.Draft(SessionId.of(document.text(SESSION_ID)), Instants.parse(document.text(CREATED_AT)));
        draft.version = document.number(VERSION);
        draft.userId = document.optionalText(USER_ID).map(UserId::of);
        draft.status = SessionStatus.ofLabel(document.text(STATUS));
        if (draft.status == SessionStatus.ERASED) {
            throw new IllegalArgumentException("an erased session has no document");
        }
        draft.lastActivityAt = Instants.parse(document.text(LAST_ACTIVITY_AT));
        draft.state = SessionState.ofLabel(document.text(CURRENT_STATE));
        draft.language = Session.checkedLanguage(document.text(LANGUAGE));
        draft.messages = history.messages();
        draft.masterParameters = document.object(MASTER_PARAMETERS).rest();
        Map<Gin, Map<String, Object>> unknownOfProducts = new LinkedHashMap<>();
        Fields response = document.object(RESPONSE_JSON);
        draft.selection = selection(response, unknownOfProducts);
        draft.agentLogs = document.list(AGENT_LOGS);
        draft.finalized = document.bool(FINALIZED);
        draft.unknown = new UnknownFields(
                document.rest(), JsonValues.copyOf(history.rest()), response.rest(), unknownOfProducts);
        return new Session(draft);
    }

    private static Selection selection(Fields response, Map<Gin, Map<String, Object>> unknown) {
        Selection selection = Selection.empty();
        for (ComponentType type : ComponentType.values()) {
            Optional<Fields> product =
                    type == ComponentType.ACCESSORY ? Optional.empty() : response.optionalObject(type.label());
            if (product.isPresent()) {
                selection = selection.with(product(product.get(), type, unknown));
            }
        }
        for (Fields accessory : response.objects(ACCESSORIES)) {
            selection = selection.with(product(accessory, ComponentType.ACCESSORY, unknown));
        }
        for (Object none : response.list(NONE)) {
            ComponentType type = ComponentType.ofLabel(String.valueOf(none));
            if (!selection.isOpen(type)) {
                throw new IllegalArgumentException("response_json: " + none + " is both chosen and none");
            }
            selection = selection.none(type);
        }
        return selection;
    }

    private static SelectedProduct product(Fields fields, ComponentType type, Map<Gin, Map<String, Object>> unknown) {
        SelectedProduct product = new SelectedProduct(Gin.of(fields.text(GIN)), type, fields.text(NAME));
        Map<String, Object> rest = fields.rest();
        if (!rest.isEmpty()) {
            unknown.put(product.gin(), rest);
        }
        return product;
    }

    private static CorruptRecordException wrong(String path, String wanted) {
        return new CorruptRecordException("not a session document: " + path + " is not " + wanted);
    }

    /** The fields of a JSON object, taken out one after the other; what remains is unknown. */
    private static final class Fields {

        private final String path;
        private final Map<String, @Nullable Object> values;

        Fields(String path, Map<?, ?> object) {
            this.path = path;
            this.values = new LinkedHashMap<>();
            object.forEach((name, value) -> values.put((String) name, value));
        }

        String text(String name) {
            return optionalText(name).orElseThrow(() -> wrong(name, "a text"));
        }

        Optional<String> optionalText(String name) {
            Object value = values.remove(name);
            if (value == null || value instanceof String) {
                return Optional.ofNullable((String) value);
            }
            throw wrong(name, "a text");
        }

        long number(String name) {
            if (values.remove(name) instanceof Long number) {
                return number;
            }
            throw wrong(name, "a whole number");
        }

        boolean bool(String name) {
            if (values.remove(name) instanceof Boolean bool) {
                return bool;
            }
            throw wrong(name, "true or false");
        }

        Fields object(String name) {
            return optionalObject(name).orElseGet(() -> new Fields(path + name + ".", Map.of()));
        }

        Optional<Fields> optionalObject(String name) {
            Object value = values.remove(name);
            if (value == null) {
                return Optional.empty();
            }
            if (value instanceof Map<?, ?> map) {
                return Optional.of(new Fields(path + name + ".", map));
            }
            throw wrong(name, "an object");
        }

        List<Fields> objects(String name) {
            List<Fields> objects = new ArrayList<>();
            for (Object element : list(name)) {
                if (!(element instanceof Map<?, ?> map)) {
                    throw wrong(name, "a list of objects");
                }
                objects.add(new Fields(path + name + "[" + objects.size() + "].", map));
            }
            return objects;
        }

        List<Object> list(String name) {
            Object value = values.remove(name);
            if (value == null) {
                return List.of();
            }
            if (value instanceof List<?> list) {
                return JsonValues.copyOf(list);
            }
            throw wrong(name, "a list");
        }

        Map<String, Object> rest() {
            return JsonValues.copyOf(values);
        }

        private CorruptRecordException wrong(String name, String wanted) {
            return SessionDocument.wrong(path + name, wanted);
        }
    }
}
