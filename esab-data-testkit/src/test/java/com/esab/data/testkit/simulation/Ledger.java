package com.esab.data.testkit.simulation;

import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.testkit.simulation.ArchiveModel.Row;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the stores owe, kept beside them.
 *
 * <p>Owed of a session is what Redis took last. When Redis itself loses a record, only what the archive has of it is owed
 * any more; when an older record comes back, what both hold.
 */
final class Ledger {

    private final World world;
    private final Map<SessionId, Debt> debts = new TreeMap<>();

    Ledger(World world) {
        this.world = world;
    }

    private static final class Debt {
        private final Optional<UserId> user;
        private final Map<Long, Long> versions = new HashMap<>();
        private final Map<Long, Integer> refusals = new HashMap<>();
        private long owed;
        private boolean lost;
        /** Whether an erasure has deleted it, so that nothing is owed of it any more. */
        private boolean erased;
        /** Whether it must be gone in the end: an erasure has deleted it, or began when a store knew it. */
        private boolean doomed;

        private Debt(Optional<UserId> user) {
            this.user = user;
        }

        private void erase() {
            erased = true;
            doomed = true;
            owed = Contents.NOTHING;
        }
    }

    Set<SessionId> sessions() {
        return new TreeSet<>(debts.keySet());
    }

    void stored(Session session, long contents) {
        if (!world.simulating()) {
            return;
        }
        Debt debt = debts.computeIfAbsent(session.id(), id -> new Debt(session.userId()));
        Long before = debt.versions.put(session.version(), contents);
        if (before != null) {
            throw broken(session.id(), "version " + session.version() + " was given twice");
        }
        if (debt.erased || isTombstone(session.id())) {
            return;
        }
        if (Contents.hold(debt.owed, Contents.END)) {
            throw broken(session.id(), "was saved after its end");
        }
        if (!Contents.hold(contents, debt.owed)) {
            throw broken(
                    session.id(),
                    "held " + Contents.text(debt.owed) + ", and was overwritten with " + Contents.text(contents));
        }
        debt.owed = contents;
    }

    void archived(SessionId id, @Nullable Row before, Row after) {
        if (world.simulating() && before != null && before.version() > after.version()) {
            throw broken(id, "version of the row went from " + before.version() + " down to " + after.version());
        }
    }

    /** Only an erasure deletes, of its own user, and whoever meets a tombstone. */
    void deleting(SessionId id) {
        Debt debt = debts.get(id);
        if (debt == null) {
            return;
        }
        if (debt.user.map(world::isErasing).orElse(false)) {
            debt.erase();
        } else if (debt.owed != Contents.NOTHING && !isTombstone(id)) {
            throw broken(id, "is deleted, and was not erased");
        }
    }

    /** The archive was told to forget it. */
    void erased(SessionId id) {
        Debt debt = debts.get(id);
        if (debt != null) {
            debt.erase();
        }
    }

    /** The archive refused this version, and may have done so for the last time. */
    void refused(SessionId id, long version, boolean last, int tries) {
        Debt debt = debts.get(id);
        if (debt != null && debt.refusals.merge(version, 1, Integer::sum) < tries && last) {
            throw broken(id, "is dead, and version " + version + " had not all its tries");
        }
    }

    /** To be called after Redis lost something of its own accord, with what it held before. */
    void lost(Map<SessionId, Optional<Session>> before) {
        debts.forEach((id, debt) -> {
            Optional<Session> now = world.redis().record(id);
            if (!now.equals(before.get(id))) {
                debt.owed &= now.isEmpty() ? inRow(id) : world.redis().contents(id);
                debt.lost = true;
            }
            if (!isKnown(id, debt)) {
                debt.erased = false;
                debt.doomed = false;
            }
        });
    }

    Map<SessionId, Optional<Session>> held() {
        Map<SessionId, Optional<Session>> held = new HashMap<>();
        debts.keySet().forEach(id -> held.put(id, world.redis().record(id)));
        return held;
    }

    /** An erasure cannot find what no store knows of, though an archiver may still have it in its hands. */
    private boolean isKnown(SessionId id, Debt debt) {
        return world.archive().row(id) != null
                || debt.user.map(user -> world.redis().knows(id, user)).orElse(false);
    }

    /** From here on it is settled what the user has that must be gone in the end. */
    void erasing(UserId user) {
        debts.forEach((id, debt) -> {
            if (debt.user.equals(Optional.of(user)) && isKnown(id, debt)) {
                debt.doomed = true;
            }
        });
    }

