package com.esab.data.redis;

import com.esab.data.error.ConflictException;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.EsabDataException;
import com.esab.data.redis.KeyLayout.Partition;
import com.esab.data.redis.Request.Moving;
import com.esab.data.redis.Script.Call;
import com.esab.data.redis.Script.Started;
import com.esab.data.redis.SessionReads.Found;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.Arguments;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Sessions in Redis: a record, its expiry beside it, and a set of ids for each user.
 *
 * <p>{@link #ofUser} drops ids from the user's set whose record is gone, by one more command that it does not wait for.
 *
 * <p>In a cluster that set lies elsewhere, and is written by a script of its own that is sent together with the one that
 * stores the session. When it alone fails, the session is stored, and the set learns of it by the next save. Ids whose record
 * is gone stay in the set there: a session that is just being created looks the same.
 */
final class RedisSessionCache implements SessionCache {

    private static final Duration USER_SET_TTL = Duration.ofHours(25);
    private static final long NONE_SEEN = -1;

    private static final Duration HOLDING = Duration.ofMinutes(1);

    /** A save in a cluster waits for the set of the user for this part of a deadline, after its own outcome is known. */
    private static final int SET_SHARE = 10;

    private static final Script CREATE = Script.growing("create");
    private static final Script SAVE = Script.growing("save");
    private static final Script RESTORE = Script.growing("restore");
    private static final Script HOLD = Script.growing("hold");
    private static final Script ALIVE = Script.reading("alive").ofWholePartition(Moving.WAITS);
    private static final Script TOUCH = Script.modest("touch");
    private static final Script DELETE = Script.modest("delete").ofWholePartition(Moving.WAITS);
    private static final Script FORGET = Script.plain("forget", true);
    private static final Script ENLIST = Script.plain("enlist", false);

    private final Router router;
    private final KeyLayout keys;
    private final Clock clock;
    private final SessionReads reads;
    private final byte[] timeToLive;
    private final byte[] userSetTimeToLive;
    private final byte[] checkpointDelay;

    /** @param checkpointDelay empty without hand-over */
    RedisSessionCache(
            Router router, KeyLayout keys, Clock clock, Duration timeToLive, Optional<Duration> checkpointDelay) {
        this.router = router;
        this.keys = keys;
        this.clock = clock;
        this.timeToLive = Commands.bytes(Milliseconds.of(timeToLive));
        this.reads = new SessionReads(keys, this.timeToLive);
        this.userSetTimeToLive = Commands.bytes(userSetMillis(timeToLive));
        this.checkpointDelay =
                checkpointDelay.map(Milliseconds::of).map(Commands::bytes).orElse(new byte[0]);
    }

    /** How long a set stays after an entry: it must not go before the sessions in it. */
    static long userSetMillis(Duration sessionTimeToLive) {
        return Math.max(
                USER_SET_TTL.toMillis(),
                Milliseconds.of(sessionTimeToLive) + Duration.ofHours(1).toMillis());
    }

    @Override
    public Session create(Session session) {
        Arguments.beginning(session);
        Session stamped = session.saved(session.version(), clock.instant());
        Exchange exchange = router.writing("creation of session " + session.id());
        Reply reply = store(CREATE, exchange, session, values(stamped));
        return beginning(exchange, stamped, session.version(), reply);
    }

    @Override
    public Session restore(Session session, long heldVersion) {
        Arguments.restorable(session);
        Session stamped = session.saved(session.version(), clock.instant());
        List<byte[]> values = values(stamped);
        values.add(Commands.bytes(heldVersion));
        Exchange exchange = router.writing("restoration of session " + session.id());
        long endedVersion = NONE_SEEN;
        while (true) {
            List<byte[]> all = new ArrayList<>(values);
            all.add(Commands.bytes(endedVersion));
            all.add(Commands.bytes(session.version()));
            Reply reply = store(RESTORE, exchange, session, all);
            if (!reply.word().equals("unsure")) {
                return beginning(exchange, stamped, heldVersion, reply);
            }
            Session stored = Records.session(session.id(), reply.bytes());
            if (stored.status() == SessionStatus.ACTIVE) {
                throw conflict(session.id(), heldVersion, stored.version());
            }
            endedVersion = stored.version();
        }
    }

    @Override
    public void hold(Session session) {
        Arguments.restorable(session);
        HOLD.run(
                router.writing("holding of session " + session.id()),
                keysOf(session.id()),
                // so that it is not taken for live when its expiry is evicted
                List.of(session.withStatus(SessionStatus.ABANDONED).toJsonBytes(), Commands.bytes(HOLDING.toMillis())));
    }

    @Override
    public Session save(Session session) {
        Session stamped = session.saved(session.version(), clock.instant());
        Exchange exchange = router.writing("save of session " + session.id());
        List<byte[]> values = values(stamped);
        values.add(Commands.bytes(session.version()));
        Reply reply = onActive(session.id(), values, all -> store(SAVE, exchange, session, all));
        return written(stamped, session.version(), reply);
    }

    /** Runs a script that stores a session, and has the user's set know it: by the same script, or beside it. */
    private Reply store(Script script, Exchange exchange, Session session, List<byte[]> values) {
        List<String> names = new ArrayList<>(keysOf(session.id()));
        Partition partition = keys.partitionOf(session.id());
        names.add(partition.due());
        // used without hand-over only; a missing key would have a slot that moves refuse the script
        if (checkpointDelay.length == 0 || keys.isInOnePlace()) {
            names.add(partition.dead());
        }
        Optional<String> set = session.userId().map(keys::sessionsOf);
        if (keys.isInOnePlace() || set.isEmpty()) {
            set.ifPresent(names::add);
            return run(script, exchange, names, values);
        }
        Started stored = script.start(exchange, names, values);
        List<String> setOnly = List.of(set.get());
        List<byte[]> member = List.of(bytes(session.id()), userSetTimeToLive);
        Optional<Started> enlisted = ENLIST.startAtOnce(exchange, setOnly, member);
        Reply reply = new Reply(stored.answer(exchange));
        try {
            Exchange shortly = router.writing(
                    "entry of session " + session.id() + " in the set of its user",
                    router.commandTimeout().dividedBy(SET_SHARE));
            enlisted.orElseGet(() -> ENLIST.start(shortly, setOnly, member)).answer(shortly);
        } catch (EsabDataException e) {
            // the session has its outcome, and the next save tells the set again
        }
        return reply;
    }

    /** As {@link #written}; a set must not keep an id that turned out to be the session of another user. */
    private Session beginning(Exchange exchange, Session session, long knownVersion, Reply reply) {
        if (!keys.isInOnePlace() && !reply.word().equals("done")) {
            session.userId().ifPresent(user -> delist(exchange, user, session.id()));
        }
        return written(session, knownVersion, reply);
    }

    /** Nothing fails with it: a reader of the set looks at whose session it is. */
    private void delist(Exchange exchange, UserId user, SessionId id) {
        try {
            Optional<Session> held =
                    exchange.ask(Commands.get(keys.record(id))).map(document -> Records.session(id, document));
            if (held.isPresent() && !held.get().userId().equals(Optional.of(user))) {
                exchange.ask(Commands.removeMembers(keys.sessionsOf(user), List.of(bytes(id))));
            }
        } catch (EsabDataException e) {
            // the caller is told why the session was not stored
        }
    }

    private List<String> keysOf(SessionId id) {
        return List.of(keys.record(id), keys.expiry(id));
    }

    private List<byte[]> values(Session session) {
        List<byte[]> values = new ArrayList<>();
        values.add(session.toJsonBytes());
        values.add(bytes(session.id()));
        values.add(timeToLive);
        values.add(userSetTimeToLive);
        values.add(Commands.bytes(session.status() == SessionStatus.ACTIVE ? 1 : 0));
        values.add(checkpointDelay);
        return values;
    }

    private static Session written(Session session, long knownVersion, Reply reply) {
        return switch (reply.word()) {
            case "done" -> session.saved(reply.number(), session.lastActivityAt());
            case "conflict" -> throw conflict(session.id(), knownVersion, reply.number());
            default -> throw refusal(session.id(), reply);
        };
    }

    private static ConflictException conflict(SessionId id, long knownVersion, long storedVersion) {
        return new ConflictException("session " + id, knownVersion, storedVersion);
    }

    private static EsabDataException refusal(SessionId id, Reply reply) {
        if (reply.word().equals("unreadable")) {
            Session stored = Records.session(id, reply.bytes());
            return new CorruptRecordException(
                    "session " + stored.id() + ": the record does not begin with its schema version and its version");
        }
        return Arguments.notLive(id);
    }

    @Override
    public Optional<Session> find(SessionId id) {
        return live(id, "find").map(Live::session);
    }

    @Override
    public Optional<Duration> timeToLive(SessionId id) {
        return live(id, "time to live").map(live -> Duration.ofMillis(live.millisLeft()));
    }

    private Optional<Live> live(SessionId id, String what) {
        return reads.read(router.reading(what + " of session " + id), id).flatMap(found -> live(id, found));
    }

    private static Optional<Live> live(SessionId id, Found found) {
        Session session = Records.session(id, found.document());
        return found.millisLeft() > 0 && session.status() == SessionStatus.ACTIVE
                ? Optional.of(new Live(session, found.millisLeft()))
                : Optional.empty();
    }

    @Override
    public Optional<Session> findHeld(SessionId id) {
        return router.reading("find of session " + id)
                .ask(Commands.get(keys.record(id)))
                .map(document -> Records.session(id, document));
    }

    @Override
    public boolean touch(SessionId id) {
        List<byte[]> values = new ArrayList<>(List.of(timeToLive));
        Exchange exchange = router.writing("touch of session " + id);
        Reply reply = onActive(id, values, all -> run(TOUCH, exchange, keysOf(id), all));
        return switch (reply.word()) {
            case "done" -> true;
            case "gone" -> false;
            default -> throw refusal(id, reply);
        };
    }

    @Override
    public boolean delete(SessionId id) {
        return !delete(router.writing("deletion of session " + id), List.of(id)).isEmpty();
    }

    @Override
    public Set<SessionId> delete(UserId user, Collection<SessionId> ids) {
        Set<SessionId> all = Set.copyOf(ids);
        if (all.isEmpty()) {
            return Set.of();
        }
        Exchange exchange = router.writing("deletion of sessions of user " + user);
        Set<SessionId> deleted = delete(exchange, all);
        exchange.ask(Commands.removeMembers(
                keys.sessionsOf(user),
                all.stream().map(RedisSessionCache::bytes).toList()));
        return deleted;
    }

    private Set<SessionId> delete(Exchange exchange, Collection<SessionId> ids) {
        Set<SessionId> deleted = new HashSet<>();
        aboutMany(DELETE, exchange, ids, List.of(), (id, removed) -> {
            if (!removed.equals(0L)) {
                deleted.add(id);
            }
        });
        return deleted;
    }

    @Override
    public Set<SessionId> liveAmong(Collection<SessionId> ids) {
        Set<SessionId> live = new HashSet<>();
        if (!ids.isEmpty()) {
            aboutMany(ALIVE, router.reading("which sessions are live"), ids, List.of(timeToLive), (id, answer) -> {
                boolean isLive = answer instanceof byte[] document
                        ? Records.session(id, document).status() == SessionStatus.ACTIVE
                        : answer.equals(1L);
                if (isLive) {
                    live.add(id);
                }
            });
        }
        return live;
    }

    /** Runs a script that answers one thing about each session, on all partitions in one round trip. */
    private void aboutMany(
            Script script,
            Exchange exchange,
            Collection<SessionId> ids,
            List<byte[]> values,
            BiConsumer<SessionId, Object> answer) {
        Map<Partition, List<SessionId>> groups = keys.grouped(ids, id -> id);
        List<Call> calls = new ArrayList<>();
        groups.forEach((partition, group) -> {
            List<byte[]> all = new ArrayList<>(List.of(Commands.bytes(partition.recordPrefix())));
            all.addAll(values);
            group.forEach(id -> all.add(bytes(id)));
            calls.add(new Call(partition.whole(), all));
        });
        Iterator<List<Object>> answers = script.runEach(exchange, calls).iterator();
        groups.forEach((partition, group) -> {
            Iterator<Object> each = answers.next().iterator();
            group.forEach(id -> answer.accept(id, each.next()));
        });
    }

    @Override
    public Set<SessionId> idsOf(UserId user) {
        return Set.copyOf(members(router.reading("ids of user " + user), user));
    }

    private List<SessionId> members(Exchange exchange, UserId user) {
        return exchange.ask(Commands.members(keys.sessionsOf(user))).orElse(List.of()).stream()
                .map(member -> Records.id("the set of sessions of user " + user, member))
                .toList();
    }

    private static byte[] bytes(SessionId id) {
        return Commands.bytes(id.value());
    }

    @Override
    public List<Session> ofUser(UserId user) {
        Exchange exchange = router.reading("sessions of user " + user);
        List<SessionId> ids = members(exchange, user);
        if (ids.isEmpty()) {
            return List.of();
        }
        List<Optional<Found>> records = reads.read(exchange, ids);
        List<Session> sessions = new ArrayList<>();
        List<SessionId> dead = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            SessionId id = ids.get(i);
            if (records.get(i).isEmpty()) {
                dead.add(id);
            }
            records.get(i).flatMap(found -> live(id, found)).map(Live::session).ifPresent(sessions::add);
        }
        if (!dead.isEmpty() && keys.isInOnePlace()) {
            forget(exchange, user, dead);
        }
        // an id that was deleted can be another user's by now
        sessions.removeIf(session -> !session.userId().equals(Optional.of(user)));
        sessions.sort(Comparator.comparing(Session::lastActivityAt).reversed().thenComparing(Session::id));
        return List.copyOf(sessions);
    }

    private void forget(Exchange exchange, UserId user, List<SessionId> ids) {
        List<byte[]> members = ids.stream().map(RedisSessionCache::bytes).toList();
        List<String> names = new ArrayList<>(List.of(keys.sessionsOf(user)));
        ids.forEach(id -> names.add(keys.record(id)));
        FORGET.tell(exchange, names, members);
    }

    /**
     * Runs a script that changes a live session only, and says "unsure" when it cannot tell an ended session from a
     * live one: then the status is looked up in the document it returned, and the script runs once more, told which
     * version is active.
     */
    private static Reply onActive(SessionId id, List<byte[]> values, Function<List<byte[]>, Reply> script) {
        long seen = NONE_SEEN;
        while (true) {
            List<byte[]> all = new ArrayList<>(values);
            all.add(Commands.bytes(seen));
            Reply reply = script.apply(all);
            if (!reply.word().equals("unsure")) {
                return reply;
            }
            Session stored = Records.session(id, reply.bytes());
            if (stored.status() != SessionStatus.ACTIVE) {
                return Reply.GONE;
            }
            seen = stored.version();
        }
    }

    private static Reply run(Script script, Exchange exchange, List<String> names, List<byte[]> values) {
        return new Reply(script.run(exchange, names, values));
    }

    private record Live(Session session, long millisLeft) {}

    /** A word, and what comes with it. */
    private record Reply(List<Object> parts) {

        static final Reply GONE = new Reply(List.of("gone".getBytes(StandardCharsets.US_ASCII)));

        String word() {
            return new String((byte[]) parts.get(0), StandardCharsets.US_ASCII);
        }

        long number() {
            return (Long) parts.get(1);
        }

        byte[] bytes() {
            return (byte[]) parts.get(1);
        }
    }
}
