package com.esab.data.testkit.simulation;

import com.esab.data.error.ConflictException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.StoreHealth;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.DeadSession;
import com.esab.data.session.KeyValueCache;
import com.esab.data.session.Locks;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.Arguments;
import com.esab.data.store.SessionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Redis at the level of its keys: each script is one atomic step on them, and each step is a point of the world.
 *
 * <p>A document lies here as what its text reads back to, which spares parsing it at every read.
 */
final class RedisModel implements SessionStore {

    static final String STORE = "redis";
    static final String DUE = "sessions:due";
    static final String CLAIM = "claim ";

    private static final String DEAD = "sessions:dead";
    private static final String RECORD = "session:";
    private static final String EXPIRY = ":ttl";
    private static final String SENTINEL = "*";
    private static final double NEVER = Double.POSITIVE_INFINITY;
    private static final long HOLDING = Duration.ofMinutes(1).toMillis();

    /** How often the queue is read until it is whole. */
    private static final int READINGS = 5;

    private static final long KEPT_OF_USER = Duration.ofHours(25).toMillis();

    private final World world;
    private final long timeToLive;
    private final Optional<Long> delay;
    private final Scripts scripts = new Scripts();
    private final Queue queue = new Queue();
    private final List<Map<String, Key>> snapshots = new ArrayList<>();
    private Map<String, Key> keys = new TreeMap<>();
    private long clockAhead;
    private boolean changed;
    /** Which process this is: another one after a fail-over. */
    private int process;

    RedisModel(World world, Duration timeToLive, Optional<Duration> checkpointDelay) {
        this.world = world;
        this.timeToLive = timeToLive.toMillis();
        this.delay = checkpointDelay.map(Duration::toMillis);
    }

    /** A document with what it holds. */
    private record Document(Session session, long contents) {}

    /** The tries of this version of a session, and the last reason. */
    private record Refusal(long version, int tries, String reason) {}

    // what can happen to it

    synchronized List<String> keyNames() {
        long now = now();
        return keys.entrySet().stream()
                .filter(entry -> entry.getValue().expires() > now)
                .map(Map.Entry::getKey)
                .toList();
    }

    synchronized int snapshots() {
        return snapshots.size();
    }

    synchronized boolean evict(String name) {
        return keys.remove(name) != null;
    }

    /** Falls back to how it was so many changes ago; false when there were not so many. */
    synchronized boolean fallBack(int changes) {
        int kept = snapshots.size() - changes;
        if (kept < 0) {
            return false;
        }
        process++;
        keys = new TreeMap<>(snapshots.get(kept));
        snapshots.subList(kept, snapshots.size()).clear();
        return true;
    }

    synchronized void setClockAhead(long milliseconds) {
        clockAhead = milliseconds;
    }

    // what can be seen from outside, without a point

    synchronized Optional<Session> record(SessionId id) {
        return Optional.ofNullable(document(id)).map(Document::session);
    }

    synchronized long contents(SessionId id) {
        Document document = document(id);
        return document == null ? Contents.NOTHING : document.contents();
    }

    synchronized boolean lasts(SessionId id) {
        Key key = key(recordOf(id));
        return key != null && key.lasts();
    }

    synchronized boolean live(SessionId id) {
        Document document = document(id);
        return document != null && isLive(document.session());
    }

    synchronized boolean queued(SessionId id) {
        return due().containsKey(id.value());
    }

    synchronized boolean dead(SessionId id) {
        return due().getOrDefault(id.value(), 0.0) == NEVER;
    }

    /** Whether an erasure of the user finds the session here. */
    synchronized boolean knows(SessionId id, UserId user) {
        return contents(id) != Contents.NOTHING || members(setOf(user)).contains(id.value());
    }

    /** Whether nothing is to be archived, dead sessions aside, and the due set is known to be whole. */
    synchronized boolean drained() {
        return (isWhole() || world.without(Mutant.REPAIR))
                && due().values().stream().allMatch(score -> score == NEVER);
    }

    // the server

    private long now() {
        return world.now() + clockAhead;
    }

