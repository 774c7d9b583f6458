package com.esab.data.archive;

import com.esab.data.health.Finding;
import com.esab.data.health.Finding.Severity;
import com.esab.data.metrics.Metric;
import com.esab.data.metrics.Metric.Reading;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.DeadSession;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
    private static final int REVIVED_AT_ONCE = 1_000;

    /** So that a long queue does not keep the sweep waiting for long. */
    private static final int BATCHES_IN_A_ROW = 50;

    private final SessionCache cache;
    private final ArchiveQueue queue;
    private final SessionArchive archive;
    private final Duration sessionTimeToLive;
    private final ArchiverSettings settings;
    private final HandOver handOver;
    private final AtomicLong abandoned = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
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
        this.handOver = new HandOver(cache, queue, archive, settings);
    }

    /**
     * Archives all sessions that are due, then sweeps: active records in the archive whose session the cache no longer has
     * become abandoned.
     *
     * <p>Each batch costs one claim, one statement and one acknowledgement. A batch that the archive refuses is halved until
     * the refused session is found. Where the archive has not written a session, since it was there or its user was erased,
     * one more statement tells which. The sweep costs one statement, and for each batch of candidates one round trip and two
     * statements.
     *
     * @throws com.esab.data.error.StoreUnavailableException when a store does not answer; what was claimed is due as before, or
     *     when its lease runs out
     * @throws IllegalStateException when this archiver was closed
     */
    public Run runOnce() {
        if (isClosing()) {
            throw new IllegalStateException("the archiver was closed");
        }
        Run run = Run.NOTHING;
        HandOver.Pass pass = handOver.pass();
        while (pass.hasNext() && !isClosing()) {
            run = run.plus(pass.next());
        }
        pass.end();
        return run.plus(sweep());
    }

    private Run sweep() {
        int count = 0;
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
            int marked = gone.isEmpty() ? 0 : archive.abandon(gone);
            abandoned.addAndGet(marked);
            count += marked;
        } while (quiet.size() == settings.batch() && !isClosing());
        return new Run(0, 0, 0, count);
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

    /** Makes all dead sessions due at once; how many there were. One round trip for each, and one for every thousand. */
    public long reviveAll() {
        long revived = 0;
        List<DeadSession> dead;
        do {
            dead = queue.dead(REVIVED_AT_ONCE);
            for (DeadSession session : dead) {
                revived += queue.revive(session.id()) ? 1 : 0;
            }
        } while (dead.size() == REVIVED_AT_ONCE);
        return revived;
    }

    /**
     * Gives a dead session up: what the cache holds of it is deleted, what was archived before stays. False when the cache
     * does not hold it. One round trip.
     */
    public boolean discard(SessionId id) {
        return cache.delete(id);
    }

    /** What an operator should know about this archiver since it was made; asks no store. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        failure.ifPresent(e -> findings.add(new Finding(
                Severity.WARNING,
                "archiver_failing",
                "sessions cannot be handed over to the archive, they are kept meanwhile: " + e.getMessage())));
        if (handOver.lost() > 0) {
            findings.add(
                    new Finding(
                            Severity.WARNING,
                            "sessions_lost",
                            handOver.lost()
                                    + " sessions were dropped by the cache before they were archived: look at its eviction policy"));
        }
        return findings;
    }

    /** What this archiver has done since it was made, under names that begin with {@code archiver_}; asks no store. */
    public List<Metric> metrics() {
        return List.of(
                Metric.counter("archiver_archived_sessions", Reading.of(handOver.archived())),
                Metric.counter("archiver_dead_sessions", Reading.of(handOver.dead())),
                Metric.counter("archiver_lost_sessions", Reading.of(handOver.lost())),
                Metric.counter("archiver_abandoned_sessions", Reading.of(abandoned.get())));
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
        HandOver.Pass pass = handOver.pass();
        while (!isClosing()) {
            try {
                for (int i = 0; i < BATCHES_IN_A_ROW && pass.hasNext() && !isClosing(); i++) {
                    pass.next();
                    failures = recoveredFrom(failures);
                }
                if (System.nanoTime() - nextSweep >= 0) {
                    sweep();
                    nextSweep = System.nanoTime() + sweepInterval;
                }
                if (pass.hasNext()) {
                    continue;
                }
                pass.end();
            } catch (RuntimeException | Error e) {
                if (failures == 0 && !isClosing()) {
                    LOG.warn("sessions cannot be handed over to the archive, they are kept and tried again", e);
                }
                failures++;
                failure = Optional.of(e);
            }
            pass = handOver.pass();
            pauseAfter(failures);
        }
    }

    private int recoveredFrom(int failures) {
        if (failures > 0) {
            LOG.info("sessions are handed over to the archive again");
            failure = Optional.empty();
        }
        return 0;
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
            // only closing ends it
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
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
