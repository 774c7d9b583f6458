package com.esab.data.operations;

import com.esab.data.ProgressListener;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.InvalidCatalogException;
import com.esab.data.health.Finding.Severity;
import com.esab.data.store.Discrepancy;
import com.esab.data.store.Discrepancy.Repair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the catalogue alone. */
final class CatalogCheck {

    private static final String SUBJECT = "catalog";
    private static final int EDGES = 10_000;

    private final ProductCatalog catalog;
    private final Discrepancies discrepancies;
    private final ProgressListener progress;
    private final Map<Gin, ComponentType> types = new HashMap<>();
    private final List<Compatibility> edges = new ArrayList<>();

    CatalogCheck(ProductCatalog catalog, Discrepancies discrepancies, ProgressListener progress) {
        this.catalog = catalog;
        this.discrepancies = discrepancies;
        this.progress = progress;
    }

    /** What sessions have selected can be compared with afterwards; empty when the catalogue cannot be read. */
    Optional<SelectedProducts> run() {
        progress.progress("products", 0, 1);
        try {
            CatalogState state = catalog.read(product -> types.put(product.gin(), product.type()), this::add);
            checkEdges();
            // one that changed while it was read calls itself incomplete too
            if (!state.complete() && !catalog.state().complete()) {
                found(
                        "catalog_incomplete",
                        Severity.WARNING,
                        SUBJECT,
                        "a load is under way or broke off, so what fits is answered from the revision before: load again to complete it");
            }
        } catch (CorruptRecordException e) {
            found(
                    "catalog_unreadable",
                    Severity.ERROR,
                    SUBJECT,
                    "it was not checked any further, since something in it cannot be read, and nobody who needs the whole of it can: "
                            + "load it again, or put right by hand what is named here: " + e.getMessage());
            return Optional.empty();
        }
        progress.progress("products", types.size(), types.size());
        return Optional.of(new SelectedProducts(catalog, discrepancies));
    }

    private void add(Compatibility edge) {
        edges.add(edge);
        if (edges.size() == EDGES) {
            checkEdges();
        }
    }

    /** By the rules that a load is held to. */
    private void checkEdges() {
        CatalogData part = CatalogData.of(List.of(), List.copyOf(edges));
        edges.clear();
        Map<Gin, ComponentType> ends = new HashMap<>();
        part.gins().forEach(gin -> {
            ComponentType type = types.get(gin);
            if (type != null) {
                ends.put(gin, type);
            }
        });
        try {
            part.checked(ends);
        } catch (InvalidCatalogException e) {
            e.problems()
                    .forEach(problem -> found(
                            "catalog_edge_invalid",
                            Severity.WARNING,
                            "edge " + problem.where(),
                            "it " + problem.what()
                                    + ", which no load accepts: somebody wrote it by other means. Delete it there, and "
                                    + "make that known with refresh()"));
        }
    }

    private void found(String code, Severity severity, String subject, String message) {
        discrepancies.add(new Discrepancy(code, severity, subject, message, Repair.NONE));
    }
}