    private @Nullable Key key(String name) {
        Key key = keys.get(name);
        return key != null && key.expires() > now() ? key : null;
    }

    private void put(String name, Key key) {
        changing();
        keys.put(name, key);
    }

    private boolean remove(String name) {
        boolean present = key(name) != null;
        changing();
        keys.remove(name);
        return present;
    }

    private void changing() {
        if (!changed && world.simulating()) {
            changed = true;
            snapshots.add(new TreeMap<>(keys));
        }
    }

    /** Runs a script: nothing else runs meanwhile, and a snapshot has all of it or nothing. */
    private <T> T script(String name, boolean writes, Supplier<T> body) {
        return world.call(STORE, name, writes, () -> {
            synchronized (this) {
                changed = false;
                return body.get();
            }
        });
    }

    private static String recordOf(SessionId id) {
        return RECORD + id;
    }

    private static String expiryOf(SessionId id) {
        return RECORD + id + EXPIRY;
    }

    private static String setOf(UserId user) {
        return "user:" + user + ":sessions";
    }

    private @Nullable Document document(SessionId id) {
        Key key = key(recordOf(id));
        return key == null ? null : (Document) key.value();
    }

    private @Nullable Session stored(SessionId id) {
        Document document = document(id);
        return document == null ? null : document.session();
    }

    /** Where {@code :ttl} was evicted alone, the record's time to live tells, and where it has none, the version. */
    private long expires(Session session) {
        Key expiry = key(expiryOf(session.id()));
        if (expiry != null) {
            return (Long) expiry.value();
        }
        Key record = key(recordOf(session.id()));
        return record == null || record.lasts() ? session.version() + timeToLive : record.expires();
    }

    /**
     * A version may be ahead of the clock. {@code :ttl} must not be gone before the version says the same, or a session
     * whose time is up would be live once more.
     */
    private long expiryLasts(long version) {
        return Math.max(now(), version) + timeToLive;
    }

    private boolean isLive(Session session) {
        return session.status() == SessionStatus.ACTIVE && expires(session) > now();
    }

    private Map<String, Double> due() {
        Key key = key(DUE);
        return key == null ? Map.of() : cast(key.value());
    }

    private boolean isWhole() {
        return due().getOrDefault(SENTINEL, 0.0) == NEVER;
    }

    private void score(String member, @Nullable Double score) {
        Map<String, Double> scores = new TreeMap<>(due());
        if (score == null) {
            scores.remove(member);
        } else {
            scores.put(member, score);
        }
        if (scores.isEmpty()) {
            remove(DUE);
        } else {
            put(DUE, Key.lasting(scores));
        }
    }

    private Map<String, Refusal> refusals() {
        Key key = key(DEAD);
        return key == null ? Map.of() : cast(key.value());
    }

    private void refusal(SessionId id, @Nullable Refusal refusal) {
        Map<String, Refusal> all = new TreeMap<>(refusals());
        if (refusal == null ? all.remove(id.value()) == null : refusal.equals(all.put(id.value(), refusal))) {
            return;
        }
        if (all.isEmpty()) {
            remove(DEAD);
        } else {
            put(DEAD, Key.lasting(all));
        }
    }

    private Set<String> members(String set) {
        Key key = key(set);
        return key == null ? Set.of() : cast(key.value());
    }

