package com.esab.data.redis;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.health.Finding.Severity;
import com.esab.data.json.Json;
import com.esab.data.redis.KeyLayout.Partition;
import com.esab.data.redis.Request.Moving;
import com.esab.data.redis.Script.Call;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.DeadSession;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.Arguments;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanCursor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The sessions that are not archived, in a sorted set by the time when they are due.
 *
 * <p>Dead sessions are due at no time, that is at +inf. What a call has to do in several partitions is sent together.
 */
final class RedisArchiveQueue implements ArchiveQueue {

    private static final int CLAIMED_BYTES = 8_000_000;
    private static final int SCANNED = 1_000;
    /** How many records are read in one round trip, and from how many partitions at the most. */
    private static final int READ = 200;

    private static final int READ_PARTITIONS = 16;

    /** How often it is read until it is whole. */
    private static final int READINGS = 5;

    private static final int LONGEST_REASON = 2_000;

    private static final Script CLAIM = Script.modest("claim").ofWholePartition(Moving.IS_LEFT_OUT);
    private static final Script ACKNOWLEDGE = Script.modest("acknowledge").ofWholePartition(Moving.WAITS);
    private static final Script RELEASE = Script.modest("release");
    private static final Script BURY = Script.modest("bury");
    private static final Script DEAD = Script.reading("dead");
    private static final Script REVIVE = Script.modest("revive");
    private static final Script LAG = Script.reading("lag");
    private static final Script QUEUED = Script.reading("queued").ofWholePartition(Moving.WAITS);
    private static final Script REPAIRING = Script.modest("repairing").ofWholePartition(Moving.WAITS);
    private static final Script REPAIR = Script.modest("repair").ofWholePartition(Moving.WAITS);
    private static final Script REPAIRED = Script.modest("repaired").ofWholePartition(Moving.WAITS);

    private final Router router;
    private final KeyLayout keys;
    private final byte[] timeToLive;
    private final byte[] checkpointDelay;

    RedisArchiveQueue(Router router, KeyLayout keys, Duration timeToLive, Duration checkpointDelay) {
        this.router = router;
        this.keys = keys;
        this.timeToLive = Commands.bytes(Milliseconds.of(timeToLive));
        this.checkpointDelay = Commands.bytes(Milliseconds.of(checkpointDelay));
    }

    @Override
    public Claim claim(int limit, Duration lease) {
        Arguments.claimLimit(limit);
        byte[] leased = Commands.bytes(Milliseconds.of(Arguments.atLeastAMillisecond("lease", lease)));
        Exchange exchange = router.writing("claim of sessions to be archived");
        // a server that does not answer must leave time for the others
        Shares shares = shares(
                router.reading(
                        "look for sessions to be archived",
                        router.commandTimeout().dividedBy(2)),
                limit);
        byte[] bytes =
                Commands.bytes(CLAIMED_BYTES / Math.max(1, shares.limits().size()));
        List<Call> calls = new ArrayList<>();
        shares.limits()
                .forEach((partition, share) -> calls.add(new Call(
                        partition.whole(), List.of(prefixOf(partition), Commands.bytes(share), leased, bytes))));
        ClaimReader reader = new ClaimReader(shares);
        if (!calls.isEmpty()) {
            CLAIM.runWherePossible(exchange, calls).forEach(reader::read);
        }
        return reader.claim();
    }

