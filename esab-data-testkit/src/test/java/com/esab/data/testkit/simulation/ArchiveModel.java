package com.esab.data.testkit.simulation;

import com.esab.data.archive.ArchiveQuery;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.SessionArchive;
import com.esab.data.archive.SessionSummaryStats;
import com.esab.data.archive.UserSessionHistory;
import com.esab.data.error.RefusedRecordException;
import com.esab.data.health.StoreHealth;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.Arguments;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL at the level of its rows: each statement is one atomic step on them, and a point of the world. It loses
 * nothing. In a simulation, what it is given was read from a document before.
 */
final class ArchiveModel implements ArchiveStore, SessionArchive {

    static final String STORE = "postgresql";
    static final String ARCHIVE = "archive ";

    /** A session in this language is refused, as by a check constraint. */
    static final String REFUSED_LANGUAGE = "tlh";

    private static final Duration TOMBSTONE_AGE = Duration.ofDays(7);

    private final World world;
    private final Map<SessionId, Row> rows = new TreeMap<>();
    private final Map<SessionId, Optional<ArchivedSession>> readBeforehand = new HashMap<>();

    ArchiveModel(World world) {
        this.world = world;
    }

    /** A row with what it holds. */
    record Row(
            long version,
            SessionStatus status,
            boolean expired,
            Instant archivedAt,
            @Nullable Session session,
            long contents) {

        boolean tombstone() {
            return status == SessionStatus.ERASED;
        }
    }

    // what can be seen from outside, without a point

    synchronized @Nullable Row row(SessionId id) {
        return rows.get(id);
    }

    synchronized Map<SessionId, Row> rows() {
        return Map.copyOf(rows);
    }

    /** The wrong order of resume, when the simulation wants it: up to the restore it goes by what it read before. */
    void readBeforehand(SessionId id) {
        if (world.without(Mutant.CACHE_BEFORE_ROW) && world.isResuming()) {
            readBeforehand.remove(id);
            Optional<ArchivedSession> found = find(id);
            readBeforehand.put(id, found);
        }
    }

    void forgetReadBeforehand(SessionId id) {
        readBeforehand.remove(id);
    }

    // the server

    private <T> T statement(String name, boolean writes, Supplier<T> body) {
        return world.call(STORE, name, writes, () -> {
            synchronized (this) {
                return body.get();
            }
        });
    }

