package com.esab.data.testkit.contract;

import com.esab.data.json.Json;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.DeadSession;
import com.esab.data.session.Locks;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.SessionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the content of a {@link SessionStore} with a hand-over promises. */
public abstract class SessionContentContract extends StoreContentContract {

    private static final UserId ANNA = UserId.of("anna");
    private static final Instant MORNING = Instant.parse("2025-11-22T08:00:00.123Z");
    private static final long LATER = 4_000_000_000_000L;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final SessionId LIVE = SessionId.of("live");
    private static final SessionId ARCHIVED = SessionId.of("archived");
    private static final SessionId ENDED = SessionId.of("ended");
    private static final SessionId REFUSED = SessionId.of("refused");
    private static final SessionId DEAD = SessionId.of("dead");

    /** For the suites of stores. */
    protected SessionContentContract() {}

    @Override
    protected abstract SessionStore store();

    private SessionCache sessions() {
        return store().sessions();
    }

    private ArchiveQueue queue() {
        return store().archiveQueue().orElseThrow();
    }

    @Override
    protected void fill() {
        sessions().create(Session.fromJson("""
                {"schema_version":1,"version":0,"session_id":"live","user_id":"anna","status":"active",
                 "created_at":"2025-11-22T08:00:00.123Z","last_activity_at":"2025-11-22T08:00:00.123Z",
                 "current_state":"finalize","language":"pt-BR","finalized":true,
                 "conversation_history":{"messages":[{"role":"user","content":"Schweißgerät 🔥 \\"q\\" \\u0001",
                   "timestamp":"2025-11-22T08:00:00.123Z","mood":{"happy":true,"score":0.10}}],"summary":["short",null]},
                 "master_parameters":{"exact":1.50,"huge":123456789012345678901234567890,"big":1E+30,"unclear":null,
                   "list":[1,null,[],{}]},
                 "response_json":{"PowerSource":{"gin":"0446200880","name":"Aristo","price":12.50},"Laser":{"gin":"1"}},
                 "agent_logs":[{"agent":"a","nothing":null},"text",7],
                 "rating":{"stars":5,"text":null},"id":[1,2,{}],"":"no name"}
                """));
        queue().acknowledge(List.of(create(ARCHIVED)));
        sessions().save(create(ENDED).withStatus(SessionStatus.COMPLETED));
        Session refused = create(REFUSED);
        assertThat(queue().bury(REFUSED, refused.version(), "not \"yet\"", 5)).isFalse();
        Session dead = create(DEAD);
        assertThat(queue().bury(DEAD, dead.version(), "never", 1)).isTrue();
        store().cache().put("a key: “ä”", "a value\n溶接", AN_HOUR);
        store().cache().put("b", "", AN_HOUR);
    }

    private Session create(SessionId id) {
        return sessions().create(Session.begin(id, Optional.of(ANNA), MORNING));
    }

    @Override
    protected void change() {
        create(SessionId.of("later"));
        sessions().save(sessions().find(LIVE).orElseThrow().withFinalized(false));
        store().cache().put("b", "other", AN_HOUR);
    }

    @Override
    protected List<ContentRecord> broken() {
        ContentRecord session = sessionRecord("broken");
        ContentRecord cached = new ContentRecord("cached", Map.of("key", "c", "value", "v", "expires_at", LATER));
        return List.of(
                without(session, "id"),
                with(session, "id", "other"),
                with(session, "id", " "),
                without(session, "document"),
                with(session, "document", "{}"),
                with(session, "document", Map.of()),
                without(session, "expires_at"),
                with(session, "expires_at", "tomorrow"),
                with(session, "due_at", "tomorrow"),
                with(with(session, "reason", "never"), "tries", "many"),
                without(cached, "key"),
                with(cached, "key", ""),
                with(cached, "value", 1L),
                without(cached, "expires_at"));
    }

