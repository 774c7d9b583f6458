package com.esab.data.memory;

import com.esab.data.archive.ArchiveQuery;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.SessionArchive;
import com.esab.data.archive.SessionSummaryStats;
import com.esab.data.archive.UserSessionHistory;
import com.esab.data.json.Json;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.store.Arguments;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Keeps one record for each session, by id. */
final class InMemoryArchive implements SessionArchive {

    private static final Duration TOMBSTONE_AGE = Duration.ofDays(7);

    private final Clock clock;
    private final Map<SessionId, ArchivedSession> records = new HashMap<>();

    InMemoryArchive(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Set<SessionId> archive(Collection<Session> sessions) {
        Map<SessionId, Session> stored = new LinkedHashMap<>();
        for (Session session : sessions) {
            if (stored.put(session.id(), Session.fromJson(session.toJson())) != null) {
                throw new IllegalArgumentException("session " + session.id() + " is given twice");
            }
        }
        Set<SessionId> written = new LinkedHashSet<>();
        stored.forEach((id, session) -> {
            ArchivedSession before = records.get(id);
            if (before == null || before.version() < session.version()) {
                records.put(id, record(session, now(), false));
                written.add(id);
            }
        });
        return written;
    }

    private static ArchivedSession record(Session session, Instant archivedAt, boolean expired) {
        Duration duration = Duration.between(session.createdAt(), session.lastActivityAt());
        return new ArchivedSession(
                session.id(),
                session.version(),
                session.status(),
                expired,
                archivedAt,
                Optional.of(session),
                session.messages().size(),
                session.selection().products().size(),
                duration.isNegative() ? Duration.ZERO : duration.truncatedTo(ChronoUnit.SECONDS));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public synchronized Optional<ArchivedSession> find(SessionId id) {
        return Optional.ofNullable(records.get(id));
    }

    @Override
    public void forEach(ArchiveQuery query, Consumer<? super ArchivedSession> consumer) {
        matching(query).forEach(consumer);
    }

    private synchronized List<ArchivedSession> matching(ArchiveQuery query) {
        return records.values().stream()
                .filter(record ->
                        record.session().map(session -> matches(query, session)).orElse(false))
                .sorted(Comparator.comparing(
                                (ArchivedSession record) -> session(record).lastActivityAt())
                        .reversed()
                        .thenComparing(ArchivedSession::id))
                .limit(query.limit())
                .toList();
    }

    private static boolean matches(ArchiveQuery query, Session session) {
        return query.user()
                        .map(user -> session.userId().equals(Optional.of(user)))
                        .orElse(true)
                && query.status().map(status -> session.status() == status).orElse(true)
                && query.lastActiveFrom()
                        .map(from -> !session.lastActivityAt().isBefore(from))
                        .orElse(true)
                && query.lastActiveUntil()
                        .map(until -> session.lastActivityAt().isBefore(until))
                        .orElse(true)
                && containsAll(query, session);
    }

    private static boolean containsAll(ArchiveQuery query, Session session) {
        if (query.contained().isEmpty()) {
            return true;
        }
        Map<String, Object> document = Json.parseObject(session.toJson());
        return query.contained().entrySet().stream()
                .allMatch(wanted ->
                        JsonContainment.contains(document.get(wanted.getKey().field()), wanted.getValue()));
    }

    @Override
    public synchronized SessionSummaryStats summary() {
        List<Session> sessions = sessions();
        return new SessionSummaryStats(
                sessions.size(),
                sessions.stream()
                        .flatMap(session -> session.userId().stream())
                        .distinct()
                        .count(),
                average(sessions, session -> session.messages().size()),
                average(sessions, InMemoryArchive::seconds),
                sessions.stream().filter(Session::finalized).count(),
                count(sessions, SessionStatus.COMPLETED),
                count(sessions, SessionStatus.ABANDONED),
                count(sessions, SessionStatus.ACTIVE));
    }

    private List<Session> sessions() {
        return records.values().stream()
                .flatMap(record -> record.session().stream())
                .toList();
    }

    private static long count(List<Session> sessions, SessionStatus status) {
        return sessions.stream().filter(session -> session.status() == status).count();
    }

    private static double seconds(Session session) {
        return Math.max(
                0,
                Duration.between(session.createdAt(), session.lastActivityAt()).toSeconds());
    }

    private static OptionalDouble average(List<Session> sessions, ToDoubleFunction<Session> value) {
        return sessions.stream()
                .filter(session -> session.status() != SessionStatus.ACTIVE)
                .mapToDouble(value)
                .average();
    }

    @Override
    public synchronized Optional<UserSessionHistory> history(UserId user) {
        List<Session> sessions = sessions().stream()
                .filter(session -> session.userId().equals(Optional.of(user)))
                .toList();
        return sessions.isEmpty() ? Optional.empty() : Optional.of(history(user, sessions));
    }

    private static UserSessionHistory history(UserId user, List<Session> sessions) {
        return new UserSessionHistory(
                user,
                sessions.size(),
                average(sessions, session -> session.messages().size()),
                average(sessions, InMemoryArchive::seconds),
                sessions.stream()
                        .map(Session::createdAt)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(),
                sessions.stream().filter(Session::finalized).count());
    }

    @Override
    public synchronized List<UserSessionHistory> histories(int limit) {
        Map<UserId, List<Session>> byUser = sessions().stream()
                .filter(session -> session.userId().isPresent())
                .collect(Collectors.groupingBy(session -> session.userId().orElseThrow()));
        return byUser.entrySet().stream()
                .map(entry -> history(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(UserSessionHistory::lastSessionDate)
                        .reversed()
                        .thenComparing(UserSessionHistory::userId))
                .limit(Arguments.limit(limit, Integer.MAX_VALUE))
                .toList();
    }

    @Override
    public synchronized Map<SessionId, Long> versionsOf(Collection<SessionId> ids) {
        return ids.stream()
                .distinct()
                .map(records::get)
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableMap(ArchivedSession::id, ArchivedSession::version));
    }

    @Override
    public synchronized SortedMap<SessionId, Long> quietFor(Duration time, Optional<SessionId> after, int limit) {
        Instant before = clock.instant().minus(time);
        SortedMap<SessionId, Long> quiet = new TreeMap<>();
        records.values().stream()
                .filter(record -> record.status() == SessionStatus.ACTIVE
                        && record.archivedAt().isBefore(before)
                        && after.map(last -> record.id().compareTo(last) > 0).orElse(true))
                .sorted(Comparator.comparing(ArchivedSession::id))
                .limit(Arguments.limit(limit, Integer.MAX_VALUE))
                .forEach(record -> quiet.put(record.id(), record.version()));
        return quiet;
    }

    @Override
    public synchronized int abandon(Map<SessionId, Long> versions) {
        int abandoned = 0;
        for (Map.Entry<SessionId, Long> entry : versions.entrySet()) {
            ArchivedSession before = records.get(entry.getKey());
            if (before != null && before.status() == SessionStatus.ACTIVE && before.version() == entry.getValue()) {
                Session session = session(before).withStatus(SessionStatus.ABANDONED);
                records.put(entry.getKey(), record(session, before.archivedAt(), true));
                abandoned++;
            }
        }
        return abandoned;
    }

    @Override
    public synchronized List<SessionId> idsOf(UserId user) {
        return sessions().stream()
                .filter(session -> session.userId().equals(Optional.of(user)))
                .map(Session::id)
                .sorted()
                .toList();
    }

    @Override
    public synchronized int erase(Collection<SessionId> ids) {
        int erased = 0;
        for (SessionId id : Set.copyOf(ids)) {
            ArchivedSession before = records.get(id);
            if (before == null || !before.isTombstone()) {
                records.put(id, tombstone(id));
                erased++;
            }
        }
        return erased;
    }

    private ArchivedSession tombstone(SessionId id) {
        return new ArchivedSession(
                id,
                ArchivedSession.TOMBSTONE_VERSION,
                SessionStatus.ERASED,
                false,
                now(),
                Optional.empty(),
                0,
                0,
                Duration.ZERO);
    }

    @Override
    public synchronized long purge(Instant archivedBefore) {
        Instant tombstonesBefore = clock.instant().minus(TOMBSTONE_AGE);
        List<SessionId> gone = new ArrayList<>();
        records.forEach((id, record) -> {
            boolean oldEnough = record.archivedAt().isBefore(archivedBefore);
            if (oldEnough && (!record.isTombstone() || record.archivedAt().isBefore(tombstonesBefore))) {
                gone.add(id);
            }
        });
        gone.forEach(records::remove);
        return gone.size();
    }

    /** All records, tombstones too, as they are now. */
    synchronized List<ArchivedSession> all() {
        return List.copyOf(records.values());
    }

    /** Puts other records in the place of all. */
    synchronized void replace(Collection<ArchivedSession> others) {
        records.clear();
        others.forEach(record -> records.put(record.id(), record));
    }

    private static Session session(ArchivedSession record) {
        return record.session().orElseThrow();
    }
}
