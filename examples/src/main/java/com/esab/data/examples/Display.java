package com.esab.data.examples;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.Page;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import java.io.PrintStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes for a person at a terminal. */
final class Display {

    private static final int WIDTH = 100;
    private static final int NAME_WIDTH = 70;

    private final PrintStream out;

    Display(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.println();
        out.println(text);
        out.println("─".repeat(text.length()));
    }

    void line(String text) {
        out.println("  " + text);
    }

    /** A text of any length, its further lines as far in as the first one behind its mark. */
    void paragraph(String mark, String text) {
        String indent = "  " + " ".repeat(mark.length());
        StringBuilder line = new StringBuilder("  " + mark);
        boolean first = true;
        for (String word : text.split(" ")) {
            if (!first && line.length() + 1 + word.length() > WIDTH) {
                out.println(line);
                line = new StringBuilder(indent);
                first = true;
            }
            line.append(first ? "" : " ").append(word);
            first = false;
        }
        out.println(line);
    }

    void field(String name, Object value) {
        out.println("  %-31s %s".formatted(name, value));
    }

    /** What was offered, with a mark at what was taken. */
    void step(ComponentType type, Page<Product> offered, Product taken) {
        out.println("  %s: %d offered%s"
                .formatted(type.label(), offered.total(), offered.noneAllowed() ? ", or none" : ""));
        for (Product product : offered.items()) {
            String mark = product.equals(taken) ? "→" : " ";
            out.println("    %s %s  %s".formatted(mark, product.gin(), shortened(product.name())));
        }
        if (offered.next().isPresent()) {
            out.println("      …");
        }
    }

    void gap() {
        out.println();
    }

    /** A product and a number that belongs to it. */
    void count(Product product, BigInteger number) {
        count(SelectedProduct.of(product), number);
    }

    void count(SelectedProduct product, BigInteger number) {
        count("%s  %s".formatted(product.gin(), shortened(product.name())), number);
    }

    void count(String what, BigInteger number) {
        out.println(String.format(Locale.ROOT, "  %-82s %,15d", what, number));
    }

    /** One line for each answer, in the order of types. */
    void selection(Selection selection) {
        for (ComponentType type : ComponentType.values()) {
            if (selection.isNone(type)) {
                out.println("  %-15s none".formatted(type.label()));
            }
            selection.products().stream()
                    .filter(product -> product.type() == type)
                    .forEach(product -> out.println(
                            "  %-15s %s  %s".formatted(type.label(), product.gin(), shortened(product.name()))));
        }
    }

    /** What can be chosen, and how much more of it there is. */
    void offer(ComponentType type, Page<Product> offered) {
        String label = type.label();
        for (Product product : offered.items()) {
            out.println("  %-15s %s  %s".formatted(label, product.gin(), shortened(product.name())));
            label = "";
        }
        List<String> rest = new ArrayList<>();
        long more = offered.total() - offered.items().size();
        if (more > 0) {
            rest.add("%d more".formatted(more));
        }
        if (offered.noneAllowed()) {
            rest.add("none");
        }
        if (!rest.isEmpty()) {
            String or = offered.items().isEmpty() ? "" : "or ";
            out.println("  %-15s %s%s".formatted(label, or, String.join(", or ", rest)));
        }
    }

    private static String shortened(String name) {
        return name.length() <= NAME_WIDTH ? name : name.substring(0, NAME_WIDTH - 1) + "…";
    }
}