    private void members(String set, Set<String> members, long expires) {
        if (members.isEmpty()) {
            remove(set);
        } else {
            put(set, new Key(members, expires));
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T cast(Object value) {
        return (T) value;
    }

    private Session store(Session session, long previous) {
        long now = now();
        boolean active = session.status() == SessionStatus.ACTIVE;
        long version =
                world.without(Mutant.CLOCK_IN_VERSION) && previous > 0 ? previous + 1 : Math.max(previous + 1, now);
        Session saved = session.saved(version, Instant.ofEpochMilli(world.now()));
        SessionId id = saved.id();
        session.userId().ifPresent(user -> {
            Set<String> all = new TreeSet<>(members(setOf(user)));
            all.add(id.value());
            members(setOf(user), all, now + KEPT_OF_USER);
        });
        Session read = Session.fromJson(saved.toJson());
        boolean expiring = delay.isEmpty() || world.without(Mutant.NO_TTL_WHILE_DUE);
        long contents = world.simulating() ? Contents.of(read) : Contents.NOTHING;
        put(recordOf(id), new Key(new Document(read, contents), expiring ? now + timeToLive : Key.NEVER));
        put(expiryOf(id), new Key(active ? now + timeToLive : now, expiryLasts(version)));
        delay.ifPresent(time -> {
            double at = active ? now + time : now;
            score(id.value(), Math.min(due().getOrDefault(id.value(), NEVER), at));
        });
        world.ledger().stored(read, contents);
        return saved;
    }

    /** What a simulation saves is storable. */
    private void checkStorable(Session session) {
        if (!world.simulating()) {
            session.toJson();
        }
    }

    /** In a simulation a permit lets the pause after a conflict be no pause; threads at the same time need theirs. */
    private ConflictException conflict(SessionId id, long callers, long stored) {
        if (world.simulating()) {
            LockSupport.unpark(Thread.currentThread());
        }
        return new ConflictException("session " + id, callers, stored);
    }

    private void forget(UserId user, Collection<SessionId> ids) {
        Key set = key(setOf(user));
        if (set != null) {
            Set<String> left = new TreeSet<>(members(setOf(user)));
            ids.forEach(id -> left.remove(id.value()));
            members(setOf(user), left, set.expires());
        }
    }

    private boolean drop(SessionId id) {
        boolean removed = remove(recordOf(id));
        remove(expiryOf(id));
        if (due().containsKey(id.value())) {
            score(id.value(), null);
        }
        refusal(id, null);
        return removed;
    }

    /** The scripts of sessions. */
    private final class Scripts implements SessionCache {

        @Override
        public Session create(Session session) {
            checkStorable(Arguments.beginning(session));
            return script("create", true, () -> {
                Session before = stored(session.id());
                if (before != null) {
                    throw conflict(session.id(), 0, before.version());
                }
                return store(session, 0);
            });
        }

        @Override
        public Session save(Session session) {
            checkStorable(session);
            return script("save", true, () -> {
                Session before = stored(session.id());
                if (before == null || !isLive(before)) {
                    throw Arguments.notLive(session.id());
                }
                if (before.version() != session.version() && !world.without(Mutant.COMPARE_IN_SAVE)) {
                    throw conflict(session.id(), session.version(), before.version());
                }
                return store(session, before.version());
            });
        }

        @Override
        public Session restore(Session session, long heldVersion) {
            checkStorable(Arguments.restorable(session));
            world.archive().forgetReadBeforehand(session.id());
            return script("restore", true, () -> {
                Session before = stored(session.id());
                long stored = before == null ? 0 : before.version();
                boolean other = stored != heldVersion && !world.without(Mutant.COMPARE_IN_RESTORE);
                if (other || before != null && isLive(before)) {
                    throw conflict(session.id(), heldVersion, stored);
                }
                return store(session, Math.max(stored, session.version()));
            });
        }

        @Override
        public void hold(Session session) {
            Session read = Session.fromJson(Arguments.restorable(session)
                    .withStatus(SessionStatus.ABANDONED)
                    .toJson());
            script("hold", true, () -> {
                SessionId id = session.id();
                boolean free = stored(id) == null;
                if (free) {
                    long until = now() + HOLDING;
                    // what is archived, whatever status keeps it from being taken for live
                    long contents = world.simulating() ? Contents.of(session) : Contents.NOTHING;
                    put(recordOf(id), new Key(new Document(read, contents), until));
                    put(expiryOf(id), new Key(0L, until));
                }
                return free;
            });
        }

        @Override
        public Optional<Session> find(SessionId id) {
            return script("find", false, () -> Optional.ofNullable(stored(id)).filter(RedisModel.this::isLive));
        }

        @Override
        public Set<SessionId> liveAmong(Collection<SessionId> ids) {
            List<SessionId> asked = List.copyOf(ids);
            return script("liveAmong", false, () -> {
                Set<SessionId> live = new LinkedHashSet<>();
                asked.stream().filter(RedisModel.this::live).forEach(live::add);
                return live;
            });
        }

        @Override
        public Optional<Session> findHeld(SessionId id) {
            world.archive().readBeforehand(id);
            return script("findHeld", false, () -> Optional.ofNullable(stored(id)));
        }

        @Override
        public boolean touch(SessionId id) {
            return script("touch", true, () -> {
                Session before = stored(id);
                if (before == null || !isLive(before)) {
                    return false;
                }
                long until = now() + timeToLive;
                Key record = keys.get(recordOf(id));
                if (!record.lasts()) {
                    put(recordOf(id), record.expiring(until));
                }
                put(expiryOf(id), new Key(until, expiryLasts(before.version())));
                return true;
            });
        }

        @Override
        public Optional<Duration> timeToLive(SessionId id) {
            return script("timeToLive", false, () -> Optional.ofNullable(stored(id))
                    .filter(RedisModel.this::isLive)
                    .map(session -> Duration.ofMillis(expires(session) - now())));
        }

        @Override
        public boolean delete(SessionId id) {
            return script("delete", true, () -> {
                world.ledger().deleting(id);
                Session before = stored(id);
                if (before != null && world.without(Mutant.SET_IN_ERASURE)) {
                    before.userId().ifPresent(user -> forget(user, List.of(id)));
                }
                return drop(id);
            });
        }

        @Override
        public Set<SessionId> delete(UserId user, Collection<SessionId> ids) {
            List<SessionId> all = List.copyOf(ids);
            if (all.isEmpty()) {
                return Set.of();
            }
            Set<SessionId> deleted = script("deleteOfUser", true, () -> {
                Set<SessionId> removed = new LinkedHashSet<>();
                for (SessionId id : all) {
                    world.ledger().deleting(id);
                    if (drop(id)) {
                        removed.add(id);
                    }
                }
                return removed;
            });
            script("forgetOfUser", true, () -> {
                forget(user, all);
                return true;
            });
            return deleted;
        }

        @Override
        public Set<SessionId> idsOf(UserId user) {
            return script("idsOf", false, () -> {
                Set<SessionId> ids = new TreeSet<>();
                members(setOf(user)).forEach(member -> ids.add(SessionId.of(member)));
                return ids;
            });
        }

        @Override
        public List<Session> ofUser(UserId user) {
            Set<SessionId> ids = idsOf(user);
            return script("readAll", false, () -> ids.stream()
                    .map(RedisModel.this::document)
                    .filter(document -> document != null && isLive(document.session()))
                    .map(Document::session)
                    .filter(session -> session.userId().equals(Optional.of(user)))
                    .sorted(Comparator.comparing(Session::lastActivityAt)
                            .reversed()
                            .thenComparing(Session::id))
                    .toList());
        }
    }

    private record Mark(double score, int process) {}

    /** The scripts of the due set. */
    private final class Queue implements ArchiveQueue {

        @Override
        public Claim claim(int limit, Duration lease) {
            Arguments.claimLimit(limit);
            long leased = Arguments.atLeastAMillisecond("lease", lease).toMillis();
            return script(CLAIM + limit, true, () -> {
                long now = now();
                List<Claimed> claimed = new ArrayList<>();
                Set<SessionId> lost = new LinkedHashSet<>();
                for (Map.Entry<String, Double> entry :
                        dueBy(now).stream().limit(limit).toList()) {
                    SessionId id = SessionId.of(entry.getKey());
                    Session session = stored(id);
                    if (session == null) {
                        score(id.value(), null);
                        refusal(id, null);
                        lost.add(id);
                    } else {
                        claimed.add(new Claimed(
                                session, Instant.ofEpochMilli(entry.getValue().longValue())));
                        score(id.value(), (double) (now + leased));
                    }
                }
                boolean intact = isWhole() || world.without(Mutant.REPAIR);
                return new Claim(claimed, List.of(), lost, !dueBy(now).isEmpty(), intact);
            });
        }

        private List<Map.Entry<String, Double>> dueBy(long now) {
            return due().entrySet().stream()
                    .filter(entry -> entry.getValue() <= now)
                    .sorted(Map.Entry.<String, Double>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                    .toList();
        }

        @Override
        public void acknowledge(Collection<Session> archived) {
            List<Session> all = List.copyOf(archived);
            script("acknowledge", true, () -> {
                all.forEach(this::acknowledge);
                return true;
            });
        }

        private void acknowledge(Session archived) {
            SessionId id = archived.id();
            Session newest = stored(id);
            if (newest == null) {
                if (queued(id)) {
                    score(id.value(), null);
                }
                refusal(id, null);
                return;
            }
            if (newest.version() != archived.version() && !world.without(Mutant.COMPARE_IN_ACKNOWLEDGE)) {
                dueAgain(id);
                return;
            }
            boolean active = newest.status() == SessionStatus.ACTIVE;
            if (queued(id)) {
                score(id.value(), null);
            }
            refusal(id, null);
            long until = expires(newest);
            if (active && until > now()) {
                put(recordOf(id), keys.get(recordOf(id)).expiring(until));
            } else {
                remove(recordOf(id));
                remove(expiryOf(id));
            }
        }

        /** One that is dead died in its newest version, and stays dead. */
        private void dueAgain(SessionId id) {
            if (queued(id) && !RedisModel.this.dead(id)) {
                Key expiry = key(expiryOf(id));
                boolean ended = expiry != null && (Long) expiry.value() <= now();
                score(id.value(), (double) (ended ? now() : now() + delay.orElseThrow()));
            }
        }

        @Override
        public void release(Collection<Claimed> claimed) {
            List<Claimed> all = List.copyOf(claimed);
            script("release", true, () -> {
                for (Claimed each : all) {
                    String member = each.session().id().value();
                    Double before = due().get(member);
                    if (before != null && before != NEVER) {
                        score(member, Math.min(before, each.dueSince().toEpochMilli()));
                    }
                }
                return true;
            });
        }

        @Override
        public boolean bury(SessionId id, long version, String reason, int tries) {
            return script("bury", true, () -> {
                Session newest = stored(id);
                if (newest == null || !queued(id)) {
                    return false;
                }
                if (version != 0 && newest.version() != version) {
                    dueAgain(id);
                    return false;
                }
                if (RedisModel.this.dead(id)) {
                    return false;
                }
                Refusal before = refusals().get(id.value());
                boolean same = before != null
                        && (before.version() == newest.version() || world.without(Mutant.VERSION_IN_TRIES));
                Refusal now = new Refusal(newest.version(), same ? before.tries() + 1 : 1, reason);
                refusal(id, now);
                boolean last = now.tries() >= tries;
                if (last) {
                    score(id.value(), NEVER);
                }
                world.ledger().refused(id, newest.version(), last, tries);
                return last;
            });
        }

        @Override
        public List<DeadSession> dead(int limit) {
            Arguments.limit(limit, Integer.MAX_VALUE);
            return script("dead", false, () -> due().entrySet().stream()
                    .filter(entry ->
                            entry.getValue() == NEVER && !entry.getKey().equals(SENTINEL))
                    .limit(limit)
                    .map(entry -> {
                        Refusal refusal =
                                refusals().getOrDefault(entry.getKey(), new Refusal(0, 0, "the reason was lost"));
                        return new DeadSession(SessionId.of(entry.getKey()), refusal.tries(), refusal.reason());
                    })
                    .toList());
        }

        @Override
        public boolean revive(SessionId id) {
            return script("revive", true, () -> {
                boolean dead = RedisModel.this.dead(id);
                if (dead) {
                    refusal(id, null);
                    score(id.value(), (double) now());
                }
                return dead;
            });
        }

        @Override
        public ArchiveLag lag() {
            return script("lag", false, RedisModel.this::lagNow);
        }

        /**
         * While a repair is under way, the score of the sentinel is its mark, which a second one shares. It goes with the
         * due set; and what was put back counts for the process that it was put back in.
         */
        @Override
        public long repair() {
            Mark mark = script("beginRepair", true, () -> {
                if (!due().containsKey(SENTINEL)) {
                    score(SENTINEL, now() * 1000.0);
                }
                return new Mark(due().getOrDefault(SENTINEL, NEVER), process);
            });
            if (mark.score() == NEVER) {
                return 0;
            }
            List<String> found = script("scan", false, () -> keyNames().stream()
                    .filter(name -> name.startsWith(RECORD) && !name.endsWith(EXPIRY))
                    .toList());
            long restored = 0;
            for (String name : found) {
                SessionId id = SessionId.of(name.substring(RECORD.length()));
                if (script("putBack", true, () -> putBack(id))) {
                    restored++;
                }
            }
            script("endRepair", true, () -> {
                boolean sameMark = due().getOrDefault(SENTINEL, 0.0) == mark.score();
                boolean sameProcess = process == mark.process();
                boolean whole = (sameMark || world.without(Mutant.MARK_OF_REPAIR))
                        && (sameProcess || world.without(Mutant.PROCESS_OF_REPAIR));
                if (whole) {
                    score(SENTINEL, NEVER);
                }
                return whole;
            });
            return restored;
        }

        private boolean putBack(SessionId id) {
            boolean missing = lasts(id) && !queued(id);
            if (missing) {
                score(id.value(), (double) now());
            }
            return missing;
        }

        @Override
        public Set<SessionId> idsOf(UserId user) {
            if (world.without(Mutant.QUEUE_IN_ERASURE)) {
                return Set.of();
            }
            for (int attempt = 0; attempt < READINGS; attempt++) {
                Optional<Set<SessionId>> ids = queuedOf(user);
                if (ids.isPresent()) {
                    return ids.get();
                }
                repair();
            }
            throw StoreUnavailableException.unchanged("redis", "the queue is lost again and again", null);
        }

        /** Empty when the set was not whole. */
        private Optional<Set<SessionId>> queuedOf(UserId user) {
            return script("queued", false, () -> {
                Set<SessionId> ids = new TreeSet<>();
                for (String member : due().keySet()) {
                    if (!member.equals(SENTINEL)) {
                        Session session = stored(SessionId.of(member));
                        if (session != null && session.userId().equals(Optional.of(user))) {
                            ids.add(session.id());
                        }
                    }
                }
                return isWhole() || world.without(Mutant.REPAIR) ? Optional.of(ids) : Optional.empty();
            });
        }
    }

    private synchronized ArchiveLag lagNow() {
        long now = now();
        Map<String, Double> waiting = new LinkedHashMap<>(due());
        waiting.remove(SENTINEL);
        long dead = waiting.values().stream().filter(score -> score == NEVER).count();
        List<Double> due =
                waiting.values().stream().filter(score -> score <= now).sorted().toList();
        return new ArchiveLag(
                waiting.size() - dead,
                due.size(),
                due.isEmpty()
                        ? Duration.ZERO
                        : Duration.ofMillis(now - due.get(0).longValue()),
                dead);
    }

    @Override
    public String name() {
        return STORE;
    }

    @Override
    public SessionCache sessions() {
        return scripts;
    }

    @Override
    public Optional<ArchiveQueue> archiveQueue() {
        return delay.map(time -> queue);
    }

    @Override
    public Duration sessionTimeToLive() {
        return Duration.ofMillis(timeToLive);
    }

    @Override
    public KeyValueCache cache() {
        throw new UnsupportedOperationException("the general cache has no part in the hand-over");
    }

    @Override
    public Locks locks() {
        throw new UnsupportedOperationException("locks have no part in the hand-over");
    }

    @Override
    public StoreHealth health(Duration deadline) {
        return new StoreHealth(
                STORE,
                true,
                Optional.of(Duration.ZERO),
                Optional.empty(),
                Optional.empty(),
                delay.isPresent() ? lagNow().findings() : List.of());
    }

    @Override
    public void close() {
        // nothing was opened
    }
}
