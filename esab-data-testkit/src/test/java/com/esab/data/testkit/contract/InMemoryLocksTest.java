package com.esab.data.testkit.contract;

import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.Locks;
import java.time.Duration;

class InMemoryLocksTest extends LocksContract {

    private final TestClock clock = new TestClock();
    private final Locks locks = new InMemoryStores(clock).sessions().locks();

    @Override
    protected Locks locks() {
        return locks;
    }

    @Override
    protected Locks locksOfAnother() {
        // memory is never shared with another program
        return locks;
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.advance(time);
    }
}
