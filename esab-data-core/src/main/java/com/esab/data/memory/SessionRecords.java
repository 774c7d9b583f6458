package com.esab.data.memory;

import com.esab.data.error.ConflictException;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.ArchiveQueue.Claim;
import com.esab.data.session.ArchiveQueue.Claimed;
import com.esab.data.session.DeadSession;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.Arguments;
import com.esab.data.store.SessionInspection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records of sessions and the queue of those that are not archived, changed together.
 *
 * <p>Sessions are kept as their documents say, so that what comes back is what a real cache would give back. Without a
 * checkpoint delay there is no queue.
 */
final class SessionRecords {

    /** Follows every other time: a dead session is never due. */
    private static final Instant NEVER = Instant.MAX;

    private static final Duration HOLDING = Duration.ofMinutes(1);
    private static final int SMALL = 100;

    private final Clock clock;
    private final Duration timeToLive;
    private final Optional<Duration> checkpointDelay;
    private final Map<SessionId, Held> held = new HashMap<>();
    private final Map<SessionId, Instant> due = new HashMap<>();
    private final Map<SessionId, Refusal> refused = new HashMap<>();
    /** How many records there may be before those that have expired are removed. */
    private int cleanAt = SMALL;

    SessionRecords(Clock clock, Duration timeToLive, Optional<Duration> checkpointDelay) {
        this.clock = clock;
        this.timeToLive = timeToLive;
        this.checkpointDelay = checkpointDelay;
    }

    synchronized Session create(Session session) {
        Arguments.beginning(session);
        Held before = present(session.id());
        if (before != null) {
            throw new ConflictException("session " + session.id(), 0, before.version());
        }
        return keep(session, 0);
    }

    synchronized Session save(Session session) {
        Held before = present(session.id());
        if (before == null || !isLive(before)) {
            throw Arguments.notLive(session.id());
        }
        requireVersion(session, session.version(), before);
        return keep(session, before.version());
    }

    synchronized Session restore(Session session, long heldVersion) {
        Arguments.restorable(session);
        Held before = present(session.id());
        long stored = before == null ? 0 : before.version();
        if (stored != heldVersion || before != null && isLive(before)) {
            throw new ConflictException("session " + session.id(), heldVersion, stored);
        }
        return keep(session, Math.max(stored, session.version()));
    }

    synchronized void hold(Session session) {
        Arguments.restorable(session);
        Session read =
                Session.fromJson(session.withStatus(SessionStatus.ABANDONED).toJson());
        if (present(session.id()) == null) {
            held.put(session.id(), new Held(read, Instant.MIN, clock.instant().plus(HOLDING)));
        }
    }

    private static void requireVersion(Session session, long version, Held before) {
        if (before.version() != version) {
            throw new ConflictException("session " + session.id(), version, before.version());
        }
    }

    private Session keep(Session session, long storedVersion) {
        Instant now = clock.instant();
        boolean ended = session.status() != SessionStatus.ACTIVE;
        Session saved = session.saved(Math.max(storedVersion + 1, now.toEpochMilli()), now);
        held.put(saved.id(), new Held(Session.fromJson(saved.toJson()), now.plus(timeToLive)));
        checkpointDelay.ifPresent(delay -> dueNoLaterThan(saved.id(), ended ? now : now.plus(delay)));
        if (held.size() > cleanAt) {
            held.keySet().removeIf(id -> present(id) == null);
            cleanAt = 2 * held.size() + SMALL;
        }
        return saved;
    }

    private void dueNoLaterThan(SessionId id, Instant time) {
        due.merge(id, time, (one, other) -> one.isBefore(other) ? one : other);
    }

    synchronized Optional<Session> findHeld(SessionId id) {
        return Optional.ofNullable(present(id)).map(Held::session);
    }

    synchronized Optional<Session> find(SessionId id) {
        return Optional.ofNullable(present(id)).filter(this::isLive).map(Held::session);
    }

    synchronized boolean touch(SessionId id) {
        Optional<Session> live = find(id);
        live.ifPresent(session -> held.put(id, new Held(session, clock.instant().plus(timeToLive))));
        return live.isPresent();
    }

