package com.esab.data.session;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.json.Json;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

final class SessionTest {

    private static final Instant NOON = Instant.parse("2025-11-22T12:00:00Z");
    private static final String DOCUMENT = """
            {"schema_version":1,"version":7,"session_id":"abc","user_id":"user-1","status":"active",\
            "created_at":"2025-11-22T12:00:00.000Z","last_activity_at":"2025-11-22T12:00:00.000Z",\
            "current_state":"feeder_selection","language":"en",\
            "conversation_history":{"messages":[{"role":"user","content":"hi","timestamp":"2025-11-22T12:00:00.000Z"}]},\
            "master_parameters":{},"response_json":{"PowerSource":{"gin":"0446200880","name":"Aristo"},\
            "Accessories":[],"none":["Cooler"]},"agent_logs":[],"finalized":false}""";

    private final Session session = Session.begin(SessionId.of("abc"), Optional.of(UserId.of("user-1")), NOON);

    @Test
    void it_begins_active_in_english_with_nothing_selected_and_no_version() {
        assertThat(session.version()).isZero();
        assertThat(session.status()).isEqualTo(SessionStatus.ACTIVE);
        assertThat(session.language()).isEqualTo("en");
        assertThat(session.state()).isEqualTo(SessionState.POWER_SOURCE_SELECTION);
        assertThat(session.selection().isEmpty()).isTrue();
        assertThat(session.lastActivityAt()).isEqualTo(session.createdAt());
    }

    @Test
    void a_change_gives_a_copy_and_leaves_the_original_alone() {
        Session changed = session.withMessage(Message.user("hi", NOON))
                .withState(SessionState.FINALIZE)
                .withLanguage("sv")
                .withMasterParameters(Map.of("power_source", Map.of("amps", 500)))
                .withSelection(Selection.empty().none(ComponentType.TORCH))
                .withAgentLog(Map.of("agent", "a"))
                .withFinalized(true)
                .withStatus(SessionStatus.ABANDONED);

        assertThat(session).isEqualTo(Session.begin(session.id(), session.userId(), NOON));
        assertThat(changed.messages()).containsExactly(Message.user("hi", NOON));
        assertThat(changed.masterParameters()).isEqualTo(Map.of("power_source", Map.of("amps", 500L)));
        assertThat(changed.agentLogs()).containsExactly(Map.of("agent", "a"));
        assertThat(Session.fromJson(changed.toJson())).isEqualTo(changed);
    }

    @Test
    void its_document_begins_with_the_schema_version_and_the_version() {
        assertThat(session.toJson()).startsWith("{\"schema_version\":1,\"version\":0,\"session_id\":\"abc\",");
        assertThat(session.saved(1763798400123L, NOON).toJson())
                .startsWith("{\"schema_version\":1,\"version\":1763798400123,");
    }

    @Test
    void instants_are_cut_to_milliseconds_and_written_with_three_digits_in_utc() {
        Instant exact = Instant.parse("2025-11-22T12:00:00.123999999Z");
        Session cut = Session.begin(session.id(), Optional.empty(), exact)
                .withMessage(Message.user("hi", exact))
                .saved(1, Instant.parse("2025-11-22T12:00:01Z"));

        assertThat(cut.createdAt()).isEqualTo("2025-11-22T12:00:00.123Z");
        assertThat(cut.toJson())
                .contains("\"created_at\":\"2025-11-22T12:00:00.123Z\"")
                .contains("\"last_activity_at\":\"2025-11-22T12:00:01.000Z\"")
                .contains("\"timestamp\":\"2025-11-22T12:00:00.123Z\"");
        assertThat(Session.fromJson(cut.toJson())).isEqualTo(cut);
    }

    @Test
    void an_instant_with_another_offset_is_read_as_the_same_moment() {
        Session read = Session.fromJson(DOCUMENT.replace(
                "\"created_at\":\"2025-11-22T12:00:00.000Z\"", "\"created_at\":\"2025-11-22T14:00:00+02:00\""));

        assertThat(read.createdAt()).isEqualTo(NOON);
    }

