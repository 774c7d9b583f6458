package com.esab.data.operations;

import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.health.Finding.Severity;
import com.esab.data.session.Session;
import com.esab.data.store.Discrepancy;
import com.esab.data.store.Discrepancy.Repair;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Compares what sessions have selected with the catalogue. */
final class SelectedProducts {

    private static final String CHOOSE_AGAIN = ". The session cannot be completed: its user has to choose again";

    private final ProductCatalog catalog;
    private final Discrepancies discrepancies;

    SelectedProducts(ProductCatalog catalog, Discrepancies discrepancies) {
        this.catalog = catalog;
        this.discrepancies = discrepancies;
    }

    /** One query for any number of sessions. */
    void check(Collection<Session> sessions) {
        Set<Gin> gins = new HashSet<>();
        sessions.forEach(session -> session.selection().products().forEach(selected -> gins.add(selected.gin())));
        Map<Gin, Product> products = gins.isEmpty() ? new HashMap<>() : catalog.findAll(gins);
        for (Session session : sessions) {
            for (SelectedProduct selected : session.selection().products()) {
                check(session, selected, products);
            }
        }
    }

    private void check(Session session, SelectedProduct selected, Map<Gin, Product> products) {
        Product product = products.get(selected.gin());
        if (product == null) {
            found(
                    "selected_product_unknown",
                    Severity.WARNING,
                    session,
                    "has selected %s, which the catalogue does not have. Its next selection fails: load the product again, or have its user choose another"
                            .formatted(selected));
        } else if (product.type() != selected.type()) {
            found(
                    "selected_product_of_other_type",
                    Severity.WARNING,
                    session,
                    "has selected %s as %s, but in the catalogue it is a %s%s"
                            .formatted(
                                    selected,
                                    selected.type().label(),
                                    product.type().label(),
                                    CHOOSE_AGAIN));
        } else if (product.placeholder()) {
            found(
                    "selected_product_placeholder",
                    Severity.WARNING,
                    session,
                    "has selected %s, which in the catalogue stands for none of the type %s%s"
                            .formatted(selected, product.type().label(), CHOOSE_AGAIN));
        }
    }

    private void found(String code, Severity severity, Session session, String message) {
        discrepancies.add(new Discrepancy(code, severity, "session " + session.id(), message, Repair.NONE));
    }
}
