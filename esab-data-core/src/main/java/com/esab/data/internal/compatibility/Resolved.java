package com.esab.data.internal.compatibility;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.error.NotFoundException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A selection with its products looked up in the catalogue, and what its power source says of each slot. */
final class Resolved {

    private final CatalogGraph graph;
    private final Selection selection;
    private final Map<ComponentType, Product> chosen = new EnumMap<>(ComponentType.class);
    private final List<Product> accessories = new ArrayList<>();

    Resolved(CatalogGraph graph, Selection selection) {
        this.graph = graph;
        this.selection = selection;
        for (SelectedProduct selected : selection.products()) {
            Product product = lookUp(graph, selected);
            if (product.type() == ComponentType.ACCESSORY) {
                accessories.add(product);
            } else {
                chosen.put(product.type(), product);
            }
        }
    }

    private static Product lookUp(CatalogGraph graph, SelectedProduct selected) {
        Product product = graph.product(selected.gin())
                .orElseThrow(() -> new NotFoundException("the catalogue has no product " + selected.gin()));
        if (product.type() != selected.type()) {
            throw new IllegalArgumentException("%s is a %s and cannot be selected as %s"
                    .formatted(
                            product.gin(),
                            product.type().label(),
                            selected.type().label()));
        }
        if (product.placeholder()) {
            throw new IllegalArgumentException(product.gin() + " is a placeholder and cannot be selected: answer none");
        }
        return product;
    }

    Optional<PowerSource> powerSource() {
        return Optional.ofNullable((PowerSource) chosen.get(ComponentType.POWER_SOURCE));
    }

    /** While no power source is chosen, every type is applicable. */
    boolean applicable(ComponentType type) {
        return powerSource()
                .map(source -> graph.applicability(source, type) != Applicability.NOT_APPLICABLE)
                .orElse(true);
    }

    /** What is chosen where it can be, in the order of types: only this takes part in pairs and anchoring. */
    List<Product> products() {
        List<Product> products = new ArrayList<>();
        chosen.forEach((type, product) -> {
            if (type == ComponentType.POWER_SOURCE || applicable(type)) {
                products.add(product);
            }
        });
        products.addAll(accessories());
        return products;
    }

    List<Product> accessories() {
        return applicable(ComponentType.ACCESSORY) ? accessories : List.of();
    }

    /** What is chosen for slots that the power source does not have. */
    List<Product> misplaced() {
        List<Product> misplaced = new ArrayList<>();
        chosen.forEach((type, product) -> {
            if (type != ComponentType.POWER_SOURCE && !applicable(type)) {
                misplaced.add(product);
            }
        });
        if (!applicable(ComponentType.ACCESSORY)) {
            misplaced.addAll(accessories);
        }
        return misplaced;
    }

    @Nullable
    Product chosen(ComponentType type) {
        return chosen.get(type);
    }

    /** The applicable types answered with none. */
    List<ComponentType> nones() {
        return selection.nones().stream().filter(this::applicable).toList();
    }

    boolean isOpen(ComponentType type) {
        return selection.isOpen(type);
    }

    boolean isNone(ComponentType type) {
        return selection.isNone(type);
    }

    boolean everyCoreTypeAnswered() {
        return ComponentType.core().stream().noneMatch(type -> applicable(type) && selection.isOpen(type));
    }

    SelectedProduct selected(Product product) {
        return selection.products().stream()
                .filter(selected -> selected.gin().equals(product.gin()))
                .findFirst()
                .orElseThrow();
    }
}
