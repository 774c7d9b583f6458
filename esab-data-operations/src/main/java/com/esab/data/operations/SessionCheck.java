package com.esab.data.operations;

import com.esab.data.ProgressListener;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.SessionArchive;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.EsabDataException;
import com.esab.data.health.Finding.Severity;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.Discrepancy;
import com.esab.data.store.Discrepancy.Repair;
import com.esab.data.store.SessionInspection;
import com.esab.data.store.SessionInspection.Held;
import com.esab.data.store.SessionInspection.Page;
import com.esab.data.store.SessionStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Compares what the session store holds with the archive and the catalogue, page by page.
 *
 * <p>A session is read before the archive is asked for it. So one that is taken for archived and is not can be told at once, since it was
 * archived before it was acknowledged; everything else waits for a second look.
 */
final class SessionCheck {

    /** How many suspects are kept until they are looked at again. */
    private static final int SUSPECTS = 1_000;

    private static final int STEP = 200;
    private static final int NAMED = 3;

    /** How far behind a sweep may be before it is worth a word. */
    private static final Duration SWEEP = Duration.ofMinutes(10);

    private final SessionStore store;
    private final SessionInspection inspection;
    private final Optional<SessionArchive> archive;
    private final Optional<SelectedProducts> products;
    private final Duration pause;
    private final boolean repair;
    private final Discrepancies discrepancies;
    private final ProgressListener progress;
    /** Whether sessions are handed over to the archive that is known here. */
    private final boolean archives;

    private final Map<SessionId, Suspect> suspects = new LinkedHashMap<>();
    private final Map<UserId, Set<SessionId>> missing = new LinkedHashMap<>();
    private int missingIds;
    private long inspected;

    SessionCheck(
            SessionStore store,
            SessionInspection inspection,
            Optional<SessionArchive> archive,
            Optional<SelectedProducts> products,
            Duration pause,
            boolean repair,
            Discrepancies discrepancies,
            ProgressListener progress) {
        this.store = store;
        this.inspection = inspection;
        this.archive = archive;
        this.products = products;
        this.pause = pause;
        this.repair = repair;
        this.discrepancies = discrepancies;
        this.progress = progress;
        this.archives = archive.isPresent() && store.archiveQueue().isPresent();
    }

    /** How many sessions there are. */
    long run() {
        progress.progress("sessions", 0, 1);
        inspection.inspect(repair, this::look);
        lookAgain();
        archive.ifPresent(this::lookForUnswept);
        progress.progress("sessions", inspected, inspected);
        return inspected;
    }

    private void look(Page page) {
        page.discrepancies().forEach(discrepancies::add);
        Map<SessionId, Long> archived =
                versions(page.sessions().stream().map(Held::id).toList());
        List<Held> notArchived = new ArrayList<>();
        for (Held held : page.sessions()) {
            Set<Doubt> doubts = Doubt.of(held, Optional.ofNullable(archived.get(held.id())), archives);
            if (doubts.remove(Doubt.NOT_ARCHIVED)) {
                notArchived.add(held);
            }
            if (!doubts.isEmpty()) {
                suspects.put(held.id(), new Suspect(held.session().orElseThrow().version(), doubts));
            }
        }
        tellNotArchived(notArchived);
        products.ifPresent(check -> check.check(page.sessions().stream()
                .filter(Held::live)
                .flatMap(held -> held.session().stream())
                .toList()));
        if (archives) {
            suspectMissing(page.unheld());
        }
        inspected += page.sessions().size();
        progress.progress("sessions", inspected, inspected + 1);
        if (suspects.size() + missingIds >= SUSPECTS) {
            lookAgain();
        }
    }

    private Map<SessionId, Long> versions(Collection<SessionId> ids) {
        return ids.isEmpty()
                ? Map.of()
                : archive.map(there -> there.versionsOf(ids)).orElse(Map.of());
    }

    private void tellNotArchived(List<Held> found) {
        if (found.isEmpty()) {
            return;
        }
        Map<SessionId, Long> versions = new HashMap<>();
        found.forEach(
                held -> versions.put(held.id(), held.session().orElseThrow().version()));
        // what is not made due any more was saved or has gone meanwhile
        Set<SessionId> told = repair ? inspection.requeue(versions) : versions.keySet();
        found.stream()
                .filter(held -> told.contains(held.id()))
                .forEach(held -> discrepancies.add(Doubt.NOT_ARCHIVED.about(held, repair)));
    }

    /** A user's index goes on naming sessions that are archived, which is no mistake. */
    private void suspectMissing(Map<UserId, Set<SessionId>> unheld) {
        Set<SessionId> nowhere = notArchived(union(unheld));
        unheld.forEach((user, ids) -> {
            Set<SessionId> suspected = new HashSet<>(ids);
            suspected.retainAll(nowhere);
            if (!suspected.isEmpty()) {
                missing.computeIfAbsent(user, key -> new HashSet<>()).addAll(suspected);
                missingIds += suspected.size();
            }
        });
    }

