package com.esab.data.testkit.contract;

import com.esab.data.error.ConflictException;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.NotFoundException;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.ArchiveQueue.Claim;
import com.esab.data.session.ArchiveQueue.Claimed;
import com.esab.data.session.ArchiveQueue.Unreadable;
import com.esab.data.session.DeadSession;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.SessionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What every {@link ArchiveQueue} promises, together with the {@link SessionCache} that fills it.
 *
 * <p>The queue may hold sessions of other tests: a test looks at its own ones only, and gives the others back.
 */
public abstract class ArchiveQueueContract {

    /** How long the store under test lets a session live. */
    protected static final Duration TIME_TO_LIVE = Duration.ofHours(1);

    /** How long after a save the store under test takes a session to be due. */
    protected static final Duration CHECKPOINT_DELAY = Duration.ofMinutes(1);

    private static final Instant BEGIN = Instant.parse("2026-03-01T08:00:00.123Z");
    private static final Duration HALF_THE_DELAY = CHECKPOINT_DELAY.dividedBy(2);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Duration HALF_THE_LEASE = LEASE.dividedBy(2);
    private static final int ANY_NUMBER = 10_000;
    private static final int CLAIMS_AT_THE_MOST = 10_000;

    private final SessionId id = SessionId.random();
    private final UserId user = UserId.of("user " + UUID.randomUUID());
    private final Set<SessionId> own = new HashSet<>();

    /** For the suites of stores. */
    protected ArchiveQueueContract() {}

    /** The store under test, with {@link #TIME_TO_LIVE}, {@link #CHECKPOINT_DELAY} and the hand-over on. */
    protected abstract SessionStore store();

    /** Lets this much time go by for the sessions and for the queue. */
    protected abstract void letTimePass(Duration time);

    /** Lets the store lose the record of a session, as an eviction does; false when it never loses one. */
    protected boolean dropRecord(SessionId lost) {
        return false;
    }

    /** Lets the store lose the whole queue, but no record; false when it never loses it. */
    protected boolean dropQueue() {
        return false;
    }

    /** Replaces the record of a session by this text, as another program might; false when nobody can. */
    protected boolean replaceRecord(SessionId damaged, String text) {
        return false;
    }

    @AfterEach
    void leaveNothingBehind() {
        own.forEach(cache()::delete);
    }

    @Test
    void a_created_session_is_due_after_the_checkpoint_delay_and_not_before() {
        Session created = create(id);

        letTimePass(HALF_THE_DELAY);
        assertThat(claim()).isEmpty();

        letTimePass(HALF_THE_DELAY);
        assertThat(sessions(claim())).containsExactly(created);
    }

    @Test
    void a_saved_session_is_due_again_after_the_checkpoint_delay() {
        archive(create(id));
        letTimePass(MINUTE);
        Session saved = cache().save(cache().find(id).orElseThrow().withLanguage("de"));

        letTimePass(HALF_THE_DELAY);
        assertThat(claim()).isEmpty();

        letTimePass(HALF_THE_DELAY);
        assertThat(sessions(claim())).containsExactly(saved);
    }

    @Test
    void a_later_save_does_not_push_the_time_back_and_a_claim_brings_the_newest_version() {
        Session session = create(id);
        letTimePass(HALF_THE_DELAY);
        session = cache().save(session.withLanguage("de"));
        letTimePass(HALF_THE_DELAY);
        session = cache().save(session.withMessage(Message.user("Schweißgerät \uD83D\uDD25", BEGIN)));

        assertThat(sessions(claim())).containsExactly(session);
    }

    @Test
    void an_ended_session_is_due_at_once() {
        for (SessionStatus end : List.of(SessionStatus.COMPLETED, SessionStatus.ABANDONED)) {
            Session ended = ended(SessionId.random(), end);

            assertThat(sessions(claim())).containsExactly(ended);
        }
    }

    @Test
    void a_restored_session_is_due_after_the_checkpoint_delay() {
        Session restored = cache().restore(begin(id).saved(1, BEGIN), 0);

        letTimePass(HALF_THE_DELAY);
        assertThat(claim()).isEmpty();

        letTimePass(HALF_THE_DELAY);
        assertThat(sessions(claim())).containsExactly(restored);
    }

    @Test
    void a_session_that_is_held_to_be_restored_is_not_queued() {
        Session archived = begin(id).saved(7, BEGIN);
        Session ended = ended(SessionId.random(), SessionStatus.COMPLETED);

        cache().hold(archived);
        queue().repair();

        assertThat(sessions(claim())).containsExactly(ended);
        assertThat(queue().idsOf(user)).containsExactly(ended.id());
    }

