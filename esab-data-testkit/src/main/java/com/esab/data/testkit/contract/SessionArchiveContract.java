package com.esab.data.testkit.contract;

import com.esab.data.archive.ArchiveQuery;
import com.esab.data.archive.ArchiveQuery.Part;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.SessionArchive;
import com.esab.data.archive.SessionSummaryStats;
import com.esab.data.archive.UserSessionHistory;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.json.Json;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionState;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What a {@link SessionArchive} promises. */
public abstract class SessionArchiveContract {

    private static final Instant MORNING = Instant.parse("2025-11-22T08:00:00.123Z");
    private static final UserId ANNA = UserId.of("anna");
    private static final UserId BERT = UserId.of("bert");
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration A_WEEK = Duration.ofDays(7);
    private static final Duration A_MICROSECOND = Duration.ofNanos(1_000);

    /** For the suites of stores. */
    protected SessionArchiveContract() {}

    /** The archive under test, which every test finds empty. */
    protected abstract SessionArchive archive();

    /** What the clock of the archive shows. */
    protected abstract Instant now();

    /** Makes everything that is archived older by this time. */
    protected abstract void letTimePass(Duration time);

    @Test
    void an_archived_session_is_read_back_equal() {
        Session session = everything();

        archive().archive(session);

        assertThat(archive().find(session.id()).orElseThrow().session()).contains(session);
    }

    @Test
    void a_session_without_anything_is_read_back_equal() {
        Session session = session("bare");

        archive().archive(session);

        assertThat(archive().find(session.id()).orElseThrow().session()).contains(session);
    }

    @Test
    void texts_of_all_scripts_are_kept() {
        String text =
                "Schweißgerät, søm, 溶接, לחום, \uD83D\uDD25 \"quoted\" back\\slash 'single'\n\t\u0001\u001F\u007F\uFFFF";
        Session session = session("scripts")
                .withMessage(Message.user(text, MORNING))
                .withMasterParameters(Map.of(text, text))
                .withAgentLog(Map.of("said", text));

        archive().archive(session);

        assertThat(archive().find(session.id()).orElseThrow().session()).contains(session);
    }

    @Test
    void fields_that_this_version_does_not_know_are_kept_at_every_level() {
        Session session = Session.fromJson("""
                {"schema_version":1,"version":7,"session_id":"future","user_id":null,"status":"active",
                 "created_at":"2025-11-22T08:00:00.123Z","last_activity_at":"2025-11-22T08:00:00.123Z",
                 "current_state":"finalize","language":"en","finalized":false,
                 "conversation_history":{"messages":[{"role":"user","content":"hi",
                   "timestamp":"2025-11-22T08:00:00.123Z","mood":{"happy":true}}],"summary":["short",null]},
                 "response_json":{"PowerSource":{"gin":"0446200880","name":"Aristo","price":12.50},"Laser":{"gin":"1"}},
                 "rating":{"stars":5,"text":null},"archived_at":"not ours","id":[1,2,{}],"":"no name"}
                """);

        archive().archive(session);

        Session found = archive().find(session.id()).orElseThrow().session().orElseThrow();
        assertThat(found).isEqualTo(session);
        assertThat(Json.parseObject(found.toJson()))
                .containsEntry("rating", Json.parseObject("{\"stars\":5,\"text\":null}"));
    }

    @Test
    void numbers_keep_their_value() {
        List<Object> numbers = List.of(
                0L,
                -1L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                new BigInteger("-123456789012345678901234567890"),
                new BigDecimal("0.1"),
                new BigDecimal("-12.500"),
                new BigDecimal("1E+3"),
                new BigDecimal("1E-7"),
                new BigDecimal("1E+899"),
                new BigDecimal("1E-899"),
                new BigDecimal("0.1234567890123456789012345678901234567890"));
        Session session = session("numbers").withMasterParameters(Map.of("numbers", numbers));

        archive().archive(session);

        Object found = archive()
                .find(session.id())
                .flatMap(ArchivedSession::session)
                .orElseThrow()
                .masterParameters()
                .get("numbers");
        assertThat((List<?>) found)
                .usingElementComparator(
                        (a, b) -> new BigDecimal(String.valueOf(a)).compareTo(new BigDecimal(String.valueOf(b))))
                .isEqualTo(numbers);
    }

    @Test
    void a_session_of_a_megabyte_is_kept() {
        List<Message> messages = IntStream.range(0, 100)
                .mapToObj(i -> Message.user(("message " + i + " ").repeat(1_000), MORNING.plusSeconds(i)))
                .toList();
        Session session = session("large").withMessages(messages);

        archive().archive(session);

        assertThat(archive().find(session.id()).orElseThrow().session()).contains(session);
    }

    @Test
    void a_record_says_what_the_session_holds() {
        Instant before = now();
        Session session = everything();

        archive().archive(session);

        ArchivedSession record = archive().find(session.id()).orElseThrow();
        assertThat(record.id()).isEqualTo(session.id());
        assertThat(record.version()).isEqualTo(session.version());
        assertThat(record.status()).isEqualTo(SessionStatus.COMPLETED);
        assertThat(record.isTombstone()).isFalse();
        assertThat(record.messageCount()).isEqualTo(2);
        assertThat(record.productSelectionsCount()).isEqualTo(4);
        assertThat(record.duration()).isEqualTo(Duration.ofSeconds(90));
        assertThat(record.archivedAt()).isBetween(before.minusSeconds(5), now().plusSeconds(5));
    }

