package com.esab.data.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs benchmark methods by JMH. */
public final class Runs {

    /** The parameter of a benchmark class that names the contender. */
    public static final String CONTENDER = "contender";

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private Runs() {}

    /**
     * Measures one method for each combination of parameters, in microseconds for one operation. The combinations take turns,
     * fork by fork, so that what disturbs the machine for a while does not meet all forks of one contender.
     *
     * @param path what the rows are called
     * @param parameters all values of each parameter of the class; {@link #CONTENDER} becomes the row's contender, the others its
     *     circumstances
     * @param circumstances what the rows show besides, after the parameters
     * @param threads how many do it at once
     */
    public static List<Measured> of(
            String path,
            Class<?> benchmarks,
            String method,
            Effort effort,
            Map<String, List<String>> parameters,
            Map<String, String> circumstances,
            int threads)
            throws RunnerException {
        ChainedOptionsBuilder options = options(benchmarks, method, effort).threads(threads);
        parameters.forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
        Map<Map<String, String>, List<RunResult>> rounds = new LinkedHashMap<>();
        for (int round = 0; round < Math.max(1, effort.forks()); round++) {
            for (RunResult run : new Runner(options.build()).run()) {
                rounds.computeIfAbsent(valuesOf(parameters.keySet(), run), key -> new ArrayList<>())
                        .add(run);
            }
        }
        List<Measured> rows = new ArrayList<>();
        rounds.forEach((values, runs) -> {
            Map<String, String> shown = new LinkedHashMap<>(values);
            String contender = Objects.requireNonNull(shown.remove(CONTENDER), CONTENDER);
            shown.putAll(circumstances);
            rows.add(row(path, Collections.unmodifiableMap(shown), contender, runs));
        });
        return rows;
    }

    private static Map<String, String> valuesOf(Set<String> parameters, RunResult run) {
        Map<String, String> values = new LinkedHashMap<>();
        parameters.forEach(name -> values.put(name, run.getParams().getParam(name)));
        return values;
    }

    private static ChainedOptionsBuilder options(Class<?> benchmarks, String method, Effort effort) {
        List<String> arguments = new ArrayList<>(Addresses.asArguments());
        arguments.add("-Xmx1g");
        arguments.add("-Dorg.jboss.logging.provider=slf4j");
        return options(Math.min(1, effort.forks()), effort.warmup(), effort.measured(), effort.each(), arguments)
                .include("^" + (benchmarks.getName() + "." + method).replace(".", "\\.") + "$")
                .addProfiler(GCProfiler.class);
    }

    /** What is the same for everything that is measured: microseconds, silence, and that a failure ends it. */
    public static ChainedOptionsBuilder options(
            int forks, int warmup, int measured, Duration each, List<String> jvmArguments) {
        TimeValue iteration = TimeValue.milliseconds(each.toMillis());
        List<String> arguments = new ArrayList<>(jvmArguments);
        arguments.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        return new OptionsBuilder()
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(forks)
                .warmupIterations(warmup)
                .warmupTime(iteration)
                .measurementIterations(measured)
                .measurementTime(iteration)
                .timeout(TimeValue.minutes(30))
                .jvmArgs(arguments.toArray(String[]::new))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
    }

    private static Measured row(
            String path, Map<String, String> circumstances, String contender, List<RunResult> runs) {
        double[] forks = runs.stream()
                .mapToDouble(run -> run.getPrimaryResult().getScore())
                .sorted()
                .toArray();
        double[] allocated = runs.stream()
                .map(run -> run.getSecondaryResults().get(ALLOCATED))
                .filter(Objects::nonNull)
                .mapToDouble(result -> result.getScore())
                .filter(score -> !Double.isNaN(score))
                .toArray();
        return new Measured(
                path,
                circumstances,
                contender,
                median(forks),
                (forks[forks.length - 1] - forks[0]) / 2,
                allocated.length == 0 ? Optional.empty() : Optional.of(median(allocated)),
                Optional.empty());
    }

    /** Of at least one value; sorts a copy. */
    public static double median(double... values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
