package com.esab.data.redis;

import com.esab.data.health.Finding.Severity;
import com.esab.data.redis.KeyLayout.Partition;
import com.esab.data.redis.Keyspace.Names;
import com.esab.data.redis.Looked.Wrong;
import com.esab.data.redis.Request.Moving;
import com.esab.data.redis.Script.Call;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.Discrepancy;
import com.esab.data.store.Discrepancy.Repair;
import com.esab.data.store.SessionInspection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Looks at records, their expiries and the queue by one script for each partition, the same that mends what is wrong; and at the sets
 * of users.
 */
final class RedisSessionInspection implements SessionInspection {

    /** So that a key of a wrong type is found as well. */
    private static final String ANY_TYPE = "";

    /** How many entries of the queue are looked at in one round trip. */
    private static final int ENTRIES = 1_000;

    /** How many records, or sets, are read in one round trip, and how large the records may be together. */
    private static final int READ = 200;

    private static final int READ_BYTES = 8_000_000;

    private static final Script LOOK = Script.reading("inspect").ofWholePartition(Moving.WAITS);
    private static final Script MEND = Script.modest("inspect").ofWholePartition(Moving.WAITS);
    private static final Script FIND_ENTRIES = Script.reading("entries").ofWholePartition(Moving.WAITS);
    private static final Script REMOVE_ENTRIES = Script.modest("entries").ofWholePartition(Moving.WAITS);
    private static final Script EXPIRY = Script.modest("expiry").ofWholePartition(Moving.WAITS);
    private static final Script REQUEUE = Script.modest("requeue").ofWholePartition(Moving.WAITS);

    private final Router router;
    private final KeyLayout keys;
    private final Keyspace keyspace;
    private final UserSets sets;
    private final byte[] timeToLive;
    private final boolean handOver;

    RedisSessionInspection(Router router, KeyLayout keys, Duration timeToLive, boolean handOver) {
        this.router = router;
        this.keys = keys;
        this.keyspace = new Keyspace(router);
        this.sets = new UserSets(router, keys, timeToLive);
        this.timeToLive = Commands.bytes(Milliseconds.of(timeToLive));
        this.handOver = handOver;
    }

    @Override
    public void inspect(boolean repair, Consumer<? super Page> pages) {
        keyspace.each(
                "look at all sessions",
                new Names<>("sessions", keys.recordPattern(), ANY_TYPE, keys::sessionWith),
                ids -> inspectSessions(ids, repair, pages));
        if (handOver) {
            inspectQueue(repair, pages);
        }
        keyspace.each(
                "look at the sets of all users",
                new Names<>("users", keys.userSetPattern(), ANY_TYPE, keys::userOf),
                users -> inSteps(users, step -> sets.inspect(step, repair, pages)));
    }

    private void inspectSessions(List<SessionId> ids, boolean repair, Consumer<? super Page> pages) {
        inSteps(ids, step -> {
            List<Looked> looked = looked(step, repair);
            List<Discrepancy> discrepancies = new ArrayList<>();
            for (Looked each : looked) {
                each.unreadable().ifPresent(discrepancies::add);
                each.wrong()
                        .filter(wrong -> wrong != Wrong.NO_EXPIRY)
                        .ifPresent(wrong -> discrepancies.add(wrong.in(each.id(), repair)));
            }
            discrepancies.addAll(withoutExpiry(looked, repair));
            pages.accept(new Page(held(looked), discrepancies, Map.of()));
        });
    }

    private static <T> void inSteps(Collection<T> things, Consumer<List<T>> step) {
        List<T> all = List.copyOf(things);
        for (int from = 0; from < all.size(); from += READ) {
            step.accept(all.subList(from, Math.min(from + READ, all.size())));
        }
    }