    synchronized Optional<Duration> timeToLive(SessionId id) {
        return Optional.ofNullable(present(id))
                .filter(this::isLive)
                .map(record -> Duration.between(clock.instant(), record.until()));
    }

    synchronized boolean delete(SessionId id) {
        boolean present = present(id) != null;
        held.remove(id);
        due.remove(id);
        refused.remove(id);
        return present;
    }

    synchronized List<Session> ofUser(UserId user) {
        return held.values().stream()
                .filter(this::isLive)
                .map(Held::session)
                .filter(session -> session.userId().equals(Optional.of(user)))
                .sorted(Comparator.comparing(Session::lastActivityAt).reversed().thenComparing(Session::id))
                .toList();
    }

    /** The ids of a user's records, or of those among them that are on the queue. */
    synchronized Set<SessionId> idsOf(UserId user, boolean queued) {
        Set<SessionId> ids = new LinkedHashSet<>();
        for (SessionId id : queued ? due.keySet() : held.keySet()) {
            Held record = present(id);
            if (record != null && record.session().userId().equals(Optional.of(user))) {
                ids.add(id);
            }
        }
        return ids;
    }

    synchronized Claim claim(int limit, Duration lease) {
        Instant now = clock.instant();
        List<Claimed> claimed = new ArrayList<>();
        for (Map.Entry<SessionId, Instant> entry : dueBy(now)) {
            Held record = held.get(entry.getKey());
            if (claimed.size() < limit && record != null) {
                claimed.add(new Claimed(record.session(), entry.getValue()));
                due.put(entry.getKey(), now.plus(lease));
            }
        }
        return new Claim(claimed, List.of(), Set.of(), !dueBy(now).isEmpty(), true);
    }

    private List<Map.Entry<SessionId, Instant>> dueBy(Instant now) {
        return due.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(now))
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                .sorted(Map.Entry.<SessionId, Instant>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    synchronized void acknowledge(Collection<Session> archived) {
        for (Session session : archived) {
            SessionId id = session.id();
            Held record = held.get(id);
            if (record == null || !due.containsKey(id)) {
                continue;
            }
            if (record.version() != session.version()) {
                dueAgain(record.session());
                continue;
            }
            due.remove(id);
            refused.remove(id);
            if (record.session().status() != SessionStatus.ACTIVE) {
                held.remove(id);
            }
        }
    }

    /** Another version was claimed. One that is dead died in its newest version, and stays dead. */
    private void dueAgain(Session session) {
        if (!isDead(session.id())) {
            Instant now = clock.instant();
            due.put(session.id(), session.status() == SessionStatus.ACTIVE ? now.plus(delay()) : now);
        }
    }

    private boolean isDead(SessionId id) {
        return NEVER.equals(due.get(id));
    }

    synchronized void release(Collection<Claimed> claimed) {
        for (Claimed session : claimed) {
            SessionId id = session.session().id();
            if (due.containsKey(id) && !isDead(id)) {
                dueNoLaterThan(id, session.dueSince());
            }
        }
    }

    synchronized boolean bury(SessionId id, long version, String reason, int tries) {
        Held record = held.get(id);
        if (record == null || !due.containsKey(id)) {
            return false;
        }
        if (version != 0 && record.version() != version) {
            dueAgain(record.session());
            return false;
        }
        if (isDead(id)) {
            return false;
        }
        Refusal before = refused.get(id);
        int tried = before != null && before.version() == record.version() ? before.tries() + 1 : 1;
        refused.put(id, new Refusal(record.version(), tried, reason));
        if (tried < tries) {
            return false;
        }
        due.put(id, NEVER);
        return true;
    }

    synchronized List<DeadSession> dead(int limit) {
        return refused.entrySet().stream()
                .filter(entry -> isDead(entry.getKey()))
                .map(entry -> new DeadSession(
                        entry.getKey(),
                        entry.getValue().tries(),
                        entry.getValue().reason()))
                .sorted(Comparator.comparing(DeadSession::id))
                .limit(limit)
                .toList();
    }

    synchronized boolean revive(SessionId id) {
        boolean dead = isDead(id);
        if (dead) {
            refused.remove(id);
            due.put(id, clock.instant());
        }
        return dead;
    }

    synchronized ArchiveLag lag() {
        Instant now = clock.instant();
        List<Map.Entry<SessionId, Instant>> overdue = dueBy(now);
        long dead = due.values().stream().filter(NEVER::equals).count();
        return new ArchiveLag(
                due.size() - dead,
                overdue.size(),
                overdue.isEmpty()
                        ? Duration.ZERO
                        : Duration.between(overdue.get(0).getValue(), now),
                dead);
    }

    /** Everything but what is only held to be restored on top of. */
    synchronized List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        held.forEach((id, record) -> {
            if (present(id) != null && !record.until().equals(Instant.MIN)) {
                Optional<Refusal> refusal = Optional.ofNullable(refused.get(id))
                        .filter(refusedBefore -> refusedBefore.version() == record.version());
                all.add(new Entry(
                        record.session(),
                        record.until(),
                        Optional.ofNullable(due.get(id)).filter(time -> !isDead(id)),
                        refusal.map(Refusal::tries).orElse(0),
                        refusal.map(Refusal::reason)));
            }
        });
        return all;
    }

