package com.esab.data.benchmarks.catalog;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Cost;
import com.esab.data.benchmarks.harness.Effort;
import com.esab.data.benchmarks.harness.Measured;
import com.esab.data.benchmarks.harness.Path;
import com.esab.data.benchmarks.harness.Runs;
import com.esab.data.catalog.CatalogData;
import com.esab.data.testkit.relay.TcpRelay;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.runner.RunnerException;

/** Questions about what fits what and what there is, of the sample catalogue in states of a dialogue, and of a large synthetic one. */
public final class CatalogueQuestions implements Path {

    /** What needs no look at whole packages. */
    public static final CatalogueQuestions DIRECT = new CatalogueQuestions("direct-candidates", List.of(Kind.DIRECT));

    /** All others. */
    public static final CatalogueQuestions OTHERS = new CatalogueQuestions(
            "catalogue-questions", List.of(Kind.DEFAULT, Kind.CHECK, Kind.COMPATIBLE_WITH, Kind.PACKAGES, Kind.SEARCH));

    private static final List<Integer> SIZES = List.of(StoredCatalogue.SAMPLE, 10_000);

    private final String name;
    private final List<Kind> kinds;

    private CatalogueQuestions(String name, List<Kind> kinds) {
        this.name = name;
        this.kinds = kinds;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Measured> measure(Effort effort) throws RunnerException {
        List<Measured> rows = new ArrayList<>();
        try (StoredCatalogue stored = StoredCatalogue.open()) {
            for (int products : effort.of(SIZES)) {
                CatalogData catalogue = StoredCatalogue.data(products, 1);
                stored.load(catalogue);
                for (Kind kind : kinds) {
                    requireAgreement(kind, catalogue);
                    rows.addAll(measure(kind, catalogue, effort));
                }
                stored.empty();
            }
        }
        return rows;
    }

    private List<Measured> measure(Kind kind, CatalogData catalogue, Effort effort) throws RunnerException {
        List<String> contenders = kind.contenders(catalogue.products().size());
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        parameters.put("question", List.of(kind.label()));
        parameters.put("products", List.of(Integer.toString(catalogue.products().size())));
        parameters.put(Runs.CONTENDER, contenders);
        List<Measured> rows = new ArrayList<>();
        Effort enough = effort.withForks(kind == Kind.DIRECT ? 2 : 1);
        for (Measured row : Runs.of(name, QuestionBenchmark.class, "ask", enough, parameters, Map.of(), 1)) {
            boolean asksServer = !Set.of(LIBRARY, Contender.RAW).contains(row.contender());
            rows.add(asksServer ? row.withCost(cost(row.contender(), kind, catalogue)) : row);
        }
        return rows;
    }

    private static Cost cost(String contender, Kind kind, CatalogData catalogue) {
        int[] next = {0};
        try (TcpRelay relay = Neo4jRelay.open();
                Contender opened = Contender.of(contender, Neo4jRelay.uri(relay), kind, catalogue)) {
            return Cost.of(relay, Asked.ROUND, () -> opened.ask(next[0]++ % Asked.ROUND));
        }
    }

    /** All say the same, in the same order; the bare intersection has no order, and of a search some hits are the same. */
    private static void requireAgreement(Kind kind, CatalogData catalogue) {
        try (LibraryAnswers library = (LibraryAnswers) Contender.of(LIBRARY, Addresses.neo4jUri(), kind, catalogue)) {
            for (String contender : kind.contenders(catalogue.products().size())) {
                try (Contender other = Contender.of(contender, Addresses.neo4jUri(), kind, catalogue)) {
                    for (int i = 0; i < Asked.ROUND; i++) {
                        List<String> wanted = library.texts(i);
                        List<String> found = other.texts(i);
                        boolean same = contender.equals(Contender.RAW)
                                ? new HashSet<>(found).equals(new HashSet<>(library.everyDirect(i)))
                                : kind == Kind.SEARCH ? !Collections.disjoint(found, wanted) : found.equals(wanted);
                        if (wanted.isEmpty() || !same) {
                            throw new IllegalStateException("%s question %d: the library says %s, %s says %s"
                                    .formatted(kind.label(), i, wanted, contender, found));
                        }
                    }
                }
            }
        }
    }
}
