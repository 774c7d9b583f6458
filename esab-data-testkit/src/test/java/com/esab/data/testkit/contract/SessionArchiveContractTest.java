package com.esab.data.testkit.contract;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SessionArchiveContractTest {

    @TestFactory
    Stream<DynamicTest> an_archive_that_keeps_nothing_fails_every_test() {
        return SilentStores.failEveryTest(SessionArchiveContract.class, OnSilentArchive::new);
    }
}
