package com.esab.data.benchmarks.catalog;

import com.esab.data.benchmarks.harness.Path;
import com.esab.data.catalog.CatalogData;
import java.util.List;

/** Answers the questions of one round. */
interface Contender extends AutoCloseable {

    String RAW = "raw arrays";
    String FINDER = "Neo4jCatalog.compatibility()";
    String CYPHER = "Cypher";
    String SPRING = "Spring Data Neo4j";

    /** How many products a search gives. */
    int HITS = 20;

    /** How many packages are listed. */
    int PACKAGES = 5;

    /** The answer to a question in whatever form the contender gives it. */
    Object ask(int question);

    /** The GINs of an answer, or what it says instead of GINs. */
    List<String> texts(int question);

    @Override
    void close();

    /** Opens a contender; the server has the catalogue already. */
    static Contender of(String name, String uri, Kind kind, CatalogData catalogue) {
        List<Asked> round = Asked.round(kind, catalogue);
        boolean allBound = catalogue.products().size() != StoredCatalogue.SAMPLE;
        return switch (name) {
            case Path.LIBRARY -> LibraryAnswers.inMemory(catalogue, kind, round);
            case RAW -> new RawAnswers(catalogue, round);
            case FINDER -> LibraryAnswers.ofFinder(uri, kind, round);
            case CYPHER -> new CypherAnswers(uri, kind, round, allBound);
            case SPRING -> new SpringAnswers(uri, kind, round, allBound);
            default -> throw new IllegalArgumentException(name);
        };
    }
}