    @Test
    void a_touch_and_a_read_make_nothing_due() {
        Session created = create(id);
        archive(created);

        assertThat(cache().touch(id)).isTrue();
        assertThat(cache().find(id)).contains(created);
        letTimePass(CHECKPOINT_DELAY);

        assertThat(claim()).isEmpty();
        Session ended = cache().save(created.withStatus(SessionStatus.COMPLETED));
        assertThat(sessions(claim())).containsExactly(ended);
    }

    @Test
    void a_claimed_session_is_given_to_nobody_else_before_the_lease_is_up() {
        Session created = create(id);
        letTimePass(CHECKPOINT_DELAY);
        assertThat(sessions(claim())).containsExactly(created);

        assertThat(claim()).isEmpty();
        letTimePass(HALF_THE_LEASE);
        assertThat(claim()).isEmpty();

        letTimePass(HALF_THE_LEASE);
        assertThat(sessions(claim())).containsExactly(created);
    }

    @Test
    void a_session_that_ends_while_it_is_claimed_is_due_at_once() {
        Session created = create(id);
        letTimePass(CHECKPOINT_DELAY);
        assertThat(sessions(claim())).containsExactly(created);

        Session ended = cache().save(created.withStatus(SessionStatus.COMPLETED));

        assertThat(sessions(claim())).containsExactly(ended);
    }

    @Test
    void the_longest_due_come_first_with_the_time_since_when_they_are_due() {
        Session first = create(SessionId.of("c-" + id));
        letTimePass(MINUTE);
        Session second = create(SessionId.of("a-" + id));
        // longer than its delay: what is due in the same millisecond comes in any order
        letTimePass(MINUTE.plusSeconds(1));
        Session third = ended(SessionId.of("b-" + id), SessionStatus.COMPLETED);
        letTimePass(CHECKPOINT_DELAY);

        List<Claimed> claimed = claim();

        assertThat(sessions(claimed)).containsExactly(first, second, third);
        assertThat(claimed).isSortedAccordingTo(Comparator.comparing(Claimed::dueSince));
        assertThat(Duration.between(claimed.get(0).dueSince(), claimed.get(1).dueSince()))
                .as("the second was created a minute after the first")
                .isBetween(MINUTE, MINUTE.multipliedBy(2));
    }

    @Test
    void a_claim_brings_no_more_than_its_limit_and_says_whether_others_are_due() {
        Set<SessionId> due = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            due.add(ended(SessionId.random(), SessionStatus.COMPLETED).id());
        }

        List<Claimed> claimed = new ArrayList<>();
        boolean more;
        do {
            Claim claim = queue().claim(2, LEASE);
            claimed.addAll(claim.sessions());
            more = claim.more();
            assertThat(claim.sessions().size() + claim.unreadable().size()).isLessThanOrEqualTo(2);
            assertThat(claimed.size()).isLessThanOrEqualTo(2 * CLAIMS_AT_THE_MOST);
            assertThat(more || ids(claimed).containsAll(due))
                    .as("others are due, or all of these were claimed")
                    .isTrue();
        } while (more);
        releaseStrangers(claimed);

