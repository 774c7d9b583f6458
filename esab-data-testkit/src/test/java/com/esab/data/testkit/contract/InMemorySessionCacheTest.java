package com.esab.data.testkit.contract;

import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.store.SessionStore;
import java.time.Duration;
import java.util.Optional;

class InMemorySessionCacheTest extends SessionCacheContract {

    private final TestClock clock = new TestClock();
    private final SessionStore store = store(clock);

    SessionStore store(TestClock time) {
        return new InMemoryStores(time, TIME_TO_LIVE).sessions();
    }

    @Override
    protected SessionCache cache() {
        return store.sessions();
    }

    @Override
    protected Optional<ArchiveQueue> archiveQueue() {
        return store.archiveQueue();
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.advance(time);
    }

    @Override
    protected Session savedByAClockAhead(Session session, Duration ahead) {
        clock.advance(ahead);
        Session saved = cache().save(session);
        clock.advance(ahead.negated());
        return saved;
    }
}
