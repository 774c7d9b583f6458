package com.esab.data.metrics;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Something that is measured of a store, and what was read or why nothing was.
 *
 * @param name in snake case, with the unit at its end where it has one; the same in every version
 * @param labels tell metrics of one name apart, such as {@code label=Feeder}; in most cases there are none
 * @param kind how its values follow each other
 * @param unit what its values count
 * @param reading what was read now
 */
public record Metric(String name, Map<String, String> labels, Kind kind, Unit unit, Reading reading) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

    /** How the values of a metric follow each other. */
    public enum Kind {
        /** They go up and down. */
        GAUGE,
        /** They only go up, and begin anew when that which counts is started anew. */
        COUNTER
    }

    /** What the values of a metric count. */
    public enum Unit {
        /** Things. */
        COUNT,
        BYTES,
        SECONDS,
        /** A share, 0 to 1. */
        RATIO
    }

    /** @throws IllegalArgumentException when the name or that of a label is not in snake case */
    public Metric {
        requireName(name);
        labels.keySet().forEach(Metric::requireName);
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** A metric without labels whose values go up and down. */
    public static Metric gauge(String name, Unit unit, Reading reading) {
        return new Metric(name, Map.of(), Kind.GAUGE, unit, reading);
    }

    /** A metric without labels that counts things since its store was started. */
    public static Metric counter(String name, Reading reading) {
        return new Metric(name, Map.of(), Kind.COUNTER, Unit.COUNT, reading);
    }

    /** The same with this label besides. */
    public Metric labelled(String label, String value) {
        Map<String, String> more = new TreeMap<>(labels);
        more.put(label, value);
        return new Metric(name, more, kind, unit, reading);
    }

    /** The same with another reading. */
    public Metric with(Reading other) {
        return new Metric(name, labels, kind, unit, other);
    }

    /** The number that was read; empty when none was. */
    public OptionalDouble value() {
        return reading instanceof Value value ? OptionalDouble.of(value.number()) : OptionalDouble.empty();
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a metric or label in snake case: \"" + name + "\"");
        }
    }

    /** What was read of a metric. */
    public sealed interface Reading {

        static Reading of(double number) {
            return new Value(number, false);
        }

        /** A number that nobody has counted exactly. */
        static Reading estimate(double number) {
            return new Value(number, true);
        }

        /** The share of hits in all attempts, where there was one. */
        static Reading hitRatio(double hits, double misses) {
            double all = hits + misses;
            return all > 0 ? of(hits / all) : notAvailable("nothing was looked up yet");
        }

        static Reading notAvailable(String reason) {
            return new NotAvailable(reason);
        }
    }

    /**
     * A number.
     *
     * @param estimated whether it was not counted, but taken from a sample or from statistics
     */
    public record Value(double number, boolean estimated) implements Reading {

        /** @throws IllegalArgumentException when it is not a finite number */
        public Value {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("not a finite number: " + number);
            }
        }
    }

    /**
     * The store answers, but does not tell this.
     *
     * @param reason such as an edition, a setting or a missing privilege
     */
    public record NotAvailable(String reason) implements Reading {}
}
