package com.esab.data.neo4j;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.AttributeFilter;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Candidate;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.compatibility.Page;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.compatibility.SelectionCheck;
import com.esab.data.error.NotFoundException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/** Asks the server what fits what, one query for each question. */
final class CypherFinder implements CompatibilityFinder {

    private final Bolt bolt;
    private final ProductCatalog catalog;

    CypherFinder(Bolt bolt, ProductCatalog catalog) {
        this.bolt = bolt;
        this.catalog = catalog;
    }

    @Override
    public List<Product> compatibleWith(Gin gin, ComponentType type) {
        Record answer = bolt.read(
                        "list compatible products", FinderQueries.compatibleWith(type), Map.of("gin", gin.value()))
                .get(0);
        if (!answer.get("known").asBoolean()) {
            throw unknown(gin);
        }
        Map<Gin, Candidate> found = new HashMap<>();
        for (Value edge : answer.get("found").values()) {
            Candidate candidate =
                    new Candidate(ProductNodes.toProduct(edge.get(0).asNode()), priority(edge.get(1)));
            found.merge(candidate.product().gin(), candidate, (a, b) -> a.priorities() <= b.priorities() ? a : b);
        }
        return found.values().stream()
                .sorted(Comparator.comparingLong(Candidate::priorities)
                        .thenComparing(candidate -> candidate.product().name())
                        .thenComparing(candidate -> candidate.product().gin()))
                .map(Candidate::product)
                .toList();
    }

    @Override
    public Page<Product> candidates(CandidateQuery query) {
        ComponentType type = query.type();
        Selection rest = query.rest();
        Record answer = bolt.read("find candidates", FinderQueries.find(), FinderQueries.parameter(query))
                .get(0);
        checkSelected(query.selection(), answer.get("parts"));
        long revision = answer.get("revision").asLong();
        if (!answer.get("applicable").asBoolean()) {
            requireSense(query, List.of());
            return query.page(List.of(), revision, false);
        }
        List<Gin> ranked = rest.products().stream()
                .filter(product -> product.type() != type)
                .map(SelectedProduct::gin)
                .toList();
        List<Candidate> candidates = new ArrayList<>();
        for (Value candidate : answer.get("candidates").values()) {
            candidates.add(new Candidate(
                    ProductNodes.toProduct(candidate.get(0).asNode()), priorities(ranked, candidate.get(1))));
        }
        requireSense(query, candidates);
        return query.page(candidates, revision, answer.get("withNothing").asBoolean());
    }

    /** A filter that some candidate passes makes sense; for any other, all products of the type are looked at. */
    private void requireSense(CandidateQuery query, List<Candidate> candidates) {
        List<AttributeFilter> doubtful = query.filters().stream()
                .filter(filter -> candidates.stream().noneMatch(candidate -> filter.passes(candidate.product())))
                .toList();
        if (!doubtful.isEmpty()) {
            List<Product> products = catalog.ofType(query.type());
            doubtful.forEach(filter -> filter.requireSense(
                    query.type(),
                    products.stream()
                            .flatMap(product ->
                                    Stream.ofNullable(product.properties().get(filter.attribute())))
                            .toList()));
        }
    }

    /** Of two edges between two products, as two accessories can have them, the better one counts. */
    private static long priorities(List<Gin> ranked, Value edges) {
        Map<String, Long> best = new HashMap<>();
        for (Value edge : edges.values()) {
            best.merge(edge.get(0).asString(), priority(edge.get(1)), Math::min);
        }
        return ranked.stream()
                .mapToLong(gin -> best.getOrDefault(gin.value(), Candidate.UNRANKED))
                .sum();
    }

    private static long priority(Value priority) {
        return priority.isNull() ? Candidate.UNRANKED : priority.asLong();
    }

    @Override
    public SelectionCheck check(Selection selection) {
        Record answer = bolt.read("check a selection", FinderQueries.find(), FinderQueries.parameter(selection))
                .get(0);
        checkSelected(selection, answer.get("parts"));
        return new SelectionJudge(
                        selection,
                        answer.get("parts"),
                        answer.get("withNothing").asBoolean())
                .check();
    }

    private static void checkSelected(Selection selection, Value parts) {
        Map<Gin, Value> found = new HashMap<>();
        parts.values().forEach(part -> found.put(Gin.of(part.get("gin").asString()), part));
        for (SelectedProduct product : selection.products()) {
            Value part = found.get(product.gin());
            if (part == null) {
                throw unknown(product.gin());
            }
            String type = part.get("type").asString("product without type");
            if (!type.equals(product.type().label())) {
                throw new IllegalArgumentException("%s is a %s and cannot be selected as %s"
                        .formatted(product.gin(), type, product.type().label()));
            }
            if (part.get("placeholder").asBoolean()) {
                throw new IllegalArgumentException(
                        product.gin() + " is a placeholder and cannot be selected: answer none");
            }
        }
    }

    private static NotFoundException unknown(Gin gin) {
        return new NotFoundException("the catalogue has no product " + gin);
    }
}
