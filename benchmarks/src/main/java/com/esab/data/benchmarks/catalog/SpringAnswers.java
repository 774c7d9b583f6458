package com.esab.data.benchmarks.catalog;

import java.util.List;
import org.neo4j.driver.Query;

/** The same Cypher through Spring Data Neo4j, which gives entities. */
final class SpringAnswers implements Contender {

    private final SpringProducts products;
    private final List<Query> queries;

    SpringAnswers(String uri, Kind kind, List<Asked> round, boolean allBound) {
        this.products = new SpringProducts(uri);
        this.queries = round.stream()
                .map(asked -> CypherQuestions.of(kind, asked, allBound))
                .map(query -> query.withText(query.text().replace(CypherQuestions.GIN, "RETURN x")))
                .toList();
    }

    @Override
    public List<SpringProduct> ask(int question) {
        Query query = queries.get(question);
        return products.ask(query.text(), query.parameters().asMap());
    }

    @Override
    public List<String> texts(int question) {
        return ask(question).stream().map(product -> product.gin).toList();
    }

    @Override
    public void close() {
        products.close();
    }
}