    /** The script that looks cannot read whether a session has ended, so another one mends this. */
    private List<Discrepancy> withoutExpiry(List<Looked> looked, boolean repair) {
        Map<SessionId, Session> found = new LinkedHashMap<>();
        looked.stream()
                .filter(each -> each.wrong().equals(Optional.of(Wrong.NO_EXPIRY)))
                .forEach(each -> each.session().ifPresent(session -> found.put(each.id(), session)));
        Set<SessionId> ids = !repair
                ? found.keySet()
                : changed(
                        EXPIRY,
                        "repair of expiries",
                        found,
                        session -> List.of(
                                Commands.bytes(session.version()), flag(session.status() == SessionStatus.ACTIVE)));
        return ids.stream().map(id -> Wrong.NO_EXPIRY.in(id, repair)).toList();
    }

    /** Runs a script that is given something about each session, and returns the ids of those that it has changed. */
    private <T> Set<SessionId> changed(
            Script script, String what, Map<SessionId, T> sessions, Function<T, List<byte[]>> values) {
        List<Call> calls = new ArrayList<>();
        keys.grouped(sessions.entrySet(), Map.Entry::getKey).forEach((partition, group) -> {
            List<byte[]> all = new ArrayList<>(List.of(Commands.bytes(partition.recordPrefix())));
            group.forEach(entry -> {
                all.add(Commands.bytes(entry.getKey().value()));
                all.addAll(values.apply(entry.getValue()));
            });
            calls.add(new Call(partition.whole(), all));
        });
        Set<SessionId> changed = new HashSet<>();
        if (!calls.isEmpty()) {
            script.runEach(router.writing(what), calls)
                    .forEach(ids -> ids.forEach(id -> changed.add(Records.id(what, id))));
        }
        return changed;
    }

    @Override
    public Map<SessionId, Held> look(Collection<SessionId> ids) {
        Map<SessionId, Held> found = new HashMap<>();
        inSteps(new LinkedHashSet<>(ids), step -> held(looked(step, false))
                .forEach(each -> found.put(each.id(), each)));
        return found;
    }

    private List<Looked> looked(List<SessionId> ids, boolean repair) {
        List<Looked> looked = new ArrayList<>();
        List<SessionId> left = ids;
        while (!left.isEmpty()) {
            Map<Partition, List<SessionId>> groups = keys.grouped(left, id -> id);
            byte[] bytes = Commands.bytes(READ_BYTES / groups.size());
            List<Call> calls = new ArrayList<>();
            groups.forEach((partition, group) -> {
                List<byte[]> values = new ArrayList<>(List.of(
                        Commands.bytes(partition.recordPrefix()), timeToLive, flag(handOver), flag(repair), bytes));
                values.addAll(UserSets.members(group));
                calls.add(new Call(partition.whole(), values));
            });
            Iterator<List<Object>> answers = (repair ? MEND : LOOK)
                    .runEach(exchange("sessions", repair), calls)
                    .iterator();
            List<SessionId> notReached = new ArrayList<>();
            groups.values().forEach(group -> {
                List<Object> answer = answers.next();
                for (int i = 0; i < answer.size(); i++) {
                    looked.add(Looked.of(group.get(i), (List<?>) answer.get(i)));
                }
                notReached.addAll(group.subList(answer.size(), group.size()));
            });
            left = notReached;
        }
        return looked;
    }

    private List<Held> held(List<Looked> looked) {
        Map<UserId, List<SessionId>> ofUsers = new LinkedHashMap<>();
        looked.stream()
                .filter(Looked::isLive)
                .flatMap(each -> each.session().stream())
                .forEach(session -> session.userId()
                        .ifPresent(user -> ofUsers.computeIfAbsent(user, key -> new ArrayList<>())
                                .add(session.id())));
        Set<SessionId> missing = sets.missing(ofUsers);
        return looked.stream()
                .filter(Looked::present)
                .map(each ->
                        new Held(each.id(), each.session(), each.isLive(), each.queued(), !missing.contains(each.id())))
                .toList();
    }

