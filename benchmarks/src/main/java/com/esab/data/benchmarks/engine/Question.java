package com.esab.data.benchmarks.engine;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which products of a type can be added to a partial selection.
 *
 * @param chosen a product of each of the first types, in their order
 */
public record Question(ComponentType wanted, List<Product> chosen, Selection selection) {

    /** How many questions one round asks. */
    static final int ROUND = 256;

    /** The torches and the accessories, asked with one, two, three and four products chosen. */
    static final int SHAPES = 8;

    private static final int TRIES = 100_000;

    /** The first page of answers. */
    public CandidateQuery query(Mode mode) {
        return CandidateQuery.of(wanted, selection).mode(mode);
    }

    /**
     * The questions of one round, the same for the same catalogue. Each is about a part of a complete package, so that at least one
     * torch or accessory is an answer to it in both modes. The shapes take turns.
     */
    public static List<Question> round(SyntheticCatalog catalog) {
        SplittableRandom random = new SplittableRandom(catalog.seed() ^ 0x5EED);
        List<Question> questions = new ArrayList<>();
        while (questions.size() < ROUND) {
            List<Product> parts =
                    somePackage(catalog, random).stream().map(catalog::product).toList();
            for (int count = 1; count <= SHAPES / 2; count++) {
                List<Product> chosen = List.copyOf(parts.subList(0, count));
                Selection selection = Selection.empty();
                for (Product product : chosen) {
                    selection = selection.with(product);
                }
                questions.add(new Question(ComponentType.TORCH, chosen, selection));
                questions.add(new Question(ComponentType.ACCESSORY, chosen, selection));
            }
        }
        return List.copyOf(questions);
    }

    /** The places of products of all types, in their order, each of which has an edge to all before it. */
    private static List<Integer> somePackage(SyntheticCatalog catalog, SplittableRandom random) {
        for (int tries = 0; tries < TRIES; tries++) {
            int accessory = catalog.popular(ComponentType.ACCESSORY, random);
            if (!catalog.boundToAccessories(accessory)) {
                List<Integer> parts = completed(catalog, accessory, catalog.targets(accessory), random);
                if (parts.size() == ComponentType.values().length) {
                    return parts;
                }
            }
        }
        throw new IllegalStateException("the catalogue has hardly any package");
    }

    /** A product, and before it one of each earlier type among the common targets; fewer when that path ends. */
    private static List<Integer> completed(SyntheticCatalog catalog, int place, int[] common, SplittableRandom random) {
        List<Integer> parts = new ArrayList<>();
        int[] left = common;
        for (int part = place; part >= 0; ) {
            parts.add(0, part);
            int before = catalog.type(part).ordinal() - 1;
            if (before < 0) {
                break;
            }
            int[] options = ofType(catalog, left, ComponentType.values()[before]);
            part = options.length == 0 ? -1 : options[random.nextInt(options.length)];
            if (part >= 0) {
                left = both(left, catalog.targets(part));
            }
        }
        return parts;
    }

    private static int[] ofType(SyntheticCatalog catalog, int[] places, ComponentType type) {
        return java.util.Arrays.stream(places)
                .filter(place -> catalog.type(place) == type && !catalog.placeholder(place))
                .toArray();
    }

    private static int[] both(int[] a, int[] b) {
        return java.util.Arrays.stream(a)
                .filter(place -> java.util.Arrays.binarySearch(b, place) >= 0)
                .toArray();
    }
}