    /** What must hold right after the user was erased while nobody else did anything. */
    void checkErased(UserId user) {
        debts.forEach((id, debt) -> {
            if (debt.user.equals(Optional.of(user))) {
                Row row = world.archive().row(id);
                // where Redis came back with it and has forgotten whose it is, it still expires
                boolean expires = row != null && !world.redis().lasts(id);
                if (row != null && !row.tombstone() || world.redis().contents(id) != Contents.NOTHING && !expires) {
                    throw broken(id, "is there right after its user was erased");
                }
            }
        });
    }

    boolean lostSomething(SessionId id) {
        Debt debt = debts.get(id);
        return debt != null && debt.lost;
    }

    /** Whether Redis ever took these contents in one version of the session. */
    boolean tookEver(SessionId id, long contents) {
        Debt debt = debts.get(id);
        return debt != null && debt.versions.values().stream().anyMatch(taken -> Contents.hold(taken, contents));
    }

    long owed(SessionId id) {
        Debt debt = debts.get(id);
        return debt == null ? Contents.NOTHING : debt.owed;
    }

    private boolean isTombstone(SessionId id) {
        Row row = world.archive().row(id);
        return row != null && row.tombstone();
    }

    private long inRow(SessionId id) {
        Row row = world.archive().row(id);
        return row == null ? Contents.NOTHING : row.contents();
    }

    /** What must hold at every moment. */
    void check() {
        debts.forEach((id, debt) -> {
            if (debt.owed == Contents.NOTHING || isTombstone(id)) {
                return;
            }
            // without that rule, see what comes of it
            boolean lasts = world.redis().lasts(id) || world.without(Mutant.NO_TTL_WHILE_DUE);
            boolean held = lasts && Contents.hold(world.redis().contents(id), debt.owed);
            if (!held && !Contents.hold(inRow(id), debt.owed)) {
                throw broken(
                        id,
                        "owed is " + Contents.text(debt.owed) + ", archived " + Contents.text(inRow(id))
                                + ", in Redis " + Contents.text(world.redis().contents(id))
                                + (world.redis().lasts(id) ? "" : " with a time to live or not at all"));
            }
            if (Contents.hold(debt.owed, Contents.END) && world.redis().live(id)) {
                throw broken(id, "has ended, and is live");
            }
        });
    }

    /** What a resumed session must hold. */
    void resumed(Session session) {
        if (!Contents.hold(Contents.of(session), owed(session.id()))) {
            throw broken(session.id(), "was resumed without " + Contents.text(owed(session.id())));
        }
    }

    /** What must hold when nothing is left to be done before the time of the sessions is up. */
    void checkArchived(boolean clocksWereRight) {
        for (SessionId id : debts.keySet()) {
            Row row = world.archive().row(id);
            boolean present = world.redis().contents(id) != Contents.NOTHING;
            if (present && world.redis().lasts(id) && !world.redis().queued(id)) {
                throw broken(id, "stays in Redis for ever");
            }
            if (present && world.redis().dead(id) && !isRefused(id)) {
                throw broken(id, "is dead, and the archive would take it");
            }
            boolean acknowledged = present && !world.redis().queued(id);
            if (acknowledged
                    && clocksWereRight
                    && !lostSomething(id)
                    && world.redis().live(id)
                    && !isErased(id)) {
                Session session = world.redis().record(id).orElseThrow();
                if (row == null || row.version() != session.version() || row.status() != SessionStatus.ACTIVE) {
                    throw broken(id, "is live in version " + session.version() + ", but its row is " + row);
                }
            }
        }
    }

    /** What must hold in the end. */
    void checkPast() {
        world.archive().rows().forEach((id, row) -> {
            if (row.status() == SessionStatus.ACTIVE && !world.redis().dead(id)) {
                throw broken(id, "is archived as active although its time is up");
            }
        });
        debts.forEach((id, debt) -> {
            boolean present = world.redis().contents(id) != Contents.NOTHING;
            if (present && !world.redis().dead(id)) {
                throw broken(id, "is still in Redis");
            }
            if (debt.doomed && (present || world.archive().row(id) != null && !isTombstone(id))) {
                throw broken(id, "was erased, and is there");
            }
        });
    }

    boolean isErased(SessionId id) {
        Debt debt = debts.get(id);
        return isTombstone(id) || debt != null && debt.erased;
    }

    private boolean isRefused(SessionId id) {
        return world.redis()
                .record(id)
                .map(session -> session.language().equals(ArchiveModel.REFUSED_LANGUAGE))
                .orElse(false);
    }

    static Violation broken(SessionId id, String what) {
        return new Violation("session " + id + " " + what);
    }
}
