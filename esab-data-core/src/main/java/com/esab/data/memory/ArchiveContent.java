package com.esab.data.memory;

import com.esab.data.ProgressListener;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.json.Json;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.ContentRecord.Fields;
import com.esab.data.store.StoreContent;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The archive in memory as content, in records like the rows of the real one. */
final class ArchiveContent implements StoreContent {

    private static final String KIND = "archived_session";
    private static final String STEP = "archived sessions";
    private static final String SESSION_ID = "session_id";
    private static final String STATUS = "status";
    private static final String VERSION = "version";
    private static final String SCHEMA_VERSION = "schema_version";
    private static final String FINALIZED = "finalized";
    private static final String USER_ID = "user_id";
    private static final List<String> TEXTS = List.of("created_at", "last_activity_at", "current_state", "language");
    private static final List<String> OBJECTS = List.of("conversation_history", "master_parameters", "response_json");
    private static final String AGENT_LOGS = "agent_logs";
    /** What a document and its row call by the same name; the rest of a document is extra. */
    private static final List<String> COLUMNS = Stream.of(
                    List.of(SESSION_ID, VERSION, SCHEMA_VERSION, STATUS, FINALIZED, USER_ID),
                    TEXTS,
                    OBJECTS,
                    List.of(AGENT_LOGS))
            .flatMap(List::stream)
            .toList();

    private static final String EXTRA = "extra";

    private final InMemoryArchive archive;

    ArchiveContent(InMemoryArchive archive) {
        this.archive = archive;
    }

    @Override
    public Map<String, Long> count() {
        return Map.of(KIND, (long) archive.all().size());
    }

    @Override
    public void export(Consumer<? super ContentRecord> out, ProgressListener progress) {
        List<ArchivedSession> all = archive.all();
        progress.progress(STEP, 0, all.size());
        all.forEach(archived -> out.accept(record(archived)));
        progress.progress(STEP, all.size(), all.size());
    }

    private static ContentRecord record(ArchivedSession archived) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(SESSION_ID, archived.id().value());
        fields.put(VERSION, archived.version());
        fields.put(SCHEMA_VERSION, (long) Session.SCHEMA_VERSION);
        fields.put(STATUS, archived.status().label());
        fields.put("expired", archived.expired());
        fields.put("archived_at", archived.archivedAt().toString());
        fields.put("message_count", (long) archived.messageCount());
        fields.put("product_selections_count", (long) archived.productSelectionsCount());
        fields.put("session_duration_seconds", archived.duration().toSeconds());
        fields.put(FINALIZED, false);
        archived.session().ifPresent(session -> {
            Map<String, Object> document = new LinkedHashMap<>(Json.parseObject(session.toJson()));
            COLUMNS.forEach(name -> {
                Object value = document.remove(name);
                if (value != null) {
                    fields.put(name, value);
                }
            });
            if (!document.isEmpty()) {
                fields.put(EXTRA, document);
            }
        });
        return new ContentRecord(KIND, fields);
    }

    @Override
    public Replacement replace() {
        return new Gathered();
    }

    private static ArchivedSession archived(Fields fields) {
        SessionId id = SessionId.of(fields.text(SESSION_ID));
        long version = fields.wholeNumber(VERSION);
        long schema = fields.wholeNumber(SCHEMA_VERSION);
        SessionStatus status = SessionStatus.ofLabel(fields.text(STATUS));
        boolean finalized = fields.bool(FINALIZED);
        Optional<Session> session = Optional.empty();
        if (status != SessionStatus.ERASED) {
            Map<String, Object> document = new LinkedHashMap<>(fields.optionalObject(EXTRA));
            document.putAll(Map.of(
                    SESSION_ID, id.value(),
                    VERSION, version,
                    SCHEMA_VERSION, schema,
                    STATUS, status.label(),
                    FINALIZED, finalized));
            fields.optionalText(USER_ID).ifPresent(user -> document.put(USER_ID, user));
            TEXTS.forEach(name -> document.put(name, fields.text(name)));
            OBJECTS.forEach(name -> document.put(name, fields.object(name)));
            document.put(AGENT_LOGS, fields.list(AGENT_LOGS));
            session = Optional.of(Session.fromJson(Json.write(document)));
        }
        return new ArchivedSession(
                id,
                version,
                status,
                fields.bool("expired"),
                OffsetDateTime.parse(fields.text("archived_at")).toInstant(),
                session,
                fields.integer("message_count"),
                fields.integer("product_selections_count"),
                Duration.ofSeconds(fields.wholeNumber("session_duration_seconds")));
    }

    private final class Gathered extends InMemoryReplacement {

        private final Map<SessionId, ArchivedSession> gathered = new LinkedHashMap<>();

        @Override
        void add(ContentRecord record) {
            if (!record.kind().equals(KIND)) {
                throw record.unknownKind();
            }
            ArchivedSession archived = record.read(ArchiveContent::archived);
            if (gathered.put(archived.id(), archived) != null) {
                throw record.repeated();
            }
        }

        @Override
        void handOver(Consumer<? super ContentRecord> out) {
            gathered.values().forEach(archived -> out.accept(record(archived)));
        }

        @Override
        void swap() {
            archive.replace(gathered.values());
        }
    }
}
