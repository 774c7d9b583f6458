package com.esab.data.redis;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.session.SessionId;
import com.esab.data.store.ContentRecord;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Between the keys of Redis and the records of an export. */
class StoredTest {

    private static final SessionId ID = SessionId.of("abc");
    private static final String DOCUMENT =
            "{\"schema_version\":1,\"version\":7,\"session_id\":\"abc\",\"user_id\":\"u\",\"new\":[1,1.50,null]}";

    @Test
    void a_session_is_a_record_with_its_document_as_json_and_its_times() {
        ContentRecord record = session(DOCUMENT, "100", "", "300", "").toRecord();

        assertThat(record.toLine())
                .isEqualTo("{\"kind\":\"session\",\"id\":\"abc\",\"document\":" + DOCUMENT
                        + ",\"expires_at\":100,\"due_at\":300}");
        assertThat(parts(record)).isEqualTo(parts("100", "", "300", "", DOCUMENT, "u"));
    }

    @ParameterizedTest
    @CsvSource({
        // expiry, that of the record, due; what is said of them
        "100, 100, '', expires_at",
        "100, 200, '', expires_at record_expires_at",
        "'', 200, '', expiry_gone record_expires_at",
        "100, '', 300, expires_at due_at",
        "100, 100, 300, expires_at record_expires_at due_at",
        "'', '', 300, expiry_gone due_at",
        "'', '', inf, expiry_gone dead",
        "100, '', inf, expires_at dead"
    })
    void whatever_times_a_session_has_come_back(String expiresAt, String recordExpiresAt, String dueAt, String said) {
        ContentRecord record =
                session(DOCUMENT, expiresAt, recordExpiresAt, dueAt, "").toRecord();

        assertThat(record.fields().keySet()).containsExactly(("id document " + said).split(" "));
        assertThat(parts(record)).isEqualTo(parts(expiresAt, recordExpiresAt, dueAt, "", DOCUMENT, "u"));
    }