    /** Asks several partitions first which of them have waited longest; one that cannot be reached is left out. */
    private Shares shares(Exchange exchange, int limit) {
        List<Partition> all = keys.partitions();
        if (all.size() == 1) {
            return new Shares(Map.of(all.get(0), limit), false, true);
        }
        List<Waiting> waiting = LAG.runWherePossible(exchange, lagCalls()).stream()
                .map(answer -> answer.isEmpty() ? Waiting.NOT_KNOWN : Waiting.of(answer))
                .toList();
        List<Integer> due = IntStream.range(0, all.size())
                .filter(i -> waiting.get(i).due() > 0)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> waiting.get(i).overdue())
                        .reversed())
                .toList();
        Map<Partition, Integer> limits = new LinkedHashMap<>();
        int left = limit;
        for (int i = 0; i < due.size() && left > 0; i++) {
            int others = due.size() - i;
            int share = (int) Math.min(waiting.get(due.get(i)).due(), (left + others - 1) / others);
            limits.put(all.get(due.get(i)), share);
            left -= share;
        }
        // what the last ones do not have, the first may have
        for (int i = 0; i < due.size() && left > 0; i++) {
            Partition partition = all.get(due.get(i));
            int share = limits.getOrDefault(partition, 0);
            int rest = (int) Math.min(waiting.get(due.get(i)).due() - share, left);
            limits.put(partition, share + rest);
            left -= rest;
        }
        boolean more = limits.size() < due.size();
        return new Shares(limits, more, isWhole(waiting));
    }

    @Override
    public void acknowledge(Collection<Session> archived) {
        List<Call> calls = new ArrayList<>();
        keys.grouped(archived, Session::id).forEach((partition, sessions) -> {
            List<byte[]> values = new ArrayList<>(List.of(prefixOf(partition), timeToLive, checkpointDelay));
            for (Session session : sessions) {
                values.add(bytes(session.id()));
                values.add(Commands.bytes(session.version()));
                values.add(Commands.bytes(session.status() == SessionStatus.ACTIVE ? 0 : 1));
            }
            calls.add(new Call(partition.whole(), values));
        });
        if (!calls.isEmpty()) {
            ACKNOWLEDGE.runEach(router.writing("acknowledgement of archived sessions"), calls);
        }
    }

    @Override
    public void release(Collection<Claimed> claimed) {
        List<Call> calls = new ArrayList<>();
        keys.grouped(claimed, each -> each.session().id()).forEach((partition, sessions) -> {
            List<byte[]> values = new ArrayList<>();
            for (Claimed each : sessions) {
                values.add(Commands.bytes(each.dueSince().toEpochMilli()));
                values.add(bytes(each.session().id()));
            }
            calls.add(new Call(List.of(partition.due()), values));
        });
        if (!calls.isEmpty()) {
            RELEASE.runEach(router.writing("release of claimed sessions"), calls);
        }
    }

    @Override
    public boolean bury(SessionId id, long version, String reason, int tries) {
        Partition partition = keys.partitionOf(id);
        List<Object> answer = BURY.run(
                router.writing("burial of session " + id),
                List.of(partition.record(id), partition.due(), partition.dead()),
                List.of(
                        bytes(id),
                        Commands.bytes(version),
                        Commands.bytes(Json.write(shortened(reason))),
                        Commands.bytes(tries),
                        checkpointDelay));
        return answer.equals(List.of(1L));
    }

    /** A database may repeat a whole record in what it says. */
    private static String shortened(String reason) {
        return reason.codePointCount(0, reason.length()) <= LONGEST_REASON
                ? reason
                : reason.substring(0, reason.offsetByCodePoints(0, LONGEST_REASON));
    }

    @Override
    public List<DeadSession> dead(int limit) {
        byte[] most = Commands.bytes(Arguments.limit(limit, Integer.MAX_VALUE));
        List<DeadSession> dead = new ArrayList<>();
        for (List<Object> answer :
                inAll(DEAD, router.reading("dead sessions"), RedisArchiveQueue::queueOf, List.of(most))) {
            for (int i = 0; i < answer.size(); i += 2) {
                dead.add(dead(Records.id("dead sessions", answer.get(i)), (byte[]) answer.get(i + 1)));
            }
        }
        return dead.stream()
                .sorted(Comparator.comparing(DeadSession::id))
                .limit(limit)
                .toList();
    }

    private static DeadSession dead(SessionId id, byte[] entry) {
        if (entry.length == 0) {
            return new DeadSession(id, 0, "not known any more");
        }
        Map<String, Object> said = Json.parseObject(Commands.text("the reason why session " + id + " is dead", entry));
        if (said.get("tries") instanceof Number tries && said.get("reason") instanceof String reason) {
            return new DeadSession(id, tries.intValue(), reason);
        }
        throw new CorruptRecordException("session " + id + ": what is said of why it is dead cannot be read");
    }

    @Override
    public boolean revive(SessionId id) {
        List<Object> answer = REVIVE.run(
                router.writing("revival of session " + id), queueOf(keys.partitionOf(id)), List.of(bytes(id)));
        return answer.equals(List.of(1L));
    }

    @Override
    public ArchiveLag lag() {
        return lag(router.reading("lag of the archive"));
    }

    /** The same as a part of another call. One round trip. */
    ArchiveLag lag(Exchange exchange) {
        return lag(waiting(exchange));
    }

    /** What an operator should know about the queue. One round trip. */
    List<Finding> findings(Exchange exchange) {
        List<Waiting> all = waiting(exchange);
        List<Finding> findings = new ArrayList<>(lag(all).findings());
        if (!isWhole(all)) {
            findings.add(new Finding(
                    Severity.INFO,
                    "archive_queue_incomplete",
                    "the queue of sessions to be archived is new or was lost: an archiver puts back what is missing"));
        }
        return findings;
    }

    private static boolean isWhole(List<Waiting> all) {
        return all.stream().allMatch(Waiting::intact);
    }

    private static ArchiveLag lag(List<Waiting> all) {
        return new ArchiveLag(
                all.stream().mapToLong(Waiting::waiting).sum(),
                all.stream().mapToLong(Waiting::due).sum(),
                all.stream()
                        .map(Waiting::overdue)
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO),
                all.stream().mapToLong(Waiting::dead).sum());
    }

    private List<Waiting> waiting(Exchange exchange) {
        return LAG.runEach(exchange, lagCalls()).stream().map(Waiting::of).toList();
    }

    private List<Call> lagCalls() {
        return keys.partitions().stream()
                .map(partition -> new Call(List.of(partition.due()), List.of()))
                .toList();
    }

    private List<List<Object>> inAll(
            Script script, Exchange exchange, Function<Partition, List<String>> names, List<byte[]> values) {
        return script.runEach(
                exchange,
                keys.partitions().stream()
                        .map(partition -> new Call(names.apply(partition), values))
                        .toList());
    }

    /** A set is not marked as whole when its master has changed meanwhile, since keys may have passed by unseen. */
    @Override
    public long repair() {
        Exchange beginning = router.writing("beginning of a repair");
        Collection<Link> searched = router.masters(beginning).values();
        List<Link> before = places(beginning);
        List<List<Object>> marks = inAll(REPAIRING, beginning, Partition::whole, List.of());
        if (marks.stream().allMatch(mark -> Records.text(mark.get(0)).equals("inf"))) {
            return 0;
        }
        long found = 0;
        for (Link master : searched) {
            found += putBackFrom(master);
        }
        Exchange end = router.writing("end of a repair");
        router.masters(end);
        List<Link> after = places(end);
        List<Call> ends = new ArrayList<>();
        for (int i = 0; i < marks.size(); i++) {
            if (searched.contains(before.get(i)) && before.get(i).equals(after.get(i))) {
                List<Object> mark = marks.get(i);
                ends.add(new Call(
                        keys.partitions().get(i).whole(), List.of((byte[]) mark.get(0), (byte[]) mark.get(1))));
            }
        }
        REPAIRED.runEach(end, ends);
        return found;
    }

    private List<Link> places(Exchange exchange) {
        return keys.partitions().stream()
                .map(partition -> router.linkOf(partition.due(), exchange))
                .toList();
    }

    private long putBackFrom(Link master) {
        long found = 0;
        KeyScanCursor<String> page;
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            page = master.reading("search for sessions that are not archived")
                    .ask(Commands.scan(cursor.getCursor(), keys.recordPattern(), "string", SCANNED))
                    .orElseThrow();
            found += putBack(page.getKeys());
            cursor = page;
        } while (!page.isFinished());
        return found;
    }

    private long putBack(List<String> names) {
        List<SessionId> ids =
                names.stream().map(keys::sessionOf).flatMap(Optional::stream).toList();
        if (ids.isEmpty()) {
            return 0;
        }
        return REPAIR
                .runEach(
                        router.writing("repair"),
                        keys.grouped(ids, id -> id).entrySet().stream()
                                .map(group -> aboutMany(group.getKey(), group.getValue()))
                                .toList())
                .stream()
                .mapToLong(answer -> (Long) answer.get(0))
                .sum();
    }

    private static Call aboutMany(Partition partition, List<SessionId> ids) {
        List<byte[]> values = new ArrayList<>(List.of(prefixOf(partition)));
        ids.forEach(id -> values.add(bytes(id)));
        return new Call(partition.whole(), values);
    }

    @Override
    public Set<SessionId> idsOf(UserId user) {
        String what = "unarchived sessions of user " + user;
        Set<SessionId> ids = new HashSet<>();
        for (int reading = 0; reading < READINGS; reading++) {
            if (addQueued(user, what, ids)) {
                return ids;
            }
            repair();
        }
        throw StoreUnavailableException.unchanged(
                RedisSessions.NAME, what + ": the queue is lost again and again, try again", null);
    }

    /**
     * Whether the queue was whole all the time. A cursor means nothing to another process, which has a set read from the
     * beginning.
     */
    private boolean addQueued(UserId user, String what, Set<SessionId> ids) {
        boolean isWhole = true;
        Deque<Position> left = new ArrayDeque<>();
        keys.partitions().forEach(partition -> left.add(Position.first(partition)));
        while (!left.isEmpty()) {
            List<Position> step = new ArrayList<>();
            while (!left.isEmpty() && step.size() < READ_PARTITIONS) {
                step.add(left.remove());
            }
            byte[] count = Commands.bytes(READ / step.size());
            List<List<Object>> pages = QUEUED.runEach(
                    router.reading(what),
                    step.stream()
                            .map(position -> new Call(
                                    position.partition().whole(),
                                    List.of(prefixOf(position.partition()), position.cursor(), count)))
                            .toList());
            for (int i = 0; i < step.size(); i++) {
                List<Object> page = pages.get(i);
                isWhole &= page.get(2).equals(1L);
                step.get(i).after(page).ifPresent(left::add);
                addOwn(user, page, ids);
            }
        }
        return isWhole;
    }

    /**
     * A damaged record is nobody's.
     *
     * @throws CorruptRecordException when a newer version of this library wrote one, so that it may be the user's
     */
    private static void addOwn(UserId user, List<Object> page, Set<SessionId> ids) {
        for (int i = 3; i < page.size(); i += 2) {
            try {
                SessionId id = Records.id("the queue", page.get(i));
                if (Records.session(id, (byte[]) page.get(i + 1)).userId().equals(Optional.of(user))) {
                    ids.add(id);
                }
            } catch (CorruptRecordException e) {
                if (e.isNewerSchema()) {
                    throw e;
                }
                // an archiver reports the others
            }
        }
    }

    private static List<String> queueOf(Partition partition) {
        return List.of(partition.due(), partition.dead());
    }

    private static byte[] prefixOf(Partition partition) {
        return Commands.bytes(partition.recordPrefix());
    }

    private static byte[] bytes(SessionId id) {
        return Commands.bytes(id.value());
    }

    /** What a partition says of its due set. */
    private record Waiting(long waiting, long due, Duration overdue, long dead, boolean intact) {

        /** Of one that cannot be reached: whether it is whole is told when it can. */
        static final Waiting NOT_KNOWN = new Waiting(0, 0, Duration.ZERO, 0, true);

        static Waiting of(List<Object> answer) {
            return new Waiting(
                    (Long) answer.get(0),
                    (Long) answer.get(1),
                    Duration.ofMillis((Long) answer.get(2)),
                    (Long) answer.get(3),
                    answer.get(4).equals(1L));
        }
    }

    /**
     * From where a claim takes how many.
     *
     * @param more whether others have some too
     */
    private record Shares(Map<Partition, Integer> limits, boolean more, boolean intact) {}

    /**
     * How far a due set is read.
     *
     * @param process whose cursor it is; empty at the beginning
     */
    private record Position(Partition partition, byte[] cursor, String process) {

        static Position first(Partition partition) {
            return new Position(partition, Commands.bytes(0), "");
        }

        /** Where to go on after this page; empty after the last. */
        Optional<Position> after(List<Object> page) {
            byte[] next = (byte[]) page.get(0);
            String by = Records.text(page.get(1));
            if (!process.isEmpty() && !process.equals(by)) {
                return Optional.of(first(partition));
            }
            return Records.text(next).equals("0") ? Optional.empty() : Optional.of(new Position(partition, next, by));
        }
    }

    /** Puts together what the partitions gave. */
    private static final class ClaimReader {

        private final List<Claimed> claimed = new ArrayList<>();
        private final List<Unreadable> unreadable = new ArrayList<>();
        private final Set<SessionId> lost = new TreeSet<>();
        private boolean more;
        private boolean moving;
        private boolean intact;

        ClaimReader(Shares shares) {
            more = shares.more();
            intact = shares.intact();
        }

        /** @param answer empty from a partition that is just moving from one server to another, or cannot be reached */
        void read(List<Object> answer) {
            if (answer.isEmpty()) {
                moving = true;
                return;
            }
            intact &= answer.get(0).equals(1L);
            more |= answer.get(1).equals(1L);
            int first = 3 + ((Long) answer.get(2)).intValue();
            answer.subList(3, first).forEach(id -> lost.add(Records.id("the queue", id)));
            for (int i = first; i < answer.size(); i += 3) {
                read(
                        Records.id("the queue", answer.get(i)),
                        Instant.ofEpochMilli(Long.parseLong(Records.text(answer.get(i + 1)))),
                        (byte[]) answer.get(i + 2));
            }
        }

        private void read(SessionId id, Instant dueSince, byte[] document) {
            try {
                claimed.add(new Claimed(Records.session(id, document), dueSince));
            } catch (CorruptRecordException e) {
                unreadable.add(new Unreadable(id, String.valueOf(e.getMessage()), e.isNewerSchema()));
            }
        }

        /** When all that was looked for is moving, others can wait for the next claim: this is no time to hurry. */
        Claim claim() {
            claimed.sort(Comparator.comparing(Claimed::dueSince));
            boolean some = !claimed.isEmpty() || !unreadable.isEmpty() || !lost.isEmpty();
            return new Claim(claimed, unreadable, lost, more && (some || !moving), intact);
        }
    }
}
