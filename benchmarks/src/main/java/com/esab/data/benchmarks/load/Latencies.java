package com.esab.data.benchmarks.load;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long each kind of call took. */
final class Latencies {

    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};

    private final Map<String, Histogram> byCall = new ConcurrentSkipListMap<>();

    <T> T timed(String call, Supplier<T> work) {
        long begun = System.nanoTime();
        T result = work.get();
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun);
        byCall.computeIfAbsent(call, name -> new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(5), 3))
                .recordValue(micros);
        return result;
    }

    long calls() {
        return byCall.values().stream().mapToLong(Histogram::getTotalCount).sum();
    }

    /** A row for each call, in milliseconds. */
    String table() {
        StringBuilder text = new StringBuilder(
                "| call | calls | median | 90 % | 99 % | 99.9 % | slowest |\n|---|---:|---:|---:|---:|---:|---:|\n");
        byCall.forEach((call, histogram) -> {
            text.append(String.format(Locale.ROOT, "| %s | %,d |", call, histogram.getTotalCount()));
            for (double percentile : PERCENTILES) {
                text.append(String.format(Locale.ROOT, " %.2f |", histogram.getValueAtPercentile(percentile) / 1000.0));
            }
            text.append('\n');
        });
        return text.toString();
    }
}
