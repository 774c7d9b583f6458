package com.esab.data.session;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.json.Json;
import com.esab.data.session.Session.UnknownFields;
import java.time.DateTimeException;
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

    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private SessionDocument() {}

    static String write(Session session) {
        UnknownFields unknown = session.unknown();
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put(SCHEMA_VERSION, (long) Session.SCHEMA_VERSION);
        document.put(VERSION, session.version());
        document.put(SESSION_ID, session.id().value());
        document.put(USER_ID, session.userId().map(UserId::value).orElse(null));
        document.put(STATUS, session.status().label());
        document.put(CREATED_AT, MILLISECONDS.format(session.createdAt()));
        document.put(LAST_ACTIVITY_AT, MILLISECONDS.format(session.lastActivityAt()));
        document.put(CURRENT_STATE, session.state().label());
        document.put(LANGUAGE, session.language());
        Map<String, Object> history = new LinkedHashMap<>();
        history.put(
                MESSAGES,
                session.messages().stream().map(SessionDocument::message).toList());
        history.putAll(unknown.history());
        document.put(CONVERSATION_HISTORY, history);
        document.put(MASTER_PARAMETERS, session.masterParameters());
        document.put(RESPONSE_JSON, selection(session.selection(), unknown));
        document.put(AGENT_LOGS, session.agentLogs());
        document.put(FINALIZED, session.finalized());
        document.putAll(unknown.document());
        return Json.write(document);
    }

    private static Map<String, Object> message(Message message) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(ROLE, message.role());
        fields.put(CONTENT, message.content());
        fields.put(TIMESTAMP, MILLISECONDS.format(message.timestamp()));
        fields.putAll(message.extra());
        return fields;
    }

    private static Map<String, Object> selection(Selection selection, UnknownFields unknown) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (SelectedProduct product : selection.products()) {
            if (product.type() != ComponentType.ACCESSORY) {
                fields.put(product.type().label(), product(product, unknown));
            }
        }
        fields.put(
                ACCESSORIES,
                selection.accessories().stream()
                        .map(product -> product(product, unknown))
                        .toList());
        fields.put(NONE, selection.nones().stream().map(ComponentType::label).toList());
        fields.putAll(unknown.selection());
        return fields;
    }

    private static Map<String, Object> product(SelectedProduct product, UnknownFields unknown) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(GIN, product.gin().value());
        fields.put(NAME, product.name());
        fields.putAll(unknown.products().getOrDefault(product.gin(), Map.of()));
        return fields;
    }

    static Session read(String text) {
        Fields document = new Fields("", Json.parseObject(text));
        long schema = document.number(SCHEMA_VERSION);
        if (schema != Session.SCHEMA_VERSION) {
            throw schema > Session.SCHEMA_VERSION
                    ? CorruptRecordException.newerSchema(
                            "the session document has schema version %d, this library reads up to %d: update it"
                                    .formatted(schema, Session.SCHEMA_VERSION))
                    : new CorruptRecordException("the session document has the impossible schema version " + schema);
        }
        try {
            return session(document);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new CorruptRecordException("not a session document: " + e.getMessage(), e);
        }
    }

    private static Session session(Fields document) {
        Session.Draft draft =
                new Session.Draft(SessionId.of(document.text(SESSION_ID)), instant(document.text(CREATED_AT)));
        draft.version = document.number(VERSION);
        draft.userId = document.optionalText(USER_ID).map(UserId::of);
        draft.status = SessionStatus.ofLabel(document.text(STATUS));
        if (draft.status == SessionStatus.ERASED) {
            throw new IllegalArgumentException("an erased session has no document");
        }
        draft.lastActivityAt = instant(document.text(LAST_ACTIVITY_AT));
        draft.state = SessionState.ofLabel(document.text(CURRENT_STATE));
        draft.language = Session.checkedLanguage(document.text(LANGUAGE));
        Fields history = document.object(CONVERSATION_HISTORY);
        draft.messages = history.objects(MESSAGES).stream()
                .map(fields -> new Message(
                        fields.text(ROLE), fields.text(CONTENT), instant(fields.text(TIMESTAMP)), fields.rest()))
                .toList();
        draft.masterParameters = document.object(MASTER_PARAMETERS).rest();
        Map<Gin, Map<String, Object>> unknownOfProducts = new LinkedHashMap<>();
        Fields response = document.object(RESPONSE_JSON);
        draft.selection = selection(response, unknownOfProducts);
        draft.agentLogs = document.list(AGENT_LOGS);
        draft.finalized = document.bool(FINALIZED);
        draft.unknown = new UnknownFields(document.rest(), history.rest(), response.rest(), unknownOfProducts);
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

    private static Instant instant(String text) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
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
                return Json.copyOf(list);
            }
            throw wrong(name, "a list");
        }

        Map<String, Object> rest() {
            return Json.copyOf(values);
        }

        private CorruptRecordException wrong(String name, String wanted) {
            return new CorruptRecordException("not a session document: " + path + name + " is not " + wanted);
        }
    }
}
