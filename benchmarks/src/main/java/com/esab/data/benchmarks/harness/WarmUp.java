package com.esab.data.benchmarks.harness;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;

/** What goes before the warm-up of JMH. */
public final class WarmUp {

    private WarmUp() {}

    /**
     * Does in one thread what several are to do, for as long as these warm up: they leave the compiler so little of the processors
     * that they would be measured before they are compiled. Does nothing for one thread, which leaves it enough.
     */
    public static void alone(BenchmarkParams benchmark, Runnable operation) {
        if (benchmark.getThreads() > 1) {
            long end = System.nanoTime()
                    + benchmark.getWarmup().getCount()
                            * benchmark.getWarmup().getTime().convertTo(TimeUnit.NANOSECONDS);
            while (System.nanoTime() < end) {
                operation.run();
            }
        }
    }
}
