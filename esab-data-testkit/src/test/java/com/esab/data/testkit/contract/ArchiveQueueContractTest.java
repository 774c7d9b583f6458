package com.esab.data.testkit.contract;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchiveQueueContractTest {

    @TestFactory
    Stream<DynamicTest> a_queue_that_keeps_nothing_fails_every_test() {
        return SilentStores.failEveryTest(ArchiveQueueContract.class, OnSilentArchiveQueue::new);
    }
}
