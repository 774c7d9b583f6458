package com.esab.data.testkit.contract;

import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.ArchiveQueue.Claimed;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.Discrepancy;
import com.esab.data.store.Discrepancy.Repair;
import com.esab.data.store.SessionInspection;
import com.esab.data.store.SessionInspection.Held;
import com.esab.data.store.SessionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What every {@link SessionInspection} promises, with the hand-over on.
 *
 * <p>The store may hold sessions of other tests: a test looks at its own ones only.
 */
public abstract class SessionInspectionContract {

    /** How long the store under test lets a session live. */
    protected static final Duration TIME_TO_LIVE = Duration.ofHours(1);

    private static final Instant BEGIN = Instant.parse("2026-03-01T08:00:00.123Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int ANY_NUMBER = 10_000;

    private final SessionId id = SessionId.random();
    private final UserId user = UserId.of("user " + UUID.randomUUID());
    private final Set<SessionId> own = new HashSet<>();

    /** What can happen to what a store knows of a session, or of its user. */
    protected enum Damage {
        /** The record is gone, and nothing else. */
        RECORD_LOST,
        /** Nothing says when the session expires but its record. */
        EXPIRY_LOST,
        /** A session that is queued is so no longer. */
        QUEUE_ENTRY_LOST,
        /** A session that is queued goes in a while. */
        RECORD_EXPIRES,
        /** Nothing says which sessions are the user's. */
        INDEX_LOST
    }

    /** For the suites of stores. */
    protected SessionInspectionContract() {}

    /** The store under test, with {@link #TIME_TO_LIVE} and the hand-over on. */
    protected abstract SessionStore store();

    /** Lets this much time go by for the sessions and for the queue. */
    protected abstract void letTimePass(Duration time);

    /** Damages what is stored of a session of this test, as an eviction or a person does; false when nobody can. */
    protected boolean damage(Damage damage, SessionId session, UserId ofUser) {
        return false;
    }

    /** Replaces the record of a session by this text, as another program might; false when nobody can. */
    protected boolean replaceRecord(SessionId session, String text) {
        return false;
    }

    @AfterEach
    void leaveNothingBehind() {
        own.forEach(cache()::delete);
    }

    @Test
    void every_session_that_is_held_is_handed_over_with_what_is_known_of_it() {
        Session past = create(SessionId.random());
        letTimePass(TIME_TO_LIVE);
        Session live = create(SessionId.random());
        Session archived = create(SessionId.random());
        archive(archived);
        Session ended = cache().save(create(SessionId.random()).withStatus(SessionStatus.COMPLETED));
        Session dead = create(SessionId.random());
        queue().bury(dead.id(), dead.version(), "refused", 1);
        Session ofNobody = cache().create(own(Session.begin(SessionId.random(), Optional.empty(), BEGIN)));
        Session gone = create(SessionId.random());
        cache().delete(gone.id());

        Map<SessionId, Held> held = inspect(false).held();

        assertThat(held)
                .containsOnly(
                        entry(past, false, true),
                        entry(live, true, true),
                        entry(archived, true, false),
                        entry(ended, false, true),
                        entry(dead, true, true),
                        entry(ofNobody, true, true));
        assertThat(inspection().look(List.of(past.id(), archived.id(), gone.id(), past.id())))
                .containsOnly(entry(past, false, true), entry(archived, true, false));
    }

    @Test
    void however_many_sessions_there_are_all_are_handed_over() {
        Set<SessionId> ids = new HashSet<>();
        for (int i = 0; i < 450; i++) {
            ids.add(create(SessionId.random()).id());
        }

        assertThat(inspect(false).held().keySet()).isEqualTo(ids);
        assertThat(inspection().look(ids).keySet()).isEqualTo(ids);
    }

    @Test
    void nothing_is_wrong_with_sessions_whatever_their_state_and_repairing_changes_none() {
        Session past = create(SessionId.random());
        letTimePass(TIME_TO_LIVE.minus(MINUTE));
        Session touched = create(SessionId.random());
        archive(touched);
        letTimePass(MINUTE);
        cache().touch(touched.id());
        Session live = create(SessionId.random());
        Session ended = cache().save(create(SessionId.random()).withStatus(SessionStatus.ABANDONED));
        Session dead = create(SessionId.random());
        queue().bury(dead.id(), dead.version(), "refused", 1);
        Session refused = create(SessionId.random());
        queue().bury(refused.id(), refused.version(), "refused", 2);
        Session heldToBeResumed = begin(SessionId.random()).saved(7, BEGIN);
        cache().hold(heldToBeResumed);
        Session gone = cache().save(create(SessionId.random()).withStatus(SessionStatus.COMPLETED));
        archive(gone);

        Inspected checked = inspect(false);
        Inspected repaired = inspect(true);

        assertThat(checked.discrepancies()).isEmpty();
        assertThat(repaired.discrepancies()).isEmpty();
        assertThat(checked.held())
                .containsOnlyKeys(
                        past.id(), touched.id(), live.id(), ended.id(), dead.id(), refused.id(), heldToBeResumed.id());
        assertThat(inspect(false).held()).isEqualTo(checked.held());
        assertThat(checked.held().values()).allMatch(Held::indexed);
        letTimePass(MINUTE);
        assertThat(claimed()).containsExactlyInAnyOrder(past, live, ended, refused);
        letTimePass(TIME_TO_LIVE.minus(MINUTE));
        assertThat(cache().findHeld(touched.id())).isEmpty();
    }

    @Test
    void a_session_that_is_made_due_again_is_archived_once_more_and_held_until_then() {
        Session archived = create(id);
        archive(archived);

        assertThat(inspection().requeue(Map.of(id, archived.version()))).containsExactly(id);

        assertThat(inspection().look(List.of(id))).containsOnly(entry(archived, true, true));
        letTimePass(TIME_TO_LIVE.multipliedBy(2));
        assertThat(cache().findHeld(id)).contains(archived);
        assertThat(claimed()).containsExactly(archived);
        archive(archived);
        assertThat(cache().findHeld(id)).isEmpty();
    }

    @Test
    void only_what_is_held_in_that_version_and_not_queued_is_made_due_again() {
        Session archived = create(SessionId.random());
        archive(archived);
        Session waiting = create(SessionId.random());
        Session dead = create(SessionId.random());
        queue().bury(dead.id(), dead.version(), "refused", 1);
        Session changed = create(SessionId.random());
        Session newer = cache().save(changed.withLanguage("de"));
        archive(newer);

        Map<SessionId, Long> versions = new HashMap<>();
        List.of(archived, waiting, dead, changed).forEach(each -> versions.put(each.id(), each.version()));
        versions.put(SessionId.random(), 1L);

        assertThat(inspection().requeue(versions)).containsExactly(archived.id());
        assertThat(claimed()).containsExactly(archived);
        assertThat(queue().dead(ANY_NUMBER)).anyMatch(each -> each.id().equals(dead.id()));
        assertThat(inspection().look(List.of(changed.id()))).containsOnly(entry(newer, true, false));
    }

    @Test
    void a_session_that_is_neither_queued_nor_expires_is_made_due() {
        Session created = create(id);
        assumeTrue(damage(Damage.QUEUE_ENTRY_LOST, id, user));

        foundThenRepaired("session_not_queued");

        assertThat(claimed()).containsExactly(created);
    }

    @Test
    void a_queued_session_that_would_expire_is_kept() {
        Session created = create(id);
        assumeTrue(damage(Damage.RECORD_EXPIRES, id, user));

        foundThenRepaired("queued_session_expires");

        letTimePass(TIME_TO_LIVE.multipliedBy(2));
        assertThat(cache().findHeld(id)).contains(created);
        assertThat(claimed()).containsExactly(created);
    }

    @Test
    void an_expiry_that_was_lost_is_put_back_as_the_record_says() {
        Session created = create(id);
        archive(created);
        letTimePass(MINUTE);
        assumeTrue(damage(Damage.EXPIRY_LOST, id, user));

        foundThenRepaired("session_without_expiry");

        assertThat(cache().find(id)).contains(created);
        assertThat(cache().timeToLive(id)).hasValueSatisfying(left -> assertThat(left)
                .isBetween(TIME_TO_LIVE.minus(MINUTE.multipliedBy(2)), TIME_TO_LIVE.minus(MINUTE)));
        Session saved = cache().save(created);
        assertThat(cache().find(id)).contains(saved);
    }

    @Test
    void the_expiry_of_a_queued_session_may_be_lost_since_its_version_tells_it_too() {
        create(id);
        assumeTrue(damage(Damage.EXPIRY_LOST, id, user));

        Inspected checked = inspect(true);

        assertThat(checked.discrepancies()).isEmpty();
        assertThat(checked.held()).containsOnlyKeys(id);
    }

    @Test
    void an_archived_session_that_was_lost_leaves_its_expiry_and_the_user_who_had_it() {
        Session created = create(id);
        archive(created);
        assumeTrue(damage(Damage.RECORD_LOST, id, user));

        assertThat(inspect(false).unheld()).containsOnly(Map.entry(user, Set.of(id)));
        foundThenRepaired("expiry_without_session");

        assertThat(inspect(false).unheld()).containsKey(user);
        inspection().unindex(user, List.of(id));
        assertThat(inspect(false).unheld()).isEmpty();
        assertThat(cache().idsOf(user)).isEmpty();
        assertThat(inspect(false).held()).isEmpty();
        assertThat(cache().find(create(id).id())).isPresent();
    }

    @Test
    void a_queued_session_that_was_lost_is_taken_off_the_queue() {
        create(id);
        assumeTrue(damage(Damage.RECORD_LOST, id, user));

        foundThenRepaired("expiry_without_session", "queue_entry_without_session");

        assertThat(queue().claim(ANY_NUMBER, MINUTE).lost()).doesNotContain(id);
    }

    @Test
    void a_refusal_of_what_is_not_queued_is_forgotten() {
        Session created = create(id);
        queue().bury(id, created.version(), "refused", 1);
        assumeTrue(damage(Damage.QUEUE_ENTRY_LOST, id, user) && damage(Damage.RECORD_LOST, id, user));

        foundThenRepaired("expiry_without_session", "refusal_without_session");

        assertThat(queue().dead(ANY_NUMBER)).noneMatch(each -> each.id().equals(id));
    }

    @Test
    void a_record_that_cannot_be_read_is_found_and_left_alone() {
        create(id);
        assumeTrue(replaceRecord(id, "rubbish"));

        Inspected repaired = inspect(true);

        assertThat(repaired.discrepancies()).singleElement().satisfies(found -> {
            assertThat(found.code()).isEqualTo("session_unreadable");
            assertThat(found.message()).contains("damaged").contains(id.value());
            assertThat(found.repair()).isEqualTo(Repair.NONE);
        });
        assertThat(repaired.held()).containsOnly(Map.entry(id, new Held(id, Optional.empty(), false, true, true)));
        assertThat(inspect(false).discrepancies()).hasSize(1);
    }

    @Test
    void a_record_of_a_newer_version_of_this_library_is_no_damage() {
        Session created = create(id);
        assumeTrue(replaceRecord(id, created.toJson().replace("\"schema_version\":1", "\"schema_version\":2")));

        assertThat(inspect(true).discrepancies())
                .singleElement()
                .extracting(Discrepancy::code, Discrepancy::repair)
                .containsExactly("session_of_newer_version", Repair.NONE);
    }

    @Test
    void whose_a_session_is_is_known_again_when_that_was_lost() {
        Session created = create(id);
        Session past = cache().save(create(SessionId.random()).withStatus(SessionStatus.COMPLETED));
        assumeTrue(damage(Damage.INDEX_LOST, id, user));

        Map<SessionId, Held> held = inspect(true).held();
        assertThat(held)
                .containsOnly(
                        Map.entry(id, new Held(id, Optional.of(created), true, true, false)), entry(past, false, true));
        assertThat(inspection().look(List.of(id))).containsEntry(id, held.get(id));

        inspection().index(id, user);

        assertThat(inspect(false).held())
                .containsEntry(id, entry(created, true, true).getValue());
        assertThat(cache().ofUser(user)).containsExactly(created);
    }

    @Test
    void what_is_said_of_a_user_is_no_more_than_what_is_held() {
        Session created = create(id);
        SessionId gone = SessionId.random();

        inspection().index(gone, user);
        inspection().unindex(user, List.of(id, gone));

        assertThat(cache().idsOf(user)).containsExactly(id);
        assertThat(inspection().look(List.of(id, gone))).containsOnly(entry(created, true, true));
    }

    /** Looking finds exactly this of the session, and changes nothing; repairing mends it, so that it is found no more. */
    private void foundThenRepaired(String... codes) {
        for (boolean repair : List.of(false, false, true)) {
            assertThat(inspect(repair).discrepancies())
                    .allSatisfy(found -> {
                        assertThat(found.subject()).isEqualTo("session " + id);
                        assertThat(found.message()).contains("Repairing ");
                        assertThat(found.repair()).isEqualTo(repair ? Repair.DONE : Repair.POSSIBLE);
                    })
                    .extracting(Discrepancy::code)
                    .containsExactlyInAnyOrder(codes);
        }
        assertThat(inspect(true).discrepancies()).isEmpty();
    }

    private static Map.Entry<SessionId, Held> entry(Session session, boolean live, boolean queued) {
        return Map.entry(session.id(), new Held(session.id(), Optional.of(session), live, queued, true));
    }

    private Inspected inspect(boolean repair) {
        Map<SessionId, Held> held = new HashMap<>();
        List<Discrepancy> discrepancies = new ArrayList<>();
        Map<UserId, Set<SessionId>> unheld = new HashMap<>();
        inspection().inspect(repair, page -> {
            page.sessions().stream().filter(each -> own.contains(each.id())).forEach(each -> held.put(each.id(), each));
            page.discrepancies().stream()
                    .filter(found ->
                            own.stream().anyMatch(each -> found.subject().equals("session " + each)))
                    .forEach(discrepancies::add);
            page.unheld().forEach((each, ids) -> {
                if (each.equals(user)) {
                    unheld.put(each, ids);
                }
            });
        });
        return new Inspected(held, discrepancies, unheld);
    }

    private SessionInspection inspection() {
        return store().inspection().orElseThrow();
    }

    private SessionCache cache() {
        return store().sessions();
    }

    private ArchiveQueue queue() {
        return store().archiveQueue().orElseThrow();
    }

    private Session begin(SessionId each) {
        return own(Session.begin(each, Optional.of(user), BEGIN));
    }

    private Session own(Session session) {
        own.add(session.id());
        return session;
    }

    private Session create(SessionId each) {
        return cache().create(begin(each));
    }

    /** As if the archive had it now. */
    private void archive(Session session) {
        queue().acknowledge(List.of(session));
    }

    /** What is due of this test's own sessions; what others have left is given back. */
    private List<Session> claimed() {
        Collection<Claimed> claimed = queue().claim(ANY_NUMBER, MINUTE).sessions();
        queue().release(claimed.stream()
                .filter(each -> !own.contains(each.session().id()))
                .toList());
        return claimed.stream()
                .map(Claimed::session)
                .filter(session -> own.contains(session.id()))
                .toList();
    }

    private record Inspected(
            Map<SessionId, Held> held, List<Discrepancy> discrepancies, Map<UserId, Set<SessionId>> unheld) {}
}
