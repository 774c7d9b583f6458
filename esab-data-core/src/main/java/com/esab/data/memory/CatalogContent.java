package com.esab.data.memory;

import com.esab.data.ProgressListener;
import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogRecords;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.InvalidCatalogException;
import com.esab.data.internal.compatibility.CatalogGraph;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.StoreContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The catalogue in memory as content. */
final class CatalogContent implements StoreContent {

    private final InMemoryCatalog catalog;

    CatalogContent(InMemoryCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Map<String, Long> count() {
        CatalogGraph graph = catalog.graph();
        return CatalogRecords.count(
                graph.products().size(), graph.edges().size(), graph.state().defaultApplicability());
    }

    @Override
    public void export(Consumer<? super ContentRecord> out, ProgressListener progress) {
        CatalogGraph graph = catalog.graph();
        List<Compatibility> edges = graph.edges();
        progress.progress("products", 0, graph.products().size());
        graph.products().values().forEach(product -> out.accept(CatalogRecords.of(product)));
        progress.progress("products", graph.products().size(), graph.products().size());
        progress.progress("compatibilities", 0, edges.size());
        edges.forEach(edge -> out.accept(CatalogRecords.of(edge)));
        progress.progress("compatibilities", edges.size(), edges.size());
        CatalogRecords.of(graph.state().defaultApplicability()).ifPresent(out);
    }

    @Override
    public Replacement replace() {
        return new Gathered();
    }

    private final class Gathered extends InMemoryReplacement {

        private final List<Product> products = new ArrayList<>();
        private final Map<List<Gin>, Compatibility> edges = new LinkedHashMap<>();
        private Map<ComponentType, Applicability> defaults = Map.of();

        @Override
        void add(ContentRecord record) {
            switch (record.kind()) {
                case CatalogRecords.PRODUCT -> products.add(CatalogRecords.product(record));
                case CatalogRecords.COMPATIBILITY -> add(record, CatalogRecords.compatibility(record));
                case CatalogRecords.CATALOG -> add(record, CatalogRecords.defaultApplicability(record));
                default -> throw record.unknownKind();
            }
        }

        private void add(ContentRecord record, Compatibility edge) {
            if (edges.put(List.of(edge.from(), edge.to()), edge) != null) {
                throw record.repeated();
            }
        }

        private void add(ContentRecord record, Map<ComponentType, Applicability> given) {
            if (!defaults.isEmpty()) {
                throw record.repeated();
            }
            defaults = given;
        }

        @Override
        void handOver(Consumer<? super ContentRecord> out) {
            products.forEach(product -> out.accept(CatalogRecords.of(product)));
            edges.values().forEach(edge -> out.accept(CatalogRecords.of(edge)));
            CatalogRecords.of(defaults).ifPresent(out);
        }

        @Override
        void swap() {
            catalog.replace(checked());
        }

        /** A catalogue that was exported gives a load nothing to complain of or to put right. */
        private CatalogData checked() {
            try {
                CatalogData.Checked checked =
                        new CatalogData(products, List.copyOf(edges.values()), defaults).checked(Map.of());
                if (!checked.turnedRound().isEmpty()) {
                    throw new CorruptRecordException(
                            "edges run from the earlier to the later component: " + checked.turnedRound());
                }
                return checked.data();
            } catch (InvalidCatalogException e) {
                throw new CorruptRecordException("the records make no catalogue: " + e.getMessage(), e);
            }
        }
    }
}
