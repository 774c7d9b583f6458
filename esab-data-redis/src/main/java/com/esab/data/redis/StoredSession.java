package com.esab.data.redis;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.json.Json;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.ContentRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that Redis holds of a session. Where a text is empty, there is no such thing.
 *
 * @param expiresAt what {@code :ttl} says, in milliseconds
 * @param recordExpiresAt when the record itself goes, in milliseconds
 * @param dueAt the score in the due set, in milliseconds, or {@code inf} for a dead session
 * @param refusals the entry among the dead, which a session has from its first refusal on
 */
record StoredSession(
        SessionId id, byte[] document, String expiresAt, String recordExpiresAt, String dueAt, String refusals)
        implements Stored {

    static final String KIND = "session";

    static final List<String> PARTS = List.of("value", "expires_at", "record_expires_at", "due_at", "refusals");

    private static final String DEAD = "inf";

    /** What scripts demand of a document, so that they can read its version. */
    private static final Pattern HEAD = Pattern.compile("\\{\"schema_version\":\\d{1,9},\"version\":\\d{1,15},");

    /** @param parts those of {@link #PARTS} */
    static StoredSession of(SessionId id, List<Object> parts) {
        return new StoredSession(
                id,
                (byte[]) parts.get(0),
                Records.text(parts.get(1)),
                Records.text(parts.get(2)),
                Records.text(parts.get(3)),
                Records.text(parts.get(4)));
    }

    /** @throws IllegalArgumentException when {@link #toRecord} makes no such record */
    static StoredSession of(Map<String, Object> fields) {
        String expiresAt = Stored.instant("expires_at", fields);
        String recordExpiresAt = Stored.instant("record_expires_at", fields);
        String dueAt = fields.containsKey("dead") ? DEAD : Stored.instant("due_at", fields);
        if (recordExpiresAt.isEmpty() && dueAt.isEmpty()) {
            recordExpiresAt = expiresAt;
            if (expiresAt.isEmpty()) {
                throw new IllegalArgumentException("it neither expires nor is due");
            }
        }
        return new StoredSession(
                SessionId.of(String.valueOf(fields.get("id"))),
                fields.get("document") instanceof Map<?, ?> object
                        ? Commands.bytes(Json.write(object))
                        : Stored.bytes("text", fields),
                expiresAt,
                recordExpiresAt,
                dueAt,
                refusals(fields.get("tries"), fields.get("refused_version"), fields.get("reason")));
    }

    @Override
    public ContentRecord toRecord() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id.value());
        Optional<Map<String, Object>> object = object();
        object.ifPresentOrElse(found -> fields.put("document", found), () -> Stored.putBytes("text", document, fields));
        Stored.putInstant("expires_at", "expiry_gone", expiresAt, fields);
        if (!dueAt.isEmpty() || !recordExpiresAt.equals(expiresAt)) {
            Stored.putInstant("record_expires_at", recordExpiresAt, fields);
        }
        if (dueAt.equals(DEAD)) {
            fields.put("dead", true);
        } else {
            Stored.putInstant("due_at", dueAt, fields);
        }
        putRefusals(fields);
        return new ContentRecord(KIND, fields);
    }

    /** The document as JSON; empty when scripts or JSON cannot read it, or it is that of another session. */
    private Optional<Map<String, Object>> object() {
        try {
            String text = Commands.text("the record", document);
            if (HEAD.matcher(text).lookingAt()) {
                Map<String, Object> object = Json.parseObject(text);
                // it must also be possible to write it, as a part of a record
                Json.write(List.of(object));
                return Optional.of(object).filter(found -> id.value().equals(found.get("session_id")));
            }
        } catch (CorruptRecordException | IllegalArgumentException e) {
            // it is kept as it is
        }
        return Optional.empty();
    }

    /** An entry that nobody can read is left out: a dead session without one is dead all the same. */
    private void putRefusals(Map<String, Object> fields) {
        if (refusals.isEmpty()) {
            return;
        }
        try {
            Map<String, Object> entry = Json.parseObject(refusals);
            if (entry.get("tries") instanceof Long tries
                    && entry.get("version") instanceof Long version
                    && entry.get("reason") instanceof String reason
                    && !refusals(tries, version, reason).isEmpty()) {
                fields.put("tries", tries);
                fields.put("refused_version", version);
                fields.put("reason", reason);
            }
        } catch (CorruptRecordException | IllegalArgumentException e) {
            // as if there were none
        }
    }

    /** The entry as scripts write it. */
    private static String refusals(@Nullable Object tries, @Nullable Object version, @Nullable Object reason) {
        return tries instanceof Long count && version instanceof Long of && reason instanceof String text
                ? "{\"tries\":%d,\"version\":%d,\"reason\":%s}".formatted(count, of, Json.write(text))
                : "";
    }

    /** Whose session it is; empty also when the document does not say it. */
    private Optional<UserId> user() {
        try {
            return object().map(found -> found.get("user_id")).map(user -> UserId.of((String) user));
        } catch (IllegalArgumentException | ClassCastException e) {
            return Optional.empty();
        }
    }

    @Override
    public String name(KeyLayout keys) {
        return keys.record(id);
    }

    @Override
    public Map<String, byte[]> parts() {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("value", document);
        parts.put("expires_at", Commands.bytes(expiresAt));
        parts.put("record_expires_at", Commands.bytes(recordExpiresAt));
        parts.put("due_at", Commands.bytes(dueAt));
        parts.put("refusals", Commands.bytes(refusals));
        parts.put("user", Commands.bytes(user().map(UserId::value).orElse("")));
        return parts;
    }
}
