package com.esab.data.testkit.contract;

import com.esab.data.archive.ArchiveQuery;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.SessionArchive;
import com.esab.data.archive.SessionSummaryStats;
import com.esab.data.archive.UserSessionHistory;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/** The contract of archives, held against one that keeps nothing. */
final class OnSilentArchive extends SessionArchiveContract {

    @Override
    protected SessionArchive archive() {
        return new SilentArchive();
    }

    @Override
    protected Instant now() {
        return Instant.now();
    }

    @Override
    protected void letTimePass(Duration time) {
        // nothing gets older where nothing is
    }

    /** Takes everything and answers nothing. */
    private static final class SilentArchive implements SessionArchive {

        @Override
        public Set<SessionId> archive(Collection<Session> sessions) {
            return Set.of();
        }

        @Override
        public Optional<ArchivedSession> find(SessionId id) {
            return Optional.empty();
        }

        @Override
        public void forEach(ArchiveQuery query, Consumer<? super ArchivedSession> consumer) {
            // nothing to hand over
        }

        @Override
        public SessionSummaryStats summary() {
            return new SessionSummaryStats(0, 0, OptionalDouble.empty(), OptionalDouble.empty(), 0, 0, 0, 0);
        }

        @Override
        public Optional<UserSessionHistory> history(UserId user) {
            return Optional.empty();
        }

        @Override
        public List<UserSessionHistory> histories(int limit) {
            return List.of();
        }

        @Override
        public Map<SessionId, Long> versionsOf(Collection<SessionId> ids) {
            return Map.of();
        }

        @Override
        public SortedMap<SessionId, Long> quietFor(Duration time, Optional<SessionId> after, int limit) {
            return Collections.emptySortedMap();
        }

        @Override
        public int abandon(Map<SessionId, Long> versions) {
            return 0;
        }

        @Override
        public List<SessionId> idsOf(UserId user) {
            return List.of();
        }

        @Override
        public int erase(Collection<SessionId> ids) {
            return 0;
        }

        @Override
        public long purge(Instant archivedBefore) {
            return 0;
        }
    }
}
