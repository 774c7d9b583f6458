package com.esab.data.testkit.contract;

import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import java.time.Duration;

class InMemorySessionCacheTest extends SessionCacheContract {

    private final TestClock clock = new TestClock();
    private final SessionCache cache =
            new InMemoryStores(clock, TIME_TO_LIVE).sessions().sessions();

    @Override
    protected SessionCache cache() {
        return cache;
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.advance(time);
    }

    @Override
    protected Session savedByAClockAhead(Session session, Duration ahead) {
        clock.advance(ahead);
        Session saved = cache.save(session);
        clock.advance(ahead.negated());
        return saved;
    }
}
