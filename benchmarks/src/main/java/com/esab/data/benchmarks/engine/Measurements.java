package com.esab.data.benchmarks.engine;

import com.esab.data.benchmarks.engine.Settings.Iterations;
import com.esab.data.benchmarks.harness.Runs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;

/** Runs the benchmarks of one class on one catalogue. */
final class Measurements {

    private Measurements() {}

    /** Microseconds for one question, and the half width of its 99.9 % confidence interval. */
    record Figure(double micros, double error) {}

    /**
     * The figures by the names of the benchmarks.
     *
     * @param forks how many JVMs measure one after the other; 0 measures in this one
     */
    static Map<String, Figure> of(
            Class<?> benchmarks, SyntheticCatalog catalog, int forks, Iterations iterations, List<String> jvmArguments)
            throws RunnerException {
        Options options = Runs.options(
                        forks, iterations.warmup(), iterations.measured(), iterations.each(), jvmArguments)
                .include(benchmarks.getName().replace(".", "\\.") + "\\.")
                .param("products", Integer.toString(catalog.size()))
                .param("seed", Long.toString(catalog.seed()))
                .build();
        Map<String, Figure> figures = new TreeMap<>();
        for (RunResult run : new Runner(options).run()) {
            Result<?> result = run.getPrimaryResult();
            figures.put(result.getLabel(), new Figure(result.getScore(), result.getScoreError()));
        }
        return figures;
    }
}