    private static ContentRecord sessionRecord(String id) {
        Session session =
                Session.begin(SessionId.of(id), Optional.of(ANNA), MORNING).saved(1, MORNING);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("document", Json.parseObject(session.toJson()));
        fields.put("expires_at", LATER);
        return new ContentRecord("session", fields);
    }

    @Test
    void live_sessions_are_found_in_the_same_version_and_live_as_long() {
        fill();
        Session live = sessions().find(LIVE).orElseThrow();
        Duration left = sessions().timeToLive(LIVE).orElseThrow();
        List<ContentRecord> records = exported();
        change();
        sessions().delete(ARCHIVED);

        replaceBy(records);

        assertThat(sessions().find(LIVE)).contains(live);
        assertThat(sessions().timeToLive(LIVE).orElseThrow()).isBetween(left.minusSeconds(60), left);
        assertThat(sessions().ofUser(ANNA))
                .extracting(Session::id)
                .containsExactlyInAnyOrder(LIVE, ARCHIVED, REFUSED, DEAD);
        assertThat(sessions().idsOf(ANNA)).contains(LIVE, ARCHIVED).doesNotContain(SessionId.of("later"));
        assertThat(sessions().find(ENDED)).isEmpty();
        assertThat(sessions().save(live.withFinalized(false)).version()).isGreaterThan(live.version());
    }

    @Test
    void the_archive_is_owed_what_it_was_owed() {
        fill();
        List<ContentRecord> records = exported();
        List.of(LIVE, ARCHIVED, ENDED, REFUSED, DEAD).forEach(sessions()::delete);
        assertThat(queue().lag().due()).isZero();

        replaceBy(records);

        assertThat(queue().idsOf(ANNA)).containsExactlyInAnyOrder(LIVE, ENDED, REFUSED, DEAD);
        assertThat(queue().dead(10)).containsExactly(new DeadSession(DEAD, 1, "never"));
        assertThat(queue().claim(10, LEASE).sessions())
                .extracting(claimed -> claimed.session().id())
                .containsExactly(ENDED);
        assertThat(queue().bury(REFUSED, sessions().find(REFUSED).orElseThrow().version(), "again", 2))
                .isTrue();
        assertThat(queue().revive(DEAD)).isTrue();
        assertThat(queue().claim(10, LEASE).sessions())
                .extracting(claimed -> claimed.session().id())
                .containsExactly(DEAD);
    }

    @Test
    void cached_texts_come_back_and_locks_are_left_alone() {
        fill();
        Locks.Lock lock = store().locks().tryLock("machine", AN_HOUR).orElseThrow();
        List<ContentRecord> records = exported();
        change();
        store().cache().remove("a key: “ä”");

        replaceBy(records);

        assertThat(store().cache().get("a key: “ä”")).contains("a value\n溶接");
        assertThat(store().cache().get("b")).contains("");
        assertThat(records).noneMatch(record -> record.toLine().contains("machine"));
        assertThat(store().locks().tryLock("machine", AN_HOUR)).isEmpty();
        assertThat(lock.renew(AN_HOUR)).isTrue();
        assertThat(lock.unlock()).isTrue();
    }

    @Test
    void what_is_past_its_time_comes_back_only_when_the_archive_is_owed_it() {
        ContentRecord past = with(sessionRecord("past"), "expires_at", 1L);
        ContentRecord owed = with(with(sessionRecord("owed"), "expires_at", 1L), "due_at", 1L);
        ContentRecord cached = new ContentRecord("cached", Map.of("key", "c", "value", "v", "expires_at", 1L));

        replaceBy(List.of(past, owed, cached));

        assertThat(exported()).isEqualTo(List.of(owed));
        assertThat(sessions().find(SessionId.of("owed"))).isEmpty();
        assertThat(queue().claim(10, LEASE).sessions())
                .extracting(claimed -> claimed.session().id())
                .containsExactly(SessionId.of("owed"));
    }
}
