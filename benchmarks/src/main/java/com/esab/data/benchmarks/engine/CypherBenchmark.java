package com.esab.data.benchmarks.engine;

import com.esab.data.compatibility.CandidateQuery.Mode;
import java.util.List;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Query;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** The questions of a round, asked one after the other of the server that two system properties name. */
@State(Scope.Benchmark)
public class CypherBenchmark {

    static final String URI = "benchmarks.uri";
    static final String PASSWORD = "benchmarks.password";

    @Param("250")
    int products;

    @Param("1")
    long seed;

    @SuppressWarnings("NullAway.Init")
    private Driver driver;

    @SuppressWarnings("NullAway.Init")
    private Session session;

    private List<Query> direct = List.of();
    private List<Query> completable = List.of();

    /** Connects. */
    @Setup
    public void connect() {
        List<Question> questions = Question.round(new SyntheticCatalog(products, seed));
        direct = questions.stream()
                .map(question -> CypherText.query(question, Mode.DIRECT))
                .toList();
        completable = questions.stream()
                .map(question -> CypherText.query(question, Mode.COMPLETABLE))
                .toList();
        driver = new CatalogServer.Access(System.getProperty(URI, ""), System.getProperty(PASSWORD, "")).open();
        session = driver.session(
                SessionConfig.builder().withDefaultAccessMode(AccessMode.READ).build());
    }

    /** Disconnects. */
    @TearDown
    public void disconnect() {
        session.close();
        driver.close();
    }

    /** The products that are joined to all that are chosen. */
    @Benchmark
    @OperationsPerInvocation(Question.ROUND)
    public void direct(Blackhole hole) {
        direct.forEach(query -> hole.consume(CypherText.answer(session, query)));
    }

    /** Those of them with which a complete package exists. */
    @Benchmark
    @OperationsPerInvocation(Question.ROUND)
    public void completable(Blackhole hole) {
        completable.forEach(query -> hole.consume(CypherText.answer(session, query)));
    }
}
