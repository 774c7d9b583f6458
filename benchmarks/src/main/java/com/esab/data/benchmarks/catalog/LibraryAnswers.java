package com.esab.data.benchmarks.catalog;

import com.esab.data.EsabData;
import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityEngine;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.compatibility.Page;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.compatibility.SelectionCheck;
import com.esab.data.neo4j.Neo4jCatalog;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The library: its engine in memory, or its finder that has Neo4j answer. */
final class LibraryAnswers implements Contender {

    private final AutoCloseable opened;
    private final Function<Asked, Object> asking;
    private final List<Asked> round;

    /** Packages with their number. */
    private record Listed(List<Selection> first, BigInteger count) {}

    private LibraryAnswers(AutoCloseable opened, List<Asked> round, Function<Asked, Object> asking) {
        this.opened = opened;
        this.round = round;
        this.asking = asking;
    }

    static LibraryAnswers inMemory(CatalogData catalogue, Kind kind, List<Asked> round) {
        EsabData data = EsabData.inMemory();
        data.catalog().load(catalogue);
        return new LibraryAnswers(data, round, asking(data.compatibility(), kind));
    }

    static LibraryAnswers ofFinder(String uri, Kind kind, List<Asked> round) {
        Neo4jCatalog catalog = Neo4jCatalog.connect(uri, Addresses.neo4jUser(), Addresses.neo4jPassword());
        return new LibraryAnswers(catalog, round, asking(catalog.compatibility(), kind));
    }

    private static Function<Asked, Object> asking(CompatibilityEngine engine, Kind kind) {
        return switch (kind) {
            case PACKAGES ->
                asked -> new Listed(
                        engine.packages(asked.selection()).limit(PACKAGES).toList(),
                        engine.packageCount(asked.selection()));
            case SEARCH -> asked -> engine.search(asked.text(), HITS);
            default -> asking((CompatibilityFinder) engine, kind);
        };
    }

    private static Function<Asked, Object> asking(CompatibilityFinder finder, Kind kind) {
        return switch (kind) {
            case DIRECT -> asked -> finder.candidates(asked.question().query(Mode.DIRECT));
            case DEFAULT -> asked -> finder.candidates(asked.question().query(Mode.COMPLETABLE));
            case CHECK -> asked -> finder.check(asked.selection());
            case COMPATIBLE_WITH ->
                asked -> finder.compatibleWith(asked.chosen().get(0).gin(), asked.wanted());
            default -> throw new IllegalArgumentException(kind.label());
        };
    }

    @Override
    public Object ask(int question) {
        return asking.apply(round.get(question));
    }

    @Override
    public List<String> texts(int question) {
        Object answer = ask(question);
        List<String> texts = new ArrayList<>();
        if (answer instanceof Page<?> page) {
            page.items().forEach(product -> texts.add(gin(product)));
        } else if (answer instanceof List<?> products) {
            products.forEach(product -> texts.add(gin(product)));
        } else if (answer instanceof SelectionCheck check) {
            texts.add(check.fits() + " " + check.completable());
        } else if (answer instanceof Listed listed) {
            listed.first().forEach(selection -> texts.add(gins(selection)));
            texts.add(listed.count().toString());
        }
        return texts;
    }

    /** All direct candidates, on one page. */
    List<String> everyDirect(int question) {
        CandidateQuery query = round.get(question).question().query(Mode.DIRECT).limit(CandidateQuery.MAX_LIMIT);
        return ((EsabData) opened)
                .compatibility().candidates(query).items().stream()
                        .map(LibraryAnswers::gin)
                        .toList();
    }

    private static String gin(Object product) {
        return ((Product) product).gin().value();
    }

    static String gins(Selection selection) {
        return String.join(
                " ",
                selection.products().stream()
                        .map(SelectedProduct::gin)
                        .map(Object::toString)
                        .toList());
    }

    @Override
    public void close() {
        try {
            opened.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
