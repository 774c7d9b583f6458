package com.esab.data.testkit.contract;

import com.esab.data.memory.InMemoryStores;
import com.esab.data.store.ArchiveStore;
import java.time.Clock;

class InMemoryArchiveContentTest extends ArchiveContentContract {

    private final ArchiveStore store = new InMemoryStores(Clock.systemUTC()).archive();

    @Override
    protected ArchiveStore store() {
        return store;
    }
}
