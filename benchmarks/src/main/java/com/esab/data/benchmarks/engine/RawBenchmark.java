package com.esab.data.benchmarks.engine;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The limit: the bare intersections that the direct answers of a round need. */
@State(Scope.Benchmark)
public class RawBenchmark {

    @Param("250")
    int products;

    @Param("1")
    long seed;

    @SuppressWarnings("NullAway.Init")
    private RawIntersection raw;

    /** Collects and sorts the neighbours of all products that are chosen in a question. */
    @Setup
    public void collect() {
        SyntheticCatalog catalog = new SyntheticCatalog(products, seed);
        List<Question> questions = Question.round(catalog);
        raw = new RawIntersection(catalog, questions);
    }

    /** Sorted arrays. */
    @Benchmark
    @OperationsPerInvocation(Question.ROUND)
    public void arrays(Blackhole hole) {
        for (int i = 0; i < Question.ROUND; i++) {
            hole.consume(raw.arrays(i));
        }
    }

    /** A bit for each product of the wanted type. */
    @Benchmark
    @OperationsPerInvocation(Question.ROUND)
    public void bitSets(Blackhole hole) {
        for (int i = 0; i < Question.ROUND; i++) {
            hole.consume(raw.bitSets(i));
        }
    }
}
