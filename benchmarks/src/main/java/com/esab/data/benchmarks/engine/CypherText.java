package com.esab.data.benchmarks.engine;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.neo4j.driver.Query;
import org.neo4j.driver.Session;

/**
 * The questions as somebody who knows Cypher and this catalogue asks them: one query for each question, its text the same for all
 * questions of one shape.
 *
 * <p>It uses that everything here is bound to all earlier types, so that a package is a set of products each joined to each, and that
 * placeholders are nodes like others. It does not ask for what the library's answer also holds: how many candidates there are in all,
 * whether none is an answer, whether a type is applicable, and whether the chosen products exist and fit each other.
 */
public final class CypherText {

    private static final int LIMIT = 50;

    private CypherText() {}

    /** One query with its parameters. */
    public static Query query(Question question, Mode mode) {
        Map<String, Object> parameters = new HashMap<>();
        for (Product product : question.chosen()) {
            parameters.put(product.type().snakeCase(), product.gin().value());
        }
        return new Query(text(question, mode), parameters);
    }

    /** The GINs that a query gives as {@code gin}. */
    public static List<String> answer(Session session, Query query) {
        return session.run(query).list(record -> record.get("gin").asString());
    }

    static String text(Question question, Mode mode) {
        List<ComponentType> chosen =
                question.chosen().stream().map(Product::type).toList();
        List<String> edges = new ArrayList<>();
        List<String> ranks = new ArrayList<>();
        for (ComponentType type : chosen) {
            edges.add("(x%s)-[r%d:COMPATIBLE_WITH]->(%s:%s {gin: $%s})"
                    .formatted(
                            edges.isEmpty() ? ":" + question.wanted().label() : "",
                            type.ordinal(),
                            type.snakeCase(),
                            type.label(),
                            type.snakeCase()));
            ranks.add("coalesce(r%d.priority, 1000000)".formatted(type.ordinal()));
        }
        List<String> conditions = new ArrayList<>(List.of("x.placeholder IS NULL"));
        if (question.wanted() == ComponentType.ACCESSORY) {
            conditions.add("NOT EXISTS { (x)-[:COMPATIBLE_WITH]->(:Accessory) }");
        }
        List<ComponentType> open = ComponentType.core().stream()
                .filter(type -> !chosen.contains(type) && type != question.wanted())
                .toList();
        if (mode == Mode.COMPLETABLE && !open.isEmpty()) {
            conditions.add(completion(chosen, open));
        }
        return """
                MATCH %s
                WHERE %s
                RETURN x.gin AS gin
                ORDER BY %s, x.name, x.gin
                LIMIT %d
                """.formatted(
                String.join(",\n      ", edges), String.join("\n  AND ", conditions), String.join(" + ", ranks), LIMIT);
    }

    /**
     * A product or placeholder for each open slot, each joined to all others. Slot within slot, so that a path is given up early: as
     * one pattern with all edges, the server takes ten times as long.
     */
    private static String completion(List<ComponentType> chosen, List<ComponentType> open) {
        StringBuilder text = new StringBuilder();
        List<String> before =
                chosen.stream().map(ComponentType::snakeCase).collect(Collectors.toCollection(ArrayList::new));
        for (ComponentType type : open) {
            String node = type.snakeCase();
            text.append(text.isEmpty() ? "" : "\n  AND ")
                    .append("EXISTS { MATCH (x)-[:COMPATIBLE_WITH]->(%s:%s) WHERE ".formatted(node, type.label()))
                    .append(before.stream()
                            .map(earlier -> "(%s)-[:COMPATIBLE_WITH]->(%s)".formatted(node, earlier))
                            .collect(Collectors.joining(" AND ")));
            before.add(node);
        }
        return text + " }".repeat(open.size());
    }
}
