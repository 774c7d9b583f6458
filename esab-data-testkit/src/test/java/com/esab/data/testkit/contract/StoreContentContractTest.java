package com.esab.data.testkit.contract;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class StoreContentContractTest {

    @TestFactory
    Stream<DynamicTest> content_that_keeps_nothing_fails_every_test() {
        return SilentStores.failEveryTest(StoreContentContract.class, OnSilentContent.OfArchive::new);
    }

    @TestFactory
    Stream<DynamicTest> content_of_a_catalogue_that_keeps_nothing_fails_every_test() {
        return SilentStores.failEveryTest(CatalogContentContract.class, OnSilentContent.OfCatalog::new);
    }

    @TestFactory
    Stream<DynamicTest> content_of_sessions_that_keeps_nothing_fails_every_test() {
        return SilentStores.failEveryTest(SessionContentContract.class, OnSilentContent.OfSessions::new);
    }

    @TestFactory
    Stream<DynamicTest> content_of_an_archive_that_keeps_nothing_fails_every_test() {
        return SilentStores.failEveryTest(ArchiveContentContract.class, OnSilentContent.OfArchive::new);
    }
}
