package com.esab.data.internal.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CompatibilityEngine;
import com.esab.data.compatibility.Freshness;
import com.esab.data.compatibility.Page;
import com.esab.data.compatibility.Repair;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.compatibility.SelectionCheck;
import com.esab.data.error.NotFoundException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.store.Arguments;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Answers what fits what from a compiled catalogue. */
public final class CompiledFinder implements CompatibilityEngine {

    private final Supplier<CompiledCatalog> current;
    private final Supplier<Freshness> freshness;

    private CompiledFinder(Supplier<CompiledCatalog> current, Supplier<Freshness> freshness) {
        this.current = current;
        this.freshness = freshness;
    }

    /** Over a catalogue as it is now. */
    public static CompiledFinder of(ProductCatalog catalog) {
        CompiledCatalog compiled = CatalogCompiler.compile(catalog)
                .orElseThrow(() -> StoreUnavailableException.unchanged("catalog", CatalogSnapshot.INCOMPLETE, null));
        Freshness read = new Freshness(compiled.state().revision(), Instant.now(), Optional.empty());
        return new CompiledFinder(() -> compiled, () -> read);
    }

    /** Over a catalogue in memory, which is compiled when its first question is asked. */
    public static CompiledFinder of(Supplier<CatalogGraph> graph) {
        return new CompiledFinder(
                () -> graph.get().compiled(),
                () -> new Freshness(graph.get().state().revision(), Instant.now(), Optional.empty()));
    }

    /** Over a catalogue that is followed. */
    public static CompiledFinder of(CatalogSnapshot snapshot) {
        return new CompiledFinder(snapshot::get, snapshot::freshness);
    }

    @Override
    public Optional<Product> find(Gin gin) {
        return current.get().find(gin);
    }

    @Override
    public List<Product> search(String text, int limit) {
        Arguments.limit(limit, ProductCatalog.MAX_SEARCH_LIMIT);
        return current.get().searchIndex().search(text, limit);
    }

    @Override
    public List<Product> compatibleWith(Gin gin, ComponentType type) {
        CompiledCatalog catalog = current.get();
        int number = catalog.number(gin);
        if (number < 0) {
            throw unknown(gin);
        }
        Rows rows = catalog.rows();
        int start = catalog.rowStart(number, type.ordinal());
        int end = rows.lowerBound(start, rows.end(number), catalog.end(type.ordinal()));
        List<Joined> joined = new ArrayList<>(end - start);
        for (int place = start; place < end; place++) {
            joined.add(new Joined(catalog.product(rows.other(place)), rows.priority(place)));
        }
        return joined.stream().sorted(Joined.ORDER).map(Joined::product).toList();
    }

    private record Joined(Product product, int priority) {
        private static final Comparator<Joined> ORDER =
                Comparator.comparingInt(Joined::priority).thenComparing(Joined::product, CatalogGraph.BY_NAME);
    }

    private static NotFoundException unknown(Gin gin) {
        return new NotFoundException("the catalogue has no product " + gin);
    }

    @Override
    public Page<Product> candidates(CandidateQuery query) {
        return new CandidateSearch(current.get(), query).page();
    }

    @Override
    public SelectionCheck check(Selection selection) {
        return new SelectionJudge(current.get(), selection).check();
    }

    /** This engine as it answers now: all its answers are from one revision. */
    public CompatibilityEngine pinned() {
        CompiledCatalog catalog = current.get();
        return new CompiledFinder(() -> catalog, freshness);
    }

    @Override
    public Selection choose(Selection selection, Gin gin) {
        CompatibilityEngine pinned = pinned();
        Product product = pinned.find(gin).orElseThrow(() -> unknown(gin));
        if (product.placeholder()) {
            throw new IllegalArgumentException(gin + " is a placeholder and cannot be selected: answer none");
        }
        return new FallOut(pinned)
                .choose(selection, SelectedProduct.of(product))
                .selection();
    }

    @Override
    public Selection chooseNone(Selection selection, ComponentType type) {
        return new FallOut(pinned()).none(selection, type).selection();
    }

    @Override
    public List<Repair> repairs(Selection selection) {
        return new RepairSearch(current.get(), selection).repairs();
    }

    @Override
    public Stream<Selection> packages(Selection selection) {
        return new Packages(current.get(), selection).stream();
    }

    @Override
    public BigInteger packageCount(Selection selection) {
        return new Packages(current.get(), selection).count();
    }

    @Override
    public Freshness freshness() {
        return freshness.get();
    }
}
