package com.esab.data.testkit.contract;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.error.ConflictException;
import com.esab.data.error.NotFoundException;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionState;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every {@link SessionCache} promises. */
public abstract class SessionCacheContract {

    /** How long the cache under test lets a session live. */
    protected static final Duration TIME_TO_LIVE = Duration.ofHours(1);

    private static final Instant BEGIN = Instant.parse("2026-03-01T08:00:00.123Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SessionId id = SessionId.random();
    private final UserId user = UserId.of("user " + UUID.randomUUID());

    /** For subclasses. */
    protected SessionCacheContract() {}

    /** The cache under test, with {@link #TIME_TO_LIVE}; what it holds of other tests does not matter. */
    protected abstract SessionCache cache();

    /** The archive queue beside the cache, when its hand-over is on. */
    protected abstract Optional<ArchiveQueue> archiveQueue();

    /** Lets this much time go by for the cache and for the clock that tells when a session was last active. */
    protected abstract void letTimePass(Duration time);

    /** Lets the session be saved, unchanged, as if the clock that gives versions were ahead by this much just then. */
    protected abstract Session savedByAClockAhead(Session session, Duration ahead);

    @Test
    void a_created_session_is_found_as_it_was_returned() {
        Session created = create();

        assertThat(created.id()).isEqualTo(id);
        assertThat(created.version()).isPositive();
        assertThat(created.userId()).contains(user);
        assertThat(created.createdAt()).isEqualTo(BEGIN);
        assertThat(cache().find(id)).contains(created);
        assertThat(cache().findHeld(id)).contains(created);
        assertThat(cache().find(SessionId.random())).isEmpty();
        assertThat(cache().findHeld(SessionId.random())).isEmpty();
    }

    @Test
    void a_second_create_of_an_id_is_a_conflict_that_names_the_held_version_and_leaves_it_alone() {
        Session first = create();

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(this::create)
                .withMessageContaining(id.value())
                .satisfies(e -> {
                    assertThat(e.callersVersion()).isZero();
                    assertThat(e.storedVersion()).isEqualTo(first.version());
                });
        assertThat(cache().find(id)).contains(first);
    }

    @Test
    void an_ended_session_that_is_held_still_is_in_the_way_of_a_create() {
        Session ended = cache().save(create().withStatus(SessionStatus.COMPLETED));

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(this::create)
                .satisfies(e -> assertThat(e.storedVersion()).isEqualTo(ended.version()));
        assertThat(cache().findHeld(id)).contains(ended);
    }

    @Test
    void an_id_can_be_created_again_when_its_time_is_up_and_when_it_was_deleted() {
        Session first = create();
        letTimePass(TIME_TO_LIVE);
        if (archiveQueue().isPresent()) {
            assertThatExceptionOfType(ConflictException.class)
                    .as("it is not archived yet")
                    .isThrownBy(this::create);
        }
        letGoOf(first);
        Session second = create();
        assertThat(cache().find(id)).contains(second);

        assertThat(cache().delete(id)).isTrue();
        Session third = create();
        assertThat(cache().find(id)).contains(third);
    }

    @Test
    void only_a_session_that_begins_now_can_be_created() {
        Session saved = create();
        Session completed = begin(SessionId.random(), Optional.empty()).withStatus(SessionStatus.COMPLETED);

        assertThatIllegalArgumentException().isThrownBy(() -> cache().create(saved));
        assertThatIllegalArgumentException().isThrownBy(() -> cache().create(completed));
        assertThat(cache().findHeld(completed.id())).isEmpty();
        assertThat(cache().find(id)).contains(saved);
    }

    @Test
    void of_many_who_create_one_id_one_succeeds() throws Exception {
        List<Optional<Session>> outcomes = together(8, () -> {
            try {
                return Optional.of(create());
            } catch (ConflictException e) {
                return Optional.empty();
            }
        });

        List<Session> created = outcomes.stream().flatMap(Optional::stream).toList();
        assertThat(created).hasSize(1);
        assertThat(cache().find(id)).contains(created.get(0));
    }

    @Test
    void a_save_gives_a_higher_version_and_the_time_of_the_save() {
        Session created = create();
        letTimePass(MINUTE);

        Session saved = cache().save(created.withLanguage("de"));

        assertThat(saved.version()).isGreaterThan(created.version());
        assertThat(saved.lastActivityAt()).isEqualTo(created.lastActivityAt().plus(MINUTE));
        assertThat(saved.createdAt()).isEqualTo(created.createdAt());
        assertThat(saved.language()).isEqualTo("de");
        assertThat(cache().find(id)).contains(saved);
    }

    @Test
    void versions_rise_even_when_saves_follow_each_other_at_once() {
        Session session = create();
        for (int i = 0; i < 100; i++) {
            Session saved = cache().save(session);
            assertThat(saved.version()).isGreaterThan(session.version());
            session = saved;
        }
        assertThat(cache().find(id)).contains(session);
    }

    @Test
    void a_version_rises_even_when_the_stored_one_is_ahead_of_the_clock() {
        Session ahead = savedByAClockAhead(create(), Duration.ofMinutes(30));
        assertThat(cache().find(id)).contains(ahead);

        Session saved = cache().save(ahead.withLanguage("sv"));

        assertThat(saved.version()).isEqualTo(ahead.version() + 1);
        assertThat(cache().find(id)).contains(saved);
    }

    @Test
    void a_save_on_top_of_an_older_version_is_refused_and_names_both_versions() {
        Session first = create();
        Session second = cache().save(first.withLanguage("de"));

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> cache().save(first.withLanguage("fr")))
                .withMessageContaining(id.value())
                .withMessageContaining(Long.toString(first.version()))
                .withMessageContaining(Long.toString(second.version()))
                .satisfies(e -> {
                    assertThat(e.callersVersion()).isEqualTo(first.version());
                    assertThat(e.storedVersion()).isEqualTo(second.version());
                });
        assertThat(cache().find(id)).contains(second);
    }