    /** Puts other records in the place of all. */
    synchronized void replace(Collection<Entry> entries) {
        held.clear();
        due.clear();
        refused.clear();
        for (Entry entry : entries) {
            SessionId id = entry.session().id();
            held.put(id, new Held(entry.session(), entry.until()));
            entry.due().ifPresent(time -> due.put(id, time));
            entry.reason().ifPresent(reason -> {
                refused.put(id, new Refusal(entry.session().version(), entry.tries(), reason));
                due.putIfAbsent(id, NEVER);
            });
        }
    }

    /** Whether what is saved here is handed over to an archive. */
    boolean handsOver() {
        return checkpointDelay.isPresent();
    }

    /** Every session that is held now. */
    synchronized Set<SessionId> ids() {
        held.keySet().removeIf(id -> present(id) == null);
        return Set.copyOf(held.keySet());
    }

    synchronized Map<SessionId, SessionInspection.Held> look(Collection<SessionId> ids) {
        Map<SessionId, SessionInspection.Held> found = new HashMap<>();
        for (SessionId id : ids) {
            Held record = present(id);
            if (record != null) {
                found.put(
                        id,
                        new SessionInspection.Held(
                                id, Optional.of(record.session()), isLive(record), due.containsKey(id), true));
            }
        }
        return found;
    }

    synchronized Set<SessionId> requeue(Map<SessionId, Long> versions) {
        Set<SessionId> requeued = new HashSet<>();
        versions.forEach((id, version) -> {
            Held record = present(id);
            if (record != null
                    && record.version() == version
                    && checkpointDelay.isPresent()
                    && due.putIfAbsent(id, clock.instant()) == null) {
                requeued.add(id);
            }
        });
        return requeued;
    }

    private Duration delay() {
        return checkpointDelay.orElse(Duration.ZERO);
    }

    /** What is held of a session, past its time only for as long as it is not archived. */
    private @Nullable Held present(SessionId id) {
        Held record = held.get(id);
        return record != null && (due.containsKey(id) || record.kept().isAfter(clock.instant())) ? record : null;
    }

    private boolean isLive(Held record) {
        return record.session().status() == SessionStatus.ACTIVE
                && record.until().isAfter(clock.instant());
    }

    /**
     * A record with all that is known of it.
     *
     * @param due when it is to be archived; empty when it was archived, or is dead
     * @param tries how often this version was refused
     * @param reason why it was refused last; without a due time it is dead
     */
    record Entry(Session session, Instant until, Optional<Instant> due, int tries, Optional<String> reason) {

        /** Whether it is on the queue, where no time passes for it. */
        boolean queued() {
            return due.isPresent() || reason.isPresent();
        }
    }

    /**
     * What the archive said of a session.
     *
     * @param version the version that it refused
     */
    private record Refusal(long version, int tries, String reason) {}

    /**
     * @param until when the session expires for its user
     * @param kept how long the record is kept when it is not on the queue
     */
    private record Held(Session session, Instant until, Instant kept) {

        Held(Session session, Instant until) {
            this(session, until, until);
        }

        long version() {
            return session.version();
        }
    }
}
