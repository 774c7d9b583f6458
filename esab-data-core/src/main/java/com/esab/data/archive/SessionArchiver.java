package com.esab.data.archive;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.RefusedRecordException;
import com.esab.data.health.Finding;
import com.esab.data.health.Finding.Severity;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.ArchiveQueue.Claim;
import com.esab.data.session.ArchiveQueue.Claimed;
import com.esab.data.session.ArchiveQueue.Unreadable;
import com.esab.data.session.DeadSession;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the cache owes to the archive, and marks sessions as abandoned whose time is up.
 *
 * <p>It may be stopped or fail anywhere: what was not acknowledged is archived again, which changes nothing the second
 * time. Any number of archivers, in any number of programs, may work on the same stores. Safe for use by many threads.
 */
public final class SessionArchiver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SessionArchiver.class);
    private static final Duration STOPPING = Duration.ofSeconds(10);

    private final SessionCache cache;
    private final ArchiveQueue queue;
    private final SessionArchive archive;
    private final Duration sessionTimeToLive;
    private final ArchiverSettings settings;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong lost = new AtomicLong();
    private volatile @Nullable Thread thread;
    private volatile Optional<Throwable> failure = Optional.empty();

    /**
     * An archiver between these two stores, which does nothing by itself before {@link #start}.
     *
     * @param sessionTimeToLive how long a session lives in the cache after its last save
     */
    public SessionArchiver(
            SessionCache cache,
            ArchiveQueue queue,
            SessionArchive archive,
            Duration sessionTimeToLive,
            ArchiverSettings settings) {
        this.cache = cache;
        this.queue = queue;
        this.archive = archive;
        this.sessionTimeToLive = sessionTimeToLive;
        this.settings = settings;
    }

    /**
     * Archives all sessions that are due, then sweeps: active records in the archive whose session the cache no longer has
     * become abandoned.
     *
     * <p>Each batch costs one claim, one statement and one acknowledgement. A batch that the archive refuses is halved until
     * the refused session is found. The sweep costs one statement, and for each batch of candidates one round trip and two
     * statements.
     *
     * @throws com.esab.data.error.StoreUnavailableException when a store does not answer; what was claimed is due as before
     */
    public Run runOnce() {
        return handOver().plus(sweep());
    }

    private Run handOver() {
        Run run = Run.NOTHING;
        boolean repaired = false;
        boolean again;
        do {
            Claim claim = queue.claim(settings.batch(), settings.lease());
            again = claim.more();
            report(claim.lost());
            run = run.plus(new Run(0, 0, claim.lost().size(), 0)).plus(archive(claim));
            if (!claim.intact() && !repaired) {
                long found = queue.repair();
                LOG.info("the queue of sessions to be archived was missing; {} sessions were put back on it", found);
                repaired = true;
                again = true;
            }
        } while (again && !isClosing());
        return run;
    }

    private void report(Set<SessionId> gone) {
        if (!gone.isEmpty()) {
            lost.addAndGet(gone.size());
            LOG.warn("{} sessions were due for the archive, but the cache has lost them: {}", gone.size(), gone);
        }
    }

    private Run archive(Claim claim) {
        Run run = archive(claim.sessions());
        for (Unreadable unreadable : claim.unreadable()) {
            if (unreadable.newerSchema()) {
                LOG.warn("{}: left to an archiver of a newer version of this library", unreadable.reason());
            } else {
                run = run.plus(bury(unreadable.id(), 0, unreadable.reason()));
            }
        }
        return run;
    }

    private Run archive(List<Claimed> batch) {
        if (batch.isEmpty()) {
            return Run.NOTHING;
        }
        List<Session> sessions = batch.stream().map(Claimed::session).toList();
        Set<SessionId> written;
        Set<SessionId> erased;
        try {
            written = archive.archive(sessions);
            erased = erasedAmong(sessions, written);
        } catch (RefusedRecordException | CorruptRecordException | IllegalArgumentException e) {
            if (batch.size() == 1) {
                Session refused = sessions.get(0);
                return bury(refused.id(), refused.version(), String.valueOf(e.getMessage()));
            }
            return archiveHalves(batch);
        } catch (RuntimeException e) {
            release(batch, e);
            throw e;
        }
        acknowledge(sessions, erased);
        return new Run(written.size(), 0, 0, 0);
    }

    private Run archiveHalves(List<Claimed> batch) {
        int half = batch.size() / 2;
        List<Claimed> second = batch.subList(half, batch.size());
        Run run;
        try {
            run = archive(batch.subList(0, half));
        } catch (RuntimeException e) {
            release(second, e);
            throw e;
        }
        return run.plus(archive(second));
    }

    /** The lease runs out anyway. */
    private void release(List<Claimed> batch, RuntimeException failed) {
        try {
            queue.release(batch);
        } catch (RuntimeException e) {
            failed.addSuppressed(e);
        }
    }

    /** What was not written is archived in this or a higher version, or its user was erased after it was claimed. */
    private Set<SessionId> erasedAmong(List<Session> sessions, Set<SessionId> written) {
        if (written.size() == sessions.size()) {
            return Set.of();
        }
        Set<SessionId> others = sessions.stream().map(Session::id).collect(Collectors.toCollection(HashSet::new));
        others.removeAll(written);
        return archive.tombstonesAmong(others);
    }

    private void acknowledge(List<Session> sessions, Set<SessionId> erased) {
        erased.forEach(cache::delete);
        queue.acknowledge(sessions.stream()
                .filter(session -> !erased.contains(session.id()))
                .toList());
    }

    private Run bury(SessionId id, long version, String reason) {
        LOG.warn("session {} cannot be archived: {}", id, reason);
        if (!queue.bury(id, version, reason, settings.tries())) {
            return Run.NOTHING;
        }
        try {
            settings.deadListener().accept(new DeadSession(id, settings.tries(), reason));
        } catch (RuntimeException e) {
            LOG.error("the listener for dead sessions failed", e);
        }
        return new Run(0, 1, 0, 0);
    }

    private Run sweep() {
        int abandoned = 0;
        Optional<SessionId> last = Optional.empty();
        SortedMap<SessionId, Long> quiet;
        do {
            quiet = archive.quietFor(sessionTimeToLive, last, settings.batch());
            if (quiet.isEmpty()) {
                break;
            }
            last = Optional.of(quiet.lastKey());
            SortedMap<SessionId, Long> gone = new TreeMap<>(quiet);
            gone.keySet().removeAll(cache.liveAmong(quiet.keySet()));
            abandoned += gone.isEmpty() ? 0 : archive.abandon(gone);
        } while (quiet.size() == settings.batch() && !isClosing());
        return new Run(0, 0, 0, abandoned);
    }

    /** How far the archive is behind. One round trip. */
    public ArchiveLag lag() {
        return queue.lag();
    }

    /** The sessions that the archive refused for the last time, by id; at most this many. One round trip. */
    public List<DeadSession> dead(int limit) {
        return queue.dead(limit);
    }

    /** Makes a dead session due at once, with all its tries; false when it is not dead. One round trip. */
    public boolean revive(SessionId id) {
        return queue.revive(id);
    }

    /** What an operator should know about this archiver since it was made; asks no store. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        failure.ifPresent(e -> findings.add(new Finding(
                Severity.WARNING,
                "archiver_failing",
                "sessions cannot be handed over to the archive, they are kept meanwhile: " + e.getMessage())));
        if (lost.get() > 0) {
            findings.add(
                    new Finding(
                            Severity.WARNING,
                            "sessions_lost",
                            lost.get()
                                    + " sessions were dropped by the cache before they were archived: look at its eviction policy"));
        }
        return findings;
    }

    /** Begins to work in a daemon thread of its own, unless it does so already. */
    public synchronized void start() {
        if (thread == null && closing.getCount() > 0) {
            Thread working = new Thread(this::work, "esab-data-archiver");
            working.setDaemon(true);
            thread = working;
            working.start();
        }
    }

    private void work() {
        int failures = 0;
        long sweepInterval = TimeUnit.NANOSECONDS.convert(settings.sweepInterval());
        long nextSweep = System.nanoTime() + sweepInterval;
        while (!isClosing()) {
            try {
                handOver();
                if (System.nanoTime() - nextSweep >= 0) {
                    sweep();
                    nextSweep = System.nanoTime() + sweepInterval;
                }
                if (failures > 0) {
                    LOG.info("sessions are handed over to the archive again");
                }
                failures = 0;
                failure = Optional.empty();
            } catch (RuntimeException | Error e) {
                if (failures == 0 && !isClosing()) {
                    LOG.warn("sessions cannot be handed over to the archive, they are kept and tried again", e);
                }
                failures++;
                failure = Optional.of(e);
            }
            pauseAfter(failures);
        }
    }

    private void pauseAfter(int failures) {
        long usual = TimeUnit.NANOSECONDS.convert(settings.pause());
        long longest = TimeUnit.NANOSECONDS.convert(settings.longestPause());
        int doublings = Math.min(failures, 20);
        long pause = usual > longest >> doublings ? longest : usual << doublings;
        // so that several archivers do not come back all at once
        long jitter = failures == 0 ? 0 : ThreadLocalRandom.current().nextLong(1 + pause / 2);
        try {
            closing.await(pause - jitter, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0 || Thread.currentThread().isInterrupted();
    }

    /** Stops after the batch at hand; what is not archived stays due. */
    @Override
    public void close() {
        closing.countDown();
        Thread working = thread;
        if (working == null || working == Thread.currentThread()) {
            return;
        }
        try {
            working.join(STOPPING.toMillis());
            if (working.isAlive()) {
                working.interrupt();
            }
        } catch (InterruptedException e) {
            working.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What one run did.
     *
     * @param archived how many sessions were written to the archive
     * @param dead how many were refused for the last time
     * @param lost how many were due, but no longer in the cache
     * @param abandoned how many records were marked as abandoned
     */
    public record Run(int archived, int dead, int lost, int abandoned) {

        static final Run NOTHING = new Run(0, 0, 0, 0);

        Run plus(Run other) {
            return new Run(
                    archived + other.archived, dead + other.dead, lost + other.lost, abandoned + other.abandoned);
        }
    }
}
