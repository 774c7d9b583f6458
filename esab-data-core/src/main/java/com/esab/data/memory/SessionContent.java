package com.esab.data.memory;

import com.esab.data.ProgressListener;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.json.Json;
import com.esab.data.memory.InMemoryKeyValueCache.Entry;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.store.Arguments;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.ContentRecord.Fields;
import com.esab.data.store.StoreContent;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The sessions and the general cache in memory as content; locks are of the moment and no part of it. */
final class SessionContent implements StoreContent {

    private static final String SESSION = "session";
    private static final String CACHED = "cached";

    private final SessionRecords sessions;
    private final InMemoryKeyValueCache cache;
    private final Clock clock;

    SessionContent(SessionRecords sessions, InMemoryKeyValueCache cache, Clock clock) {
        this.sessions = sessions;
        this.cache = cache;
        this.clock = clock;
    }

    /** Both parts as they were at one moment, whatever is swapped meanwhile. */
    private record Moment(Collection<SessionRecords.Entry> sessions, Map<String, Entry> cached) {}

    private synchronized Moment now() {
        return new Moment(sessions.all(), cache.all());
    }

    private synchronized void swap(Moment moment) {
        sessions.replace(moment.sessions());
        cache.replace(moment.cached());
    }

    @Override
    public Map<String, Long> count() {
        Moment now = now();
        Map<String, Long> count = new LinkedHashMap<>();
        count.put(SESSION, (long) now.sessions().size());
        count.put(CACHED, (long) now.cached().size());
        return count;
    }

    @Override
    public void export(Consumer<? super ContentRecord> out, ProgressListener progress) {
        Moment now = now();
        progress.progress("sessions", 0, now.sessions().size());
        now.sessions().forEach(session -> out.accept(record(session)));
        progress.progress("sessions", now.sessions().size(), now.sessions().size());
        progress.progress("cached", 0, now.cached().size());
        now.cached().forEach((key, entry) -> out.accept(record(key, entry)));
        progress.progress("cached", now.cached().size(), now.cached().size());
    }

    private static ContentRecord record(SessionRecords.Entry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", entry.session().id().value());
        fields.put("document", Json.parseObject(entry.session().toJson()));
        fields.put("expires_at", entry.until().toEpochMilli());
        entry.due().ifPresent(due -> fields.put("due_at", due.toEpochMilli()));
        entry.reason().ifPresent(reason -> {
            fields.put("tries", (long) entry.tries());
            fields.put("reason", reason);
        });
        return new ContentRecord(SESSION, fields);
    }

    private static ContentRecord record(String key, Entry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key", key);
        fields.put("value", entry.value());
        fields.put("expires_at", entry.until().toEpochMilli());
        return new ContentRecord(CACHED, fields);
    }

    private SessionRecords.Entry session(Fields fields) {
        String id = fields.text("id");
        Session session = Session.fromJson(Json.write(fields.object("document")));
        if (!session.id().value().equals(id)) {
            throw new CorruptRecordException("the document is that of session " + session.id());
        }
        Instant until = Instant.ofEpochMilli(fields.wholeNumber("expires_at"));
        OptionalLong due = fields.optionalWholeNumber("due_at");
        Optional<String> reason = fields.optionalText("reason");
        int tries = reason.isPresent() ? fields.integer("tries") : 0;
        SessionRecords.Entry entry = new SessionRecords.Entry(
                session, until, due.stream().mapToObj(Instant::ofEpochMilli).findFirst(), tries, reason);
        if (entry.queued() && !sessions.handsOver()) {
            throw new CorruptRecordException("the session waits for an archive, and this store hands nothing over");
        }
        return entry;
    }

    private static String key(Fields fields) {
        return Arguments.key("cache key", fields.text("key"));
    }

    private static Entry cached(Fields fields) {
        return new Entry(
                Arguments.storable("cache value", fields.text("value")),
                Instant.ofEpochMilli(fields.wholeNumber("expires_at")));
    }

    @Override
    public Replacement replace() {
        return new Gathered();
    }

    private final class Gathered extends InMemoryReplacement {

        private final Map<SessionId, SessionRecords.Entry> gathered = new LinkedHashMap<>();
        private final Map<String, Entry> texts = new LinkedHashMap<>();

        @Override
        void add(ContentRecord record) {
            boolean repeated =
                    switch (record.kind()) {
                        case SESSION -> {
                            SessionRecords.Entry entry = record.read(SessionContent.this::session);
                            yield gathered.put(entry.session().id(), entry) != null;
                        }
                        case CACHED -> record.read(fields -> texts.put(key(fields), cached(fields)) != null);
                        default -> throw record.unknownKind();
                    };
            if (repeated) {
                throw record.repeated();
            }
        }

        @Override
        void handOver(Consumer<? super ContentRecord> out) {
            Instant now = clock.instant();
            gathered.values().stream()
                    .filter(entry -> entry.queued() || entry.until().isAfter(now))
                    .forEach(entry -> out.accept(record(entry)));
            texts.forEach((key, entry) -> {
                if (entry.until().isAfter(now)) {
                    out.accept(record(key, entry));
                }
            });
        }

        @Override
        void swap() {
            SessionContent.this.swap(new Moment(new ArrayList<>(gathered.values()), texts));
        }
    }
}
