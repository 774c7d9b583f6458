package com.esab.data.testkit.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SessionArchiveContractTest {

    @TestFactory
    Stream<DynamicTest> an_archive_that_keeps_nothing_fails_every_test() {
        return Arrays.stream(SessionArchiveContract.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> fails(method)));
    }

    private static void fails(Method test) {
        assertThatThrownBy(() -> test.invoke(new OnSilentArchive())).isInstanceOf(InvocationTargetException.class);
    }
}