    /** Removes what the queue holds of sessions that are not there. */
    void removeStrayEntries() {
        inspectQueue(true, page -> {});
    }

    private void inspectQueue(boolean repair, Consumer<? super Page> pages) {
        for (Entries entries : Entries.values()) {
            inspectEntries(entries, repair, pages);
        }
    }

    private void inspectEntries(Entries entries, boolean repair, Consumer<? super Page> pages) {
        Map<Partition, byte[]> cursors = new LinkedHashMap<>();
        keys.partitions().forEach(partition -> cursors.put(partition, Commands.bytes(0)));
        while (!cursors.isEmpty()) {
            byte[] count = Commands.bytes(1 + ENTRIES / cursors.size());
            List<Partition> partitions = List.copyOf(cursors.keySet());
            List<Call> calls = partitions.stream()
                    .map(partition -> new Call(
                            partition.whole(),
                            List.of(
                                    Commands.bytes(partition.recordPrefix()),
                                    Commands.bytes(entries.word),
                                    Objects.requireNonNull(cursors.get(partition)),
                                    count,
                                    flag(repair))))
                    .toList();
            Iterator<List<Object>> answers = (repair ? REMOVE_ENTRIES : FIND_ENTRIES)
                    .runEach(exchange("the queue", repair), calls)
                    .iterator();
            List<Discrepancy> found = new ArrayList<>();
            for (Partition partition : partitions) {
                List<Object> answer = answers.next();
                answer.subList(1, answer.size()).forEach(id -> found.add(entries.stray(id, repair)));
                if (Records.text(answer.get(0)).equals("0")) {
                    cursors.remove(partition);
                } else {
                    cursors.put(partition, (byte[]) answer.get(0));
                }
            }
            pages.accept(new Page(List.of(), found, Map.of()));
        }
    }

    private Exchange exchange(String what, boolean repair) {
        return repair ? router.writing("repair of " + what) : router.reading("look at " + what);
    }

    private static byte[] flag(boolean is) {
        return Commands.bytes(is ? 1 : 0);
    }

    @Override
    public Set<SessionId> requeue(Map<SessionId, Long> versions) {
        return handOver
                ? changed(REQUEUE, "queueing of sessions", versions, version -> List.of(Commands.bytes(version)))
                : Set.of();
    }

    @Override
    public void index(SessionId id, UserId user) {
        sets.add(user, id);
    }

    /** Looks afterwards for what was created meanwhile. */
    @Override
    public void unindex(UserId user, Collection<SessionId> ids) {
        Set<SessionId> absent = sets.absentAmong(ids);
        if (absent.isEmpty()) {
            return;
        }
        sets.remove(user, UserSets.members(absent));
        look(absent).values().stream()
                .filter(held -> held.session().flatMap(Session::userId).equals(Optional.of(user)))
                .forEach(held -> sets.add(user, held.id()));
    }

    /** What the queue consists of, by the words of the script. */
    private enum Entries {
        DUE(
                "due",
                "queue_entry_without_session",
                Severity.WARNING,
                "it is to be archived, but there is no such session: it was evicted or deleted before it was archived, and what was said "
                        + "since its last checkpoint is lost. Look at the eviction policy. Repairing removes the entry"),
        DEAD(
                "dead",
                "refusal_without_session",
                Severity.INFO,
                "it is kept why the archive refused it, but it does not wait for the archive any more. Repairing removes the reason");

        private final String word;
        private final String code;
        private final Severity severity;
        private final String message;

        Entries(String word, String code, Severity severity, String message) {
            this.word = word;
            this.code = code;
            this.severity = severity;
            this.message = message;
        }

        Discrepancy stray(Object id, boolean repaired) {
            String printable = Records.text(id).replaceAll("\\p{Cntrl}", "?");
            return new Discrepancy(
                    code, severity, "session " + printable, message, repaired ? Repair.DONE : Repair.POSSIBLE);
        }
    }
}
