package com.esab.data.benchmarks.catalog;

import com.esab.data.benchmarks.engine.CypherText;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.SearchWords;
import com.esab.data.compatibility.CandidateQuery.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.neo4j.driver.Query;

/**
 * The questions as somebody who knows Cypher and the catalogue asks them.
 *
 * <p>Only what {@link CypherText} leaves out, it leaves out too. The search is Lucene's own, fuzzy where a word may be mistyped: it finds what
 * the library finds, but ranks it in its own way, and guesses words that are spelled right.
 */
final class CypherQuestions {

    /** What a query gives for each product, which is then called {@code x}. */
    static final String GIN = "RETURN x.gin AS gin";

    private CypherQuestions() {}

    /** @param allBound whether everything is bound to all earlier types, so that fitting means having the edge */
    static Query of(Kind kind, Asked asked, boolean allBound) {
        return switch (kind) {
            case DIRECT ->
                allBound
                        ? CypherText.query(asked.question(), Mode.DIRECT)
                        : new Query(direct(asked), parameters(asked));
            case DEFAULT -> CypherText.query(asked.question(), Mode.COMPLETABLE);
            case CHECK -> new Query(check(asked), parameters(asked));
            case COMPATIBLE_WITH ->
                new Query(
                        """
                        MATCH (:Product {gin: $gin})<-[r:COMPATIBLE_WITH]-(x:%s)
                        %s
                        ORDER BY coalesce(r.priority, 1000000), x.name, x.gin
                        """.formatted(asked.wanted().label(), GIN),
                        Map.of("gin", asked.chosen().get(0).gin().value()));
            case PACKAGES -> new Query(packages(asked), parameters(asked));
            case SEARCH -> new Query("""
                        CALL db.index.fulltext.queryNodes('product_words', $words, {limit: $limit}) YIELD node AS x
                        %s
                        """.formatted(GIN), Map.of("words", words(asked.text()), "limit", Contender.HITS));
        };
    }

    private static Map<String, Object> parameters(Asked asked) {
        Map<String, Object> parameters = new HashMap<>();
        for (Product product : asked.chosen()) {
            parameters.put(product.type().snakeCase(), product.gin().value());
        }
        return parameters;
    }

    private static List<ComponentType> chosen(Asked asked) {
        return asked.chosen().stream().map(Product::type).toList();
    }

    private static List<ComponentType> open(Asked asked) {
        return ComponentType.core().stream()
                .filter(type -> !chosen(asked).contains(type))
                .toList();
    }

    private static String matchChosen(Asked asked) {
        return chosen(asked).stream()
                .map(type -> "(%1$s:%2$s {gin: $%1$s})".formatted(type.snakeCase(), type.label()))
                .collect(Collectors.joining(", ", "MATCH ", "\n"));
    }

    private static String each(List<ComponentType> types, String between, Function<ComponentType, String> text) {
        return types.stream().map(text).collect(Collectors.joining(between));
    }

    private static String edge(String from, ComponentType to) {
        return "(%s)-[:COMPATIBLE_WITH]->(%s)".formatted(from, to.snakeCase());
    }

    /** Something fits what it is joined to, and everything of a type that it is not bound to; it is joined to one at least. */
    private static String direct(Asked asked) {
        List<ComponentType> chosen = chosen(asked);
        return matchChosen(asked)
                + "MATCH (x:%s) WHERE x.placeholder IS NULL\n"
                        .formatted(asked.wanted().label())
                + (asked.wanted() == ComponentType.ACCESSORY
                        ? "AND NOT EXISTS { (x)-[:COMPATIBLE_WITH]->(:Accessory) }\n"
                        : "")
                + "AND (" + each(chosen, " OR ", type -> edge("x", type)) + ")\n"
                + each(chosen, "", type -> "AND (%s OR NOT EXISTS { (x)-[:COMPATIBLE_WITH]->(:%s) })\n"
                        .formatted(edge("x", type), type.label()))
                + each(chosen, "", type -> "OPTIONAL MATCH (x)-[r%d:COMPATIBLE_WITH]->(%s)\n"
                        .formatted(type.ordinal(), type.snakeCase()))
                + GIN + "\nORDER BY "
                + each(chosen, " + ", type -> "coalesce(r%d.priority, 1000000)".formatted(type.ordinal()))
                + ", x.name, x.gin\nLIMIT 50";
    }

