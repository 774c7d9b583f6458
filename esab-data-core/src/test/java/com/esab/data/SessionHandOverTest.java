package com.esab.data;

import com.esab.data.Sessions.Completion;
import com.esab.data.Sessions.Completion.Outcome;
import com.esab.data.Sessions.Erasure;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.archive.SessionArchiver;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.error.ConfigurationException;
import com.esab.data.error.NotFoundException;
import com.esab.data.error.RefusedRecordException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Health;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What becomes of sessions between the cache and the archive when something fails, or comes in between. */
final class SessionHandOverTest {

    private static final Gin SOURCE = Gin.of("P000000001");
    private static final UserId ANNA = UserId.of("anna");
    private static final UserId BERT = UserId.of("bert");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TIME_TO_LIVE = InMemoryStores.DEFAULT_SESSION_TIME_TO_LIVE;
    private static final Duration LEASE = ArchiverSettings.defaults().lease();

    private final MovableClock clock = new MovableClock();
    private final InMemoryStores stores = new InMemoryStores(clock);
    private final FaultyStores faulty = new FaultyStores(stores);
    private final SessionCache cache = stores.sessions().sessions();
    private final EsabData data = EsabData.builder()
            .catalog(stores.catalog())
            .sessions(faulty.sessions())
            .archive(faulty.archive())
            .clock(clock)
            .archiver(ArchiverSettings.defaults().withBackground(false))
            .build();
    private final Sessions sessions = data.sessions();
    private SessionId id = SessionId.of("none-yet");

    /** The two ways in which a session ends. */
    enum End {
        COMPLETE(SessionStatus.COMPLETED, Sessions::complete),
        ABANDON(SessionStatus.ABANDONED, Sessions::abandon);

        private final SessionStatus status;
        private final BiFunction<Sessions, SessionId, Completion> call;

        End(SessionStatus status, BiFunction<Sessions, SessionId, Completion> call) {
            this.status = status;
            this.call = call;
        }

        Completion of(Sessions sessions, SessionId id) {
            return call.apply(sessions, id);
        }

        End other() {
            return this == COMPLETE ? ABANDON : COMPLETE;
        }
    }

    @BeforeEach
    void start() {
        data.catalog()
                .load(CatalogData.of(
                        List.of(Product.of(
                                ComponentType.POWER_SOURCE,
                                SOURCE,
                                "compact",
                                Map.of(
                                        "applicability_feeder", "not_applicable",
                                        "applicability_cooler", "not_applicable",
                                        "applicability_interconnector", "not_applicable",
                                        "applicability_torch", "not_applicable"))),
                        List.of()));
        id = started(ANNA);
    }

    @AfterEach
    void close() {
        data.close();
    }

