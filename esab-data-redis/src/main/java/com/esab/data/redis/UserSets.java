package com.esab.data.redis;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.health.Finding.Severity;
import com.esab.data.redis.Exchange.Sent;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.Discrepancy;
import com.esab.data.store.Discrepancy.Repair;
import com.esab.data.store.SessionInspection.Page;
import io.lettuce.core.ValueScanCursor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The sets of users' sessions, looked at by plain commands: in a cluster they are elsewhere than the sessions. */
final class UserSets {

    private static final int MEMBERS = 200;
    private static final int ASKED = 1_000;

    private static final Script ENLIST = Script.plain("enlist", false);

    private final Router router;
    private final KeyLayout keys;
    private final byte[] setTimeToLive;

    UserSets(Router router, KeyLayout keys, Duration sessionTimeToLive) {
        this.router = router;
        this.keys = keys;
        this.setTimeToLive = Commands.bytes(RedisSessionCache.userSetMillis(sessionTimeToLive));
    }

    /** Those that are not in the set of their user. */
    Set<SessionId> missing(Map<UserId, List<SessionId>> ofUsers) {
        Exchange exchange = router.reading("look at the sets of users");
        Map<UserId, Sent<List<Boolean>>> sent = new LinkedHashMap<>();
        ofUsers.forEach(
                (user, ids) -> sent.put(user, exchange.send(Commands.areMembers(keys.sessionsOf(user), members(ids)))));
        Set<SessionId> missing = new HashSet<>();
        sent.forEach((user, question) -> {
            List<SessionId> ids = Objects.requireNonNull(ofUsers.get(user));
            try {
                List<Boolean> members = exchange.await(question).orElseThrow();
                for (int i = 0; i < ids.size(); i++) {
                    if (!members.get(i)) {
                        missing.add(ids.get(i));
                    }
                }
            } catch (CorruptRecordException e) {
                // no set: found when the sets are looked at
            }
        });
        return missing;
    }

    /** Looks at the sets of these users. */
    void inspect(Collection<UserId> users, boolean repair, Consumer<? super Page> pages) {
        Map<UserId, String> cursors = new LinkedHashMap<>();
        users.forEach(user -> cursors.put(user, "0"));
        while (!cursors.isEmpty()) {
            Exchange exchange = router.reading("look at the sets of users");
            Map<UserId, Sent<ValueScanCursor<byte[]>>> sent = new LinkedHashMap<>();
            cursors.forEach((user, cursor) ->
                    sent.put(user, exchange.send(Commands.scanMembers(keys.sessionsOf(user), cursor, MEMBERS))));
            List<Discrepancy> found = new ArrayList<>();
            Map<UserId, Set<SessionId>> members = new LinkedHashMap<>();
            sent.forEach((user, question) -> {
                cursors.remove(user);
                try {
                    ValueScanCursor<byte[]> page = exchange.await(question).orElseThrow();
                    members.put(user, ids(user, page.getValues(), repair, found));
                    if (!page.isFinished()) {
                        cursors.put(user, page.getCursor());
                    }
                } catch (CorruptRecordException e) {
                    found.add(new Discrepancy(
                            "user_index_unreadable",
                            Severity.ERROR,
                            "user " + user,
                            "the key %s is no set, so no session of this user can be saved: remove the key"
                                    .formatted(keys.sessionsOf(user)),
                            Repair.NONE));
                }
            });
            Set<SessionId> absent =
                    absentAmong(members.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
            members.values().forEach(ids -> ids.retainAll(absent));
            members.values().removeIf(Set::isEmpty);
            pages.accept(new Page(List.of(), found, members));
        }
    }

    private Set<SessionId> ids(UserId user, List<byte[]> members, boolean repair, List<Discrepancy> found) {
        Set<SessionId> ids = new LinkedHashSet<>();
        List<byte[]> strange = new ArrayList<>();
        for (byte[] member : members) {
            try {
                ids.add(SessionId.of(new String(member, StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException e) {
                strange.add(member);
                found.add(new Discrepancy(
                        "user_index_entry_unreadable",
                        Severity.ERROR,
                        "user " + user,
                        "the sessions of this user cannot be listed, since %s has a member that is %s. Repairing removes it"
                                .formatted(keys.sessionsOf(user), e.getMessage()),
                        repair ? Repair.DONE : Repair.POSSIBLE));
            }
        }
        if (repair && !strange.isEmpty()) {
            remove(user, strange);
        }
        return ids;
    }

    /** Those of these sessions that have no record. One round trip for each thousand. */
    Set<SessionId> absentAmong(Collection<SessionId> ids) {
        Set<SessionId> absent = new LinkedHashSet<>();
        Iterator<SessionId> left = ids.iterator();
        while (left.hasNext()) {
            Exchange exchange = router.reading("look for records");
            Map<SessionId, Sent<Long>> sent = new LinkedHashMap<>();
            while (left.hasNext() && sent.size() < ASKED) {
                SessionId id = left.next();
                sent.put(id, exchange.send(Commands.exists(keys.record(id))));
            }
            sent.forEach((id, question) -> {
                if (exchange.await(question).orElseThrow() == 0) {
                    absent.add(id);
                }
            });
        }
        return absent;
    }

    /** Looks for the record afterwards: what is said of a session must not outlive it when its user is erased meanwhile. */
    void add(UserId user, SessionId id) {
        String set = keys.sessionsOf(user);
        ENLIST.run(
                router.writing("repair of the set of user " + user),
                List.of(set),
                List.of(Commands.bytes(id.value()), setTimeToLive));
        if (!absentAmong(List.of(id)).isEmpty()) {
            remove(user, members(List.of(id)));
        }
    }

    void remove(UserId user, List<byte[]> members) {
        router.writing("repair of the set of user " + user).ask(Commands.removeMembers(keys.sessionsOf(user), members));
    }

    static List<byte[]> members(Collection<SessionId> ids) {
        return ids.stream().map(id -> Commands.bytes(id.value())).toList();
    }
}
