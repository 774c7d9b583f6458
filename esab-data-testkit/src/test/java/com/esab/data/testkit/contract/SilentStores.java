package com.esab.data.testkit.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Holds contracts against stores that take everything and answer nothing. */
final class SilentStores {

    private SilentStores() {}

    /** One test for each test of the contract, which passes when that fails; being skipped is not failing. */
    static <T> Stream<DynamicTest> failEveryTest(Class<T> contract, Supplier<? extends T> onSilent) {
        return Arrays.stream(contract.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> fails(method, onSilent.get())));
    }

    private static void fails(Method test, Object onSilent) {
        InvocationTargetException failed =
                catchThrowableOfType(InvocationTargetException.class, () -> test.invoke(onSilent));
        assertThat(failed).isNotNull();
        assertThat(failed.getCause()).isNotInstanceOf(TestAbortedException.class);
    }
}
