package com.esab.data.examples;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.Page;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import java.io.PrintStream;

/** Writes for a person at a terminal. */
final class Display {

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

    void selection(Selection selection) {
        for (SelectedProduct product : selection.products()) {
            out.println("  %-15s %s  %s".formatted(product.type().label(), product.gin(), shortened(product.name())));
        }
        selection.nones().forEach(type -> out.println("  %-15s none".formatted(type.label())));
    }

    private static String shortened(String name) {
        return name.length() <= NAME_WIDTH ? name : name.substring(0, NAME_WIDTH - 1) + "…";
    }
}