    @Test
    void a_dead_session_is_a_record_with_its_refusals() {
        String refusals = "{\"tries\":5,\"version\":7,\"reason\":\"a \\\"quote\\\"\"}";

        ContentRecord record = session(DOCUMENT, "100", "", "inf", refusals).toRecord();

        assertThat(record.toLine())
                .endsWith(",\"expires_at\":100,\"dead\":true,\"tries\":5,\"refused_version\":7,"
                        + "\"reason\":\"a \\\"quote\\\"\"}");
        assertThat(parts(record)).isEqualTo(parts("100", "", "inf", refusals, DOCUMENT, "u"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rubbish",
                "{\"version\":7,\"schema_version\":1}",
                "{\"schema_version\":1,\"version\":7}",
                "{\"schema_version\":1,\"version\":7,",
                "{\"schema_version\":1,\"version\":7,\"a\":1}",
                "{\"schema_version\":1,\"version\":7,\"session_id\":\"another\"}",
                "{\"schema_version\":1,\"version\":7,\"session_id\":\"abc\",\"a\":1,\"a\":2}",
                "{\"schema_version\":1,\"version\":7,\"session_id\":\"abc\",\"a\":\"\\u0000\"}",
                "{\"schema_version\":1,\"version\":1234567890123456,\"session_id\":\"abc\"}",
                "\u00e5 text"
            })
    void a_record_that_cannot_be_read_is_a_text(String damaged) {
        ContentRecord record = session(damaged, "5", "5", "", "").toRecord();

        assertThat(record.fields()).isEqualTo(Map.of("id", "abc", "text", damaged, "expires_at", 5L));
        assertThat(parts(record)).isEqualTo(parts("5", "5", "", "", damaged, ""));
    }

    @Test
    void bytes_that_are_no_text_are_base64() {
        byte[] bytes = {(byte) 0xff, 0, 1};

        ContentRecord session = new StoredSession(ID, bytes, "5", "5", "", "").toRecord();
        ContentRecord entry = new StoredEntry("k", bytes, "5").toRecord();

        assertThat(session.fields()).isEqualTo(Map.of("id", "abc", "base64", "/wAB", "expires_at", 5L));
        assertThat(Stored.of(session).parts().get("value")).isEqualTo(bytes);
        assertThat(entry.fields()).isEqualTo(Map.of("key", "k", "base64", "/wAB", "expires_at", 5L));
        assertThat(Stored.of(entry).parts().get("value")).isEqualTo(bytes);
    }

    @Test
    void a_document_nested_too_deep_to_be_part_of_a_record_is_a_text() {
        String deep = "{\"schema_version\":1,\"version\":7,\"session_id\":\"abc\",\"a\":" + "[".repeat(999)
                + "]".repeat(999) + "}";

        ContentRecord record = session(deep, "5", "5", "", "").toRecord();

        assertThat(record.fields()).containsEntry("text", deep);
        assertThat(ContentRecord.ofLine(record.toLine())).isEqualTo(record);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rubbish", "{}", "{\"tries\":\"5\",\"version\":7,\"reason\":\"r\"}", "[1]"})
    void what_cannot_be_read_of_refusals_is_left_out(String refusals) {
        ContentRecord record = session(DOCUMENT, "100", "", "inf", refusals).toRecord();

        assertThat(record.fields().keySet()).containsExactly("id", "document", "expires_at", "dead");
    }

    @Test
    void a_user_that_is_no_user_has_no_set() {
        for (String user : List.of("5", "null", "\"{a}\"", "[]")) {
            String document = "{\"schema_version\":1,\"version\":7,\"session_id\":\"abc\",\"user_id\":" + user + "}";
            ContentRecord record = session(document, "5", "5", "", "").toRecord();
            assertThat(record.fields()).containsKey("document");
            assertThat(parts(record)).containsEntry("user", "");
        }
    }

    @Test
    void an_entry_of_the_cache_is_a_record() {
        ContentRecord record = new StoredEntry("a key", Commands.bytes("a value"), "").toRecord();

        assertThat(record.toLine())
                .isEqualTo("{\"kind\":\"cached\",\"key\":\"a key\",\"value\":\"a value\",\"persistent\":true}");
        assertThat(parts(record)).isEqualTo(Map.of("value", "a value", "expires_at", ""));
    }

    @Test
    void what_comes_back_from_a_line_is_the_same_record() {
        ContentRecord record = session(DOCUMENT, "100", "200", "300", "").toRecord();

        assertThat(Stored.of(ContentRecord.ofLine(record.toLine())).toRecord()).isEqualTo(record);
    }

    @Test
    void a_record_that_no_export_has_written_is_refused() {
        Map<String, Object> sound =
                session(DOCUMENT, "100", "200", "300", "").toRecord().fields();

        refused(new ContentRecord("product", sound));
        refused(new ContentRecord("session", Map.of()));
        refused(new ContentRecord("cached", Map.of("key", "k", "expires_at", 5L)));
        refused(new ContentRecord("cached", Map.of("key", "k", "value", "v")));
        refused(new ContentRecord("cached", Map.of("key", "k", "value", "v", "expires_at", 5L, "persistent", true)));
        refused(new ContentRecord("cached", Map.of("key", "", "value", "v", "expires_at", 5L)));
        refused(new ContentRecord("cached", Map.of("key", "k", "base64", "no base64", "expires_at", 5L)));
        // it would have been a text
        refused(new ContentRecord("cached", Map.of("key", "k", "base64", "YQ==", "expires_at", 5L)));
        refused(with(sound, "id", 5L));
        refused(with(sound, "id", "another"));
        refused(with(sound, "expiry_gone", true));
        refused(new ContentRecord("session", Map.of("id", "abc", "text", "t", "expiry_gone", true)));
        refused(with(sound, "id", "no id"));
        refused(with(sound, "document", "no object"));
        refused(with(sound, "document", Map.of("version", 5L)));
        refused(with(sound, "text", "beside the document"));
        refused(with(sound, "expires_at", -1L));
        refused(with(sound, "expires_at", "100"));
        refused(with(sound, "record_expires_at", 1_000_000_000_000_000L));
        refused(with(sound, "dead", true));
        refused(with(sound, "dead", false));
        refused(with(sound, "tries", 3L));
        refused(with(sound, "new", "field"));
    }

    private static void refused(ContentRecord record) {
        assertThatExceptionOfType(CorruptRecordException.class)
                .as(record.toString())
                .isThrownBy(() -> Stored.of(record))
                .withMessageContaining(record.kind());
    }

    private static ContentRecord with(Map<String, Object> fields, String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(fields);
        changed.put(name, value);
        return new ContentRecord("session", changed);
    }

    private static StoredSession session(
            String document, String expiresAt, String recordExpiresAt, String dueAt, String refusals) {
        return new StoredSession(ID, Commands.bytes(document), expiresAt, recordExpiresAt, dueAt, refusals);
    }

    private static Map<String, String> parts(ContentRecord record) {
        Map<String, String> parts = new LinkedHashMap<>();
        Stored.of(record).parts().forEach((name, part) -> parts.put(name, new String(part, StandardCharsets.UTF_8)));
        return parts;
    }

    private static Map<String, String> parts(
            String expiresAt, String recordExpiresAt, String dueAt, String refusals, String document, String user) {
        return Map.of(
                "value",
                document,
                "expires_at",
                expiresAt,
                "record_expires_at",
                recordExpiresAt,
                "due_at",
                dueAt,
                "refusals",
                refusals,
                "user",
                user);
    }
}
