package com.esab.data.archive;

import com.esab.data.archive.SessionArchiver.Run;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.RefusedRecordException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.internal.text.Texts;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.ArchiveQueue.Claim;
import com.esab.data.session.ArchiveQueue.Claimed;
import com.esab.data.session.ArchiveQueue.Unreadable;
import com.esab.data.session.DeadSession;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is due from the cache to the archive, batch by batch.
 *
 * <p>A batch that fails as a whole makes the next one half as large, down to a single session, and each success doubles it
 * again: so what the archive can take in time is found, and one session that it can never take does not stand in the way of
 * the others.
 */
final class HandOver {

    private static final Logger LOG = LoggerFactory.getLogger(SessionArchiver.class);

    private final SessionCache cache;
    private final ArchiveQueue queue;
    private final SessionArchive archive;
    private final ArchiverSettings settings;
    private final AtomicInteger batch;
    private final AtomicLong archived = new AtomicLong();
    private final AtomicLong dead = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    HandOver(SessionCache cache, ArchiveQueue queue, SessionArchive archive, ArchiverSettings settings) {
        this.cache = cache;
        this.queue = queue;
        this.archive = archive;
        this.settings = settings;
        this.batch = new AtomicInteger(settings.batch());
    }

    Pass pass() {
        return new Pass();
    }

    /** How many sessions were written to the archive. */
    long archived() {
        return archived.get();
    }

    /** How many sessions were refused for the last time. */
    long dead() {
        return dead.get();
    }

    /** How many sessions were due, but no longer in the cache. */
    long lost() {
        return lost.get();
    }

    private void grow() {
        batch.updateAndGet(size -> (int) Math.min(settings.batch(), 2L * size));
    }

    private void shrinkBelow(int failed) {
        batch.updateAndGet(size -> Math.min(size, Math.max(1, failed / 2)));
    }

    /** Batches one after the other, until nothing is due; repairs the queue at most once. */
    final class Pass {

        private boolean repaired;
        private Optional<RuntimeException> notRepaired = Optional.empty();
        private boolean more = true;

        private Pass() {}

        /** Whether something may still be due. */
        boolean hasNext() {
            return more;
        }

        Run next() {
            int limit = batch.get();
            Claim claim;
            try {
                claim = queue.claim(limit, settings.lease());
            } catch (RuntimeException e) {
                // its answer may have been too large to come in time
                shrinkBelow(limit);
                throw e;
            }
            more = claim.more();
            report(claim.lost());
            Run run = new Run(0, 0, claim.lost().size(), 0)
                    .plus(archive(claim.sessions(), limit))
                    .plus(bury(claim.unreadable()));
            if (!claim.intact() && !repaired) {
                repaired = true;
                repair();
            }
            return run;
        }

        private void repair() {
            try {
                long found = queue.repair();
                LOG.info("the queue of sessions to be archived was missing; {} sessions were put back on it", found);
                more = true;
            } catch (RuntimeException e) {
                notRepaired = Optional.of(e);
            }
        }

        /** Throws what kept the queue from being repaired, now that all that was on it is archived. */
        void end() {
            notRepaired.ifPresent(e -> {
                throw e;
            });
        }
    }

    private void report(Set<SessionId> gone) {
        if (!gone.isEmpty()) {
            lost.addAndGet(gone.size());
            LOG.warn("{} sessions were due for the archive, but the cache has lost them: {}", gone.size(), gone);
        }
    }

    private Run archive(List<Claimed> claimed, int limit) {
        if (claimed.isEmpty()) {
            return Run.NOTHING;
        }
        Set<Claimed> left = new LinkedHashSet<>(claimed);
        Run run;
        try {
            run = archive(claimed, left);
        } catch (RuntimeException e) {
            shrinkBelow(limit);
            // a session that fails alone is left to its lease: others come first meanwhile
            if (limit > 1 || e instanceof StoreUnavailableException) {
                release(left, e);
            }
            throw e;
        }
        grow();
        return run;
    }

    /** The lease runs out anyway. */
    private void release(Set<Claimed> left, RuntimeException failed) {
        try {
            queue.release(left);
        } catch (RuntimeException e) {
            failed.addSuppressed(e);
        }
    }

    /** @param left what is not settled yet */
    private Run archive(List<Claimed> part, Set<Claimed> left) {
        List<Session> sessions = part.stream().map(Claimed::session).toList();
        Set<SessionId> written;
        try {
            written = archive.archive(sessions);
            archived.addAndGet(written.size());
        } catch (RefusedRecordException | CorruptRecordException | IllegalArgumentException e) {
            if (part.size() == 1) {
                Session refused = sessions.get(0);
                Run buried = bury(refused.id(), refused.version(), String.valueOf(e.getMessage()));
                part.forEach(left::remove);
                return buried;
            }
            int half = part.size() / 2;
            return archive(part.subList(0, half), left).plus(archive(part.subList(half, part.size()), left));
        }
        Set<SessionId> erased = erasedAmong(sessions, written);
        if (!erased.isEmpty()) {
            LOG.info("{} sessions of erased users were still in the cache, and are deleted: {}", erased.size(), erased);
            erased.forEach(cache::delete);
        }
        queue.acknowledge(sessions.stream()
                .filter(session -> !erased.contains(session.id()))
                .toList());
        part.forEach(left::remove);
        return new Run(written.size(), 0, 0, 0);
    }

    /** What was not written is archived in this or a higher version, or its user was erased. */
    private Set<SessionId> erasedAmong(List<Session> sessions, Set<SessionId> written) {
        if (written.size() == sessions.size()) {
            return Set.of();
        }
        Set<SessionId> others = sessions.stream().map(Session::id).collect(Collectors.toCollection(HashSet::new));
        others.removeAll(written);
        Map<SessionId, Long> archived = archive.versionsOf(others);
        others.removeIf(id -> archived.getOrDefault(id, 0L) != ArchivedSession.TOMBSTONE_VERSION);
        return others;
    }

    private Run bury(List<Unreadable> unreadable) {
        Run run = Run.NOTHING;
        for (Unreadable session : unreadable) {
            if (session.newerSchema()) {
                LOG.warn("{}: left to an archiver of a newer version of this library", session.reason());
            } else {
                run = run.plus(bury(session.id(), 0, session.reason()));
            }
        }
        return run;
    }

    private Run bury(SessionId id, long version, String why) {
        // whoever could not read or store a text may repeat it
        String reason = Texts.isStorable(why) ? why : Texts.printable(why);
        LOG.warn("session {} cannot be archived: {}", id, reason);
        if (!queue.bury(id, version, reason, settings.tries())) {
            return Run.NOTHING;
        }
        dead.incrementAndGet();
        try {
            settings.deadListener().accept(new DeadSession(id, settings.tries(), reason));
        } catch (RuntimeException e) {
            LOG.error("the listener for dead sessions failed", e);
        }
        return new Run(0, 1, 0, 0);
    }
}
