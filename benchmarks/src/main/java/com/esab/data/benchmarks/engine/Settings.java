package com.esab.data.benchmarks.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run measures and how long.
 *
 * @param sizes how many products each catalogue has
 * @param quick a look at whether everything works: one fork and few, short iterations
 * @param server whether Cypher is asked as well
 * @param file where the table is written to
 */
record Settings(List<Integer> sizes, boolean quick, boolean server, long seed, Path file) {

    private static final List<Integer> ALL = List.of(250, 10_000, 100_000, 1_000_000);
    private static final List<Integer> SMALL = List.of(250, 10_000);

    static final String USAGE = """
            sizes, all four unless given, and any of
              --short        250 and 10,000 products unless sizes are given, one fork, few iterations
              --no-server    without Cypher
              --seed=N       another catalogue of the same shape
              --out=FILE     where the table goes as well, target/growth.md unless given""";

    /** @throws IllegalArgumentException when something is not among {@link #USAGE} */
    static Settings of(String... arguments) {
        List<Integer> sizes = new ArrayList<>();
        boolean quick = false;
        boolean server = true;
        long seed = 1;
        Path file = Path.of("target", "growth.md");
        for (String argument : arguments) {
            if (argument.equals("--short")) {
                quick = true;
            } else if (argument.equals("--no-server")) {
                server = false;
            } else if (argument.matches("--seed=\\d{1,9}")) {
                seed = Long.parseLong(value(argument));
            } else if (argument.startsWith("--out=")) {
                file = Path.of(value(argument));
            } else if (argument.matches("\\d{1,7}")) {
                sizes.add(Integer.parseInt(argument));
            } else {
                throw new IllegalArgumentException("\"" + argument + "\" is none of: " + USAGE);
            }
        }
        return new Settings(sizes.isEmpty() ? quick ? SMALL : ALL : List.copyOf(sizes), quick, server, seed, file);
    }

    private static String value(String argument) {
        return argument.substring(argument.indexOf('=') + 1);
    }

    int forks() {
        return quick ? 1 : 2;
    }

    /** Of the engine and the bare intersections. */
    Iterations local() {
        return quick ? new Iterations(2, 2, Duration.ofMillis(500)) : new Iterations(5, 5, Duration.ofSeconds(2));
    }

    /** Of Cypher; each iteration asks at least one whole round. */
    Iterations overBolt() {
        return quick ? new Iterations(1, 2, Duration.ofSeconds(2)) : new Iterations(2, 3, Duration.ofSeconds(10));
    }

    int compilations(int size) {
        return quick ? 3 : size > 100_000 ? 3 : 9;
    }

    /** Iterations of one fork. */
    record Iterations(int warmup, int measured, Duration each) {}

    /** The heap of a JVM that compiles a catalogue. */
    static String heap(int size) {
        return size > 100_000 ? "12g" : size > 10_000 ? "4g" : "1g";
    }

    static String serverHeap(int size) {
        return size > 10_000 ? "4g" : "1g";
    }

    static String pageCache(int size) {
        return size > 100_000 ? "6g" : size > 10_000 ? "2g" : "512m";
    }
}
