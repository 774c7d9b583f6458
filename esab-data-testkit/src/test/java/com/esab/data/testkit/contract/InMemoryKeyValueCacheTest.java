package com.esab.data.testkit.contract;

import com.esab.data.memory.InMemoryStores;
import com.esab.data.session.KeyValueCache;
import java.time.Duration;

class InMemoryKeyValueCacheTest extends KeyValueCacheContract {

    private final TestClock clock = new TestClock();
    private final KeyValueCache cache = new InMemoryStores(clock).sessions().cache();

    @Override
    protected KeyValueCache cache() {
        return cache;
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.advance(time);
    }
}