    private static Set<SessionId> union(Map<UserId, Set<SessionId>> ids) {
        return ids.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    private Set<SessionId> notArchived(Collection<SessionId> ids) {
        Map<SessionId, Long> archived = versions(ids);
        return ids.stream()
                .filter(id -> archived.getOrDefault(id, ArchivedSession.TOMBSTONE_VERSION)
                        == ArchivedSession.TOMBSTONE_VERSION)
                .collect(Collectors.toSet());
    }

    private void lookAgain() {
        if (suspects.isEmpty() && missing.isEmpty()) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(TimeUnit.NANOSECONDS.convert(pause));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EsabDataException("interrupted before the second look at what may not agree", e);
        }
        List<SessionId> ids = List.copyOf(suspects.keySet());
        for (int from = 0; from < ids.size(); from += STEP) {
            lookAgain(ids.subList(from, Math.min(from + STEP, ids.size())));
        }
        lookAgainForMissing();
        suspects.clear();
        missing.clear();
        missingIds = 0;
    }

    private void lookAgain(List<SessionId> ids) {
        Map<SessionId, Held> now = inspection.look(ids);
        Map<SessionId, Long> archived = versions(now.keySet());
        List<Session> acknowledged = new ArrayList<>();
        List<Discrepancy> told = new ArrayList<>();
        now.forEach((id, held) -> {
            for (Doubt doubt : Doubt.of(held, Optional.ofNullable(archived.get(id)), archives)) {
                if (suspects.containsKey(id) && suspects.get(id).isStill(doubt, held)) {
                    told.add(doubt.about(held, repair));
                    if (repair) {
                        mend(doubt, held, acknowledged);
                    }
                }
            }
        });
        if (!acknowledged.isEmpty()) {
            store.archiveQueue().orElseThrow().acknowledge(acknowledged);
        }
        told.forEach(discrepancies::add);
    }

    private void mend(Doubt doubt, Held held, List<Session> acknowledged) {
        Session session = held.session().orElseThrow();
        switch (doubt) {
            case NOT_ACKNOWLEDGED -> acknowledged.add(session);
            case NOT_INDEXED -> inspection.index(session.id(), session.userId().orElseThrow());
            case ERASED ->
                session.userId()
                        .ifPresentOrElse(
                                user -> store.sessions().delete(user, List.of(session.id())),
                                () -> store.sessions().delete(session.id()));
            case BEHIND_ARCHIVE, NOT_ARCHIVED -> {
                // the one is for people to decide, the other was mended at the first look
            }
        }
    }

    private void lookAgainForMissing() {
        Set<SessionId> all = union(missing);
        all.removeAll(inspection.look(all).keySet());
        Set<SessionId> nowhere = notArchived(all);
        missing.forEach((user, ids) -> {
            ids.retainAll(nowhere);
            if (!ids.isEmpty()) {
                ids.retainAll(named(user, ids));
                tellMissing(user, ids);
            }
        });
    }

    private void tellMissing(UserId user, Set<SessionId> ids) {
        if (ids.isEmpty()) {
            return;
        }
        if (repair) {
            inspection.unindex(user, ids);
        }
        discrepancies.add(new Discrepancy(
                "user_index_entry_without_session",
                Severity.INFO,
                "user " + user,
                "%s among the sessions of this user, but neither held nor archived: deleted, erased, or lost before the first checkpoint. Repairing removes what is said of %s"
                        .formatted(listed(ids), ids.size() == 1 ? "it" : "them"),
                repair ? Repair.DONE : Repair.POSSIBLE));
    }

    /** The sessions that are still said to be the user's. */
    private Set<SessionId> named(UserId user, Set<SessionId> supposed) {
        try {
            return store.sessions().idsOf(user);
        } catch (CorruptRecordException e) {
            // something else in it is no id, which is told by itself
            return supposed;
        }
    }

    private static String listed(Collection<SessionId> ids) {
        String first = ids.stream().sorted().limit(NAMED).map(SessionId::value).collect(Collectors.joining(", "));
        int others = ids.size() - NAMED;
        return first + (others > 0 ? " and %d more are".formatted(others) : ids.size() == 1 ? " is" : " are");
    }

    private void lookForUnswept(SessionArchive there) {
        Set<SessionId> some = new HashSet<>();
        long count = 0;
        Optional<SessionId> last = Optional.empty();
        SortedMap<SessionId, Long> quiet;
        do {
            quiet = there.quietFor(store.sessionTimeToLive().plus(SWEEP), last, STEP);
            if (quiet.isEmpty()) {
                break;
            }
            last = Optional.of(quiet.lastKey());
            Set<SessionId> past = new HashSet<>(quiet.keySet());
            past.removeAll(store.sessions().liveAmong(quiet.keySet()));
            count += past.size();
            past.stream().sorted().limit(NAMED - some.size()).forEach(some::add);
        } while (quiet.size() == STEP);
        if (count > 0) {
            discrepancies.add(new Discrepancy(
                    "archived_sessions_not_abandoned",
                    Severity.INFO,
                    "archive",
                    "%,d archived sessions are active though their time is long up, such as %s: an archiver marks them as abandoned when it "
                                    .formatted(
                                            count,
                                            some.stream()
                                                    .sorted()
                                                    .map(SessionId::value)
                                                    .collect(Collectors.joining(", ")))
                            + "sweeps, so none runs, or none gets that far",
                    Repair.NONE));
        }
    }

    /**
     * A session to be looked at again.
     *
     * @param version the one that was seen; a later one is another matter, but not for what is about the session itself
     */
    private record Suspect(long version, Set<Doubt> doubts) {

        boolean isStill(Doubt doubt, Held now) {
            boolean sameVersion =
                    now.session().map(session -> session.version() == version).orElse(false);
            boolean ofAnyVersion = doubt == Doubt.ERASED || doubt == Doubt.NOT_INDEXED;
            return doubts.contains(doubt) && (ofAnyVersion || sameVersion);
        }
    }
}
