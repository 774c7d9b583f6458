package com.esab.data.benchmarks.catalog;

import com.esab.data.EsabData;
import com.esab.data.benchmarks.engine.Question;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.SearchWords;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.CompatibilityEngine;
import com.esab.data.compatibility.Page;
import com.esab.data.compatibility.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * One question, for each kind the part of it that the kind needs.
 *
 * @param chosen in the order of types, the power source first
 * @param text what is searched for
 */
record Asked(ComponentType wanted, List<Product> chosen, Selection selection, String text) {

    /** How many questions one round asks. */
    static final int ROUND = 32;

    private static final int LONG_WORD = 4;

    /** The questions of a kind, the same ones for the same catalogue. */
    static List<Asked> round(Kind kind, CatalogData catalogue) {
        boolean sample = catalogue.products().size() == StoredCatalogue.SAMPLE;
        Stream<Question> questions = sample
                ? dialogues(catalogue).stream()
                : Question.round(StoredCatalogue.synthetic(catalogue.products().size())).stream();
        if (kind == Kind.PACKAGES && !sample) {
            // with fewer products chosen, there are more packages than Cypher can count
            questions = questions.filter(question -> question.wanted() == ComponentType.TORCH
                    && question.chosen().size() >= 3);
        }
        List<Question> round = questions.limit(ROUND).toList();
        List<String> texts = texts(catalogue);
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < ROUND; i++) {
            Question question = round.get(i);
            asked.add(new Asked(question.wanted(), question.chosen(), question.selection(), texts.get(i)));
        }
        return List.copyOf(asked);
    }

    Question question() {
        return new Question(wanted, chosen, selection);
    }

    /**
     * Dialogues as the guide leads them, from the power source to the accessories: each step that has candidates is a question, and a
     * random one of them is chosen next. A step without candidates, and every fourth, is left open.
     */
    private static List<Question> dialogues(CatalogData catalogue) {
        try (EsabData library = EsabData.inMemory()) {
            library.catalog().load(catalogue);
            return dialogues(library.compatibility());
        }
    }

    private static List<Question> dialogues(CompatibilityEngine engine) {
        SplittableRandom random = new SplittableRandom(1);
        List<Question> questions = new ArrayList<>();
        while (questions.size() < ROUND) {
            List<Product> chosen = new ArrayList<>();
            Selection selection = Selection.empty();
            for (ComponentType type : ComponentType.values()) {
                Page<Product> page = engine.candidates(CandidateQuery.of(type, selection));
                if (page.items().isEmpty()) {
                    continue;
                }
                if (!chosen.isEmpty()
                        && engine.candidates(CandidateQuery.of(type, selection).mode(Mode.DIRECT))
                                        .total()
                                > 0) {
                    questions.add(new Question(type, List.copyOf(chosen), selection));
                }
                if (type == ComponentType.POWER_SOURCE || random.nextInt(4) > 0) {
                    Product product =
                            page.items().get(random.nextInt(page.items().size()));
                    chosen.add(product);
                    selection = selection.with(product);
                }
            }
        }
        return questions;
    }

    /** Of four texts two are names, one is two words of a name, and one is a name with two letters in the wrong order. */
    private static List<String> texts(CatalogData catalogue) {
        List<Product> products = catalogue.products().stream()
                .filter(product -> !product.placeholder())
                .toList();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < ROUND; i++) {
            String name = products.get(i * (products.size() / ROUND)).name();
            texts.add(
                    switch (i % 4) {
                        case 2 ->
                            String.join(
                                    " ", SearchWords.of(name).stream().limit(2).toList());
                        case 3 -> mistyped(name);
                        default -> name;
                    });
        }
        return texts;
    }

    private static String mistyped(String name) {
        for (String word : name.split(" ")) {
            if (word.length() >= LONG_WORD && word.chars().allMatch(Character::isLetter)) {
                int middle = word.length() / 2;
                String wrong = word.substring(0, middle - 1)
                        + word.charAt(middle)
                        + word.charAt(middle - 1)
                        + word.substring(middle + 1);
                return name.replace(word, wrong);
            }
        }
        return name;
    }
}