    private Instant now() {
        return world.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void write(SessionId id, Row row) {
        Row before = rows.put(id, row);
        world.ledger().archived(id, before, row);
    }

    @Override
    public Set<SessionId> archive(Collection<Session> sessions) {
        SortedMap<SessionId, Session> sorted = new TreeMap<>();
        for (Session session : sessions) {
            Session stored = world.simulating() ? session : Session.fromJson(session.toJson());
            if (sorted.put(session.id(), stored) != null) {
                throw new IllegalArgumentException("session " + session.id() + " is given twice");
            }
        }
        return statement(ARCHIVE + sorted.size(), true, () -> {
            for (Session session : sorted.values()) {
                if (session.language().equals(REFUSED_LANGUAGE)) {
                    throw new RefusedRecordException("one of " + sorted.size() + " sessions is refused");
                }
            }
            Set<SessionId> written = new TreeSet<>();
            sorted.forEach((id, session) -> {
                Row before = rows.get(id);
                if (before == null || before.version() < session.version() || world.without(Mutant.VERSION_GUARD)) {
                    long contents = world.simulating() ? Contents.of(session) : Contents.NOTHING;
                    write(id, new Row(session.version(), session.status(), false, now(), session, contents));
                    written.add(id);
                }
            });
            return written;
        });
    }

    @Override
    public Optional<ArchivedSession> find(SessionId id) {
        Optional<ArchivedSession> beforehand = readBeforehand.get(id);
        if (beforehand != null && world.isResuming()) {
            return beforehand;
        }
        return statement("find", false, () -> Optional.ofNullable(rows.get(id)).map(row -> archived(id, row)));
    }

    private static ArchivedSession archived(SessionId id, Row row) {
        Session session = row.session();
        if (session == null) {
            return new ArchivedSession(
                    id, row.version(), row.status(), false, row.archivedAt(), Optional.empty(), 0, 0, Duration.ZERO);
        }
        Duration duration = Duration.between(session.createdAt(), session.lastActivityAt());
        return new ArchivedSession(
                id,
                row.version(),
                row.status(),
                row.expired(),
                row.archivedAt(),
                Optional.of(session),
                session.messages().size(),
                session.selection().products().size(),
                duration.isNegative() ? Duration.ZERO : duration.truncatedTo(ChronoUnit.SECONDS));
    }

    @Override
    public Map<SessionId, Long> versionsOf(Collection<SessionId> ids) {
        List<SessionId> asked = List.copyOf(ids);
        if (world.without(Mutant.TOMBSTONE_QUESTION)) {
            return Map.of();
        }
        return statement("versionsOf", false, () -> {
            Map<SessionId, Long> versions = new TreeMap<>();
            for (SessionId id : asked) {
                Row row = rows.get(id);
                if (row != null) {
                    versions.put(id, row.tombstone() ? ArchivedSession.TOMBSTONE_VERSION : row.version());
                }
            }
            return versions;
        });
    }

    @Override
    public SortedMap<SessionId, Long> quietFor(Duration time, Optional<SessionId> after, int limit) {
        Arguments.limit(limit, Integer.MAX_VALUE);
        return statement("quietFor", false, () -> {
            Instant before = now().minus(time);
            SortedMap<SessionId, Long> quiet = new TreeMap<>();
            rows.forEach((id, row) -> {
                boolean next = after.map(last -> id.compareTo(last) > 0).orElse(true);
                if (next
                        && quiet.size() < limit
                        && row.status() == SessionStatus.ACTIVE
                        && row.archivedAt().isBefore(before)) {
                    quiet.put(id, row.version());
                }
            });
            return quiet;
        });
    }

    @Override
    public int abandon(Map<SessionId, Long> versions) {
        Map<SessionId, Long> sorted = new TreeMap<>(versions);
        return statement("abandon", true, () -> {
            int abandoned = 0;
            for (Map.Entry<SessionId, Long> entry : sorted.entrySet()) {
                Row row = rows.get(entry.getKey());
                Session session = row == null ? null : row.session();
                boolean meant =
                        row != null && (row.version() == entry.getValue() || world.without(Mutant.VERSION_IN_ABANDON));
                if (row != null && session != null && meant && row.status() == SessionStatus.ACTIVE) {
                    write(
                            entry.getKey(),
                            new Row(
                                    row.version(),
                                    SessionStatus.ABANDONED,
                                    true,
                                    row.archivedAt(),
                                    session.withStatus(SessionStatus.ABANDONED),
                                    row.contents()));
                    abandoned++;
                }
            }
            return abandoned;
        });
    }

    @Override
    public List<SessionId> idsOf(UserId user) {
        return statement("idsOf", false, () -> rows.entrySet().stream()
                .filter(entry -> Optional.ofNullable(entry.getValue().session())
                        .flatMap(Session::userId)
                        .equals(Optional.of(user)))
                .map(Map.Entry::getKey)
                .toList());
    }

    @Override
    public int erase(Collection<SessionId> ids) {
        Set<SessionId> all = new TreeSet<>(ids);
        return statement("erase", true, () -> {
            int erased = 0;
            for (SessionId id : all) {
                Row before = rows.get(id);
                world.ledger().erased(id);
                if (world.without(Mutant.TOMBSTONE)) {
                    rows.remove(id);
                } else if (before == null || !before.tombstone()) {
                    write(
                            id,
                            new Row(
                                    ArchivedSession.TOMBSTONE_VERSION,
                                    SessionStatus.ERASED,
                                    false,
                                    now(),
                                    null,
                                    Contents.NOTHING));
                    erased++;
                }
            }
            return erased;
        });
    }

    @Override
    public long purge(Instant archivedBefore) {
        return statement("purge", true, () -> {
            Instant tombstonesBefore = now().minus(TOMBSTONE_AGE);
            int before = rows.size();
            rows.values()
                    .removeIf(row -> row.archivedAt().isBefore(archivedBefore)
                            && (!row.tombstone() || row.archivedAt().isBefore(tombstonesBefore)));
            return (long) (before - rows.size());
        });
    }

    // the analytics have no part in the hand-over: the archive in memory answers them from the same rows

    private synchronized SessionArchive analytics() {
        SessionArchive same = new InMemoryStores(world.clock()).archive().archive();
        rows.forEach((id, row) -> {
            Session session = row.session();
            if (session != null) {
                same.archive(session);
            }
        });
        return same;
    }

    @Override
    public void forEach(ArchiveQuery query, Consumer<? super ArchivedSession> consumer) {
        List<ArchivedSession> found = statement("query", false, () -> analytics().list(query).stream()
                .map(record -> archived(record.id(), rows.get(record.id())))
                .toList());
        found.forEach(consumer);
    }

    @Override
    public SessionSummaryStats summary() {
        return analytics().summary();
    }

    @Override
    public Optional<UserSessionHistory> history(UserId user) {
        return analytics().history(user);
    }

    @Override
    public List<UserSessionHistory> histories(int limit) {
        return analytics().histories(limit);
    }

    @Override
    public String name() {
        return STORE;
    }

    @Override
    public SessionArchive archive() {
        return this;
    }

    @Override
    public Duration longestCall() {
        return Duration.ofSeconds(10);
    }

    @Override
    public StoreHealth health(Duration deadline) {
        return new StoreHealth(STORE, true, Optional.of(Duration.ZERO), Optional.empty(), Optional.empty(), List.of());
    }

    @Override
    public void close() {
        // nothing was opened
    }
}
