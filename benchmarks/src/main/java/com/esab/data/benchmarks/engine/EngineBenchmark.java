package com.esab.data.benchmarks.engine;

import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityFinder;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The questions of a round, asked of the compiled engine: the first page of fifty. */
@State(Scope.Benchmark)
public class EngineBenchmark {

    @Param("250")
    int products;

    @Param("1")
    long seed;

    @SuppressWarnings("NullAway.Init")
    private CompatibilityFinder engine;

    private List<Question> questions = List.of();
    private List<CandidateQuery> direct = List.of();
    private List<CandidateQuery> completable = List.of();

    /** Compiles the catalogue. */
    @Setup
    public void compile() {
        SyntheticCatalog catalog = new SyntheticCatalog(products, seed);
        questions = Question.round(catalog);
        direct = questions.stream().map(question -> question.query(Mode.DIRECT)).toList();
        completable = questions.stream()
                .map(question -> question.query(Mode.COMPLETABLE))
                .toList();
        engine = Engines.compiled(catalog);
    }

    /** The products that fit what is chosen. */
    @Benchmark
    @OperationsPerInvocation(Question.ROUND)
    public void direct(Blackhole hole) {
        direct.forEach(query -> hole.consume(engine.candidates(query)));
    }

    /** Those of them with which a complete package exists. */
    @Benchmark
    @OperationsPerInvocation(Question.ROUND)
    public void completable(Blackhole hole) {
        completable.forEach(query -> hole.consume(engine.candidates(query)));
    }

    /** What the rules say of the selection that the question is about. */
    @Benchmark
    @OperationsPerInvocation(Question.ROUND)
    public void check(Blackhole hole) {
        questions.forEach(question -> hole.consume(engine.check(question.selection())));
    }
}
