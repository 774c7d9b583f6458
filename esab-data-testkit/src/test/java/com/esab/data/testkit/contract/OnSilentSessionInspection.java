package com.esab.data.testkit.contract;

import com.esab.data.health.StoreHealth;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.KeyValueCache;
import com.esab.data.session.Locks;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.SessionInspection;
import com.esab.data.store.SessionStore;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The contract of inspections, held against one that sees nothing beside a cache that works. */
final class OnSilentSessionInspection extends SessionInspectionContract {

    private final TestClock clock = new TestClock();
    private final SessionStore store = new SilentStore(new InMemoryStores(clock, TIME_TO_LIVE).sessions());

    @Override
    protected SessionStore store() {
        return store;
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.advance(time);
    }

    @Override
    protected boolean damage(Damage damage, SessionId session, UserId ofUser) {
        return true;
    }

    @Override
    protected boolean replaceRecord(SessionId session, String text) {
        return true;
    }

    private record SilentStore(SessionStore working) implements SessionStore {

        @Override
        public SessionCache sessions() {
            return working.sessions();
        }

        @Override
        public Optional<ArchiveQueue> archiveQueue() {
            return working.archiveQueue();
        }

        @Override
        public Duration sessionTimeToLive() {
            return working.sessionTimeToLive();
        }

        @Override
        public KeyValueCache cache() {
            return working.cache();
        }

        @Override
        public Locks locks() {
            return working.locks();
        }

        @Override
        public Optional<SessionInspection> inspection() {
            return Optional.of(new SilentInspection());
        }

        @Override
        public String name() {
            return working.name();
        }

        @Override
        public StoreHealth health(Duration deadline) {
            return working.health(deadline);
        }

        @Override
        public void close() {
            working.close();
        }
    }

    /** Takes everything and answers nothing. */
    private static final class SilentInspection implements SessionInspection {

        @Override
        public void inspect(boolean repair, Consumer<? super Page> pages) {
            // nothing is seen
        }

        @Override
        public Map<SessionId, Held> look(Collection<SessionId> ids) {
            return Map.of();
        }

        @Override
        public Set<SessionId> requeue(Map<SessionId, Long> versions) {
            return Set.of();
        }

        @Override
        public void index(SessionId id, UserId user) {
            // nothing is kept
        }

        @Override
        public void unindex(UserId user, Collection<SessionId> ids) {
            // nothing was kept
        }
    }
}
