package com.esab.data.benchmarks.catalog;

import com.esab.data.benchmarks.harness.Addresses;
import java.util.ArrayList;
import java.util.List;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Query;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;

/** Cypher by hand through the driver, in one session. */
final class CypherAnswers implements Contender {

    private final Kind kind;
    private final List<Asked> round;
    private final Driver driver;
    private final Session session;
    private final List<Query> queries;
    private final List<Query> counts;

    CypherAnswers(String uri, Kind kind, List<Asked> round, boolean allBound) {
        this.kind = kind;
        this.round = round;
        this.driver = Addresses.neo4jDriver(uri);
        this.session = driver.session(
                SessionConfig.builder().withDefaultAccessMode(AccessMode.READ).build());
        this.queries = round.stream()
                .map(asked -> CypherQuestions.of(kind, asked, allBound))
                .toList();
        this.counts = kind == Kind.PACKAGES
                ? round.stream().map(CypherQuestions::packageCount).toList()
                : List.of();
    }

    @Override
    public Object ask(int question) {
        List<String> answer = session.run(queries.get(question)).list(record -> text(record, round.get(question)));
        if (kind == Kind.PACKAGES) {
            List<String> withCount = new ArrayList<>(answer);
            withCount.add(
                    session.run(counts.get(question)).single().get("count").toString());
            return withCount;
        }
        return answer;
    }

    private String text(Record record, Asked asked) {
        return switch (kind) {
            case CHECK ->
                record.get("fits").asBoolean() + " " + record.get("completable").asBoolean();
            case PACKAGES -> {
                List<String> gins = new ArrayList<>();
                asked.chosen().forEach(product -> gins.add(product.gin().value()));
                record.values().forEach(gin -> gins.add(gin.asString()));
                gins.remove("");
                yield String.join(" ", gins);
            }
            default -> record.get("gin").asString();
        };
    }

    @Override
    public List<String> texts(int question) {
        List<String> texts = new ArrayList<>();
        ((List<?>) ask(question)).forEach(text -> texts.add((String) text));
        return texts;
    }

    @Override
    public void close() {
        session.close();
        driver.close();
    }
}
