package com.esab.data.benchmarks.engine;

import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.neo4j.Neo4jCatalog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.neo4j.driver.Driver;

/**
 * What the library's own finder in Neo4j takes for one question of each shape.
 *
 * @param direct microseconds for one question; empty where the finder did not answer in time
 */
record FinderSample(Optional<Double> direct, Optional<Double> completable, Optional<Double> check) {

    static final Duration DEADLINE = Duration.ofSeconds(20);

    static final FinderSample UNASKED = new FinderSample(Optional.empty(), Optional.empty(), Optional.empty());

    static FinderSample of(Driver driver, List<Question> round) {
        List<Question> questions = round.subList(0, Question.SHAPES);
        try (Neo4jCatalog catalog =
                Neo4jCatalog.builder().queryDeadline(DEADLINE).using(driver)) {
            CompatibilityFinder finder = catalog.compatibility();
            return new FinderSample(
                    micros(questions, question -> finder.candidates(question.query(Mode.DIRECT))),
                    micros(questions, question -> finder.candidates(question.query(Mode.COMPLETABLE))),
                    micros(questions, question -> finder.check(question.selection())));
        }
    }

    /** The mean of the second time that all are asked. */
    private static Optional<Double> micros(List<Question> questions, Consumer<Question> ask) {
        try {
            questions.forEach(ask);
            long start = System.nanoTime();
            questions.forEach(ask);
            return Optional.of((System.nanoTime() - start) / 1e3 / questions.size());
        } catch (StoreUnavailableException e) {
            return Optional.empty();
        }
    }
}
