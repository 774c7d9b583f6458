package com.esab.data.testkit.contract;

import com.esab.data.archive.ArchiveQuery;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.SessionArchive;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.json.Json;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.ContentRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What the content of an {@link ArchiveStore} promises. */
public abstract class ArchiveContentContract extends StoreContentContract {

    private static final Instant MORNING = Instant.parse("2025-11-22T08:00:00.123Z");
    private static final UserId ANNA = UserId.of("anna “Ä” 溶接");
    private static final SessionId FUTURE = SessionId.of("future");
    private static final SessionId EXPIRED = SessionId.of("expired");
    private static final SessionId ERASED = SessionId.of("erased");

    /** For the suites of stores. */
    protected ArchiveContentContract() {}

    @Override
    protected abstract ArchiveStore store();

    private SessionArchive archive() {
        return store().archive();
    }

    @Override
    protected void fill() {
        Session future = Session.fromJson("""
                {"schema_version":1,"version":9223372036854775806,"session_id":"future","user_id":null,
                 "status":"completed","created_at":"2025-11-22T08:00:00.123Z",
                 "last_activity_at":"2025-11-22T08:01:30.999Z","current_state":"finalize","language":"pt-BR",
                 "finalized":true,
                 "conversation_history":{"messages":[{"role":"user","content":"Schweißgerät 🔥 \\"q\\" \\u0001",
                   "timestamp":"2025-11-22T08:00:00.123Z","mood":{"happy":true,"score":0.10}}],"summary":["short",null]},
                 "master_parameters":{"factor":0.75,"exact":1.50,"huge":123456789012345678901234567890,"unclear":null,
                   "tiny":0.0000000001,"minus":-0.5,"list":[1,null,[],{}]},
                 "response_json":{"PowerSource":{"gin":"0446200880","name":"Aristo","price":12.50},"Laser":{"gin":"1"}},
                 "agent_logs":[{"agent":"a","nothing":null},"text",7],
                 "rating":{"stars":5,"text":null},"archived_at":"not ours","id":[1,2,{}],"":"no name"}
                """);
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("materials", Arrays.asList("steel", null, true));
        Session plain = session("plain").withMasterParameters(parameters);
        archive().archive(List.of(future, plain, session("expired"), session("erased"), session("bare")));
        archive().abandon(Map.of(EXPIRED, 7L));
        archive().erase(List.of(ERASED, SessionId.of("never-seen")));
    }

    private static Session session(String id) {
        return Session.begin(SessionId.of(id), Optional.of(ANNA), MORNING)
                .withMessage(Message.user("I need 500 A", MORNING))
                .saved(7, MORNING.plusSeconds(90));
    }

    @Override
    protected void change() {
        archive().archive(List.of(session("later"), session("plain").saved(8, MORNING.plusSeconds(120))));
    }

    @Override
    protected List<ContentRecord> broken() {
        ContentRecord complete = exported().stream()
                .filter(record -> record.fields().containsKey("created_at"))
                .map(record -> with(record, "session_id", "broken"))
                .findFirst()
                .orElseThrow();
        return Stream.concat(
                        Stream.of("session_id", "archived_at", "status", "expired", "finalized", "version")
                                .flatMap(
                                        field -> Stream.of(without(complete, field), with(complete, field, List.of()))),
                        Stream.of(
                                without(complete, "message_count"),
                                with(complete, "message_count", 3_000_000_000L),
                                with(complete, "schema_version", "1"),
                                with(complete, "session_id", "x".repeat(300)),
                                with(complete, "status", "sleeping"),
                                with(complete, "created_at", "yesterday"),
                                with(complete, "archived_at", "2025-13-01T00:00:00Z"),
                                with(complete, "language", 1L)))
                .toList();
    }

    private List<ArchivedSession> all() {
        return Stream.concat(
                        archive().list(ArchiveQuery.all()).stream(),
                        Stream.of(ERASED, SessionId.of("never-seen")).flatMap(id -> archive().find(id).stream()))
                .toList();
    }

    @Test
    void sessions_and_tombstones_are_read_as_before() {
        fill();
        List<ArchivedSession> before = all();
        List<ContentRecord> records = exported();
        change();
        archive().erase(List.of(FUTURE));

        replaceBy(records);

        assertThat(all()).hasSize(6).isEqualTo(before);
        assertThat(archive().find(EXPIRED)).get().satisfies(archived -> {
            assertThat(archived.status()).isEqualTo(SessionStatus.ABANDONED);
            assertThat(archived.expired()).isTrue();
        });
        assertThat(archive().find(ERASED).orElseThrow().isTombstone()).isTrue();
        assertThat(archive().find(SessionId.of("later"))).isEmpty();
        assertThat(Json.parseObject(archive()
                        .find(FUTURE)
                        .orElseThrow()
                        .session()
                        .orElseThrow()
                        .toJson()))
                .containsEntry("archived_at", "not ours")
                .containsEntry("rating", Json.parseObject("{\"stars\":5,\"text\":null}"));
        assertThat(archive().summary().totalSessions()).isEqualTo(4);
    }

    @Test
    void versions_go_on_from_where_they_were() {
        fill();
        List<ContentRecord> records = exported();
        archive().purge(Instant.now().plusSeconds(1_000_000));
        replaceBy(records);

        assertThat(archive().archive(session("erased").saved(99, MORNING))).isFalse();
        assertThat(archive().archive(session("plain"))).isFalse();
        assertThat(archive().archive(session("plain").saved(8, MORNING))).isTrue();
        assertThat(archive().archive(session("new"))).isTrue();
    }

    @Test
    void a_session_that_is_there_twice_is_corrupt() {
        fill();
        List<ContentRecord> records = exported();

        assertThat(records).isNotEmpty().allSatisfy(record -> assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> replaceBy(List.of(record, record))));
    }
}
