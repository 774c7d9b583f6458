package com.esab.data.session;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Documents of schema version 1 as they lie in caches and archives: every later version of the library reads them. */
final class GoldenSessionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"begun", "in-dialogue", "completed", "unknown-fields"})
    void a_document_is_written_back_with_the_same_content_and_the_fixed_beginning(String name) {
        Session session = session(name);

        String written = session.toJson();

        assertThat(Json.parse(written)).isEqualTo(Json.parse(document(name)));
        assertThat(written).startsWith("{\"schema_version\":1,\"version\":" + session.version() + ",\"session_id\":");
        assertThat(Session.fromJson(written)).isEqualTo(session).hasSameHashCodeAs(session);
    }

    @Test
    void a_session_that_has_just_begun() {
        Instant begun = Instant.parse("2025-11-22T08:00:00.123Z");
        assertThat(session("begun"))
                .isEqualTo(Session.begin(SessionId.of("abc-123-def"), Optional.empty(), begun)
                        .saved(1763798400123L, begun));
    }

    @Test
    void a_session_in_the_middle_of_the_dialogue() {
        Session session = session("in-dialogue");

        assertThat(session.version()).isEqualTo(1763798523004L);
        assertThat(session.userId()).contains(UserId.of("svetsare@example.se"));
        assertThat(session.status()).isEqualTo(SessionStatus.ACTIVE);
        assertThat(session.createdAt()).isEqualTo("2025-11-22T08:00:00Z");
        assertThat(session.lastActivityAt()).isEqualTo("2025-11-22T08:02:03.004Z");
        assertThat(session.state()).isEqualTo(SessionState.INTERCONNECTOR_SELECTION);
        assertThat(session.language()).isEqualTo("sv");
        assertThat(session.messages())
                .hasSize(3)
                .contains(
                        Message.user(
                                "Jag vill MIG-svetsa 10 mm aluminium 🙂", Instant.parse("2025-11-22T08:00:05.250Z")),
                        Message.assistant(
                                "Aristo 500ix passar.\nVilken matare?", Instant.parse("2025-11-22T08:00:06Z")));
        assertThat(session.masterParameters())
                .containsEntry("torch", Map.of("cable_length_m", new BigDecimal("4.50")))
                .containsKey("power_source");
        assertThat(session.selection().products())
                .containsExactly(
                        new SelectedProduct(Gin.of("0446200880"), ComponentType.POWER_SOURCE, "Aristo 500ix CE"),
                        new SelectedProduct(
                                Gin.of("0445800899"),
                                ComponentType.FEEDER,
                                "RobustFeed U82 (incl. U82 Plus, ELP) Water-cooled Euro"));
        assertThat(session.selection().nones()).containsExactly(ComponentType.COOLER);
        assertThat(session.agentLogs())
                .containsExactly(
                        Map.of("agent", "extractor", "took_ms", 812L, "tokens", Map.of("in", 1204L, "out", 96L)));
        assertThat(session.finalized()).isFalse();
    }

    @Test
    void a_session_that_was_completed() {
        Session session = session("completed");

        assertThat(session.status()).isEqualTo(SessionStatus.COMPLETED);
        assertThat(session.state()).isEqualTo(SessionState.FINALIZE);
        assertThat(session.finalized()).isTrue();
        assertThat(session.userId()).contains(UserId.of("müller 7"));
        assertThat(session.selection().products())
                .extracting(SelectedProduct::type)
                .containsExactly(
                        ComponentType.POWER_SOURCE,
                        ComponentType.FEEDER,
                        ComponentType.COOLER,
                        ComponentType.INTERCONNECTOR,
                        ComponentType.TORCH,
                        ComponentType.ACCESSORY,
                        ComponentType.ACCESSORY);
        assertThat(session.selection().accessories())
                .extracting(SelectedProduct::name)
                .containsExactly("Trolley", "Remote control M1");
        assertThat(session.agentLogs()).startsWith("begun").endsWith(new BigInteger("9223372036854775808"));
    }

    @Test
    void a_session_of_an_app_that_keeps_fields_of_its_own_at_every_level() {
        Session session = session("unknown-fields");

        assertThat(session.status()).isEqualTo(SessionStatus.ABANDONED);
        assertThat(session.language()).isEqualTo("pt-BR");
        assertThat(session.messages().get(0).extra())
                .isEqualTo(Map.of(
                        "channel",
                        "web",
                        "attachments",
                        List.of(Map.of("kind", "photo", "bytes", 18014398509481984L))));
        assertThat(session.selection().nones()).containsExactly(ComponentType.FEEDER, ComponentType.TORCH);

        Map<String, Object> changed = Json.parseObject(session.withFinalized(true)
                .withMessage(Message.user("?", session.createdAt()))
                .saved(8, session.lastActivityAt())
                .toJson());
        assertThat(changed).containsEntry("tenant", "nordic").containsKey("experiment");
        assertThat(changed.get("conversation_history").toString()).contains("summary=one greeting", "channel=web");
        assertThat(changed.get("response_json").toString())
                .contains("confirmed_by=dealer 17", "score=0.91", "reason=null", "quantity=2");
    }

    private static Session session(String name) {
        return Session.fromJson(document(name));
    }

    private static String document(String name) {
        String path = "/golden/session-v1-" + name + ".json";
        try (InputStream resource = GoldenSessionsTest.class.getResourceAsStream(path)) {
            return new String(Objects.requireNonNull(resource, path).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(path, e);
        }
    }
}
