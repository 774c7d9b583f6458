package com.esab.data.testkit.contract;

import com.esab.data.memory.InMemoryStores;
import com.esab.data.store.SessionStore;
import java.time.Duration;

class InMemorySessionInspectionTest extends SessionInspectionContract {

    private final TestClock clock = new TestClock();
    private final SessionStore store = new InMemoryStores(clock, TIME_TO_LIVE).sessions();

    @Override
    protected SessionStore store() {
        return store;
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.advance(time);
    }
}
