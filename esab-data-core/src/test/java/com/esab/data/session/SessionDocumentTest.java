package com.esab.data.session;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SessionDocumentTest {

    private static final Instant BEGUN = Instant.parse("2026-01-05T08:00:00.123Z");

    private static Session session() {
        return Session.begin(SessionId.of("a"), Optional.of(UserId.of("anna")), BEGUN)
                .withMessage(Message.user("I need 500 A – \"quiet\" 👍", BEGUN))
                .withMessage(new Message("assistant", "Aristo", BEGUN.plusMillis(1), Map.of("tokens", 12L)))
                .withMasterParameters(Map.of("current", 500L))
                .withAgentLog(Map.of("agent", "x"));
    }

    /** With fields that this version does not know, at each level. */
    private static String document() {
        Map<String, Object> document =
                new LinkedHashMap<>(Json.parseObject(session().toJson()));
        document.put("mood", List.of("good", 1L));
        Map<String, Object> history = new LinkedHashMap<>(object(document.get("conversation_history")));
        history.put("summary", "short");
        document.put("conversation_history", history);
        return Json.write(document);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @Test
    void what_is_written_is_read_back_equal_and_the_bytes_are_the_text() {
        assertThat(Session.fromJson(session().toJson())).isEqualTo(session());
        assertThat(new String(session().toJsonBytes(), StandardCharsets.UTF_8))
                .isEqualTo(session().toJson());
        assertThat(Session.fromJson(document()).toJson()).contains("\"mood\":[\"good\",1]", "\"summary\":\"short\"");
    }

    @Test
    void the_order_of_the_fields_does_not_matter_to_a_reader() {
        Session expected = Session.fromJson(document());
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            assertThat(Session.fromJson(shuffled(document(), random))).isEqualTo(expected);
        }
    }

    private static String shuffled(String text, Random random) {
        Map<String, Object> document = Json.parseObject(text);
        List<String> names = new ArrayList<>(document.keySet());
        Collections.shuffle(names, random);
        Map<String, Object> shuffled = new LinkedHashMap<>();
        names.forEach(name -> shuffled.put(name, document.get(name)));
        return Json.write(shuffled);
    }

    @Test
    void a_newer_schema_is_called_so_wherever_it_stands_and_whatever_else_changed() {
        for (String newer : List.of(
                "{\"schema_version\":2,\"conversation_history\":[]}",
                "{\"conversation_history\":[],\"schema_version\":2}")) {
            assertThatExceptionOfType(CorruptRecordException.class)
                    .isThrownBy(() -> Session.fromJson(newer))
                    .withMessageContaining("schema version 2");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\":0 | \"version\":0,\"version\":1 | Duplicate field 'version'",
                "\"finalized\":false | \"finalized\":false,\"conversation_history\":null | Duplicate field 'conversation_history'",
                "\"messages\":[ | \"messages\":[],\"messages\":[ | Duplicate field 'messages'",
                "\"role\":\"user\" | \"role\":\"user\",\"role\":\"user\" | Duplicate field 'role'",
                "\"tokens\":12 | \"tokens\":12,\"tokens\":12 | Duplicate field 'tokens'",
                "\"current\":500 | \"current\":500,\"current\":500 | Duplicate field 'current'",
                "\"role\":\"user\" | \"role\":1 | conversation_history.messages[0].role is not a text",
                "\"role\":\"assistant\", | '' | conversation_history.messages[1].role is not a text",
                "\"messages\":[ | \"messages\":[7, | conversation_history.messages is not a list of objects",
                "\"schema_version\":1, | '' | schema_version is not a whole number",
                "\"session_id\":\"a\" | \"session_id\":null | session_id is not a text",
                "\"finalized\":false | \"finalized\":0 | finalized is not true or false",
                "08:00:00.123Z | 08:61:00.123Z | not a session document",
                "\"status\":\"active\" | \"status\":\"erased\" | an erased session has no document"
            })
    void what_is_wrong_in_a_document_is_named(String found, String replaced, String message) {
        String document = session().toJson();
        assertThat(document).contains(found);
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> Session.fromJson(document.replaceFirst(Pattern.quote(found), replaced)))
                .withMessageContaining(message);
    }

    @Test
    void a_document_that_is_cut_off_anywhere_or_followed_by_something_is_refused() {
        String document = session().toJson();
        for (int length = 0; length < document.length(); length++) {
            String cut = document.substring(0, length);
            assertThatExceptionOfType(CorruptRecordException.class).isThrownBy(() -> Session.fromJson(cut));
        }
        for (String other : List.of(document + "{}", document + "x", "[]", "null", "7")) {
            assertThatExceptionOfType(CorruptRecordException.class).isThrownBy(() -> Session.fromJson(other));
        }
    }
}
