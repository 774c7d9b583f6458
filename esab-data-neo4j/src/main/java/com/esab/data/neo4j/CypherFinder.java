package com.esab.data.neo4j;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Candidate;
import com.esab.data.compatibility.CandidateQuery.Mode;
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
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/** Asks the server what fits what, one query for each question. */
final class CypherFinder implements CompatibilityFinder {

    private static final FinderQueries QUERIES = new FinderQueries();

    private final Bolt bolt;

    CypherFinder(Bolt bolt) {
        this.bolt = bolt;
    }

    @Override
    public List<Product> compatibleWith(Gin gin, ComponentType type) {
        Record answer = bolt.read("list compatible products", QUERIES.compatibleWith(type), Map.of("gin", gin.value()))
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
        List<String> ranked = rest.products().stream()
                .filter(product -> product.type() != type)
                .map(product -> product.gin().value())
                .toList();
        Map<String, Object> parameters = parameters(query.selection(), rest, query.mode());
        parameters.put("ranked", ranked);
        parameters.put("alone", rest.isEmpty());
        // what stands in the wanted slot is replaced; what could stand for none there tells whether none is an answer
        parameters.put(FinderQueries.slot(type), FinderQueries.slotParameter(List.of(), List.of(true), type.isCore()));
        Record answer = bolt.read("find candidates", QUERIES.candidates(query.mode(), type), parameters)
                .get(0);
        checkSelected(query.selection(), answer.get("selected"));
        long revision = answer.get("catalog").get("revision").asLong(0);
        if (!answer.get("applicable").asBoolean()) {
            return query.page(List.of(), revision, false);
        }
        List<Candidate> candidates = new ArrayList<>();
        for (Value candidate : answer.get("candidates").values()) {
            candidates.add(new Candidate(
                    ProductNodes.toProduct(candidate.get(0).asNode()), priorities(ranked, candidate.get(1))));
        }
        return query.page(candidates, revision, answer.get("noneAllowed").asBoolean());
    }

    /** Of two edges between two products, as two accessories can have them, the better one counts. */
    private static long priorities(List<String> ranked, Value edges) {
        Map<String, Long> best = new HashMap<>();
        for (Value edge : edges.values()) {
            best.merge(edge.get(0).asString(), priority(edge.get(1)), Math::min);
        }
        return ranked.stream()
                .mapToLong(gin -> best.getOrDefault(gin, Candidate.UNRANKED))
                .sum();
    }

    private static long priority(Value priority) {
        return Math.min(priority.isNull() ? Candidate.UNRANKED : priority.asLong(), Candidate.UNRANKED);
    }

    @Override
    public SelectionCheck check(Selection selection) {
        Record answer = bolt.read(
                        "check a selection", QUERIES.check(), parameters(selection, selection, Mode.COMPLETABLE))
                .get(0);
        checkSelected(selection, answer.get("selected"));
        return new SelectionJudge(selection, answer).check();
    }

    private static Map<String, Object> parameters(Selection asked, Selection rest, Mode mode) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("asked", gins(asked.products()));
        parameters.put("accessories", gins(rest.accessories()));
        parameters.put("empty", FinderQueries.emptySlot());
        for (ComponentType type : ComponentType.values()) {
            if (type != ComponentType.ACCESSORY) {
                parameters.put(FinderQueries.slot(type), slot(type, rest, mode));
            }
        }
        return parameters;
    }

    private static Map<String, Object> slot(ComponentType type, Selection rest, Mode mode) {
        if (rest.chosen(type).isPresent()) {
            return FinderQueries.slotParameter(gins(rest.chosen(type).stream().toList()), List.of(), false);
        }
        if (rest.isNone(type)) {
            return FinderQueries.slotParameter(List.of(), List.of(true), true);
        }
        return mode == Mode.COMPLETABLE
                ? FinderQueries.slotParameter(List.of(), List.of(true, false), type.isCore())
                : FinderQueries.slotParameter(List.of(), List.of(), true);
    }

    private static List<String> gins(List<SelectedProduct> products) {
        return products.stream().map(product -> product.gin().value()).toList();
    }

    private static void checkSelected(Selection selection, Value selected) {
        Map<Gin, Value> found = new HashMap<>();
        selected.values().forEach(product -> found.put(Gin.of(product.get(0).asString()), product));
        for (SelectedProduct product : selection.products()) {
            Value stored = found.get(product.gin());
            if (stored == null) {
                throw unknown(product.gin());
            }
            List<String> labels = stored.get(1).asList(Value::asString);
            if (!labels.contains(product.type().label())) {
                throw new IllegalArgumentException("%s is a %s and cannot be selected as %s"
                        .formatted(
                                product.gin(),
                                labels.stream()
                                        .filter(label -> !label.equals(ProductNodes.LABEL))
                                        .findFirst()
                                        .orElse("product of no type"),
                                product.type().label()));
            }
            if (stored.get(2).asBoolean()) {
                throw new IllegalArgumentException(
                        product.gin() + " is a placeholder and cannot be selected: answer none");
            }
        }
    }

    private static NotFoundException unknown(Gin gin) {
        return new NotFoundException("the catalogue has no product " + gin);
    }
}