    @ParameterizedTest
    @EnumSource
    void an_ended_session_is_archived_and_the_cache_lets_it_go(End end) {
        Completion ended = end.of(sessions, id);

        assertThat(ended.outcome()).isEqualTo(Outcome.ARCHIVED);
        assertThat(ended.session().status()).isEqualTo(end.status);
        assertThat(archived(id).session()).contains(ended.session());
        assertThat(archived(id).expired()).isFalse();
        assertThat(cache.findHeld(id)).isEmpty();
        assertThat(data.archiver().lag()).isEqualTo(ArchiveLag.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void a_session_that_ends_while_the_archive_is_down_is_queued_and_archived_later(End end) {
        faulty.archiveIsDown(true);

        Completion ended = end.of(sessions, id);

        assertThat(ended.outcome()).isEqualTo(Outcome.QUEUED);
        assertThat(ended.session().status()).isEqualTo(end.status);
        assertThat(sessions.find(id)).isEmpty();
        assertThat(cache.findHeld(id)).contains(ended.session());
        clock.advance(TIME_TO_LIVE.multipliedBy(30));

        faulty.archiveIsDown(false);
        assertThat(data.archiver().runOnce().archived()).isEqualTo(1);
        assertThat(archived(id).session()).contains(ended.session());
        assertThat(cache.findHeld(id)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_second_end_gives_the_same_session_wherever_that_is(End end) {
        faulty.archiveIsDown(true);
        Completion queued = end.of(sessions, id);
        clock.advance(MINUTE);

        assertThat(end.of(sessions, id)).isEqualTo(queued);

        faulty.archiveIsDown(false);
        Completion archived = end.of(sessions, id);
        assertThat(archived).isEqualTo(new Completion(queued.session(), Outcome.ARCHIVED));
        assertThat(cache.findHeld(id)).isEmpty();
        assertThat(end.of(sessions, id)).isEqualTo(archived);
        assertThat(data.archiver().runOnce().archived()).isZero();
        assertThat(data.archive().summary().totalSessions()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_session_that_ended_one_way_cannot_end_the_other_way(End end) {
        faulty.archiveIsDown(true);
        Completion queued = end.of(sessions, id);

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> end.other().of(sessions, id));
        assertThat(cache.findHeld(id)).contains(queued.session());

        faulty.archiveIsDown(false);
        data.archiver().runOnce();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> end.other().of(sessions, id));
        assertThat(archived(id).session()).contains(queued.session());
    }

    @ParameterizedTest
    @EnumSource
    void a_session_whose_time_is_up_cannot_end(End end) {
        Session last = held();
        clock.advance(TIME_TO_LIVE);
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> end.of(sessions, id));
        assertThat(cache.findHeld(id)).contains(last);

        data.archiver().runOnce();
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> end.of(sessions, id));

        sweep();
        assertThat(archived(id).expired()).isTrue();
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> end.of(sessions, id));
    }

    @ParameterizedTest
    @EnumSource
    void nobody_says_that_a_session_is_not_there_when_the_archive_cannot_be_asked(End end) {
        end.of(sessions, id);
        faulty.archiveIsDown(true);

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> end.of(sessions, id));
    }

    @Test
    void an_archive_whose_answer_got_lost_has_the_session_once_all_the_same() {
        faulty.before("SessionArchive.archive", arguments -> {
            stores.archive().archive().archive(held());
            throw StoreUnavailableException.outcomeUnknown("archive", "the answer got lost", null);
        });
        Completion completion = sessions.complete(id);
        assertThat(completion.outcome()).isEqualTo(Outcome.QUEUED);
        assertThat(archived(id).session()).contains(completion.session());

        faulty.before("SessionArchive.archive", arguments -> {});
        assertThat(data.archiver().runOnce().archived()).isZero();

        assertThat(cache.findHeld(id)).isEmpty();
        assertThat(archived(id).session()).contains(completion.session());
    }

    @Test
    void an_acknowledgement_that_fails_does_not_fail_the_end_and_an_archiver_makes_up_for_it() {
        faulty.fail("ArchiveQueue.acknowledge");

        Completion completion = sessions.complete(id);

        assertThat(completion.outcome()).isEqualTo(Outcome.ARCHIVED);
        assertThat(cache.findHeld(id)).contains(completion.session());
        faulty.answerAsUsual("ArchiveQueue.acknowledge");
        assertThat(data.archiver().runOnce().archived()).isZero();
        assertThat(cache.findHeld(id)).isEmpty();
        assertThat(data.archiver().lag()).isEqualTo(ArchiveLag.NONE);
    }

    @Test
    void an_ended_session_that_the_archive_refuses_is_queued_and_dies_there() {
        faulty.fail("SessionArchive.archive");
        faulty.answer("SessionArchive.archive", () -> {
            throw new RefusedRecordException("not like this");
        });

        assertThat(sessions.complete(id).outcome()).isEqualTo(Outcome.QUEUED);

        for (int i = 0; i < ArchiverSettings.defaults().tries(); i++) {
            data.archiver().runOnce();
            clock.advance(LEASE);
        }
        assertThat(data.archiver().dead(10)).singleElement().satisfies(dead -> {
            assertThat(dead.id()).isEqualTo(id);
            assertThat(dead.reason()).contains("not like this");
        });
        faulty.answerAsUsual("SessionArchive.archive");
        assertThat(data.archiver().revive(id)).isTrue();
        assertThat(data.archiver().runOnce().archived()).isEqualTo(1);
    }

