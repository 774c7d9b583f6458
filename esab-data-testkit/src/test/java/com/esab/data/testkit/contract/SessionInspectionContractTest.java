package com.esab.data.testkit.contract;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SessionInspectionContractTest {

    @TestFactory
    Stream<DynamicTest> an_inspection_that_sees_nothing_fails_every_test() {
        return SilentStores.failEveryTest(SessionInspectionContract.class, OnSilentSessionInspection::new);
    }
}