    @Test
    void a_duration_is_cut_to_whole_seconds() {
        archive().archive(session("short").saved(1, MORNING.plusMillis(1_999)));

        assertThat(find("short").duration()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_session_that_ended_before_it_began_lasted_no_time() {
        archive().archive(session("skewed").saved(1, MORNING.minusSeconds(10)));

        assertThat(find("skewed").duration()).isZero();
        assertThat(find("skewed").session().orElseThrow().lastActivityAt()).isEqualTo(MORNING.minusSeconds(10));
    }

    @Test
    void an_id_is_found_only_as_it_is_written() {
        archive().archive(session("abc-123"));

        assertThat(archive().find(SessionId.of("abc-123"))).isPresent();
        assertThat(archive().find(SessionId.of("ABC-123"))).isEmpty();
        assertThat(archive().find(SessionId.of("abc-12"))).isEmpty();
    }

    @Test
    void a_higher_version_replaces_the_record() {
        archive().archive(session("a").saved(5, MORNING).withMessage(Message.user("old", MORNING)));
        Session newer = session("a")
                .saved(6, MORNING.plusSeconds(9))
                .withState(SessionState.FINALIZE)
                .withStatus(SessionStatus.ABANDONED);

        assertThat(archive().archive(newer)).isTrue();

        assertThat(find("a").session()).contains(newer);
        assertThat(find("a").version()).isEqualTo(6);
        assertThat(find("a").messageCount()).isZero();
        assertThat(find("a").duration()).isEqualTo(Duration.ofSeconds(9));
        assertThat(find("a").status()).isEqualTo(SessionStatus.ABANDONED);
        assertThat(archive().list(ArchiveQuery.all())).hasSize(1);
    }

    @Test
    void a_lower_version_changes_nothing() {
        Session kept = session("a").saved(5, MORNING);
        archive().archive(kept);
        ArchivedSession before = find("a");
        letTimePass(Duration.ofHours(1));

        assertThat(archive().archive(kept.saved(4, MORNING).withLanguage("fr"))).isFalse();

        assertThat(find("a").session()).contains(kept);
        assertThat(find("a").version()).isEqualTo(before.version());
    }

    @Test
    void an_equal_version_changes_nothing() {
        Session kept = session("a").saved(5, MORNING);
        archive().archive(kept);

        assertThat(archive().archive(kept.withLanguage("fr"))).isFalse();

        assertThat(find("a").session()).contains(kept);
    }

    @Test
    void only_what_was_written_is_named() {
        archive()
                .archive(List.of(
                        session("same").saved(5, MORNING), session("newer").saved(5, MORNING)));

        assertThat(archive()
                        .archive(List.of(
                                session("unknown").saved(1, MORNING),
                                session("same").saved(5, MORNING),
                                session("newer").saved(6, MORNING))))
                .containsExactlyInAnyOrder(SessionId.of("unknown"), SessionId.of("newer"));

        assertThat(find("newer").version()).isEqualTo(6);
        assertThat(find("unknown").version()).isEqualTo(1);
    }

    @Test
    void archiving_again_is_noted_in_the_time_and_archiving_in_vain_is_not() {
        archive()
                .archive(List.of(
                        session("again").saved(1, MORNING), session("in-vain").saved(1, MORNING)));
        letTimePass(Duration.ofHours(1));

        archive()
                .archive(List.of(
                        session("again").saved(2, MORNING), session("in-vain").saved(1, MORNING)));

        assertThat(find("again").archivedAt()).isAfter(now().minusSeconds(60));
        assertThat(find("in-vain").archivedAt()).isBefore(now().minusSeconds(3_000));
    }

    @Test
    void archiving_nothing_is_no_error() {
        archive().archive(session("a"));

        assertThat(archive().archive(List.of())).isEmpty();
        assertThat(archive().list(ArchiveQuery.all())).hasSize(1);
    }

    @Test
    void a_thousand_sessions_are_archived_at_once() {
        List<Session> sessions = IntStream.range(0, 1_000)
                .mapToObj(i -> session("s-" + i).withMessage(Message.user("hello " + i, MORNING)))
                .toList();

        assertThat(archive().archive(sessions)).hasSize(1_000);

        assertThat(archive().list(ArchiveQuery.all()))
                .extracting(record -> record.session().orElseThrow())
                .containsExactlyInAnyOrderElementsOf(sessions);
    }

    @Test
    void a_session_given_twice_is_refused_and_nothing_is_written() {
        archive().archive(session("kept"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> archive()
                        .archive(List.of(
                                session("other"),
                                session("twice"),
                                session("twice").saved(9, MORNING))))
                .withMessageContaining("twice");

        assertThat(ids(ArchiveQuery.all())).containsExactly("kept");
    }

    @Test
    void a_text_that_no_store_can_hold_is_refused_and_nothing_is_written() {
        archive().archive(session("kept"));
        for (String text : List.of("nul \u0000", "half \uD83D", "other half \uDD25 ")) {
            Session bad = session("bad").withMessage(Message.user(text, MORNING));

            assertThatIllegalArgumentException().isThrownBy(() -> archive().archive(List.of(session("good"), bad)));
        }

        assertThat(ids(ArchiveQuery.all())).containsExactly("kept");
    }

    @Test
    void the_highest_version_wins_over_many_writers() throws Exception {
        int writers = 4;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                int first = writer;
                done.add(threads.submit(() -> LongStream.rangeClosed(1, 100)
                        .filter(version -> version % writers == first)
                        .forEach(version ->
                                archive().archive(session("contested").saved(version, MORNING)))));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(find("contested").version()).isEqualTo(100);
    }

    @Test
    void erasing_leaves_a_tombstone_without_content() {
        archive().archive(everything());

        assertThat(archive().erase(List.of(everything().id()))).isEqualTo(1);

        ArchivedSession tombstone = archive().find(everything().id()).orElseThrow();
        assertThat(tombstone.isTombstone()).isTrue();
        assertThat(tombstone.status()).isEqualTo(SessionStatus.ERASED);
        assertThat(tombstone.version()).isEqualTo(ArchivedSession.TOMBSTONE_VERSION);
        assertThat(tombstone.session()).isEmpty();
        assertThat(tombstone.messageCount()).isZero();
        assertThat(tombstone.productSelectionsCount()).isZero();
        assertThat(tombstone.duration()).isZero();
    }

    @Test
    void an_id_that_is_not_archived_gets_a_tombstone_too() {
        assertThat(archive().erase(List.of(SessionId.of("never-seen")))).isEqualTo(1);

        assertThat(find("never-seen").isTombstone()).isTrue();
    }

    @Test
    void no_archiving_replaces_a_tombstone() {
        archive().erase(List.of(SessionId.of("gone")));

        assertThat(archive().archive(session("gone").saved(Long.MAX_VALUE - 1, MORNING)))
                .isFalse();
        assertThat(archive().archive(session("gone").saved(Long.MAX_VALUE, MORNING)))
                .isFalse();

        assertThat(find("gone").isTombstone()).isTrue();
    }

    @Test
    void erasing_counts_what_was_no_tombstone_before() {
        archive().archive(List.of(session("a"), session("b")));
        archive().erase(List.of(SessionId.of("b")));

        assertThat(archive()
                        .erase(List.of(
                                SessionId.of("a"), SessionId.of("b"), SessionId.of("a"), SessionId.of("unknown"))))
                .isEqualTo(2);
        assertThat(archive().erase(List.of(SessionId.of("a"), SessionId.of("b"))))
                .isZero();
        assertThat(archive().erase(List.of())).isZero();
    }

    @Test
    void a_tombstone_is_neither_listed_nor_counted() {
        Session session = everything();
        archive().archive(List.of(session, session("other", ANNA)));
        UserId user = session.userId().orElseThrow();

        archive().erase(List.of(session.id()));

        assertThat(ids(ArchiveQuery.all())).containsExactly("other");
        assertThat(archive().idsOf(user)).isEmpty();
        assertThat(archive().history(user)).isEmpty();
        assertThat(archive().histories(10))
                .extracting(UserSessionHistory::userId)
                .containsExactly(ANNA);
        assertThat(archive().summary().totalSessions()).isEqualTo(1);
        assertThat(archive().summary().completedSessions()).isZero();
    }

    @Test
    void purging_removes_what_was_archived_before() {
        archive().archive(List.of(session("old-1"), session("old-2")));
        letTimePass(Duration.ofDays(30));
        archive().archive(session("new"));

        assertThat(archive().purge(now().minus(Duration.ofDays(10)))).isEqualTo(2);

        assertThat(ids(ArchiveQuery.all())).containsExactly("new");
        assertThat(archive().find(SessionId.of("old-1"))).isEmpty();
    }

    @Test
    void purging_spares_what_was_archived_at_that_very_time() {
        archive().archive(session("a"));
        Instant archivedAt = find("a").archivedAt();

        assertThat(archive().purge(archivedAt)).isZero();
        assertThat(archive().purge(archivedAt.plus(A_MICROSECOND))).isEqualTo(1);
    }

    @Test
    void what_was_purged_can_be_archived_again() {
        archive().archive(session("a").saved(5, MORNING));
        letTimePass(Duration.ofDays(1));
        archive().purge(now());

        assertThat(archive().archive(session("a").saved(4, MORNING))).isTrue();
    }

    @Test
    void a_tombstone_is_purged_only_after_seven_days() {
        archive().erase(List.of(SessionId.of("gone")));
        letTimePass(A_WEEK.minusMinutes(1));

        assertThat(archive().purge(now().plusSeconds(60))).isZero();
        assertThat(find("gone").isTombstone()).isTrue();

        letTimePass(Duration.ofMinutes(2));

        assertThat(archive().purge(now().plusSeconds(60))).isEqualTo(1);
        assertThat(archive().find(SessionId.of("gone"))).isEmpty();
    }

    @Test
    void a_tombstone_that_is_old_enough_stays_when_only_older_records_are_purged() {
        archive().erase(List.of(SessionId.of("gone")));
        letTimePass(A_WEEK.plusDays(1));

        assertThat(archive().purge(now().minus(Duration.ofDays(30)))).isZero();
        assertThat(find("gone").isTombstone()).isTrue();
    }

    @Test
    void erasing_again_does_not_keep_a_tombstone_longer() {
        archive().erase(List.of(SessionId.of("gone")));
        letTimePass(A_WEEK.plusMinutes(1));

        assertThat(archive().erase(List.of(SessionId.of("gone")))).isZero();

        assertThat(archive().purge(now())).isEqualTo(1);
    }

    @Test
    void all_sessions_come_in_the_order_of_their_last_activity_then_of_their_ids() {
        archive()
                .archive(List.of(
                        session("b").saved(1, MORNING),
                        session("latest").saved(1, MORNING.plusSeconds(60)),
                        session("a").saved(1, MORNING),
                        session("B").saved(1, MORNING),
                        session("-").saved(1, MORNING),
                        session("oldest").saved(1, MORNING.minusSeconds(60))));

        assertThat(ids(ArchiveQuery.all())).containsExactly("latest", "-", "B", "a", "b", "oldest");
    }

    @Test
    void a_listed_session_is_the_one_that_is_found() {
        Session session = everything();
        archive().archive(session);

        assertThat(archive().list(ArchiveQuery.all()))
                .containsExactly(archive().find(session.id()).orElseThrow());
    }

    @Test
    void sessions_are_found_by_user() {
        archive().archive(List.of(session("a", ANNA), session("b", BERT), session("nobody")));

        assertThat(ids(ArchiveQuery.all().user(ANNA))).containsExactly("a");
        assertThat(ids(ArchiveQuery.all().user(UserId.of("Anna")))).isEmpty();
        assertThat(ids(ArchiveQuery.all())).hasSize(3);
    }

    @Test
    void what_a_user_is_called_is_no_syntax() {
        UserId user = UserId.of("' OR 1=1; DROP TABLE archived_sessions; -- \\ \" % _ 溶接 \uD83D\uDD25");
        archive().archive(List.of(session("a", user), session("b", BERT)));

        assertThat(ids(ArchiveQuery.all().user(user))).containsExactly("a");
        assertThat(archive().idsOf(user)).containsExactly(SessionId.of("a"));
        assertThat(archive().history(user).orElseThrow().userId()).isEqualTo(user);
        assertThat(find("a").session().orElseThrow().userId()).contains(user);
    }

    @Test
    void sessions_are_found_by_status() {
        archive()
                .archive(List.of(
                        session("going-on"),
                        session("done").withStatus(SessionStatus.COMPLETED),
                        session("left").withStatus(SessionStatus.ABANDONED)));

        assertThat(ids(ArchiveQuery.all().status(SessionStatus.ACTIVE))).containsExactly("going-on");
        assertThat(ids(ArchiveQuery.all().status(SessionStatus.COMPLETED))).containsExactly("done");
        assertThat(ids(ArchiveQuery.all().status(SessionStatus.ABANDONED))).containsExactly("left");
    }

    @Test
    void sessions_are_found_by_time_from_inclusive_until_exclusive() {
        archive()
                .archive(List.of(
                        session("before").saved(1, MORNING.minusMillis(1)),
                        session("at").saved(1, MORNING),
                        session("after").saved(1, MORNING.plusMillis(1))));

        assertThat(ids(ArchiveQuery.all().lastActiveFrom(MORNING))).containsExactly("after", "at");
        assertThat(ids(ArchiveQuery.all().lastActiveUntil(MORNING))).containsExactly("before");
        assertThat(ids(ArchiveQuery.all().lastActiveFrom(MORNING).lastActiveUntil(MORNING.plusMillis(1))))
                .containsExactly("at");
    }

    @Test
    void a_bound_may_be_finer_than_the_archive_counts_and_lie_beyond_all_times() {
        archive().archive(session("a").saved(1, MORNING));

        assertThat(ids(ArchiveQuery.all().lastActiveFrom(MORNING.plusNanos(1)))).isEmpty();
        assertThat(ids(ArchiveQuery.all().lastActiveFrom(MORNING.minusNanos(1))))
                .containsExactly("a");
        assertThat(ids(ArchiveQuery.all().lastActiveUntil(MORNING.plusNanos(1))))
                .containsExactly("a");
        assertThat(ids(ArchiveQuery.all().lastActiveUntil(MORNING.minusNanos(1))))
                .isEmpty();
        assertThat(ids(ArchiveQuery.all().lastActiveFrom(Instant.MIN).lastActiveUntil(Instant.MAX)))
                .containsExactly("a");
        assertThat(archive().purge(Instant.MIN)).isZero();
        assertThat(archive().purge(Instant.MAX)).isEqualTo(1);
    }

    @Test
    void all_conditions_must_hold() {
        Map<String, Object> mig = Map.of("process", "MIG");
        Session wanted = session("wanted", ANNA)
                .saved(1, MORNING)
                .withStatus(SessionStatus.COMPLETED)
                .withMasterParameters(mig);
        archive()
                .archive(List.of(
                        wanted,
                        session("other-user", BERT)
                                .saved(1, MORNING)
                                .withStatus(SessionStatus.COMPLETED)
                                .withMasterParameters(mig),
                        session("other-status", ANNA).saved(1, MORNING).withMasterParameters(mig),
                        session("other-time", ANNA)
                                .saved(1, MORNING.plusSeconds(1))
                                .withStatus(SessionStatus.COMPLETED)
                                .withMasterParameters(mig),
                        session("other-process", ANNA).saved(1, MORNING).withStatus(SessionStatus.COMPLETED)));

        assertThat(ids(ArchiveQuery.all()
                        .user(ANNA)
                        .status(SessionStatus.COMPLETED)
                        .lastActiveFrom(MORNING)
                        .lastActiveUntil(MORNING.plusMillis(1))
                        .containing(Part.MASTER_PARAMETERS, mig)
                        .limit(10)))
                .containsExactly("wanted");
    }

    @Test
    void at_most_as_many_as_wanted_come_the_latest_first() {
        archive()
                .archive(IntStream.range(0, 5)
                        .mapToObj(i -> session("s-" + i).saved(1, MORNING.plusSeconds(i)))
                        .toList());

        assertThat(ids(ArchiveQuery.all().limit(2))).containsExactly("s-4", "s-3");
        assertThat(ids(ArchiveQuery.all().limit(5))).hasSize(5);
        assertThat(ids(ArchiveQuery.all().limit(6))).hasSize(5);
    }

    @Test
    void sessions_are_found_by_what_was_said() {
        archive()
                .archive(List.of(
                        session("user").withMessage(Message.user("I need a feeder", MORNING)),
                        session("assistant").withMessage(Message.assistant("I need a feeder", MORNING)),
                        session("silent")));

        assertThat(ids(ArchiveQuery.all()
                        .containing(Part.CONVERSATION_HISTORY, Map.of("messages", List.of(Map.of("role", "user"))))))
                .containsExactly("user");
        assertThat(ids(ArchiveQuery.all()
                        .containing(
                                Part.CONVERSATION_HISTORY,
                                Map.of("messages", List.of(Map.of("content", "I need a feeder"))))))
                .containsExactly("assistant", "user");
    }

    @Test
    void sessions_are_found_by_what_was_selected() {
        archive().archive(List.of(everything(), session("nothing-selected")));

        assertThat(ids(ArchiveQuery.all()
                        .containing(Part.RESPONSE_JSON, Map.of("PowerSource", Map.of("gin", "0446200880")))))
                .containsExactly("everything");
        assertThat(ids(ArchiveQuery.all().containing(Part.RESPONSE_JSON, Map.of("none", List.of("Cooler")))))
                .containsExactly("everything");
        assertThat(ids(ArchiveQuery.all().containing(Part.RESPONSE_JSON, Map.of("none", List.of("Torch")))))
                .isEmpty();
    }

    @Test
    void what_several_parts_contain_must_all_be_there() {
        Map<String, Object> said = Map.of("messages", List.of(Map.of("content", "hello")));
        Map<String, Object> learned = Map.of("process", "MIG");
        archive()
                .archive(List.of(
                        session("both")
                                .withMessage(Message.user("hello", MORNING))
                                .withMasterParameters(learned),
                        session("said").withMessage(Message.user("hello", MORNING)),
                        session("learned").withMasterParameters(learned)));

        assertThat(ids(ArchiveQuery.all()
                        .containing(Part.CONVERSATION_HISTORY, said)
                        .containing(Part.MASTER_PARAMETERS, learned)))
                .containsExactly("both");
    }

    @Test
    void containment_goes_into_objects_and_lists() {
        String document = """
                {"text":"500 A","number":500,"decimal":1.50,"yes":true,"nothing":null,
                 "object":{"a":{"b":{"c":1}},"d":2},"list":[1,2,[3,4],{"x":1,"y":2},null],"empty":{},"none":[],
                 "quote's \\"name\\"":"it's \\\\ \\"so\\"","溶接":"\uD83D\uDD25"}""";
        archive().archive(session("rich").withMasterParameters(Json.parseObject(document)));

        String[] contained = {
            "{}",
            "{\"text\":\"500 A\"}",
            "{\"number\":500}",
            "{\"number\":500.0}",
            "{\"number\":5E+2}",
            "{\"decimal\":1.5}",
            "{\"yes\":true}",
            "{\"nothing\":null}",
            "{\"object\":{}}",
            "{\"object\":{\"d\":2}}",
            "{\"object\":{\"a\":{\"b\":{}}}}",
            "{\"list\":[]}",
            "{\"list\":[2,1]}",
            "{\"list\":[1,1,1]}",
            "{\"list\":[[4]]}",
            "{\"list\":[[]]}",
            "{\"list\":[{\"x\":1}]}",
            "{\"list\":[{\"y\":2},{\"x\":1}]}",
            "{\"list\":[null]}",
            "{\"empty\":{}}",
            "{\"none\":[]}",
            "{\"quote's \\\"name\\\"\":\"it's \\\\ \\\"so\\\"\"}",
            "{\"溶接\":\"\uD83D\uDD25\"}",
            document
        };
        String[] missing = {
            "{\"text\":\"500\"}",
            "{\"text\":500}",
            "{\"number\":\"500\"}",
            "{\"number\":501}",
            "{\"yes\":false}",
            "{\"yes\":\"true\"}",
            "{\"nothing\":{}}",
            "{\"missing\":null}",
            "{\"object\":{\"c\":1}}",
            "{\"object\":[]}",
            "{\"object\":null}",
            "{\"list\":1}",
            "{\"list\":[3]}",
            "{\"list\":[[1]]}",
            "{\"list\":[{\"x\":2}]}",
            "{\"list\":[{\"x\":1,\"y\":3}]}",
            "{\"list\":{}}",
            "{\"empty\":[]}",
            "{\"none\":[null]}",
            "{\"TEXT\":\"500 A\"}"
        };
        assertThat(contained)
                .allSatisfy(wanted -> assertThat(containing(wanted)).as(wanted).containsExactly("rich"));
        assertThat(missing)
                .allSatisfy(wanted -> assertThat(containing(wanted)).as(wanted).isEmpty());
    }

    @Test
    void what_the_consumer_throws_ends_the_reading_and_the_archive_still_answers() {
        archive().archive(List.of(session("a"), session("b"), session("c")));
        List<ArchivedSession> seen = new ArrayList<>();

        assertThatThrownBy(() -> archive().forEach(ArchiveQuery.all(), record -> {
                    seen.add(record);
                    throw new IllegalStateException("enough");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");

        assertThat(seen).hasSize(1);
        assertThat(ids(ArchiveQuery.all())).containsExactly("a", "b", "c");
    }

    @Test
    void a_consumer_may_use_the_archive() {
        archive().archive(List.of(session("a"), session("b")));
        List<Optional<ArchivedSession>> seen = new ArrayList<>();

        archive().forEach(ArchiveQuery.all(), record -> {
            archive().archive(session("copy-of-" + record.id()));
            seen.add(archive().find(record.id()));
        });

        assertThat(seen).hasSize(2).doesNotContain(Optional.empty());
        assertThat(ids(ArchiveQuery.all())).containsExactly("a", "b", "copy-of-a", "copy-of-b");
    }

    @Test
    void the_summary_counts_and_averages() {
        archive()
                .archive(List.of(
                        talk("one", ANNA, 2, 60)
                                .withStatus(SessionStatus.COMPLETED)
                                .withFinalized(true),
                        talk("two", ANNA, 5, 30).withStatus(SessionStatus.ABANDONED),
                        talk("three", BERT, 4, 31).withStatus(SessionStatus.COMPLETED),
                        talk("going-on", BERT, 100, 9_000).withFinalized(true),
                        session("nobody").withStatus(SessionStatus.ABANDONED)));

        SessionSummaryStats stats = archive().summary();

        assertThat(stats.totalSessions()).isEqualTo(5);
        assertThat(stats.uniqueUsers()).isEqualTo(2);
        assertThat(stats.avgMessagesPerSession()).hasValueCloseTo(11 / 4.0, within(1e-9));
        assertThat(stats.avgSessionDurationSeconds()).hasValueCloseTo(121 / 4.0, within(1e-9));
        assertThat(stats.finalizedSessions()).isEqualTo(2);
        assertThat(stats.completedSessions()).isEqualTo(2);
        assertThat(stats.abandonedSessions()).isEqualTo(2);
        assertThat(stats.activeSessions()).isEqualTo(1);
    }

    @Test
    void there_is_no_average_while_no_session_has_ended() {
        assertThat(archive().summary())
                .isEqualTo(new SessionSummaryStats(0, 0, OptionalDouble.empty(), OptionalDouble.empty(), 0, 0, 0, 0));
        archive().archive(talk("going-on", ANNA, 3, 30));

        assertThat(archive().summary())
                .isEqualTo(new SessionSummaryStats(1, 1, OptionalDouble.empty(), OptionalDouble.empty(), 0, 0, 0, 1));
        assertThat(archive().history(ANNA))
                .contains(new UserSessionHistory(ANNA, 1, OptionalDouble.empty(), OptionalDouble.empty(), MORNING, 0));
    }

    @Test
    void a_duration_below_zero_counts_as_none_in_averages() {
        archive()
                .archive(List.of(
                        talk("skewed", ANNA, 0, -100).withStatus(SessionStatus.COMPLETED),
                        talk("normal", ANNA, 0, 100).withStatus(SessionStatus.COMPLETED)));

        assertThat(archive().summary().avgSessionDurationSeconds()).hasValueCloseTo(50.0, within(1e-9));
        assertThat(archive().history(ANNA).orElseThrow().avgDurationSeconds()).hasValueCloseTo(50.0, within(1e-9));
    }

    @Test
    void a_history_is_of_one_user() {
        Session later = Session.begin(SessionId.of("later"), Optional.of(ANNA), MORNING.plusSeconds(100))
                .saved(1, MORNING.plusSeconds(101));
        archive()
                .archive(List.of(
                        talk("one", ANNA, 2, 9_999)
                                .withStatus(SessionStatus.COMPLETED)
                                .withFinalized(true),
                        talk("two", ANNA, 3, 0).withStatus(SessionStatus.ABANDONED),
                        later,
                        talk("other", BERT, 9, 9).withStatus(SessionStatus.COMPLETED)));

        UserSessionHistory history = archive().history(ANNA).orElseThrow();

        assertThat(history.userId()).isEqualTo(ANNA);
        assertThat(history.totalSessions()).isEqualTo(3);
        assertThat(history.avgMessages()).hasValueCloseTo(2.5, within(1e-9));
        assertThat(history.avgDurationSeconds()).hasValueCloseTo(4_999.5, within(1e-9));
        assertThat(history.lastSessionDate()).isEqualTo(later.createdAt());
        assertThat(history.finalizedCount()).isEqualTo(1);
        assertThat(archive().history(UserId.of("nobody"))).isEmpty();
    }

    @Test
    void histories_come_in_the_order_of_the_latest_session_then_of_the_user() {
        UserId clara = UserId.of("Clara");
        archive()
                .archive(List.of(
                        session("1", BERT),
                        session("2", ANNA),
                        Session.begin(SessionId.of("3"), Optional.of(clara), MORNING.plusSeconds(5)),
                        Session.begin(SessionId.of("4"), Optional.of(clara), MORNING.minusSeconds(5)),
                        session("nobody")));

        assertThat(archive().histories(10))
                .extracting(UserSessionHistory::userId)
                .containsExactly(clara, ANNA, BERT);
        assertThat(archive().histories(10).get(0))
                .isEqualTo(archive().history(clara).orElseThrow());
        assertThat(archive().histories(2))
                .extracting(UserSessionHistory::userId)
                .containsExactly(clara, ANNA);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> archive().histories(0))
                .withMessageContaining("0");
    }

    @Test
    void the_versions_of_what_is_archived_are_told_and_the_erased_have_the_highest_there_is() {
        Session kept = session("kept");
        archive().archive(List.of(kept, session("gone")));
        archive().erase(List.of(SessionId.of("gone"), SessionId.of("never-seen"), SessionId.of("not-asked-for")));

        assertThat(archive()
                        .versionsOf(List.of(
                                SessionId.of("kept"),
                                SessionId.of("gone"),
                                SessionId.of("unknown"),
                                SessionId.of("never-seen"),
                                SessionId.of("gone"))))
                .containsOnly(
                        Map.entry(kept.id(), kept.version()),
                        Map.entry(SessionId.of("gone"), ArchivedSession.TOMBSTONE_VERSION),
                        Map.entry(SessionId.of("never-seen"), ArchivedSession.TOMBSTONE_VERSION));
        assertThat(archive().versionsOf(List.of())).isEmpty();
    }

    @Test
    void a_record_is_quiet_when_it_was_not_archived_again_for_long_enough() {
        archive().archive(List.of(session("quiet").saved(7, MORNING), session("busy")));
        letTimePass(AN_HOUR.minusMinutes(1));

        assertThat(quiet()).isEmpty();

        archive().archive(session("busy").saved(2, MORNING));
        letTimePass(Duration.ofMinutes(2));

        assertThat(quiet()).isEqualTo(Map.of(SessionId.of("quiet"), 7L));
    }

    @Test
    void archiving_in_vain_does_not_end_the_quiet() {
        archive().archive(session("quiet").saved(7, MORNING));
        letTimePass(AN_HOUR.plusMinutes(1));

        archive().archive(session("quiet").saved(7, MORNING.plusSeconds(1)));

        assertThat(quiet()).containsOnlyKeys(SessionId.of("quiet"));
    }

    @Test
    void only_active_records_are_quiet() {
        archive()
                .archive(List.of(
                        session("active"),
                        session("done").withStatus(SessionStatus.COMPLETED),
                        session("left").withStatus(SessionStatus.ABANDONED),
                        session("gone")));
        archive().erase(List.of(SessionId.of("gone")));
        letTimePass(AN_HOUR.plusMinutes(1));

        assertThat(quiet()).containsOnlyKeys(SessionId.of("active"));
    }

    @Test
    void quiet_records_come_by_id_and_page_by_page() {
        archive()
                .archive(Stream.of("b", "a.1", "B", "-", "a-1", "_")
                        .map(SessionArchiveContract::session)
                        .toList());
        letTimePass(AN_HOUR.plusMinutes(1));

        assertThat(quietIds(Optional.empty(), 2)).containsExactly("-", "B");
        assertThat(quietIds(Optional.of("B"), 3)).containsExactly("_", "a-1", "a.1");
        assertThat(quietIds(Optional.of("a.1"), 2)).containsExactly("b");
        assertThat(quietIds(Optional.of("b"), 2)).isEmpty();
        assertThat(quietIds(Optional.of("C"), 1)).containsExactly("_");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> quietIds(Optional.empty(), 0))
                .withMessageContaining("0");
    }

    @Test
    void an_abandoned_record_has_expired_and_is_otherwise_as_it_was() {
        Session session = everything().withStatus(SessionStatus.ACTIVE);
        archive().archive(session);
        letTimePass(AN_HOUR.plusMinutes(1));
        ArchivedSession before = archive().find(session.id()).orElseThrow();

        assertThat(archive().abandon(quiet())).isEqualTo(1);

        assertThat(before.expired()).isFalse();
        assertThat(archive().find(session.id()))
                .contains(new ArchivedSession(
                        session.id(),
                        session.version(),
                        SessionStatus.ABANDONED,
                        true,
                        before.archivedAt(),
                        Optional.of(session.withStatus(SessionStatus.ABANDONED)),
                        before.messageCount(),
                        before.productSelectionsCount(),
                        before.duration()));
        assertThat(archive().list(ArchiveQuery.all().status(SessionStatus.ABANDONED)))
                .containsExactly(archive().find(session.id()).orElseThrow());
        assertThat(archive().summary().abandonedSessions()).isEqualTo(1);
        assertThat(quiet()).isEmpty();
    }

    @Test
    void only_an_active_record_of_that_very_version_is_abandoned() {
        archive()
                .archive(List.of(
                        session("same").saved(5, MORNING),
                        session("newer").saved(6, MORNING),
                        session("older").saved(4, MORNING),
                        session("not-asked-for").saved(5, MORNING),
                        session("done").saved(5, MORNING).withStatus(SessionStatus.COMPLETED),
                        session("left").saved(5, MORNING).withStatus(SessionStatus.ABANDONED)));
        archive().erase(List.of(SessionId.of("gone")));

        assertThat(archive()
                        .abandon(Map.of(
                                SessionId.of("same"), 5L,
                                SessionId.of("newer"), 5L,
                                SessionId.of("older"), 5L,
                                SessionId.of("done"), 5L,
                                SessionId.of("left"), 5L,
                                SessionId.of("gone"), ArchivedSession.TOMBSTONE_VERSION,
                                SessionId.of("unknown"), 5L)))
                .isEqualTo(1);

        assertThat(archive().list(ArchiveQuery.all()))
                .filteredOn(ArchivedSession::expired)
                .extracting(ArchivedSession::id)
                .containsExactly(SessionId.of("same"));
        assertThat(ids(ArchiveQuery.all().status(SessionStatus.ACTIVE)))
                .containsExactly("newer", "not-asked-for", "older");
        assertThat(find("done").status()).isEqualTo(SessionStatus.COMPLETED);
        assertThat(find("gone").isTombstone()).isTrue();
        assertThat(find("gone").expired()).isFalse();
        assertThat(archive().find(SessionId.of("unknown"))).isEmpty();
    }

    @Test
    void abandoning_again_and_abandoning_nothing_changes_nothing() {
        archive().archive(session("a").saved(5, MORNING));

        assertThat(archive().abandon(Map.of(SessionId.of("a"), 5L))).isEqualTo(1);
        assertThat(archive().abandon(Map.of(SessionId.of("a"), 5L))).isZero();
        assertThat(archive().abandon(Map.of())).isZero();

        assertThat(find("a").expired()).isTrue();
    }

    @Test
    void an_expired_record_is_replaced_by_a_higher_version_alone_and_has_not_expired_then() {
        Session session = session("a").saved(5, MORNING);
        archive().archive(session);
        archive().abandon(Map.of(session.id(), 5L));

        assertThat(archive().archive(session)).isFalse();

        assertThat(find("a").expired()).isTrue();

        assertThat(archive().archive(session.saved(6, MORNING))).isTrue();

        assertThat(find("a").expired()).isFalse();
        assertThat(find("a").status()).isEqualTo(SessionStatus.ACTIVE);
    }

    @Test
    void what_its_user_gave_up_or_completed_has_not_expired() {
        archive().archive(session("a").saved(5, MORNING));
        archive().abandon(Map.of(SessionId.of("a"), 5L));

        archive()
                .archive(List.of(
                        session("a").saved(6, MORNING).withStatus(SessionStatus.ABANDONED),
                        session("done").withStatus(SessionStatus.COMPLETED)));

        assertThat(find("a").status()).isEqualTo(SessionStatus.ABANDONED);
        assertThat(find("a").expired()).isFalse();
        assertThat(find("done").expired()).isFalse();
    }

    @Test
    void the_tombstone_of_an_expired_record_has_not_expired() {
        archive().archive(session("a").saved(5, MORNING));
        assertThat(archive().abandon(Map.of(SessionId.of("a"), 5L))).isEqualTo(1);

        archive().erase(List.of(SessionId.of("a")));

        assertThat(find("a").isTombstone()).isTrue();
        assertThat(find("a").expired()).isFalse();
    }

    @Test
    void the_ids_of_a_user_come_in_order() {
        archive()
                .archive(List.of(
                        session("b", ANNA),
                        session("B", ANNA),
                        session("a.1", ANNA),
                        session("a-1", ANNA),
                        session("c", BERT),
                        session("d")));

        assertThat(archive().idsOf(ANNA)).extracting(SessionId::value).containsExactly("B", "a-1", "a.1", "b");
        assertThat(archive().idsOf(UserId.of("nobody"))).isEmpty();
    }

    private ArchivedSession find(String id) {
        return archive().find(SessionId.of(id)).orElseThrow();
    }

    private SortedMap<SessionId, Long> quiet() {
        return archive().quietFor(AN_HOUR, Optional.empty(), 100);
    }

    private List<String> quietIds(Optional<String> after, int limit) {
        return archive().quietFor(AN_HOUR, after.map(SessionId::of), limit).keySet().stream()
                .map(SessionId::value)
                .toList();
    }

    private List<String> ids(ArchiveQuery query) {
        return archive().list(query).stream().map(record -> record.id().value()).toList();
    }

    private List<String> containing(String wanted) {
        return ids(ArchiveQuery.all().containing(Part.MASTER_PARAMETERS, Json.parseObject(wanted)));
    }

    private static Session session(String id) {
        return Session.begin(SessionId.of(id), Optional.empty(), MORNING).saved(1, MORNING);
    }

    private static Session session(String id, UserId user) {
        return Session.begin(SessionId.of(id), Optional.of(user), MORNING).saved(1, MORNING);
    }

    private static Session talk(String id, UserId user, int messages, int seconds) {
        return session(id, user)
                .withMessages(Collections.nCopies(messages, Message.user("hello", MORNING)))
                .saved(1, MORNING.plusSeconds(seconds));
    }

    /** A session that uses every field there is. */
    private static Session everything() {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("power_source", Map.of("process", "MIG (GMAW)", "current_output", 500, "factor", 0.75));
        parameters.put("materials", Arrays.asList("steel", null, true, List.of(), Map.of()));
        parameters.put("unclear", null);
        Selection selection = Selection.empty()
                .with(product("0446200880", ComponentType.POWER_SOURCE, "Warrior 500i"))
                .with(product("F102440880", ComponentType.FEEDER, "Robust Feed \"Pro\""))
                .none(ComponentType.COOLER)
                .with(product("0700025901", ComponentType.ACCESSORY, "Kabelhållare"))
                .with(product("0700025900", ComponentType.ACCESSORY, "Remote control"));
        return Session.begin(SessionId.of("everything"), Optional.of(UserId.of("user-123")), MORNING)
                .withLanguage("pt-BR")
                .withMessage(Message.user("I need 500 A", MORNING))
                .withMessage(new Message("assistant", "", MORNING.plusSeconds(1), Map.of("tokens", 12)))
                .withMasterParameters(parameters)
                .withSelection(selection)
                .withState(SessionState.FINALIZE)
                .withAgentLog(Map.of("agent", "selector", "took_ms", 12))
                .withFinalized(true)
                .withStatus(SessionStatus.COMPLETED)
                .saved(1_763_798_400_123L, MORNING.plusMillis(90_500));
    }

    private static SelectedProduct product(String gin, ComponentType type, String name) {
        return new SelectedProduct(Gin.of(gin), type, name);
    }
}
