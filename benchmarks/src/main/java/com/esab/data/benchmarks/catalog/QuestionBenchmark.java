package com.esab.data.benchmarks.catalog;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** A round of questions of one kind, asked one after the other. */
@State(Scope.Benchmark)
public class QuestionBenchmark {

    @Param("direct candidates")
    String question = "";

    @Param("0")
    int products;

    @Param(Path.LIBRARY)
    String contender = "";

    @SuppressWarnings("NullAway.Init")
    private Contender opened;

    /** Connects, or compiles the catalogue. */
    @Setup
    public void open() {
        opened = Contender.of(contender, Addresses.neo4jUri(), Kind.of(question), StoredCatalogue.data(products, 1));
    }

    /** Disconnects. */
    @TearDown
    public void close() {
        opened.close();
    }

    /** The whole round. */
    @Benchmark
    @OperationsPerInvocation(Asked.ROUND)
    public void ask(Blackhole hole) {
        for (int i = 0; i < Asked.ROUND; i++) {
            hole.consume(opened.ask(i));
        }
    }
}
