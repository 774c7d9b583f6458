package com.esab.data.testkit.contract;

import com.esab.data.health.StoreHealth;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.ArchiveLag;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.DeadSession;
import com.esab.data.session.KeyValueCache;
import com.esab.data.session.Locks;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.SessionStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The contract of archive queues, held against one that keeps nothing beside a cache that works. */
final class OnSilentArchiveQueue extends ArchiveQueueContract {

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
    protected boolean dropRecord(SessionId lost) {
        return true;
    }

    @Override
    protected boolean dropQueue() {
        return true;
    }

    @Override
    protected boolean replaceRecord(SessionId damaged, String text) {
        return true;
    }

    private record SilentStore(SessionStore working) implements SessionStore {

        @Override
        public SessionCache sessions() {
            return working.sessions();
        }

        @Override
        public Optional<ArchiveQueue> archiveQueue() {
            return Optional.of(new SilentQueue());
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
    private static final class SilentQueue implements ArchiveQueue {

        @Override
        public Claim claim(int limit, Duration lease) {
            return new Claim(List.of(), List.of(), Set.of(), false, true);
        }

        @Override
        public void acknowledge(Collection<Session> archived) {
            // nothing was kept
        }

        @Override
        public void release(Collection<Claimed> claimed) {
            // nothing was kept
        }

        @Override
        public boolean bury(SessionId id, long version, String reason, int tries) {
            return false;
        }

        @Override
        public List<DeadSession> dead(int limit) {
            return List.of();
        }

        @Override
        public boolean revive(SessionId id) {
            return false;
        }

        @Override
        public ArchiveLag lag() {
            return ArchiveLag.NONE;
        }

        @Override
        public long repair() {
            return 0;
        }

        @Override
        public Set<SessionId> idsOf(UserId user) {
            return Set.of();
        }
    }
}
