package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CompatibilityEngine;
import com.esab.data.compatibility.Repair;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.compatibility.SelectionCheck;
import com.esab.data.error.EsabDataException;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which complete packages there are in the sample catalogue, and why a selection leads to none.
 *
 * <p>Arguments: nothing for all power sources; a power source by GIN or by some words of its name; behind it the rest of a selection
 * to explain, each a GIN or like {@code none:Cooler}.
 */
public final class PackageExplorer {

    private static final int BAD_ARGUMENTS = 2;
    private static final int BEST = 5;
    private static final int OFFERED = 4;
    private static final String NONE = "none:";

    /** A feeder that is made for other power sources. */
    private static final List<String> MISFIT = List.of("0446200880", "0465250881", "0465427880");

    /** A gas-cooled cable brings no water to a water-cooled torch, though neither says anything of the other. */
    private static final List<String> DEAD_END = List.of("0446200880", "0446255881", "0700026416");

    private final EsabData data;
    private final CompatibilityEngine compatibility;
    private final Display display;

    PackageExplorer(EsabData data, Display display) {
        this.data = data;
        this.compatibility = data.compatibility();
        this.display = display;
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        int status = run(out, err, arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Explores the sample catalogue; the exit status, 2 for arguments that mean nothing there. */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        try (EsabData data = EsabData.inMemory()) {
            data.catalog().load(SampleCatalog.data());
            new PackageExplorer(data, new Display(out)).explore(List.of(arguments));
            return 0;
        } catch (EsabDataException | IllegalArgumentException e) {
            err.println(e.getMessage());
            return BAD_ARGUMENTS;
        }
    }

    /** @throws IllegalArgumentException when an argument means no product of the catalogue */
    void explore(List<String> arguments) {
        if (arguments.isEmpty()) {
            overview();
            examples();
            return;
        }
        int words = wordsOfTheName(arguments);
        List<String> answers = arguments.subList(words, arguments.size());
        Selection powerSource = Selection.empty().with(meant(String.join(" ", arguments.subList(0, words))));
        Selection selection = selection(powerSource, answers);
        BigInteger count = compatibility.packageCount(powerSource);
        if (count.signum() > 0) {
            display.title("The power source and its complete packages");
            powerSource.products().forEach(product -> display.count(product, count));
            best(powerSource);
        } else if (answers.isEmpty()) {
            explain("A power source without a complete package", powerSource);
        }
        if (!answers.isEmpty()) {
            explain("Your selection", selection);
        } else {
            examples();
        }
    }

    /** A name with blanks comes as several arguments where nobody put it into quotes. */
    private static int wordsOfTheName(List<String> arguments) {
        int words = 1;
        while (words < arguments.size() && !isAnswer(arguments.get(words))) {
            words++;
        }
        return words;
    }

    private static boolean isAnswer(String argument) {
        return argument.startsWith(NONE) || PowerSources.isGin(argument);
    }

    private PowerSource meant(String text) {
        List<PowerSource> found = new PowerSources(data).named(text);
        PowerSource best = found.get(0);
        if (found.size() > 1) {
            display.title("“%s” can mean %d power sources".formatted(text, found.size()));
            display.paragraph("", SelectedProduct.of(best) + " matches best. The others are:");
            found.stream()
                    .skip(1)
                    .forEach(other ->
                            display.paragraph("  ", SelectedProduct.of(other).toString()));
        }
        return best;
    }

    private Selection selection(Selection start, List<String> answers) {
        Selection selection = start;
        for (String answer : answers) {
            selection = answer.startsWith(NONE)
                    ? withNone(selection, ComponentType.ofLabel(answer.substring(NONE.length())))
                    : with(selection, Gin.of(answer));
        }
        return selection;
    }

    private static Selection withNone(Selection selection, ComponentType type) {
        Selection answered = selection.none(type);
        requireOpen(selection, type);
        return answered;
    }

    private Selection with(Selection selection, Gin gin) {
        Product product = new PowerSources(data).withGin(gin);
        requireOpen(selection, product.type());
        return selection.with(product);
    }

    private static void requireOpen(Selection selection, ComponentType type) {
        if (type != ComponentType.ACCESSORY && !selection.isOpen(type)) {
            throw new IllegalArgumentException("a selection has one answer for " + type.label() + ", not two");
        }
    }

    private void overview() {
        display.title("Power sources and their complete packages");
        for (PowerSource powerSource : data.catalog().ofType(PowerSource.class)) {
            display.count(
                    powerSource, compatibility.packageCount(Selection.empty().with(powerSource)));
        }
        display.count("in all", compatibility.packageCount(Selection.empty()));
        best(Selection.empty());
    }

    private void examples() {
        explain("What does not fit, for example", selection(Selection.empty(), MISFIT));
        explain("A dead end, for example", selection(Selection.empty(), DEAD_END));
    }

    private void best(Selection start) {
        List<Selection> best = compatibility.packages(start).limit(BEST).toList();
        display.title(best.size() == 1 ? "The package" : "The best packages");
        for (int place = 0; place < best.size(); place++) {
            if (place > 0) {
                display.gap();
            }
            display.selection(best.get(place));
        }
    }

    private void explain(String title, Selection selection) {
        display.title(title);
        display.selection(selection);
        display.gap();
        SelectionCheck check = compatibility.check(selection);
        if (check.completable()) {
            display.paragraph("✓ ", "This fits; complete packages with it: " + compatibility.packageCount(selection));
            best(selection);
            return;
        }
        check.violations().forEach(violation -> display.paragraph("✗ ", violation.message()));
        if (check.fits()) {
            String all = selection.products().size() > 1 ? "all of this, though each fits the others" : "it";
            display.paragraph("✗ ", "no complete package has " + all);
        }
        repair(selection);
    }

    private void repair(Selection selection) {
        List<Repair> repairs = compatibility.repairs(selection);
        for (int place = 0; place < repairs.size(); place++) {
            Repair repair = repairs.get(place);
            display.gap();
            display.paragraph("→ ", (place == 0 ? "" : "or ") + repair.message() + (place == 0 ? ":" : ""));
            if (place == 0) {
                offer(repair, repair.applyTo(selection));
            }
        }
    }

    private void offer(Repair repair, Selection repaired) {
        Set<ComponentType> types = EnumSet.noneOf(ComponentType.class);
        repair.products().forEach(product -> types.add(product.type()));
        types.addAll(repair.nones());
        for (ComponentType type : types) {
            display.offer(
                    type,
                    compatibility.candidates(CandidateQuery.of(type, repaired).limit(OFFERED)));
        }
    }
}