    @Test
    void a_save_under_a_version_that_was_never_given_is_refused() {
        Session created = create();
        Session invented = created.saved(created.version() + 1, BEGIN);

        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> cache().save(invented));
        assertThat(cache().find(id)).contains(created);
    }

    @Test
    void a_session_nobody_created_cannot_be_saved() {
        Session created = create();
        Session unknown = begin(SessionId.random(), Optional.of(user)).saved(created.version(), BEGIN);

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> cache().save(unknown))
                .withMessageContaining(unknown.id().value());
        assertThat(cache().findHeld(unknown.id())).isEmpty();
        assertThat(cache().ofUser(user)).containsExactly(created);
    }

    @Test
    void of_many_who_save_on_top_of_one_version_one_succeeds() throws Exception {
        Session created = create();

        List<Optional<Session>> outcomes = together(8, () -> {
            try {
                return Optional.of(cache().save(created.withLanguage("it")));
            } catch (ConflictException e) {
                return Optional.empty();
            }
        });

        List<Session> saved = outcomes.stream().flatMap(Optional::stream).toList();
        assertThat(saved).hasSize(1);
        assertThat(cache().find(id)).contains(saved.get(0));
    }

    @Test
    void everything_in_a_session_comes_back() {
        Session rich = create().withMessage(Message.user("Ich möchte 12 mm Aluminium schweißen \uD83D\uDD25", BEGIN))
                .withMessage(new Message("assistant", "溶接機\n\"quoted\" \\ {braces}", BEGIN, Map.of("tokens", 17L)))
                .withState(SessionState.COOLER_SELECTION)
                .withLanguage("pt-BR")
                .withMasterParameters(Map.of(
                        "power_source", Map.of("current", new BigDecimal("499.50"), "list", List.of(1L, "zwei"))))
                .withSelection(Selection.empty()
                        .with(product("0446200880", ComponentType.POWER_SOURCE))
                        .with(product("F102440880", ComponentType.ACCESSORY))
                        .none(ComponentType.COOLER))
                .withAgentLog(Map.of("agent", "finder", "ok", true))
                .withFinalized(true);

        Session saved = cache().save(rich);

        assertThat(cache().find(id)).contains(saved);
        assertThat(saved.messages()).isEqualTo(rich.messages());
        assertThat(saved.selection()).isEqualTo(rich.selection());
        assertThat(cache().find(id).orElseThrow().masterParameters()).isEqualTo(rich.masterParameters());
    }

    @Test
    void fields_of_a_newer_library_survive_a_save_at_every_level() {
        String document = """
                {"schema_version":1,"version":0,"session_id":"%s","user_id":null,"status":"active",\
                "created_at":"2026-03-01T08:00:00.123Z","last_activity_at":"2026-03-01T08:00:00.123Z",\
                "current_state":"feeder_selection","language":"en",\
                "conversation_history":{"messages":[{"role":"user","content":"hi",\
                "timestamp":"2026-03-01T08:00:00.123Z","mood":"good"}],"summary":"short"},\
                "master_parameters":{},\
                "response_json":{"PowerSource":{"gin":"0446200880","name":"Aristo","colour":"yellow"},\
                "Accessories":[],"none":[],"hint":7},\
                "agent_logs":[],"finalized":false,"channel":{"kind":"kiosk","floor":2.50}}""".formatted(id);
        Session created = cache().create(Session.fromJson(document));

        cache().save(cache().find(id).orElseThrow().withLanguage("de"));

        assertThat(cache().find(id).orElseThrow().toJson())
                .contains("\"mood\":\"good\"", "\"summary\":\"short\"", "\"colour\":\"yellow\"", "\"hint\":7")
                .contains("\"channel\":{\"kind\":\"kiosk\",\"floor\":2.50}")
                .contains("\"language\":\"de\"")
                .doesNotContain("\"version\":" + created.version() + ",");
    }

    @Test
    void a_large_session_comes_back() {
        Session session = create();
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            messages.add(Message.user("message " + i + " ü".repeat(1_000), BEGIN));
        }

        Session saved = cache().save(session.withMessages(messages));

        assertThat(cache().find(id)).contains(saved);
        assertThat(saved.messages()).hasSize(500);
    }

    @Test
    void a_text_that_is_not_storable_is_refused_and_nothing_is_written() {
        for (String bad : List.of("a\u0000b", "half \uD83D", "\uDD25 half")) {
            Session fresh = begin(SessionId.random(), Optional.of(user));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cache().create(fresh.withMessage(Message.user(bad, BEGIN))));
            assertThat(cache().findHeld(fresh.id())).isEmpty();

            Session stored = cache().create(fresh);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cache().save(stored.withMasterParameters(Map.of("note", bad))));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cache().save(stored.withMasterParameters(Map.of(bad, "note"))));
            assertThat(cache().find(fresh.id())).contains(stored);
        }
    }

    @Test
    void an_anonymous_session_lives_like_any_other_and_is_listed_for_nobody() {
        Session anonymous = cache().create(begin(id, Optional.empty()));
        Session saved = cache().save(anonymous.withLanguage("es"));
        Session known = cache().create(begin(SessionId.random(), Optional.of(user)));

        assertThat(cache().find(id)).contains(saved);
        assertThat(saved.userId()).isEmpty();
        assertThat(cache().ofUser(user)).containsExactly(known);
        assertThat(cache().touch(id)).isTrue();
        assertThat(cache().delete(id)).isTrue();
    }

    @Test
    void ids_of_every_allowed_form_are_kept_apart() {
        String unique = UUID.randomUUID().toString();
        List<SessionId> ids = new ArrayList<>();
        for (String text : List.of("A", "a", "a.", "a_", "-a", "...", "x".repeat(92))) {
            SessionId odd = SessionId.of(text + unique);
            ids.add(odd);
            cache().create(begin(odd, Optional.empty()).withLanguage("de"));
        }
        for (SessionId odd : ids) {
            assertThat(cache().find(odd)).map(Session::id).contains(odd);
            assertThat(cache().delete(odd)).isTrue();
            assertThat(cache().find(odd)).isEmpty();
        }
    }

    @Test
    void a_session_is_gone_when_its_time_is_up_and_not_before() {
        Session created = create();

        letTimePass(TIME_TO_LIVE.minus(MINUTE));
        assertThat(cache().find(id)).contains(created);
        assertThat(cache().timeToLive(id))
                .hasValueSatisfying(left -> assertThat(left).isBetween(Duration.ofMillis(1), MINUTE));

        letTimePass(MINUTE);
        assertThat(cache().find(id)).isEmpty();
        assertThat(cache().timeToLive(id)).isEmpty();
        assertThat(cache().ofUser(user)).isEmpty();
        assertThat(cache().touch(id)).isFalse();
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> cache().save(created));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> cache().update(id, session -> session.withLanguage("de")));
        assertThat(cache().find(id)).isEmpty();
    }

    @Test
    void the_time_left_is_the_time_to_live_at_first_and_falls() {
        create();
        Duration first = cache().timeToLive(id).orElseThrow();
        assertThat(first).isBetween(TIME_TO_LIVE.minus(MINUTE), TIME_TO_LIVE);

        letTimePass(Duration.ofMinutes(20));

        assertThat(cache().timeToLive(id).orElseThrow()).isBetween(first.minusMinutes(21), first.minusMinutes(20));
        assertThat(cache().timeToLive(SessionId.random())).isEmpty();
    }

    @Test
    void a_save_starts_the_time_anew() {
        Session created = create();
        letTimePass(TIME_TO_LIVE.minus(MINUTE));

        Session saved = cache().save(created);

        letTimePass(TIME_TO_LIVE.minus(MINUTE));
        assertThat(cache().find(id)).contains(saved);
        assertThat(cache().ofUser(user)).containsExactly(saved);
        letTimePass(MINUTE);
        assertThat(cache().find(id)).isEmpty();
    }

    @Test
    void a_touch_starts_the_time_anew_and_changes_nothing_else() {
        Session created = create();
        letTimePass(TIME_TO_LIVE.minus(MINUTE));

        assertThat(cache().touch(id)).isTrue();

        assertThat(cache().timeToLive(id).orElseThrow()).isBetween(TIME_TO_LIVE.minus(MINUTE), TIME_TO_LIVE);
        letTimePass(TIME_TO_LIVE.minus(MINUTE));
        assertThat(cache().find(id)).contains(created);
        assertThat(cache().save(created.withLanguage("de")).version()).isGreaterThan(created.version());
    }

    @Test
    void finding_does_not_prolong() {
        Session created = create();
        letTimePass(TIME_TO_LIVE.minus(MINUTE));
        assertThat(cache().find(id)).contains(created);
        assertThat(cache().findHeld(id)).contains(created);
        assertThat(cache().ofUser(user)).containsExactly(created);
        letTimePass(MINUTE);

        assertThat(cache().find(id)).isEmpty();
    }

    @Test
    void a_touch_never_revives() {
        assertThat(cache().touch(SessionId.random())).isFalse();

        Session created = create();
        assertThat(cache().touch(id)).isTrue();
        letTimePass(TIME_TO_LIVE);
        assertThat(cache().touch(id)).isFalse();
        assertThat(cache().find(id)).isEmpty();

        letGoOf(created);
        assertThat(cache().touch(id)).isFalse();
        assertThat(cache().findHeld(id)).isEmpty();
        create();
        assertThat(cache().delete(id)).isTrue();
        assertThat(cache().touch(id)).isFalse();
        assertThat(cache().find(id)).isEmpty();
    }

    @Test
    void an_ended_session_is_held_but_no_longer_live() {
        for (SessionStatus end : List.of(SessionStatus.COMPLETED, SessionStatus.ABANDONED)) {
            SessionId each = SessionId.random();
            Session active = cache().create(begin(each, Optional.of(user)));

            Session ended = cache().save(active.withStatus(end));

            assertThat(ended.status()).isEqualTo(end);
            assertThat(ended.version()).isGreaterThan(active.version());
            assertThat(cache().findHeld(each)).contains(ended);
            assertThat(cache().find(each)).isEmpty();
            assertThat(cache().timeToLive(each)).isEmpty();
            assertThat(cache().ofUser(user)).isEmpty();
            assertThat(cache().touch(each)).isFalse();
        }
    }

    @Test
    void an_ended_session_can_neither_be_saved_nor_made_active_again() {
        Session active = create();
        Session ended = cache().save(active.withStatus(SessionStatus.COMPLETED));

        for (Session late : List.of(
                active,
                ended,
                ended.withLanguage("de"),
                ended.withStatus(SessionStatus.ACTIVE),
                ended.withStatus(SessionStatus.ABANDONED))) {
            assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> cache().save(late));
        }
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> cache().update(id, session -> session.withLanguage("de")));
        assertThat(cache().findHeld(id)).contains(ended);
    }

    @Test
    void an_ended_session_can_be_deleted() {
        Session ended = cache().save(create().withStatus(SessionStatus.ABANDONED));
        assertThat(cache().findHeld(id)).contains(ended);

        assertThat(cache().delete(id)).isTrue();
        assertThat(cache().findHeld(id)).isEmpty();
    }

    @Test
    void a_deleted_session_is_gone_for_good() {
        Session created = create();

        assertThat(cache().delete(id)).isTrue();

        assertThat(cache().find(id)).isEmpty();
        assertThat(cache().findHeld(id)).isEmpty();
        assertThat(cache().timeToLive(id)).isEmpty();
        assertThat(cache().ofUser(user)).isEmpty();
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> cache().save(created));
        assertThat(cache().delete(id)).isFalse();
        assertThat(cache().findHeld(id)).isEmpty();
    }

    @Test
    void the_sessions_of_a_user_come_with_the_last_active_first_then_by_id() {
        Session oldest = createNamed("m");
        letTimePass(MINUTE);
        Session b = createNamed("b");
        Session c = createNamed("c");
        Session a = createNamed("a");
        assertThat(cache().ofUser(user)).containsExactly(a, b, c, oldest);

        letTimePass(MINUTE);
        Session latest = cache().save(oldest);

        assertThat(cache().ofUser(user)).containsExactly(latest, a, b, c);
    }

    @Test
    void only_live_sessions_of_the_very_user_are_listed() {
        Session live = createNamed("live");
        Session ended = createNamed("ended");
        Session deleted = createNamed("deleted");
        Session others = cache().create(begin(SessionId.random(), Optional.of(UserId.of(user + "2"))));
        assertThat(cache().ofUser(user)).containsExactlyInAnyOrder(live, ended, deleted);

        cache().save(ended.withStatus(SessionStatus.COMPLETED));
        cache().delete(deleted.id());

        assertThat(cache().ofUser(user)).containsExactly(live);
        assertThat(cache().ofUser(UserId.of(user + "2"))).containsExactly(others);
        assertThat(cache().ofUser(UserId.of(user + "3"))).isEmpty();
    }

    @Test
    void sessions_whose_time_is_up_leave_the_list_of_their_user() {
        createNamed("early");
        letTimePass(Duration.ofMinutes(30));
        Session late = createNamed("late");
        assertThat(cache().ofUser(user)).hasSize(2);
        letTimePass(Duration.ofMinutes(30));

        assertThat(cache().ofUser(user)).containsExactly(late);
        assertThat(cache().ofUser(user)).containsExactly(late);
    }

    @Test
    void an_id_that_was_deleted_and_created_for_somebody_else_is_theirs_alone() {
        create();
        assertThat(cache().delete(id)).isTrue();
        UserId next = UserId.of(user + "2");
        Session theirs = cache().create(begin(id, Optional.of(next)));

        assertThat(cache().ofUser(next)).containsExactly(theirs);
        assertThat(cache().ofUser(user)).isEmpty();
    }

    @Test
    void user_ids_of_every_allowed_form_are_kept_apart() {
        for (String odd : List.of("a b", "a:b", "a*", "a?[b]", "\"", "Jürgen", "溶接", "\uD83D\uDD25", "x".repeat(200))) {
            UserId each = UserId.of(odd + user.value().substring(0, 40));
            Session theirs = cache().create(begin(SessionId.random(), Optional.of(each)));

            assertThat(cache().ofUser(each)).containsExactly(theirs);
            assertThat(theirs.userId()).contains(each);
        }
    }

    @Test
    void a_session_that_the_cache_no_longer_holds_is_restored_under_a_higher_version() {
        Session created = create();
        Session saved = cache().save(created.withMessage(Message.user("hello", BEGIN)));
        letTimePass(TIME_TO_LIVE);
        letGoOf(saved);
        assertThat(cache().findHeld(id)).isEmpty();

        Session restored = cache().restore(saved, 0);

        assertThat(restored.version()).isGreaterThan(saved.version());
        assertThat(restored.messages()).isEqualTo(saved.messages());
        assertThat(restored.createdAt()).isEqualTo(BEGIN);
        assertThat(restored.lastActivityAt())
                .isAfterOrEqualTo(saved.lastActivityAt().plus(TIME_TO_LIVE));
        assertThat(cache().find(id)).contains(restored);
        assertThat(cache().findHeld(id)).contains(restored);
        assertThat(cache().liveAmong(List.of(id))).containsExactly(id);
        assertThat(cache().ofUser(user)).containsExactly(restored);
        assertThat(cache().idsOf(user)).contains(id);
        assertThat(cache().timeToLive(id).orElseThrow()).isBetween(TIME_TO_LIVE.minus(MINUTE), TIME_TO_LIVE);
        letTimePass(TIME_TO_LIVE);
        assertThat(cache().find(id)).isEmpty();
    }

    @Test
    void an_archived_session_is_held_for_a_minute_to_be_restored_and_is_not_live_meanwhile() {
        Session archived = begin(id, Optional.of(user)).withLanguage("de").saved(7, BEGIN);

        cache().hold(archived);

        assertThat(cache().findHeld(id)).contains(archived.withStatus(SessionStatus.ABANDONED));
        assertThat(cache().find(id)).isEmpty();
        assertThat(cache().liveAmong(List.of(id))).isEmpty();
        assertThat(cache().ofUser(user)).isEmpty();
        assertThat(cache().touch(id)).isFalse();
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> cache().save(archived));
        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> cache().restore(archived, 0));
        Session restored = cache().restore(archived, 7);
        assertThat(cache().find(id)).contains(restored);
        assertThat(restored.language()).isEqualTo("de");

        Session other = begin(SessionId.random(), Optional.of(user)).saved(7, BEGIN);
        cache().hold(other);
        letTimePass(MINUTE);
        assertThat(cache().findHeld(other.id())).isEmpty();
    }

    @Test
    void holding_changes_nothing_where_a_session_is_live_or_held() {
        Session live = create();
        cache().hold(live.withLanguage("de"));
        assertThat(cache().find(id)).contains(live);

        Session ended = cache().save(live.withStatus(SessionStatus.COMPLETED));
        cache().hold(live.withLanguage("de"));
        assertThat(cache().findHeld(id)).contains(ended);
        assertThat(cache().find(id)).isEmpty();
    }

    @Test
    void only_an_active_session_with_a_version_can_be_held() {
        Session begun = begin(id, Optional.of(user));
        Session ended = begun.saved(7, BEGIN).withStatus(SessionStatus.ABANDONED);

        assertThatIllegalArgumentException().isThrownBy(() -> cache().hold(begun));
        assertThatIllegalArgumentException().isThrownBy(() -> cache().hold(ended));
        assertThat(cache().findHeld(id)).isEmpty();

        cache().hold(begun.saved(7, BEGIN));
        assertThat(cache().findHeld(id)).isPresent();
    }

    @Test
    void a_restored_session_can_be_saved_and_touched_like_any_other() {
        Session restored = cache().restore(begin(id, Optional.of(user)).saved(7, BEGIN), 0);
        letTimePass(TIME_TO_LIVE.minus(MINUTE));
        assertThat(cache().touch(id)).isTrue();
        letTimePass(TIME_TO_LIVE.minus(MINUTE));

        Session saved = cache().save(restored.withLanguage("de"));

        assertThat(saved.version()).isGreaterThan(restored.version());
        assertThat(cache().find(id)).contains(saved);
        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> cache().save(restored));
    }

    @Test
    void a_restored_version_is_above_that_of_the_record_it_replaces() {
        Session ended = endedByAClockAhead();
        Session archived = begin(id, Optional.of(user)).saved(7, BEGIN);

        Session restored = cache().restore(archived.withLanguage("it"), ended.version());

        assertThat(restored.version()).isEqualTo(ended.version() + 1);
        assertThat(restored.language()).isEqualTo("it");
        assertThat(cache().find(id)).contains(restored);
    }

    @Test
    void a_restored_version_is_above_its_own_even_when_that_is_ahead_of_the_clock() {
        long ahead = create().version() + TIME_TO_LIVE.toMillis();
        Session ended = cache().save(cache().find(id).orElseThrow().withStatus(SessionStatus.ABANDONED));
        Session archived = begin(id, Optional.of(user)).saved(ahead, BEGIN);

        Session restored = cache().restore(archived, ended.version());

        assertThat(restored.version()).isEqualTo(ahead + 1);
        assertThat(cache().find(id)).contains(restored);
    }

    @Test
    void a_live_session_is_in_the_way_of_a_restore_whatever_version_is_named() {
        Session live = cache().save(create().withLanguage("de"));

        for (long named : List.of(0L, live.version(), live.version() + 1)) {
            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> cache().restore(live.withLanguage("fr"), named))
                    .withMessageContaining(id.value())
                    .satisfies(e -> {
                        assertThat(e.callersVersion()).isEqualTo(named);
                        assertThat(e.storedVersion()).isEqualTo(live.version());
                    });
        }
        assertThat(cache().find(id)).contains(live);
    }

    @Test
    void a_held_session_of_another_version_is_in_the_way_of_a_restore() {
        Session created = create();
        Session ended = cache().save(created.withStatus(SessionStatus.COMPLETED));

        for (long named : List.of(0L, created.version(), ended.version() + 1)) {
            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> cache().restore(created, named))
                    .satisfies(e -> {
                        assertThat(e.callersVersion()).isEqualTo(named);
                        assertThat(e.storedVersion()).isEqualTo(ended.version());
                    });
        }
        assertThat(cache().find(id)).isEmpty();
        assertThat(cache().findHeld(id)).contains(ended);
    }

    @Test
    void a_restore_that_expects_a_held_session_is_refused_when_there_is_none() {
        Session created = create();
        assertThat(cache().delete(id)).isTrue();

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> cache().restore(created, created.version()))
                .satisfies(e -> {
                    assertThat(e.callersVersion()).isEqualTo(created.version());
                    assertThat(e.storedVersion()).isZero();
                });
        assertThat(cache().findHeld(id)).isEmpty();
    }

    @Test
    void only_an_active_session_that_was_saved_can_be_restored() {
        Session saved = create();
        assertThat(cache().delete(id)).isTrue();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache().restore(saved.withStatus(SessionStatus.COMPLETED), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> cache().restore(begin(id, Optional.of(user)), 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache().restore(saved.withMessage(Message.user("a\u0000b", BEGIN)), 0));
        assertThat(cache().findHeld(id)).isEmpty();
        assertThat(cache().restore(saved, 0).version()).isGreaterThan(saved.version());
    }

    @Test
    void of_many_who_restore_one_session_one_succeeds() throws Exception {
        Session archived = begin(id, Optional.of(user)).saved(7, BEGIN);

        List<Optional<Session>> outcomes = together(8, () -> {
            try {
                return Optional.of(cache().restore(archived, 0));
            } catch (ConflictException e) {
                return Optional.empty();
            }
        });

        List<Session> restored = outcomes.stream().flatMap(Optional::stream).toList();
        assertThat(restored).hasSize(1);
        assertThat(cache().find(id)).contains(restored.get(0));
    }

    @Test
    void among_many_sessions_the_live_ones_are_told() {
        List<SessionId> live = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            live.add(cache().create(begin(SessionId.random(), Optional.empty())).id());
        }
        Session ended = cache().save(createNamed("ended").withStatus(SessionStatus.COMPLETED));
        Session deleted = createNamed("deleted");
        cache().delete(deleted.id());
        List<SessionId> asked = new ArrayList<>(live);
        asked.addAll(List.of(ended.id(), deleted.id(), SessionId.random()));

        assertThat(cache().liveAmong(asked)).containsExactlyInAnyOrderElementsOf(live);
        assertThat(cache().liveAmong(List.of())).isEmpty();

        letTimePass(TIME_TO_LIVE.minus(MINUTE));
        assertThat(cache().touch(live.get(0))).isTrue();
        letTimePass(MINUTE);
        assertThat(cache().liveAmong(asked)).containsExactly(live.get(0));
    }

    @Test
    void the_ids_of_a_user_are_those_of_live_and_ended_sessions() {
        Session live = createNamed("live");
        Session ended = cache().save(createNamed("ended").withStatus(SessionStatus.COMPLETED));
        Session anonymous = cache().create(begin(SessionId.random(), Optional.empty()));
        Session theirs = cache().create(begin(SessionId.random(), Optional.of(UserId.of(user + "2"))));

        assertThat(cache().idsOf(user)).contains(live.id(), ended.id()).doesNotContain(anonymous.id(), theirs.id());
        assertThat(cache().idsOf(UserId.of(user + "2"))).containsExactly(theirs.id());
        assertThat(cache().idsOf(UserId.of(user + "3"))).isEmpty();
    }

    @Test
    void the_sessions_of_a_user_can_be_deleted_at_once_with_all_that_says_that_they_were_theirs() {
        Session live = createNamed("live");
        Session ended = cache().save(createNamed("ended").withStatus(SessionStatus.ABANDONED));
        Session gone = createNamed("gone");
        cache().delete(gone.id());
        Session kept = createNamed("kept");
        Session others = cache().create(begin(SessionId.random(), Optional.of(UserId.of(user + "2"))));

        assertThat(cache().delete(user, List.of(live.id(), gone.id(), SessionId.random(), ended.id())))
                .containsExactlyInAnyOrder(live.id(), ended.id());

        assertThat(cache().findHeld(live.id())).isEmpty();
        assertThat(cache().findHeld(ended.id())).isEmpty();
        assertThat(cache().timeToLive(live.id())).isEmpty();
        assertThat(cache().idsOf(user)).doesNotContain(live.id(), gone.id(), ended.id());
        assertThat(cache().ofUser(user)).containsExactly(kept);
        assertThat(cache().find(others.id())).contains(others);
        assertThat(cache().delete(user, List.of(live.id()))).isEmpty();
        assertThat(cache().delete(user, List.of())).isEmpty();
        assertThat(cache().delete(user, List.of(kept.id()))).containsExactly(kept.id());
        assertThat(cache().idsOf(user)).isEmpty();
    }

    @Test
    void many_sessions_of_a_user_are_deleted_at_once() {
        List<SessionId> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            all.add(createNamed("s" + i).id());
        }
        assertThat(cache().idsOf(user)).containsExactlyInAnyOrderElementsOf(all);

        assertThat(cache().delete(user, all)).containsExactlyInAnyOrderElementsOf(all);

        assertThat(cache().idsOf(user)).isEmpty();
        assertThat(cache().liveAmong(all)).isEmpty();
    }

    @Test
    void an_update_changes_what_is_stored() {
        Session created = create();

        Session updated = cache().update(id, session -> session.withLanguage("de"));

        assertThat(updated.language()).isEqualTo("de");
        assertThat(updated.version()).isGreaterThan(created.version());
        assertThat(cache().find(id)).contains(updated);
    }

    @Test
    void an_update_that_returns_what_it_was_given_writes_nothing() {
        Session created = create();
        letTimePass(MINUTE);

        assertThat(cache().update(id, session -> session)).isEqualTo(created);

        assertThat(cache().find(id)).contains(created);
        assertThat(cache().timeToLive(id).orElseThrow()).isLessThanOrEqualTo(TIME_TO_LIVE.minus(MINUTE));
    }

    @Test
    void an_update_that_meets_another_save_is_applied_to_what_was_saved() {
        create();
        AtomicInteger applied = new AtomicInteger();

        Session updated = cache().update(id, session -> {
            if (applied.incrementAndGet() == 1) {
                cache().save(session.withLanguage("de"));
            }
            return session.withFinalized(true);
        });

        assertThat(applied).hasValue(2);
        assertThat(updated.language()).isEqualTo("de");
        assertThat(updated.finalized()).isTrue();
        assertThat(cache().find(id)).contains(updated);
    }

    @Test
    void an_update_cannot_change_the_id_or_the_version() {
        Session created = create();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache().update(id, session -> session.saved(session.version() + 1, BEGIN)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache().update(id, session -> begin(SessionId.random(), Optional.empty())));
        assertThat(cache().find(id)).contains(created);
    }

    @Test
    void what_a_change_throws_reaches_the_caller_and_nothing_is_written() {
        Session created = create();
        IllegalStateException thrown = new IllegalStateException("no");

        assertThatThrownBy(() -> cache().update(id, session -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(cache().find(id)).contains(created);
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> cache().update(SessionId.random(), session -> session.withFinalized(true)));
    }

    @Test
    void two_writers_lose_none_of_a_thousand_increments() throws Exception {
        create();

        together(2, () -> {
            for (int i = 0; i < 500; i++) {
                cache().update(id, SessionCacheContract::incremented);
            }
            return true;
        });

        assertThat(cache().find(id).orElseThrow().masterParameters()).containsEntry("count", 1000L);
    }

    /** As if the archive had it now, where sessions are archived at all. */
    private void letGoOf(Session session) {
        archiveQueue().ifPresent(queue -> queue.acknowledge(List.of(session)));
    }

    private Session endedByAClockAhead() {
        Session ahead = savedByAClockAhead(create(), Duration.ofMinutes(30));
        return cache().save(ahead.withStatus(SessionStatus.COMPLETED));
    }

    private static Session incremented(Session session) {
        long before = (Long) session.masterParameters().getOrDefault("count", 0L);
        return session.withMasterParameters(Map.of("count", before + 1));
    }

    private Session create() {
        return cache().create(begin(id, Optional.of(user)));
    }

    private Session createNamed(String prefix) {
        return cache().create(begin(SessionId.of(prefix + "-" + id), Optional.of(user)));
    }

    private static Session begin(SessionId id, Optional<UserId> user) {
        return Session.begin(id, user, BEGIN);
    }

    private static SelectedProduct product(String gin, ComponentType type) {
        return new SelectedProduct(Gin.of(gin), type, "product " + gin);
    }

    static <T> List<T> together(int threads, Callable<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(work);
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : pool.invokeAll(all)) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