    @ParameterizedTest
    @CsvSource({"en,en", "EN,en", "pt-br,pt-BR", "zh-hant-tw,zh-Hant-TW", "sr-Latn,sr-Latn", "fil,fil"})
    void a_language_tag_is_kept_in_its_usual_spelling(String given, String kept) {
        assertThat(session.withLanguage(given).language()).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e", "en_US", "english language", "en-", "../etc", "en\u0000"})
    void what_is_no_language_tag_is_refused(String tag) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.withLanguage(tag))
                .withMessageContaining("not a BCP 47 language tag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "half \ud83d", "\ude00 half"})
    void a_text_that_a_store_cannot_keep_is_refused_when_it_is_to_be_written(String bad) {
        List<Session> sessions = new ArrayList<>();
        sessions.add(session.withMessage(Message.user(bad, NOON)));
        sessions.add(session.withMessage(Message.of(bad, "hi", NOON)));
        for (Session unwritable : sessions) {
            assertThatIllegalArgumentException().isThrownBy(unwritable::toJson).withMessageContaining("U+0000");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.withMasterParameters(Map.of("note", List.of(bad))));
        assertThatIllegalArgumentException().isThrownBy(() -> session.withMasterParameters(Map.of(bad, "note")));
        assertThatIllegalArgumentException().isThrownBy(() -> session.withAgentLog(Map.of("note", bad)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Message("user", "hi", NOON, Map.of("note", bad)));
        assertThatIllegalArgumentException().isThrownBy(() -> UserId.of(bad));
    }

    @Test
    void a_message_keeps_what_else_an_app_says_of_it_except_under_its_own_names() {
        Message message = new Message("user", "hi", NOON, Map.of("channel", "web"));

        assertThat(Session.fromJson(session.withMessage(message).toJson()).messages())
                .containsExactly(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Message("user", "hi", NOON, Map.of("content", "ho")))
                .withMessageContaining("content");
    }

    @Test
    void what_can_be_written_can_be_read_however_long() {
        Session large = session.withMasterParameters(Map.of("n".repeat(60_000), "x".repeat(1_000_000)))
                .withMessage(Message.user("long ".repeat(5_000_000), NOON));

        assertThat(Session.fromJson(large.toJson())).isEqualTo(large);
    }

    @Test
    void what_could_not_be_read_again_is_not_written() {
        Object nested = "deep";
        for (int depth = 0; depth < 2_000; depth++) {
            nested = List.of(nested);
        }
        Object tooDeep = nested;
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        session.withMasterParameters(Map.of("nested", tooDeep)).toJson())
                .withMessageContaining("deep");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.withMasterParameters(Map.of("huge", BigInteger.TEN.pow(2_000)))
                        .toJson())
                .withMessageContaining("digits");
    }

    @Test
    void an_erased_session_is_no_session() {
        assertThatIllegalArgumentException().isThrownBy(() -> session.withStatus(SessionStatus.ERASED));
    }

