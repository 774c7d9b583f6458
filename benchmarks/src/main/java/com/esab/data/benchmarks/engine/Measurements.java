package com.esab.data.benchmarks.engine;

import com.esab.data.benchmarks.engine.Settings.Iterations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

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
        List<String> arguments = new ArrayList<>(jvmArguments);
        arguments.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        TimeValue each = TimeValue.milliseconds(iterations.each().toMillis());
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(benchmarks.getName().replace(".", "\\.") + "\\.")
                        .param("products", Integer.toString(catalog.size()))
                        .param("seed", Long.toString(catalog.seed()))
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.MICROSECONDS)
                        .forks(forks)
                        .warmupIterations(iterations.warmup())
                        .warmupTime(each)
                        .measurementIterations(iterations.measured())
                        .measurementTime(each)
                        .timeout(TimeValue.minutes(30))
                        .jvmArgs(arguments.toArray(String[]::new))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        Map<String, Figure> figures = new TreeMap<>();
        for (RunResult run : results) {
            Result<?> result = run.getPrimaryResult();
            figures.put(result.getLabel(), new Figure(result.getScore(), result.getScoreError()));
        }
        return figures;
    }
}
