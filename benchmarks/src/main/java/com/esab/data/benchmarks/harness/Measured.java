package com.esab.data.benchmarks.harness;

import java.util.Map;
import java.util.Optional;

/**
 * What one contender needed for one operation.
 *
 * @param path what is done, such as {@code session save}
 * @param circumstances what else was the same for all contenders of a row, such as {@code messages=10}, in the order of the table
 * @param contender who did it; the library's own is {@link Path#LIBRARY}
 * @param micros the median of the forks
 * @param spread half the distance between the slowest and the fastest fork, in microseconds
 * @param allocated bytes of this JVM's heap; empty where nothing else than the operation would have to be silent
 * @param cost what went over the wire; empty where nothing did, or it was not counted
 */
public record Measured(
        String path,
        Map<String, String> circumstances,
        String contender,
        double micros,
        double spread,
        Optional<Double> allocated,
        Optional<Cost> cost) {

    public Measured withCost(Cost counted) {
        return new Measured(path, circumstances, contender, micros, spread, allocated, Optional.of(counted));
    }
}
