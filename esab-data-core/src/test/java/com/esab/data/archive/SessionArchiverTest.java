package com.esab.data.archive;

import com.esab.data.FaultyStores;
import com.esab.data.MovableClock;
import com.esab.data.archive.SessionArchiver.Run;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.RefusedRecordException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.metrics.Metric;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.ArchiveQueue.Claim;
import com.esab.data.session.ArchiveQueue.Unreadable;
import com.esab.data.session.DeadSession;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

final class SessionArchiverTest {

    private static final Duration TIME_TO_LIVE = InMemoryStores.DEFAULT_SESSION_TIME_TO_LIVE;
    private static final Duration DELAY = InMemoryStores.CHECKPOINT_DELAY;
    private static final ArchiverSettings SETTINGS =
            ArchiverSettings.defaults().withPauses(Duration.ofMillis(1), Duration.ofMillis(5));
    private static final long SOON = 60;

    private final MovableClock clock = new MovableClock();
    private final InMemoryStores stores = new InMemoryStores(clock);
    private final FaultyStores faulty = new FaultyStores(stores);
    private final SessionCache cache = stores.sessions().sessions();
    private final SessionArchive archive = stores.archive().archive();
    private final Set<SessionId> refused = new HashSet<>();
    private final List<DeadSession> reported = new ArrayList<>();
    private final List<SessionArchiver> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(SessionArchiver::close);
    }

    @Test
    void all_that_is_due_is_archived_and_a_batch_costs_a_claim_a_statement_and_an_acknowledgement() {
        List<Session> due = ended(10);
        Session later = start();

        assertThat(archiver(SETTINGS.withBatch(4)).runOnce()).isEqualTo(new Run(10, 0, 0, 0));

        assertThat(due).allSatisfy(session -> assertThat(archived(session)).contains(session));
        assertThat(archive.find(later.id())).isEmpty();
        assertThat(faulty.calls("ArchiveQueue.claim")).isEqualTo(3);
        assertThat(faulty.calls("SessionArchive.archive")).isEqualTo(3);
        assertThat(faulty.calls("ArchiveQueue.acknowledge")).isEqualTo(3);
        assertThat(faulty.calls("SessionArchive.versionsOf")).isZero();
        assertThat(faulty.calls("ArchiveQueue.release")).isZero();
    }

    @Test
    void where_nothing_is_due_nothing_is_archived() {
        assertThat(archiver(SETTINGS).runOnce()).isEqualTo(new Run(0, 0, 0, 0));

        assertThat(faulty.calls("SessionArchive.archive")).isZero();
        assertThat(faulty.calls("ArchiveQueue.acknowledge")).isZero();
    }

    @Test
    void what_is_archived_already_is_acknowledged_all_the_same() {
        Session ended = ended(1).get(0);
        archive.archive(ended);

        assertThat(archiver(SETTINGS).runOnce()).isEqualTo(new Run(0, 0, 0, 0));

        assertThat(cache.findHeld(ended.id())).isEmpty();
        assertThat(lag()).isEqualTo(ArchiveLag.NONE);
    }

    @Test
    void a_refused_batch_is_halved_until_the_refused_session_is_found() {
        List<Session> due = ended(16);
        refuse(due.get(11));

        assertThat(archiver(SETTINGS).runOnce()).isEqualTo(new Run(15, 0, 0, 0));

        assertThat(faulty.calls("SessionArchive.archive"))
                .as("the batch, and its halves on four levels")
                .isEqualTo(1 + 2 * 4);
        assertThat(archive.summary().totalSessions()).isEqualTo(15);
        assertThat(cache.findHeld(due.get(11).id())).contains(due.get(11));
    }

    @Test
    void several_refused_sessions_die_after_their_tries_and_their_listener_is_told_once() {
        List<Session> due = ended(20);
        refuse(due.get(0));
        refuse(due.get(19));
        SessionArchiver archiver = archiver(SETTINGS.withBatch(7).withTries(2).withDeadListener(reported::add));

        assertThat(archiver.runOnce()).isEqualTo(new Run(18, 0, 0, 0));
        assertThat(archiver.runOnce()).as("they are leased").isEqualTo(new Run(0, 0, 0, 0));
        assertThat(reported).isEmpty();
        clock.advance(SETTINGS.lease());
        assertThat(archiver.runOnce()).isEqualTo(new Run(0, 2, 0, 0));
        clock.advance(SETTINGS.lease());
        assertThat(archiver.runOnce()).isEqualTo(new Run(0, 0, 0, 0));

        assertThat(reported).containsExactlyInAnyOrderElementsOf(archiver.dead(10));
        assertThat(reported)
                .hasSize(2)
                .allSatisfy(dead -> assertThat(dead.reason()).contains(dead.id() + " is refused"))
                .allSatisfy(dead -> assertThat(dead.tries()).isEqualTo(2));
        assertThat(archiver.lag()).isEqualTo(new ArchiveLag(0, 0, Duration.ZERO, 2));
        assertThat(archiver.lag().findings()).extracting(Finding::code).containsExactly("dead_sessions");
    }

    @Test
    void a_dead_session_is_archived_when_it_is_revived_and_refused_no_more() {
        Session dead = ended(1).get(0);
        refuse(dead);
        SessionArchiver archiver = archiver(SETTINGS.withTries(1));
        assertThat(archiver.runOnce()).isEqualTo(new Run(0, 1, 0, 0));

        refused.clear();
        assertThat(archiver.runOnce()).isEqualTo(new Run(0, 0, 0, 0));
        assertThat(archiver.revive(dead.id())).isTrue();

        assertThat(archiver.runOnce()).isEqualTo(new Run(1, 0, 0, 0));
        assertThat(archived(dead)).contains(dead);
        assertThat(archiver.dead(10)).isEmpty();
    }

    @Test
    void a_listener_that_fails_keeps_nothing_from_being_archived() {
        List<Session> due = ended(5);
        refuse(due.get(0));
        SessionArchiver archiver = archiver(SETTINGS.withTries(1).withDeadListener(dead -> {
            throw new IllegalStateException("nobody listens");
        }));

        assertThat(archiver.runOnce()).isEqualTo(new Run(4, 1, 0, 0));
    }

    @Test
    void an_archive_that_is_down_costs_no_try_and_leaves_everything_due_as_before() {
        List<Session> due = ended(5);
        clock.advance(Duration.ofMinutes(2));
        faulty.archiveIsDown(true);
        SessionArchiver archiver = archiver(SETTINGS.withTries(1).withDeadListener(reported::add));

        for (int i = 0; i < 10; i++) {
            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(archiver::runOnce);
        }

        assertThat(lag()).isEqualTo(new ArchiveLag(5, 5, Duration.ofMinutes(2), 0));
        assertThat(lag().findings()).extracting(Finding::code).containsExactly("archive_lag");
        faulty.archiveIsDown(false);
        assertThat(archiver.runOnce()).isEqualTo(new Run(due.size(), 0, 0, 0));
        assertThat(reported).isEmpty();
    }

    @Test
    void a_batch_that_is_too_large_for_the_archive_is_followed_by_smaller_ones_and_those_by_larger_ones() {
        ended(40);
        List<Integer> sizes = new ArrayList<>();
        faulty.before("SessionArchive.archive", arguments -> {
            int size = ((Collection<?>) arguments.get(0)).size();
            sizes.add(size);
            if (size > 5) {
                throw FaultyStores.unavailable("a statement of " + size + " sessions");
            }
        });
        SessionArchiver archiver = archiver(SETTINGS.withBatch(16));

        int runs = 1;
        while (!succeeds(archiver)) {
            runs++;
        }

        assertThat(lag()).isEqualTo(ArchiveLag.NONE);
        assertThat(runs).isLessThan(40);
        assertThat(sizes).startsWith(16, 8, 4);
        assertThat(sizes.stream()
                        .filter(size -> size <= 5)
                        .mapToInt(size -> size)
                        .sum())
                .isEqualTo(40);
    }

    @Test
    void one_session_that_the_archive_fails_on_for_no_known_reason_does_not_stand_in_the_way_of_the_others() {
        List<Session> due = ended(20);
        SessionId poison = due.get(0).id();
        faulty.before("SessionArchive.archive", arguments -> ((Collection<?>) arguments.get(0)).forEach(each -> {
            if (each instanceof Session session && session.id().equals(poison)) {
                throw new EsabDataException("a trigger has raised an exception");
            }
        }));
        SessionArchiver archiver = archiver(SETTINGS.withTries(1).withDeadListener(reported::add));

        int runs = 1;
        while (!succeeds(archiver)) {
            runs++;
        }

        assertThat(runs).isLessThan(12);
        assertThat(lag().waiting()).as("the one, under its lease").isEqualTo(1);
        assertThat(reported).as("it was not refused for what it holds").isEmpty();
        faulty.before("SessionArchive.archive", arguments -> {});
        clock.advance(ArchiverSettings.defaults().lease());
        assertThat(archiver.runOnce().archived()).isEqualTo(1);
    }

    @Test
    void a_claim_whose_answer_does_not_come_is_followed_by_a_smaller_one() {
        ended(3);
        List<Object> limits = new ArrayList<>();
        faulty.before("ArchiveQueue.claim", arguments -> {
            limits.add(arguments.get(0));
            if (limits.size() == 1) {
                throw FaultyStores.unavailable("a claim");
            }
        });
        SessionArchiver archiver = archiver(SETTINGS.withBatch(8));

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(archiver::runOnce);
        archiver.runOnce();

        assertThat(limits).containsExactly(8, 4);
    }

    private static boolean succeeds(SessionArchiver archiver) {
        try {
            archiver.runOnce();
            return true;
        } catch (EsabDataException e) {
            return false;
        }
    }

    @Test
    void a_queue_that_cannot_be_repaired_keeps_nothing_from_being_archived() {
        ended(9);
        faulty.fail("ArchiveQueue.repair");
        faulty.answer("ArchiveQueue.claim", () -> {
            Claim claim = stores.sessions().archiveQueue().orElseThrow().claim(2, Duration.ofSeconds(30));
            return new Claim(claim.sessions(), claim.unreadable(), claim.lost(), claim.more(), false);
        });
        SessionArchiver archiver = archiver(SETTINGS.withBatch(2));

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(archiver::runOnce)
                .withMessageContaining("repair");

        assertThat(lag()).isEqualTo(ArchiveLag.NONE);
        assertThat(faulty.calls("ArchiveQueue.repair")).isEqualTo(1);
    }

    @Test
    void all_dead_sessions_are_revived_at_once_and_one_can_be_given_up() {
        List<Session> due = ended(3);
        due.forEach(this::refuse);
        SessionArchiver archiver = archiver(SETTINGS.withTries(1));
        archiver.runOnce();

        assertThat(archiver.discard(due.get(0).id())).isTrue();
        assertThat(archiver.discard(due.get(0).id())).isFalse();
        refused.clear();

        assertThat(archiver.reviveAll()).isEqualTo(2);
        assertThat(archiver.runOnce().archived()).isEqualTo(2);
        assertThat(archive.find(due.get(0).id())).isEmpty();
    }

    @Test
    void a_closed_archiver_runs_no_more() {
        SessionArchiver archiver = archiver(SETTINGS);
        archiver.close();

        assertThatIllegalStateException().isThrownBy(archiver::runOnce);
    }

    @Test
    void when_the_archive_goes_down_between_two_halves_the_rest_is_due_as_before() {
        List<Session> due = ended(8);
        refuse(due.get(0));
        refuseWhatIsRefused(sessions -> {
            if (faulty.calls("SessionArchive.archive") == 4) {
                faulty.archiveIsDown(true);
            }
        });
        SessionArchiver archiver = archiver(SETTINGS);

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(archiver::runOnce);

        assertThat(archive.summary().totalSessions()).isZero();
        assertThat(lag().due()).as("all but the refused one, which is leased").isEqualTo(7);
        faulty.archiveIsDown(false);
        assertThat(archiver.runOnce().archived()).isEqualTo(7);
    }

    @Test
    void when_the_archive_goes_down_before_it_tells_what_was_erased_the_batch_is_due_as_before() {
        Session ended = ended(1).get(0);
        archive.archive(ended);
        faulty.fail("SessionArchive.versionsOf");
        SessionArchiver archiver = archiver(SETTINGS);

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(archiver::runOnce);

        assertThat(lag().due()).isEqualTo(1);
        faulty.answerAsUsual("SessionArchive.versionsOf");
        archiver.runOnce();
        assertThat(lag()).isEqualTo(ArchiveLag.NONE);
    }

    @Test
    void when_nothing_can_be_released_either_the_first_failure_is_told_and_the_lease_runs_out() {
        ended(1);
        faulty.archiveIsDown(true);
        faulty.fail("ArchiveQueue.release");
        SessionArchiver archiver = archiver(SETTINGS);

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(archiver::runOnce)
                .withMessageContaining("SessionArchive.archive")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));

        faulty.archiveIsDown(false);
        assertThat(archiver.runOnce().archived()).isZero();
        clock.advance(SETTINGS.lease());
        assertThat(archiver.runOnce().archived()).isEqualTo(1);
    }

    @Test
    void what_was_not_acknowledged_is_archived_again_which_changes_nothing() {
        Session ended = ended(1).get(0);
        faulty.fail("ArchiveQueue.acknowledge");
        SessionArchiver archiver = archiver(SETTINGS);
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(archiver::runOnce);
        assertThat(archived(ended)).contains(ended);

        faulty.answerAsUsual("ArchiveQueue.acknowledge");
        clock.advance(SETTINGS.lease());
        assertThat(archiver.runOnce()).isEqualTo(new Run(0, 0, 0, 0));
        assertThat(lag()).isEqualTo(ArchiveLag.NONE);
    }

    @Test
    void what_the_cache_has_lost_is_counted_and_told() {
        claimOnce(new Claim(List.of(), List.of(), Set.of(SessionId.of("a"), SessionId.of("b")), false, true));
        SessionArchiver archiver = archiver(SETTINGS);
        assertThat(archiver.findings()).isEmpty();

        assertThat(archiver.runOnce()).isEqualTo(new Run(0, 0, 2, 0));

        assertThat(archiver.runOnce()).isEqualTo(new Run(0, 0, 0, 0));
        assertThat(archiver.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("sessions_lost");
            assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
            assertThat(finding.message()).startsWith("2 sessions");
        });
    }

    @Test
    void the_metrics_count_what_it_has_done_since_it_was_made() {
        SessionArchiver archiver = archiver(SETTINGS.withTries(1));
        assertThat(counts(archiver)).containsExactly(0.0, 0.0, 0.0, 0.0);
        start();
        clock.advance(DELAY);
        archiver.runOnce();
        clock.advance(TIME_TO_LIVE.plusMillis(1));
        List<Session> due = ended(3);
        refuse(due.get(1));
        archiver.runOnce();
        claimOnce(new Claim(List.of(), List.of(), Set.of(SessionId.of("a"), SessionId.of("b")), false, true));
        archiver.runOnce();

        assertThat(archiver.metrics())
                .extracting(Metric::name)
                .containsExactly(
                        "archiver_archived_sessions",
                        "archiver_dead_sessions",
                        "archiver_lost_sessions",
                        "archiver_abandoned_sessions");
        assertThat(counts(archiver)).containsExactly(3.0, 1.0, 2.0, 1.0);
    }

    private static List<Double> counts(SessionArchiver archiver) {
        return archiver.metrics().stream()
                .map(metric -> metric.value().orElseThrow())
                .toList();
    }

    @Test
    void a_queue_that_was_lost_is_repaired_once_and_what_comes_back_is_archived() {
        ended(3);
        claimOnce(new Claim(List.of(), List.of(), Set.of(), false, false));

        assertThat(archiver(SETTINGS).runOnce().archived()).isEqualTo(3);

        assertThat(faulty.calls("ArchiveQueue.repair")).isEqualTo(1);
    }

    @Test
    void a_queue_that_cannot_be_repaired_is_tried_again_by_the_next_run_only() {
        faulty.answer("ArchiveQueue.claim", () -> new Claim(List.of(), List.of(), Set.of(), false, false));

        archiver(SETTINGS).runOnce();

        assertThat(faulty.calls("ArchiveQueue.repair")).isEqualTo(1);
        assertThat(faulty.calls("ArchiveQueue.claim")).isEqualTo(2);
    }

    @Test
    void when_the_repair_fails_what_was_claimed_is_archived_or_due_as_before() {
        ended(2);
        Claim whole = stores.sessions().archiveQueue().orElseThrow().claim(10, SETTINGS.lease());
        claimOnce(new Claim(whole.sessions(), List.of(), Set.of(), false, false));
        faulty.fail("ArchiveQueue.repair");

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> archiver(SETTINGS).runOnce());

        assertThat(archive.summary().totalSessions() + lag().due()).isEqualTo(2);
    }

    @Test
    void a_damaged_record_is_buried_and_one_of_a_newer_library_left_to_that() {
        Session damaged = ended(1).get(0);
        Session newer = ended(1).get(0);
        claimOnce(new Claim(
                List.of(),
                List.of(
                        new Unreadable(damaged.id(), "half a record", false),
                        new Unreadable(newer.id(), "schema 2", true)),
                Set.of(),
                false,
                true));

        assertThat(archiver(SETTINGS.withTries(1).withDeadListener(reported::add))
                        .runOnce())
                .isEqualTo(new Run(0, 1, 0, 0));

        assertThat(reported).containsExactly(new DeadSession(damaged.id(), 1, "half a record"));
        assertThat(faulty.calls("ArchiveQueue.bury")).isEqualTo(1);
    }

    @Test
    void active_records_whose_session_is_gone_become_abandoned_batch_by_batch() {
        List<Session> past = IntStream.range(0, 5).mapToObj(i -> start()).toList();
        Session touched = start();
        clock.advance(DELAY);
        SessionArchiver archiver = archiver(SETTINGS.withBatch(2));
        assertThat(archiver.runOnce()).isEqualTo(new Run(6, 0, 0, 0));
        clock.advance(TIME_TO_LIVE.minus(DELAY).minusMillis(1));
        assertThat(cache.touch(touched.id())).isTrue();
        assertThat(archiver.runOnce().abandoned()).as("their time is not up").isZero();
        clock.advance(DELAY.plusMillis(2));

        assertThat(archiver.runOnce()).isEqualTo(new Run(0, 0, 0, 5));

        assertThat(past).allSatisfy(session -> {
            ArchivedSession record = archive.find(session.id()).orElseThrow();
            assertThat(record.status()).isEqualTo(SessionStatus.ABANDONED);
            assertThat(record.expired()).isTrue();
            assertThat(record.version()).isEqualTo(session.version());
        });
        assertThat(archive.find(touched.id()).orElseThrow().status()).isEqualTo(SessionStatus.ACTIVE);
        assertThat(archiver.runOnce().abandoned()).isZero();
    }

    @Test
    void while_the_cache_cannot_be_asked_nothing_becomes_abandoned() {
        Session past = start();
        clock.advance(DELAY);
        SessionArchiver archiver = archiver(SETTINGS);
        archiver.runOnce();
        clock.advance(TIME_TO_LIVE.multipliedBy(2));
        faulty.fail("SessionCache.liveAmong");

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(archiver::runOnce);

        assertThat(archive.find(past.id()).orElseThrow().status()).isEqualTo(SessionStatus.ACTIVE);
        faulty.answerAsUsual("SessionCache.liveAmong");
        assertThat(archiver.runOnce().abandoned()).isEqualTo(1);
    }

    @Test
    void in_the_background_it_archives_and_sweeps_until_it_is_closed() throws Exception {
        Session past = start();
        clock.advance(DELAY);
        archiver(SETTINGS).runOnce();
        clock.advance(TIME_TO_LIVE.multipliedBy(2));
        Session ended = ended(1).get(0);
        AtomicReference<Thread> working = threadOf("ArchiveQueue.claim");
        SessionArchiver archiver = archiver(SETTINGS.withSweepInterval(Duration.ofMillis(1)));

        archiver.start();
        archiver.start();
        await(() -> archive.find(past.id()).orElseThrow().expired()
                && archived(ended).isPresent());
        archiver.close();

        assertThat(working.get().isAlive()).isFalse();
        assertThat(working.get().isDaemon()).isTrue();
        assertThat(archived(ended)).contains(ended);
        assertThat(archive.find(past.id()).orElseThrow().expired()).isTrue();
        long claims = faulty.calls("ArchiveQueue.claim");
        archiver.start();
        archiver.close();
        assertThat(faulty.calls("ArchiveQueue.claim")).as("closed is closed").isEqualTo(claims);
    }

    @Test
    void in_the_background_it_tries_again_after_failures_and_says_so_meanwhile() throws Exception {
        ended(1);
        AtomicReference<Thread> working = threadOf("ArchiveQueue.claim");
        faulty.archiveIsDown(true);
        SessionArchiver archiver = archiver(SETTINGS);
        assertThat(archiver.findings()).isEmpty();

        archiver.start();
        await(() -> faulty.calls("SessionArchive.archive") >= 5);
        await(() -> !archiver.findings().isEmpty());

        assertThat(archiver.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("archiver_failing");
            assertThat(finding.message()).contains("SessionArchive.archive was refused");
        });
        faulty.archiveIsDown(false);
        await(() -> archiver.findings().isEmpty());
        assertThat(archive.summary().totalSessions()).isEqualTo(1);
        archiver.close();
        assertThat(working.get().isAlive()).isFalse();
    }

    @Test
    void a_long_pause_after_a_failure_does_not_keep_it_from_closing() throws Exception {
        AtomicReference<Thread> working = threadOf("ArchiveQueue.claim");
        faulty.fail("ArchiveQueue.claim");
        SessionArchiver archiver = archiver(SETTINGS.withPauses(Duration.ofDays(1), Duration.ofDays(2)));

        archiver.start();
        await(() -> !archiver.findings().isEmpty());
        archiver.close();

        assertThat(faulty.calls("ArchiveQueue.claim")).isEqualTo(1);
        assertThat(working.get().isAlive()).isFalse();
    }

    @Test
    void pauses_and_intervals_of_any_length_are_taken() throws Exception {
        Duration centuries = Duration.ofDays(365_000);
        faulty.fail("ArchiveQueue.claim");
        ended(1);
        SessionArchiver archiver =
                archiver(SETTINGS.withPauses(Duration.ofMillis(1), centuries).withSweepInterval(centuries));

        archiver.start();
        await(() -> faulty.calls("ArchiveQueue.claim") >= 2);
        faulty.answerAsUsual("ArchiveQueue.claim");

        await(() -> archive.summary().totalSessions() == 1);
    }

    @Test
    void an_error_in_the_background_is_told_and_does_not_end_the_work() throws Exception {
        ended(1);
        faulty.answer("ArchiveQueue.claim", () -> {
            throw new NoClassDefFoundError("something of the driver");
        });
        SessionArchiver archiver = archiver(SETTINGS);

        archiver.start();
        await(() -> !archiver.findings().isEmpty());

        assertThat(archiver.findings()).extracting(Finding::code).containsExactly("archiver_failing");
        faulty.answerAsUsual("ArchiveQueue.claim");
        await(() -> archive.summary().totalSessions() == 1);
    }

    @Test
    void a_thread_that_was_interrupted_starts_it_all_the_same() throws Exception {
        ended(1);
        SessionArchiver archiver = archiver(SETTINGS);

        Thread.currentThread().interrupt();
        archiver.start();
        assertThat(Thread.interrupted()).isTrue();

        await(() -> archive.summary().totalSessions() == 1);
    }

    @Test
    void closing_waits_for_the_batch_at_hand() throws Exception {
        ended(1);
        CountDownLatch archiving = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        faulty.beforeNext("SessionArchive.archive", () -> {
            archiving.countDown();
            awaitUninterrupted(goOn);
        });
        SessionArchiver archiver = archiver(SETTINGS);
        archiver.start();
        assertThat(archiving.await(SOON, TimeUnit.SECONDS)).isTrue();

        Thread closing = new Thread(archiver::close);
        closing.start();
        goOn.countDown();
        closing.join();

        assertThat(archive.summary().totalSessions()).isEqualTo(1);
        assertThat(lag()).isEqualTo(ArchiveLag.NONE);
    }

    @Test
    void settings_that_cannot_work_are_refused() {
        ArchiverSettings settings = ArchiverSettings.defaults();

        assertThatIllegalArgumentException().isThrownBy(() -> settings.withBatch(0));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withBatch(10_001));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withLease(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withTries(0));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withSweepInterval(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withPauses(Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withPauses(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }

    private SessionArchiver archiver(ArchiverSettings settings) {
        SessionArchiver archiver = new SessionArchiver(
                faulty.sessions().sessions(),
                faulty.sessions().archiveQueue().orElseThrow(),
                faulty.archive().archive(),
                TIME_TO_LIVE,
                settings);
        opened.add(archiver);
        return archiver;
    }

    private Session start() {
        return cache.create(Session.begin(SessionId.random(), Optional.of(UserId.of("anna")), clock.instant()));
    }

    /** In the order in which they are due. */
    private List<Session> ended(int number) {
        List<Session> ended = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Session session = cache.create(Session.begin(
                    SessionId.of("s%03d-%s".formatted(i, SessionId.random())), Optional.empty(), clock.instant()));
            ended.add(cache.save(session.withStatus(SessionStatus.COMPLETED)));
        }
        return ended;
    }

    private void refuse(Session session) {
        refused.add(session.id());
        refuseWhatIsRefused(sessions -> {});
    }

    private void refuseWhatIsRefused(Consumer<Collection<?>> besides) {
        faulty.before("SessionArchive.archive", arguments -> {
            Collection<?> sessions = (Collection<?>) arguments.get(0);
            besides.accept(sessions);
            for (Object each : sessions) {
                if (each instanceof Session session && refused.contains(session.id())) {
                    throw new RefusedRecordException(session.id() + " is refused");
                }
            }
        });
    }

    private void claimOnce(Claim claim) {
        faulty.answer("ArchiveQueue.claim", () -> {
            faulty.answerAsUsual("ArchiveQueue.claim");
            return claim;
        });
    }

    private ArchiveLag lag() {
        return stores.sessions().archiveQueue().orElseThrow().lag();
    }

    private Optional<Session> archived(Session session) {
        return archive.find(session.id()).flatMap(ArchivedSession::session);
    }

    private AtomicReference<Thread> threadOf(String call) {
        AtomicReference<Thread> thread = new AtomicReference<>();
        faulty.before(call, arguments -> thread.set(Thread.currentThread()));
        return thread;
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(SOON, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SOON);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).isNegative();
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }
}