    /** Whether all pairs have their edges, and whether there is a product or placeholder for each open slot, each joined to all others. */
    private static String check(Asked asked) {
        List<ComponentType> chosen = chosen(asked);
        List<String> pairs = new ArrayList<>(List.of("true"));
        for (ComponentType type : chosen) {
            chosen.stream()
                    .filter(earlier -> earlier.isBefore(type))
                    .forEach(earlier -> pairs.add("EXISTS { " + edge(type.snakeCase(), earlier) + " }"));
        }
        StringBuilder completable = new StringBuilder("true");
        List<ComponentType> before = new ArrayList<>(chosen);
        for (ComponentType type : open(asked)) {
            completable.append(" AND EXISTS { MATCH (%s:%s) WHERE ".formatted(type.snakeCase(), type.label()));
            completable.append(each(before, " AND ", earlier -> edge(type.snakeCase(), earlier)));
            before.add(type);
        }
        completable.append(" }".repeat(open(asked).size()));
        return matchChosen(asked) + "RETURN " + String.join(" AND ", pairs) + " AS fits, " + completable
                + " AS completable";
    }

    /** All packages, as far as the open slots. */
    private static String matchPackages(Asked asked) {
        StringBuilder text = new StringBuilder(matchChosen(asked));
        List<ComponentType> before = new ArrayList<>(chosen(asked));
        for (ComponentType type : open(asked)) {
            text.append("MATCH ")
                    .append(each(before, ", ", earlier -> "(%s%s)-[r%d_%d:COMPATIBLE_WITH]->(%s)"
                            .formatted(
                                    type.snakeCase(),
                                    earlier == ComponentType.POWER_SOURCE ? ":" + type.label() : "",
                                    type.ordinal(),
                                    earlier.ordinal(),
                                    earlier.snakeCase())))
                    .append('\n');
            before.add(type);
        }
        return text.toString();
    }

    private static String packages(Asked asked) {
        List<ComponentType> before = new ArrayList<>(chosen(asked));
        List<String> order = new ArrayList<>();
        for (ComponentType type : open(asked)) {
            String node = type.snakeCase();
            order.add("coalesce(%s.placeholder, false)".formatted(node));
            order.add(each(before, " + ", earlier -> "coalesce(r%d_%d.priority, 1000000)"
                    .formatted(type.ordinal(), earlier.ordinal())));
            order.add(node + ".name");
            order.add(node + ".gin");
            before.add(type);
        }
        return matchPackages(asked) + "RETURN "
                + each(open(asked), ", ", type -> orNone(type) + " AS " + type.snakeCase() + "_gin")
                + "\nORDER BY " + String.join(", ", order) + "\nLIMIT " + Contender.PACKAGES;
    }

    /** How many packages there are, whichever placeholder stands for a none. */
    static Query packageCount(Asked asked) {
        return new Query(
                matchPackages(asked) + "RETURN count(DISTINCT [" + each(open(asked), ", ", CypherQuestions::orNone)
                        + "]) AS count",
                parameters(asked));
    }

    private static String orNone(ComponentType type) {
        return "CASE WHEN %1$s.placeholder THEN '' ELSE %1$s.gin END".formatted(type.snakeCase());
    }

    /** As many typing errors as the library looks past, none where there is a digit. */
    private static String words(String text) {
        return SearchWords.of(text).stream()
                .map(word -> word.length() < 4 || !word.chars().allMatch(Character::isLetter)
                        ? word
                        : word + (word.length() < 8 ? "~1" : "~2"))
                .collect(Collectors.joining(" "));
    }
}