        assertThat(ids(ownOf(claimed))).hasSize(5).containsExactlyInAnyOrderElementsOf(due);
    }

    @Test
    void when_nothing_is_left_no_others_are_due() {
        ended(id, SessionStatus.COMPLETED);

        List<Claimed> claimed = new ArrayList<>();
        Claim last = claimInto(claimed);
        releaseStrangers(claimed);

        assertThat(ids(claimed)).contains(id);
        assertThat(last.more()).isFalse();
        assertThat(last.intact()).isTrue();
        assertThat(last.lost()).doesNotContain(id);
        assertThat(last.unreadable()).extracting(Unreadable::id).doesNotContain(id);
    }

    @Test
    void large_sessions_are_claimed_all_the_same() {
        List<Session> large = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Session created = create(SessionId.random());
            large.add(cache().save(created.withMessage(Message.user("0123456789".repeat(300_000), BEGIN))
                    .withStatus(SessionStatus.COMPLETED)));
        }

        assertThat(sessions(claim())).containsExactlyInAnyOrderElementsOf(large);
    }

    @Test
    void a_claim_without_a_limit_or_a_lease_is_refused() {
        Session ended = ended(id, SessionStatus.COMPLETED);

        assertThatIllegalArgumentException().isThrownBy(() -> queue().claim(0, LEASE));
        assertThatIllegalArgumentException().isThrownBy(() -> queue().claim(10_001, LEASE));
        assertThatIllegalArgumentException().isThrownBy(() -> queue().claim(1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> queue().claim(1, Duration.ofNanos(999_999)));

        assertThat(sessions(claim())).containsExactly(ended);
    }

    @Test
    void two_who_claim_at_once_never_get_the_same_session() throws Exception {
        Set<SessionId> due = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            due.add(ended(SessionId.random(), SessionStatus.COMPLETED).id());
        }

        List<List<Claimed>> claimed = SessionCacheContract.together(2, () -> {
            List<Claimed> all = new ArrayList<>();
            for (int i = 0; i < CLAIMS_AT_THE_MOST; i++) {
                Claim claim = queue().claim(3, LEASE);
                all.addAll(claim.sessions());
                if (!claim.more()) {
                    break;
                }
            }
            return all;
        });
        List<Claimed> both = claimed.stream().flatMap(List::stream).toList();
        releaseStrangers(both);

        assertThat(ids(ownOf(both))).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(due);
    }

    @Test
    void an_acknowledged_session_is_off_the_queue_and_lives_on_for_the_rest_of_its_time() {
        Session created = create(id);
        letTimePass(CHECKPOINT_DELAY);
        archive(created);

        assertThat(cache().find(id)).contains(created);
        assertThat(cache().timeToLive(id)).hasValueSatisfying(left -> assertThat(left)
                .isBetween(TIME_TO_LIVE.minus(CHECKPOINT_DELAY).minus(MINUTE), TIME_TO_LIVE.minus(CHECKPOINT_DELAY)));
        letTimePass(TIME_TO_LIVE.minus(CHECKPOINT_DELAY).minus(MINUTE));
        assertThat(claim()).isEmpty();
        assertThat(cache().find(id)).contains(created);

        letTimePass(MINUTE);
        assertThat(claim()).isEmpty();
        assertThat(cache().findHeld(id)).isEmpty();
    }

    @Test
    void an_acknowledged_session_can_be_touched_and_saved_as_before() {
        Session created = create(id);
        archive(created);
        letTimePass(TIME_TO_LIVE.minus(MINUTE));
        assertThat(cache().touch(id)).isTrue();
        letTimePass(TIME_TO_LIVE.minus(MINUTE));

        Session saved = cache().save(created.withLanguage("de"));

        letTimePass(CHECKPOINT_DELAY);
        assertThat(sessions(claim())).containsExactly(saved);
    }

    @Test
    void a_touch_of_a_queued_session_counts_after_it_was_acknowledged() {
        Session created = create(id);
        letTimePass(TIME_TO_LIVE.minus(MINUTE));
        assertThat(cache().touch(id)).isTrue();
        archive(created);

        letTimePass(TIME_TO_LIVE.minus(MINUTE));
        assertThat(cache().find(id)).contains(created);

        letTimePass(MINUTE);
        assertThat(cache().findHeld(id)).isEmpty();
    }

    @Test
    void a_session_that_was_saved_since_is_due_again_after_the_checkpoint_delay() {
        Session created = create(id);
        letTimePass(CHECKPOINT_DELAY);
        assertThat(sessions(claim())).containsExactly(created);
        Session saved = cache().save(created.withLanguage("de"));

        letTimePass(HALF_THE_DELAY);
        queue().acknowledge(List.of(created));

        letTimePass(HALF_THE_DELAY);
        assertThat(claim()).isEmpty();
        letTimePass(HALF_THE_DELAY);
        assertThat(sessions(claim())).containsExactly(saved);
    }

    @Test
    void a_session_that_has_ended_since_is_due_at_once() {
        Session created = create(id);
        letTimePass(CHECKPOINT_DELAY);
        assertThat(sessions(claim())).containsExactly(created);
        Session ended = cache().save(created.withStatus(SessionStatus.COMPLETED));

        queue().acknowledge(List.of(created));

        assertThat(cache().findHeld(id)).contains(ended);
        assertThat(sessions(claim())).containsExactly(ended);
    }

    @Test
    void an_ended_session_goes_when_it_is_acknowledged() {
        Session ended = ended(id, SessionStatus.ABANDONED);
        assertThat(cache().findHeld(id)).contains(ended);

        queue().acknowledge(List.of(ended));

        assertThat(cache().findHeld(id)).isEmpty();
        assertThat(claim()).isEmpty();
        assertThat(create(id).version()).isPositive();
    }

    @Test
    void sessions_of_every_kind_are_acknowledged_together() {
        Session live = create(SessionId.random());
        Session past = create(SessionId.random());
        letTimePass(TIME_TO_LIVE.minus(MINUTE));
        assertThat(cache().touch(live.id())).isTrue();
        letTimePass(MINUTE);
        Session changed = create(SessionId.random());
        Session newer = cache().save(changed.withLanguage("de"));
        Session ended = ended(SessionId.random(), SessionStatus.COMPLETED);
        Session unknown = begin(SessionId.random()).saved(1, BEGIN);

        queue().acknowledge(List.of(live, unknown, past, changed, ended));

        assertThat(cache().find(live.id())).contains(live);
        assertThat(cache().findHeld(past.id())).isEmpty();
        assertThat(cache().findHeld(ended.id())).isEmpty();
        assertThat(cache().findHeld(unknown.id())).isEmpty();
        letTimePass(CHECKPOINT_DELAY);
        assertThat(sessions(claim())).containsExactly(newer);
    }

    @Test
    void acknowledging_twice_or_nothing_changes_nothing() {
        Session created = create(id);
        archive(created);
        queue().acknowledge(List.of(created));
        queue().acknowledge(List.of());
        queue().release(List.of());

        assertThat(cache().find(id)).contains(created);
        Session saved = cache().save(created.withLanguage("de"));
        letTimePass(CHECKPOINT_DELAY);
        assertThat(sessions(claim())).containsExactly(saved);
    }

    @Test
    void a_session_whose_time_is_up_is_held_until_it_is_acknowledged() {
        Session created = create(id);
        letTimePass(TIME_TO_LIVE);

        assertThat(cache().findHeld(id)).contains(created);
        assertThat(cache().find(id)).isEmpty();
        assertThat(cache().liveAmong(List.of(id))).isEmpty();
        assertThat(cache().timeToLive(id)).isEmpty();
        assertThat(cache().ofUser(user)).isEmpty();
        assertThat(cache().touch(id)).isFalse();
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> cache().save(created));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> create(id))
                .satisfies(e -> assertThat(e.storedVersion()).isEqualTo(created.version()));

        letTimePass(Duration.ofDays(3));
        assertThat(cache().findHeld(id)).contains(created);
        assertThat(sessions(claim())).containsExactly(created);

        queue().acknowledge(List.of(created));
        assertThat(cache().findHeld(id)).isEmpty();
        Session again = create(id);
        assertThat(cache().find(id)).contains(again);
    }

    @Test
    void a_held_session_that_is_restored_is_live_and_due_again() {
        Session created = create(id);
        letTimePass(TIME_TO_LIVE);

        Session restored = cache().restore(created, created.version());

        assertThat(restored.version()).isGreaterThan(created.version());
        assertThat(cache().find(id)).contains(restored);
        assertThat(sessions(claim())).containsExactly(restored);
        queue().acknowledge(List.of(created));
        letTimePass(CHECKPOINT_DELAY);
        assertThat(sessions(claim())).containsExactly(restored);
    }

    @Test
    void what_is_released_is_due_as_it_was_before_the_claim() {
        Session created = create(id);
        letTimePass(CHECKPOINT_DELAY.plus(HALF_THE_LEASE));
        List<Claimed> claimed = claim();

        queue().release(claimed);

        List<Claimed> again = claim();
        assertThat(sessions(again)).containsExactly(created);
        assertThat(again.get(0).dueSince()).isEqualTo(claimed.get(0).dueSince());
    }

    @Test
    void what_was_acknowledged_or_deleted_is_not_put_back_by_a_release() {
        Session archived = ended(SessionId.random(), SessionStatus.COMPLETED);
        Session deleted = ended(SessionId.random(), SessionStatus.COMPLETED);
        Session live = create(SessionId.random());
        letTimePass(CHECKPOINT_DELAY);
        List<Claimed> claimed = claim();
        assertThat(sessions(claimed)).containsExactlyInAnyOrder(archived, deleted, live);
        queue().acknowledge(List.of(archived, live));
        assertThat(cache().delete(deleted.id())).isTrue();

        queue().release(claimed);

        assertThat(claim()).isEmpty();
        assertThat(cache().findHeld(archived.id())).isEmpty();
        assertThat(cache().find(live.id())).contains(live);
    }

    @Test
    void a_refused_session_is_dead_after_the_last_try_and_is_claimed_no_more() {
        Session created = create(id);
        letTimePass(CHECKPOINT_DELAY);
        for (int attempt = 1; attempt <= 2; attempt++) {
            assertThat(sessions(claim())).containsExactly(created);
            assertThat(queue().bury(id, created.version(), "reason " + attempt, 3))
                    .isFalse();
            assertThat(deadOnes()).isEmpty();
            assertThat(claim()).as("it is left alone until the lease is up").isEmpty();
            letTimePass(LEASE);
        }

        assertThat(sessions(claim())).containsExactly(created);
        assertThat(queue().bury(id, created.version(), "the \"last\" reason: ü\n\\", 3))
                .isTrue();

        assertThat(deadOnes()).containsExactly(new DeadSession(id, 3, "the \"last\" reason: ü\n\\"));
        letTimePass(Duration.ofDays(3));
        assertThat(claim()).isEmpty();
        assertThat(cache().findHeld(id)).contains(created);
    }

    @Test
    void a_session_whose_version_is_not_known_is_buried_all_the_same() {
        create(id);

        assertThat(queue().bury(id, 0, "unreadable", 1)).isTrue();

        assertThat(deadOnes()).containsExactly(new DeadSession(id, 1, "unreadable"));
    }

    @Test
    void a_try_of_an_older_version_is_not_counted_and_the_session_is_due_after_the_checkpoint_delay() {
        Session created = create(id);
        letTimePass(CHECKPOINT_DELAY);
        assertThat(sessions(claim())).containsExactly(created);
        Session saved = cache().save(created.withLanguage("de"));

        assertThat(queue().bury(id, created.version(), "refused", 1)).isFalse();

        assertThat(deadOnes()).isEmpty();
        letTimePass(HALF_THE_DELAY);
        assertThat(claim()).isEmpty();
        letTimePass(HALF_THE_DELAY);
        assertThat(sessions(claim())).containsExactly(saved);
        assertThat(queue().bury(id, saved.version(), "refused", 2))
                .as("the first try that counts")
                .isFalse();
        assertThat(queue().bury(id, saved.version(), "refused", 2)).isTrue();
    }

    @Test
    void what_is_not_on_the_queue_cannot_be_buried() {
        SessionId unknown = SessionId.random();
        Session archived = create(id);
        archive(archived);
        SessionId queued = create(SessionId.random()).id();

        assertThat(queue().bury(unknown, 0, "refused", 1)).isFalse();
        assertThat(queue().bury(id, archived.version(), "refused", 1)).isFalse();

        assertThat(deadOnes()).isEmpty();
        assertThat(cache().find(id)).contains(archived);
        assertThat(queue().bury(queued, 0, "refused", 1)).isTrue();
    }

    @Test
    void a_dead_session_that_is_saved_again_is_due_again() {
        Session created = create(id);
        assertThat(queue().bury(id, created.version(), "refused", 1)).isTrue();

        Session saved = cache().save(created.withLanguage("de"));

        assertThat(deadOnes()).isEmpty();
        letTimePass(HALF_THE_DELAY);
        assertThat(claim()).isEmpty();
        letTimePass(HALF_THE_DELAY);
        assertThat(sessions(claim())).containsExactly(saved);
        queue().acknowledge(List.of(saved));
        assertThat(cache().save(saved).version()).isGreaterThan(saved.version());
        assertThat(queue().bury(id, 0, "refused", 2))
                .as("the tries of what was archived since do not count")
                .isFalse();
    }

    @Test
    void a_session_that_is_saved_again_has_all_its_tries_whether_it_was_dead_or_not() {
        Session created = create(id);
        assertThat(queue().bury(id, created.version(), "refused", 2)).isFalse();
        assertThat(queue().bury(id, created.version(), "refused", 2)).isTrue();

        Session saved = cache().save(created.withLanguage("de"));
        assertThat(queue().bury(id, saved.version(), "refused", 2)).isFalse();
        assertThat(deadOnes()).isEmpty();

        Session again = cache().save(saved.withLanguage("fr"));
        assertThat(queue().bury(id, 0, "refused", 2)).isFalse();
        assertThat(queue().bury(id, again.version(), "still refused", 2)).isTrue();
        assertThat(deadOnes()).containsExactly(new DeadSession(id, 2, "still refused"));
    }

    @Test
    void a_session_dies_once_even_when_two_archivers_were_refused() {
        Session created = create(id);

        assertThat(queue().bury(id, created.version(), "refused", 1)).isTrue();
        assertThat(queue().bury(id, created.version(), "refused too", 1)).isFalse();
        assertThat(queue().bury(id, 0, "refused too", 1)).isFalse();

        assertThat(deadOnes()).containsExactly(new DeadSession(id, 1, "refused"));
    }

    @Test
    void whoever_was_given_a_session_before_it_died_does_not_make_it_due() {
        Session created = create(id);
        letTimePass(CHECKPOINT_DELAY);
        List<Claimed> claimed = claim();
        assertThat(sessions(claimed)).containsExactly(created);
        Session saved = cache().save(created.withLanguage("de"));
        assertThat(queue().bury(id, saved.version(), "refused", 1)).isTrue();

        queue().acknowledge(List.of(created));
        queue().release(claimed);
        assertThat(queue().bury(id, created.version(), "refused", 1)).isFalse();

        assertThat(deadOnes()).containsExactly(new DeadSession(id, 1, "refused"));
        letTimePass(LEASE);
        assertThat(claim()).isEmpty();
        assertThat(queue().revive(id)).isTrue();
        assertThat(sessions(claim())).containsExactly(saved);
    }

    @Test
    void a_try_of_an_older_version_leaves_a_session_that_has_ended_since_due_at_once() {
        Session created = create(id);
        letTimePass(CHECKPOINT_DELAY);
        assertThat(sessions(claim())).containsExactly(created);
        Session ended = cache().save(created.withStatus(SessionStatus.COMPLETED));

        assertThat(queue().bury(id, created.version(), "refused", 1)).isFalse();

        assertThat(deadOnes()).isEmpty();
        assertThat(sessions(claim())).containsExactly(ended);
    }

    @Test
    void a_revived_session_is_due_at_once_with_all_its_tries() {
        Session created = create(id);
        assertThat(queue().revive(id)).as("it is not dead").isFalse();
        assertThat(queue().bury(id, created.version(), "refused", 2)).isFalse();
        assertThat(queue().bury(id, created.version(), "refused", 2)).isTrue();
        letTimePass(TIME_TO_LIVE);

        assertThat(queue().revive(id)).isTrue();

        assertThat(deadOnes()).isEmpty();
        assertThat(sessions(claim())).containsExactly(created);
        assertThat(queue().revive(id)).isFalse();
        assertThat(queue().revive(SessionId.random())).isFalse();
        assertThat(queue().bury(id, created.version(), "refused", 2)).isFalse();
        assertThat(queue().bury(id, created.version(), "refused", 2)).isTrue();
    }

    @Test
    void the_dead_are_listed_by_id_and_no_more_than_wanted() {
        List<SessionId> dead = Stream.of("b", "c", "a")
                .map(name -> create(SessionId.of(name + "-" + id)).id())
                .peek(each -> queue().bury(each, 0, "refused", 1))
                .sorted()
                .toList();

        assertThat(deadOnes()).extracting(DeadSession::id).containsExactlyElementsOf(dead);
        assertThat(queue().dead(ANY_NUMBER)).isSortedAccordingTo(Comparator.comparing(DeadSession::id));
        assertThat(queue().dead(2)).hasSize(2);
    }

    @Test
    void a_dead_session_that_is_acknowledged_is_neither_dead_nor_due() {
        Session created = create(id);
        assertThat(queue().bury(id, created.version(), "refused", 1)).isTrue();

        archive(created);

        assertThat(deadOnes()).isEmpty();
        assertThat(queue().revive(id)).isFalse();
        letTimePass(TIME_TO_LIVE);
        assertThat(claim()).isEmpty();
        assertThat(cache().findHeld(id)).isEmpty();
    }

    @Test
    void a_deleted_session_is_off_the_queue_and_not_counted_as_lost() {
        Session due = ended(SessionId.random(), SessionStatus.COMPLETED);
        Session dead = create(SessionId.random());
        Session ofUser = create(SessionId.random());
        Session kept = create(id);
        assertThat(queue().bury(dead.id(), dead.version(), "refused", 1)).isTrue();
        long waiting = queue().lag().waiting();

        assertThat(cache().delete(due.id())).isTrue();
        assertThat(cache().delete(dead.id())).isTrue();
        assertThat(cache().delete(user, List.of(ofUser.id()))).containsExactly(ofUser.id());

        assertThat(queue().lag().waiting()).isEqualTo(waiting - 2);
        assertThat(deadOnes()).isEmpty();
        assertThat(queue().revive(dead.id())).isFalse();
        letTimePass(CHECKPOINT_DELAY);
        List<Claimed> claimed = new ArrayList<>();
        Set<SessionId> lost = new HashSet<>();
        claimInto(claimed, lost);
        releaseStrangers(claimed);
        assertThat(sessions(ownOf(claimed))).containsExactly(kept);
        assertThat(lost).doesNotContainAnyElementsOf(own);
    }

    @Test
    void the_lag_tells_what_waits_what_is_due_since_when_and_what_is_dead() {
        ArchiveLag before = queue().lag();

        Session first = create(id);
        Session second = create(SessionId.random());
        assertThat(queue().lag().waiting()).isEqualTo(before.waiting() + 2);
        assertThat(queue().lag().dead()).isEqualTo(before.dead());

        letTimePass(CHECKPOINT_DELAY.plus(LEASE));
        ArchiveLag behind = queue().lag();
        assertThat(behind.waiting()).isEqualTo(before.waiting() + 2);
        assertThat(behind.due()).isBetween(2L, behind.waiting());
        assertThat(behind.overdue()).isGreaterThanOrEqualTo(LEASE);

        List<Claimed> all = new ArrayList<>();
        claimInto(all);
        ArchiveLag claimed = queue().lag();
        assertThat(claimed.waiting()).as("the claimed ones still wait").isEqualTo(behind.waiting());
        assertThat(claimed.due()).isLessThanOrEqualTo(behind.due() - 2);
        assertThat(claimed.overdue()).isLessThan(LEASE);
        queue().release(all);
        assertThat(queue().lag().overdue()).isGreaterThanOrEqualTo(LEASE);

        queue().acknowledge(List.of(first));
        assertThat(queue().lag().waiting()).isEqualTo(before.waiting() + 1);
        assertThat(queue().bury(second.id(), second.version(), "refused", 1)).isTrue();
        assertThat(queue().lag().waiting()).isEqualTo(before.waiting());
        assertThat(queue().lag().dead()).isEqualTo(before.dead() + 1);
    }

    @Test
    void what_is_queued_of_a_user_is_known_even_when_it_is_claimed_dead_or_long_past() {
        SessionId waiting = create(SessionId.random()).id();
        SessionId claimed = ended(SessionId.random(), SessionStatus.COMPLETED).id();
        SessionId dead = create(SessionId.random()).id();
        Session archived = create(SessionId.random());
        Session deleted = create(SessionId.random());
        cache().create(own(Session.begin(SessionId.random(), Optional.empty(), BEGIN)));
        UserId next = UserId.of(user + "2");
        SessionId theirs = cache().create(own(Session.begin(SessionId.random(), Optional.of(next), BEGIN)))
                .id();
        assertThat(ids(claim())).containsExactly(claimed);
        assertThat(queue().bury(dead, 0, "refused", 1)).isTrue();
        archive(archived);
        cache().delete(deleted.id());

        assertThat(queue().idsOf(user)).containsExactlyInAnyOrder(waiting, claimed, dead);
        letTimePass(Duration.ofDays(3));
        assertThat(queue().idsOf(user)).containsExactlyInAnyOrder(waiting, claimed, dead);
        assertThat(queue().idsOf(next)).containsExactly(theirs);
        assertThat(queue().idsOf(UserId.of(user + "3"))).isEmpty();
    }

    @Test
    void all_that_is_queued_of_a_user_is_known_however_much_it_is() {
        Set<SessionId> all = new HashSet<>();
        for (int i = 0; i < 700; i++) {
            all.add(create(SessionId.random()).id());
        }

        assertThat(queue().idsOf(user)).isEqualTo(all);
    }

    @Test
    void a_session_whose_record_is_lost_is_reported_once_and_off_the_queue() {
        create(id);
        Session kept = create(SessionId.random());
        letTimePass(CHECKPOINT_DELAY);
        long waiting = queue().lag().waiting();
        assumeTrue(dropRecord(id), "no record is ever lost here");

        List<Claimed> claimed = new ArrayList<>();
        Set<SessionId> lost = new HashSet<>();
        claimInto(claimed, lost);
        releaseStrangers(claimed);

        assertThat(sessions(ownOf(claimed))).containsExactly(kept);
        assertThat(lost).contains(id).doesNotContain(kept.id());
        assertThat(queue().lag().waiting()).isLessThan(waiting);
        letTimePass(LEASE);
        Set<SessionId> again = new HashSet<>();
        claimed.clear();
        claimInto(claimed, again);
        releaseStrangers(claimed);
        assertThat(again).doesNotContain(id);
    }

    @Test
    void a_queue_that_was_lost_is_noticed_and_repaired() {
        Session created = create(SessionId.random());
        Session past = create(SessionId.random());
        letTimePass(TIME_TO_LIVE);
        Session archived = create(SessionId.random());
        archive(archived);
        Session ended = ended(SessionId.random(), SessionStatus.COMPLETED);
        assumeTrue(dropQueue(), "the queue is never lost here");

        List<Claimed> claimed = new ArrayList<>();
        assertThat(claimInto(claimed).intact()).isFalse();
        releaseStrangers(claimed);
        assertThat(ownOf(claimed)).isEmpty();

        assertThat(queue().repair()).isGreaterThanOrEqualTo(3);
        assertThat(sessions(claim())).containsExactlyInAnyOrder(created, past, ended);
        assertThat(claimInto(claimed).intact()).isTrue();
        releaseStrangers(claimed);
        assertThat(cache().find(archived.id())).contains(archived);
    }

    @Test
    void what_is_queued_of_a_user_is_known_after_the_queue_was_lost() {
        SessionId waiting = create(SessionId.random()).id();
        SessionId ended = ended(SessionId.random(), SessionStatus.COMPLETED).id();
        archive(create(SessionId.random()));
        assumeTrue(dropQueue(), "the queue is never lost here");

        assertThat(queue().idsOf(user)).containsExactlyInAnyOrder(waiting, ended);
    }

    @Test
    void a_repair_of_a_whole_queue_changes_nothing() {
        Session waiting = create(SessionId.random());
        Session dead = create(SessionId.random());
        assertThat(queue().bury(dead.id(), dead.version(), "refused", 1)).isTrue();
        Session claimed = ended(SessionId.random(), SessionStatus.COMPLETED);
        assertThat(sessions(claim())).containsExactly(claimed);

        queue().repair();

        assertThat(claim()).isEmpty();
        assertThat(deadOnes()).extracting(DeadSession::id).containsExactly(dead.id());
        letTimePass(CHECKPOINT_DELAY);
        assertThat(sessions(claim())).containsExactly(waiting);
    }

    @Test
    void a_record_that_cannot_be_read_is_leased_like_the_others_and_can_be_buried() {
        ended(id, SessionStatus.COMPLETED);
        Session sound = ended(SessionId.random(), SessionStatus.COMPLETED);
        assumeTrue(
                replaceRecord(id, "{\"schema_version\":1,\"version\":7,\"session_id\":"),
                "nobody can spoil a record here");

        List<Unreadable> unreadable = claimUnreadable(sound);

        assertThat(unreadable).singleElement().satisfies(record -> {
            assertThat(record.id()).isEqualTo(id);
            assertThat(record.reason()).isNotBlank();
            assertThat(record.newerSchema()).isFalse();
        });
        assertThat(claimUnreadable()).isEmpty();
        letTimePass(LEASE);
        assertThat(claimUnreadable(sound)).extracting(Unreadable::id).containsExactly(id);
        assertThat(queue().bury(id, 0, "unreadable", 1)).isTrue();
        assertThat(deadOnes()).containsExactly(new DeadSession(id, 1, "unreadable"));
        letTimePass(LEASE);
        assertThat(claimUnreadable(sound)).isEmpty();
    }

    @Test
    void a_record_of_a_newer_library_is_told_from_a_damaged_one() {
        String document = ended(id, SessionStatus.COMPLETED).toJson();
        assumeTrue(
                replaceRecord(id, document.replace("\"schema_version\":1,", "\"schema_version\":2,")),
                "nobody can spoil a record here");

        assertThat(claimUnreadable()).singleElement().satisfies(record -> assertThat(record.newerSchema())
                .isTrue());
    }

    @Test
    void a_damaged_record_is_no_users_and_one_of_a_newer_library_may_be_anybodys() {
        SessionId sound = create(SessionId.random()).id();
        String document = create(id).toJson();
        assumeTrue(replaceRecord(id, "half a record"), "nobody can spoil a record here");
        assertThat(queue().idsOf(user)).containsExactly(sound);

        replaceRecord(id, document.replace("\"schema_version\":1,", "\"schema_version\":2,"));

        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> queue().idsOf(user))
                .withMessageContaining(id.value())
                .satisfies(e -> assertThat(e.isNewerSchema()).isTrue());
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

    private Session ended(SessionId each, SessionStatus end) {
        return cache().save(create(each).withStatus(end));
    }

    /** As if the archive had it now. */
    private void archive(Session session) {
        queue().acknowledge(List.of(session));
    }

    /** What is due of this test's own sessions, in the order it came. */
    private List<Claimed> claim() {
        List<Claimed> claimed = new ArrayList<>();
        claimInto(claimed);
        releaseStrangers(claimed);
        return ownOf(claimed);
    }

    private Claim claimInto(List<Claimed> claimed) {
        return claimInto(claimed, new HashSet<>());
    }

    /** Claims all that is due; the last claim. */
    private Claim claimInto(List<Claimed> claimed, Set<SessionId> lost) {
        for (int i = 0; i < CLAIMS_AT_THE_MOST; i++) {
            Claim claim = queue().claim(ANY_NUMBER, LEASE);
            claimed.addAll(claim.sessions());
            lost.addAll(claim.lost());
            if (!claim.more()) {
                return claim;
            }
        }
        throw new AssertionError("others are due after every claim, even after " + CLAIMS_AT_THE_MOST);
    }

    /** The unreadable ones among this test's own sessions; besides them exactly these are due. */
    private List<Unreadable> claimUnreadable(Session... readable) {
        List<Claimed> claimed = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        Claim claim;
        int claims = 0;
        do {
            claim = queue().claim(ANY_NUMBER, LEASE);
            claimed.addAll(claim.sessions());
            unreadable.addAll(claim.unreadable());
            assertThat(++claims).isLessThanOrEqualTo(CLAIMS_AT_THE_MOST);
        } while (claim.more());
        releaseStrangers(claimed);
        assertThat(sessions(ownOf(claimed))).containsExactly(readable);
        return unreadable.stream().filter(record -> own.contains(record.id())).toList();
    }

    private List<Claimed> ownOf(List<Claimed> claimed) {
        return claimed.stream()
                .filter(each -> own.contains(each.session().id()))
                .toList();
    }

    private void releaseStrangers(List<Claimed> claimed) {
        List<Claimed> strangers = claimed.stream()
                .filter(each -> !own.contains(each.session().id()))
                .toList();
        if (!strangers.isEmpty()) {
            queue().release(strangers);
        }
    }

    private List<DeadSession> deadOnes() {
        return queue().dead(ANY_NUMBER).stream()
                .filter(session -> own.contains(session.id()))
                .toList();
    }

    private static List<Session> sessions(Collection<Claimed> claimed) {
        return claimed.stream().map(Claimed::session).toList();
    }

    private static List<SessionId> ids(Collection<Claimed> claimed) {
        return claimed.stream().map(each -> each.session().id()).toList();
    }
}