    @Test
    void without_an_archive_an_ended_session_waits_on_the_queue_or_is_kept_for_its_time() {
        Completion queued;
        try (EsabData noArchive = EsabData.builder()
                .catalog(stores.catalog())
                .sessions(stores.sessions())
                .build()) {
            queued = noArchive.sessions().complete(id);
            assertThat(queued.outcome()).isEqualTo(Outcome.QUEUED);
            assertThat(noArchive.sessions().complete(id)).isEqualTo(queued);
        }
        data.archiver().runOnce();
        assertThat(archived(id).session()).contains(queued.session());

        try (EsabData cacheOnly = EsabData.builder()
                .sessions(InMemoryStores.withoutHandOver(clock, TIME_TO_LIVE).sessions())
                .build()) {
            SessionId other = cacheOnly.sessions().start().id();
            assertThat(cacheOnly.sessions().abandon(other).outcome()).isEqualTo(Outcome.NOT_ARCHIVED);
            assertThat(cacheOnly.sessions().abandon(other).outcome()).isEqualTo(Outcome.NOT_ARCHIVED);
        }
    }

    @Test
    void with_the_hand_over_off_the_end_fails_with_the_archive_and_ending_again_archives_it() {
        InMemoryStores plain = InMemoryStores.withoutHandOver(clock, TIME_TO_LIVE);
        FaultyStores archiveFails = new FaultyStores(plain);
        try (EsabData off = EsabData.builder()
                .sessions(archiveFails.sessions())
                .archive(archiveFails.archive())
                .build()) {
            SessionId other = off.sessions().start(ANNA).id();
            archiveFails.archiveIsDown(true);

            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> off.sessions().abandon(other));
            assertThat(off.sessions().find(other)).as("it is no longer live").isEmpty();

            archiveFails.archiveIsDown(false);
            assertThat(off.sessions().abandon(other).outcome()).isEqualTo(Outcome.ARCHIVED);
            assertThat(plain.sessions().sessions().findHeld(other)).isEmpty();
            assertThat(off.archive().find(other).orElseThrow().status()).isEqualTo(SessionStatus.ABANDONED);
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> off.sessions().resume(other))
                    .withMessageContaining("hand-over");
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(off::archiver)
                    .withMessageContaining("hand-over");
        }
    }

    @Test
    void a_live_session_is_resumed_as_it_is() {
        Session live = held();

        assertThat(sessions.resume(id)).isEqualTo(live);

        assertThat(cache.find(id)).contains(live);
        assertThat(faulty.calls("SessionCache.restore")).isZero();
    }

    @Test
    void a_session_that_the_cache_still_holds_is_resumed_with_everything_that_was_saved() {
        data.archiver().runOnce();
        clock.advance(MINUTE);
        data.archiver().runOnce();
        Session last = sessions.update(id, session -> session.withLanguage("sv"));
        clock.advance(TIME_TO_LIVE);

        Session resumed = sessions.resume(id);

        assertThat(resumed.language()).isEqualTo("sv");
        assertThat(resumed.version()).isGreaterThan(last.version());
        assertThat(sessions.find(id)).contains(resumed);
        data.archiver().runOnce();
        clock.advance(MINUTE);
        data.archiver().runOnce();
        assertThat(archived(id).session()).contains(resumed);
    }

    @Test
    void an_archived_session_is_resumed_and_goes_on_in_the_same_row() {
        Session last = pastAndArchived();

        Session resumed = sessions.resume(id);

        assertThat(resumed.version()).isGreaterThan(last.version());
        assertThat(resumed.selection()).isEqualTo(last.selection());
        assertThat(resumed.userId()).contains(ANNA);
        assertThat(sessions.find(id)).contains(resumed);
        assertThat(sessions.complete(id).outcome()).isEqualTo(Outcome.ARCHIVED);
        assertThat(data.archive().summary().totalSessions()).isEqualTo(1);
        assertThat(archived(id).status()).isEqualTo(SessionStatus.COMPLETED);
    }

    @Test
    void a_session_that_the_sweep_abandoned_is_resumed_as_an_active_one() {
        pastAndArchived();
        sweep();
        assertThat(archived(id).status()).isEqualTo(SessionStatus.ABANDONED);
        assertThat(archived(id).expired()).isTrue();

        Session resumed = sessions.resume(id);

        assertThat(resumed.status()).isEqualTo(SessionStatus.ACTIVE);
        assertThat(sessions.find(id)).contains(resumed);
        clock.advance(MINUTE);
        data.archiver().runOnce();
        assertThat(archived(id).status()).isEqualTo(SessionStatus.ACTIVE);
        assertThat(archived(id).expired()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void an_ended_session_is_not_resumed_wherever_it_is(End end) {
        faulty.archiveIsDown(true);
        end.of(sessions, id);
        faulty.archiveIsDown(false);
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> sessions.resume(id))
                .withMessageContaining(end.status.label());

        data.archiver().runOnce();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> sessions.resume(id))
                .withMessageContaining(end.status.label());
        assertThat(cache.findHeld(id)).isEmpty();
    }

    @Test
    void a_session_that_never_was_is_not_resumed() {
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> sessions.resume(SessionId.of("nobody")));
        assertThat(cache.findHeld(SessionId.of("nobody"))).isEmpty();
    }

    @Test
    void an_erased_session_is_not_resumed() {
        pastAndArchived();
        sessions.erase(ANNA);

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> sessions.resume(id))
                .withMessageContaining("erased");
        assertThat(cache.findHeld(id)).isEmpty();
    }

    @Test
    void a_session_that_is_erased_while_it_is_resumed_is_withdrawn() {
        pastAndArchived();
        faulty.beforeNext("SessionCache.restore", () -> sessions.erase(ANNA));

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> sessions.resume(id))
                .withMessageContaining("erased");

        assertThat(cache.findHeld(id)).isEmpty();
        assertThat(data.archiver().lag()).isEqualTo(ArchiveLag.NONE);
        assertThat(archived(id).isTombstone()).isTrue();
    }

    @Test
    void a_version_that_moves_to_the_archive_between_the_two_reads_is_not_lost() {
        clock.advance(MINUTE);
        data.archiver().runOnce();
        Session last = sessions.update(id, session -> session.withLanguage("sv"));
        clock.advance(TIME_TO_LIVE);
        faulty.beforeNext("SessionArchive.find", () -> data.archiver().runOnce());

        Session resumed = sessions.resume(id);

        assertThat(resumed.language()).isEqualTo("sv");
        assertThat(resumed.version()).isGreaterThan(last.version());
        assertThat(sessions.find(id)).contains(resumed);
    }

    @Test
    void a_version_that_moves_to_the_archive_just_before_the_session_is_back_is_not_lost() {
        clock.advance(MINUTE);
        data.archiver().runOnce();
        sessions.update(id, session -> session.withLanguage("sv"));
        clock.advance(TIME_TO_LIVE);
        faulty.beforeNext("SessionCache.restore", () -> data.archiver().runOnce());

        assertThat(sessions.resume(id).language()).isEqualTo("sv");
        assertThat(faulty.calls("SessionCache.restore")).isEqualTo(2);
    }

    @Test
    void a_session_that_somebody_else_resumes_meanwhile_is_returned_as_they_have_it() {
        pastAndArchived();
        faulty.beforeNext("SessionCache.restore", () -> {
            sessions.resume(id);
            sessions.update(id, session -> session.withLanguage("it"));
        });

        Session resumed = sessions.resume(id);

        assertThat(resumed.language()).isEqualTo("it");
        assertThat(sessions.find(id)).contains(resumed);
    }

    @Test
    void a_session_that_somebody_else_resumes_and_completes_meanwhile_stays_completed() {
        pastAndArchived();
        faulty.beforeNext("SessionCache.restore", () -> {
            sessions.resume(id);
            sessions.update(id, session -> session.withLanguage("it"));
            sessions.complete(id);
        });

        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> sessions.resume(id));

        assertThat(sessions.find(id)).isEmpty();
        data.archiver().runOnce();
        assertThat(archived(id).session().orElseThrow().language()).isEqualTo("it");
        assertThat(archived(id).status()).isEqualTo(SessionStatus.COMPLETED);
        assertThat(cache.findHeld(id)).isEmpty();
    }

    @Test
    void a_session_that_has_ended_meanwhile_is_not_live_for_a_moment() {
        pastAndArchived();
        faulty.beforeNext("SessionCache.restore", () -> {
            sessions.resume(id);
            sessions.complete(id);
            faulty.beforeNext(
                    "SessionArchive.find", () -> assertThat(cache.find(id)).isEmpty());
        });

        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> sessions.resume(id));
    }

    @Test
    void what_was_saved_meanwhile_is_not_lost_even_when_its_time_is_up_too() {
        pastAndArchived();
        faulty.beforeNext("SessionCache.restore", () -> {
            sessions.resume(id);
            sessions.update(id, session -> session.withLanguage("it"));
            clock.advance(TIME_TO_LIVE);
            data.archiver().runOnce();
        });

        assertThat(sessions.resume(id).language()).isEqualTo("it");
    }

    @Test
    void where_the_archive_has_a_later_version_than_the_cache_that_is_resumed() {
        Session last = held();
        clock.advance(TIME_TO_LIVE);
        long ahead = last.version() + TIME_TO_LIVE.multipliedBy(2).toMillis();
        stores.archive().archive().archive(last.withLanguage("pt").saved(ahead, last.lastActivityAt()));

        Session resumed = sessions.resume(id);

        assertThat(resumed.language()).isEqualTo("pt");
        assertThat(resumed.version()).isEqualTo(ahead + 1);
    }

    @Test
    void without_an_archive_nothing_is_resumed() {
        try (EsabData noArchive = EsabData.builder().sessions(stores.sessions()).build()) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> noArchive.sessions().resume(id))
                    .withMessageContaining("archive(");
        }
    }

    @Test
    void while_the_archive_is_down_a_past_session_is_unavailable_and_not_unknown() {
        pastAndArchived();
        faulty.archiveIsDown(true);

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> sessions.resume(id));
        assertThat(cache.findHeld(id)).isEmpty();
    }

    @Test
    void the_sessions_of_a_user_are_the_live_and_the_archived_ones_the_last_active_first() {
        Session past = pastAndArchived();
        Completion completed = sessions.complete(started(ANNA));
        clock.advance(MINUTE);
        SessionId live = started(ANNA);
        started(BERT);
        clock.advance(MINUTE);
        data.archiver().runOnce();
        clock.advance(MINUTE);
        Session changed = sessions.update(live, session -> session.withLanguage("es"));

        assertThat(sessions.ofUser(ANNA)).containsExactly(changed, completed.session(), past);
        assertThat(sessions.latestOf(ANNA)).contains(changed);
        assertThat(sessions.ofUser(UserId.of("nobody"))).isEmpty();
        assertThat(sessions.latestOf(UserId.of("nobody"))).isEmpty();
    }

    @Test
    void the_latest_session_of_a_user_may_be_a_past_one() {
        clock.advance(MINUTE);
        Completion completed = sessions.complete(started(ANNA));

        assertThat(sessions.latestOf(ANNA)).contains(completed.session());
    }

    @Test
    void a_session_that_is_archived_between_the_two_reads_is_listed_once() {
        faulty.beforeNext("SessionArchive.forEach", () -> sessions.complete(id));

        assertThat(sessions.ofUser(ANNA)).extracting(Session::id).containsExactly(id);
    }

    @Test
    void without_an_archive_only_live_sessions_are_listed() {
        try (EsabData noArchive = EsabData.builder().sessions(stores.sessions()).build()) {
            Session live = held();
            assertThat(noArchive.sessions().ofUser(ANNA)).containsExactly(live);
            assertThat(noArchive.sessions().latestOf(ANNA)).contains(live);
            noArchive.sessions().abandon(id);
            assertThat(noArchive.sessions().ofUser(ANNA)).isEmpty();
        }
    }

    @Test
    void erasing_a_user_leaves_tombstones_and_nothing_in_the_cache() {
        pastAndArchived();
        faulty.archiveIsDown(true);
        SessionId queued = started(ANNA);
        sessions.complete(queued);
        SessionId live = started(ANNA);
        SessionId dead = started(ANNA);
        stores.sessions().archiveQueue().orElseThrow().bury(dead, 0, "refused", 1);
        SessionId theirs = started(BERT);
        faulty.archiveIsDown(false);

        Erasure erasure = sessions.erase(ANNA);

        assertThat(erasure).isEqualTo(new Erasure(Set.of(id, queued, live, dead), 4, 3));
        assertThat(erasure.sessions()).allSatisfy(each -> {
            assertThat(archived(each).isTombstone()).isTrue();
            assertThat(cache.findHeld(each)).isEmpty();
        });
        assertThat(sessions.ofUser(ANNA)).isEmpty();
        assertThat(sessions.find(theirs)).isPresent();
        clock.advance(MINUTE);
        assertThat(data.archiver().runOnce().archived()).as("that of bert").isEqualTo(1);
        assertThat(sessions.erase(ANNA)).isEqualTo(new Erasure(Set.of(), 0, 0));
    }

    @Test
    void a_session_that_is_on_its_way_to_the_archive_while_its_user_is_erased_does_not_come_back() {
        clock.advance(MINUTE);
        faulty.beforeNext("SessionArchive.archive", () -> sessions.erase(ANNA));

        assertThat(data.archiver().runOnce().archived()).isZero();

        assertThat(archived(id).isTombstone()).isTrue();
        assertThat(cache.findHeld(id)).isEmpty();
        assertThat(data.archiver().lag()).isEqualTo(ArchiveLag.NONE);
    }

    @Test
    void an_erasure_between_archiving_and_acknowledging_is_final_too() {
        clock.advance(MINUTE);
        faulty.beforeNext("ArchiveQueue.acknowledge", () -> sessions.erase(ANNA));

        data.archiver().runOnce();

        assertThat(archived(id).isTombstone()).isTrue();
        assertThat(cache.findHeld(id)).isEmpty();
        assertThat(data.archiver().lag()).isEqualTo(ArchiveLag.NONE);
    }

    @Test
    void a_session_that_was_saved_behind_the_back_of_an_erasure_goes_when_the_archiver_meets_its_tombstone() {
        stores.archive().archive().erase(List.of(id));
        clock.advance(MINUTE);
        SessionId theirs = started(BERT);
        clock.advance(MINUTE);

        assertThat(data.archiver().runOnce().archived()).isEqualTo(1);

        assertThat(cache.findHeld(id)).isEmpty();
        assertThat(cache.find(theirs)).isPresent();
    }

    @Test
    void what_the_cache_forgot_to_be_a_users_is_erased_when_it_waits_for_the_archive() {
        faulty.answer("SessionCache.idsOf", Set::of);

        assertThat(sessions.erase(ANNA)).isEqualTo(new Erasure(Set.of(id), 1, 1));

        assertThat(archived(id).isTombstone()).isTrue();
        assertThat(cache.findHeld(id)).isEmpty();
    }

    @Test
    void a_session_that_is_just_being_resumed_cannot_be_abandoned() {
        pastAndArchived();
        faulty.beforeNext("SessionCache.restore", () -> assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> sessions.abandon(id)));

        assertThat(sessions.find(sessions.resume(id).id())).isPresent();
    }

    @Test
    void a_session_that_only_seems_to_be_the_users_is_left_alone() {
        SessionId held = started(BERT);
        SessionId past = started(BERT);
        sessions.abandon(past);
        SessionId unknown = SessionId.random();
        faulty.answer("SessionCache.idsOf", () -> Set.of(id, held, past, unknown));

        assertThat(sessions.erase(ANNA).sessions()).containsExactlyInAnyOrder(id, unknown);

        assertThat(sessions.find(held)).isPresent();
        assertThat(archived(past).isTombstone()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SessionCache.delete", "SessionArchive.erase"})
    void an_erasure_that_failed_halfway_is_finished_by_the_next(String step) {
        clock.advance(MINUTE);
        data.archiver().runOnce();
        faulty.answer("SessionCache.idsOf", Set::of);
        faulty.fail(step);
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> sessions.erase(ANNA));

        faulty.answerAsUsual(step);
        assertThat(sessions.erase(ANNA).archived()).isEqualTo(1);

        assertThat(archived(id).isTombstone()).isTrue();
        assertThat(cache.findHeld(id)).isEmpty();
    }

    @Test
    void a_session_that_is_resumed_while_its_user_is_erased_is_gone_afterwards() {
        pastAndArchived();
        faulty.beforeNext("SessionArchive.erase", () -> sessions.resume(id));

        sessions.erase(ANNA);

        assertThat(cache.findHeld(id)).isEmpty();
        assertThat(archived(id).isTombstone()).isTrue();
    }

    @Test
    void while_the_archive_is_down_nobody_is_erased() {
        faulty.archiveIsDown(true);

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> sessions.erase(ANNA));

        assertThat(sessions.find(id)).isPresent();
    }

    @Test
    void where_sessions_are_handed_over_to_an_archive_elsewhere_nobody_can_be_erased_here() {
        try (EsabData noArchive = EsabData.builder().sessions(stores.sessions()).build()) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> noArchive.sessions().erase(ANNA));
            assertThat(cache.find(id)).isPresent();
        }
    }

    @Test
    void without_hand_over_and_archive_a_user_is_erased_from_the_cache() {
        InMemoryStores alone = InMemoryStores.withoutHandOver(clock, TIME_TO_LIVE);
        try (EsabData cacheOnly = EsabData.builder().sessions(alone.sessions()).build()) {
            SessionId theirs = cacheOnly.sessions().start(ANNA).id();

            assertThat(cacheOnly.sessions().erase(ANNA)).isEqualTo(new Erasure(Set.of(theirs), 0, 1));
            assertThat(cacheOnly.sessions().find(theirs)).isEmpty();
        }
    }

    @Test
    void ten_minutes_without_the_archive_fail_no_save_and_lose_nothing() {
        Map<SessionId, Session> newest = new HashMap<>();
        clock.advance(MINUTE);
        data.archiver().runOnce();
        assertThat(data.health().status()).isEqualTo(Health.Status.HEALTHY);
        faulty.archiveIsDown(true);

        for (int second = 0; second < 600; second += 10) {
            clock.advance(Duration.ofSeconds(10));
            Session changed = sessions.update(id, session -> session.withMessage(Message.user("hi", clock.instant())));
            newest.put(id, changed);
            Session begun = sessions.start(BERT);
            newest.put(
                    begun.id(), second % 3 == 0 ? sessions.abandon(begun.id()).session() : begun);
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> data.archiver().runOnce());
            assertThat(lagIsToldByHealth()).as("after %d s", second + 10).isEqualTo(overdueFor(MINUTE));
        }
        assertThat(data.archiver().lag().overdue()).isGreaterThan(Duration.ofMinutes(8));
        assertThat(data.health().status()).isEqualTo(Health.Status.DEGRADED);

        faulty.archiveIsDown(false);
        clock.advance(MINUTE);
        assertThat(data.archiver().runOnce().archived()).isEqualTo(newest.size());

        assertThat(newest).hasSize(61).allSatisfy((each, session) -> assertThat(
                        archived(each).session())
                .contains(session));
        assertThat(data.archiver().lag()).isEqualTo(ArchiveLag.NONE);
        assertThat(data.health().status()).isEqualTo(Health.Status.HEALTHY);
    }

    private boolean lagIsToldByHealth() {
        return data.health().stores().stream()
                .flatMap(store -> store.findings().stream())
                .anyMatch(finding -> finding.code().equals("archive_lag"));
    }

    private boolean overdueFor(Duration time) {
        return data.archiver().lag().overdue().compareTo(time) >= 0;
    }

    private SessionId started(UserId user) {
        SessionId started = sessions.start(user).id();
        sessions.select(started, SOURCE);
        return started;
    }

    private Session held() {
        return cache.findHeld(id).orElseThrow();
    }

    private ArchivedSession archived(SessionId which) {
        return stores.archive().archive().find(which).orElseThrow();
    }

    /** The session's time is up, and only the archive has it, as an active one. */
    private Session pastAndArchived() {
        Session last = held();
        clock.advance(TIME_TO_LIVE);
        assertThat(data.archiver().runOnce()).isEqualTo(new SessionArchiver.Run(1, 0, 0, 0));
        assertThat(cache.findHeld(id)).isEmpty();
        assertThat(archived(id).session()).contains(last);
        return last;
    }

    private void sweep() {
        clock.advance(TIME_TO_LIVE.plus(MINUTE));
        assertThat(data.archiver().runOnce().abandoned()).isEqualTo(1);
    }
}