    @Test
    void a_document_of_a_newer_schema_is_refused_with_both_versions() {
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> Session.fromJson(
                        DOCUMENT.replace("{\"schema_version\":1,", "{\"schema_version\":2,\"new\":[],")))
                .withMessage("the session document has schema version 2, this library reads up to 1: update it");
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(
                        () -> Session.fromJson(DOCUMENT.replace("{\"schema_version\":1,", "{\"schema_version\":0,")))
                .withMessageContaining("impossible schema version 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "\"text\"", "{", "{\"schema_version\":1", "hello", "{}{}", "{\"a\":1,\"a\":2}"
            })
    void what_is_no_json_object_is_a_corrupt_record(String text) {
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> Session.fromJson(text))
                .withMessageContaining("JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\":7 | \"version\":\"7\" | version is not a whole number",
                "\"session_id\":\"abc\" | \"session_id\":5 | session_id is not a text",
                "\"session_id\":\"abc\", | '' | session_id is not a text",
                "\"session_id\":\"abc\" | \"session_id\":\"a b\" | not a session id: \"a b\"",
                "\"user_id\":\"user-1\" | \"user_id\":\"\" | not a user id",
                "\"status\":\"active\" | \"status\":\"gone\" | not a session status: \"gone\"",
                "\"status\":\"active\" | \"status\":\"erased\" | erased",
                "\"current_state\":\"feeder_selection\" | \"current_state\":\"x\" | not a session state: \"x\"",
                "\"language\":\"en\" | \"language\":\"_\" | not a BCP 47 language tag",
                "\"created_at\":\"2025-11-22T12:00:00.000Z\" | \"created_at\":\"noon\" | noon",
                "\"messages\":[ | \"messages\":[{},  | conversation_history.messages[0].role is not a text",
                "\"content\":\"hi\" | \"content\":[] | conversation_history.messages[0].content is not a text",
                "{\"messages\":[ | [{\"messages\":[ | conversation_history is not an object",
                "\"master_parameters\":{} | \"master_parameters\":[] | master_parameters is not an object",
                "\"gin\":\"0446200880\" | \"gin\":446200880 | response_json.PowerSource.gin is not a text",
                "\"gin\":\"0446200880\" | \"gin\":\"1\" | not a GIN: \"1\"",
                "\"Accessories\":[] | \"Accessories\":[5] | response_json.Accessories is not a list of objects",
                "\"none\":[\"Cooler\"] | \"none\":[\"PowerSource\"] | PowerSource",
                "\"none\":[\"Cooler\"] | \"none\":[\"Accessory\"] | Accessory",
                "\"none\":[\"Cooler\"] | \"none\":[\"Lamp\"] | not a component type: \"Lamp\"",
                "\"none\":[\"Cooler\"] | \"none\":\"Cooler\" | response_json.none is not a list",
                "\"finalized\":false | \"finalized\":\"no\" | finalized is not true or false"
            })
    void a_wrong_value_is_a_corrupt_record_that_names_it_by_its_path(String right, String wrong, String message) {
        assertThat(DOCUMENT).contains(right);
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> Session.fromJson(DOCUMENT.replace(right, wrong)))
                .withMessageContaining(message);
    }

    @Test
    void an_unknown_field_that_holds_what_cannot_be_stored_makes_the_record_corrupt() {
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> Session.fromJson(
                        DOCUMENT.replace("\"finalized\":false", "\"finalized\":false,\"x\":\"\\u0000\"")));
    }

    @Test
    void what_is_empty_may_be_left_out_of_a_document() {
        Session read = Session.fromJson("""
                {"schema_version":1,"version":7,"session_id":"abc","status":"active","language":"en",\
                "created_at":"2025-11-22T12:00:00Z","last_activity_at":"2025-11-22T12:00:00Z",\
                "current_state":"power_source_selection","finalized":false}""");

        assertThat(read)
                .isEqualTo(Session.begin(SessionId.of("abc"), Optional.empty(), NOON)
                        .saved(7, NOON));
    }

    @Test
    void the_fields_of_a_product_that_the_library_does_not_know_go_with_the_product() {
        Session read = Session.fromJson(DOCUMENT.replace("\"name\":\"Aristo\"", "\"name\":\"Aristo\",\"score\":0.5"));
        SelectedProduct other = new SelectedProduct(Gin.of("0465350883"), ComponentType.POWER_SOURCE, "Warrior");

        assertThat(read.toJson()).contains("\"score\":0.5");
        assertThat(read.withSelection(read.selection().with(other)).toJson()).doesNotContain("score");
    }

    @Test
    void its_text_for_logs_holds_nothing_that_was_said() {
        assertThat(session.withMessage(Message.user("my number is 555", NOON)))
                .hasToString("Session[abc, version 0, active, power_source_selection, 1 messages, 0 products]");
        assertThat(Json.parseObject(session.toJson())).containsEntry("session_id", "abc");
    }
}
