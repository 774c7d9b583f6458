package com.esab.data.testkit.contract;

import com.esab.data.memory.InMemoryStores;
import com.esab.data.store.SessionStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InMemorySessionCacheWithoutHandOverTest extends InMemorySessionCacheTest {

    @Override
    SessionStore store(TestClock time) {
        return InMemoryStores.withoutHandOver(time, TIME_TO_LIVE).sessions();
    }

    @Test
    void there_is_no_archive_queue() {
        assertThat(archiveQueue()).isEmpty();
    }
}
