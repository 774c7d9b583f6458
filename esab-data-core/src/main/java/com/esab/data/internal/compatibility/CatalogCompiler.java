package com.esab.data.internal.compatibility;

import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.error.CorruptRecordException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compiles a catalogue while it is read: all products first, then the edges, of which no object is kept. */
final class CatalogCompiler {

    private static final Comparator<Product> ORDER = Comparator.comparing(Product::type)
            .thenComparing(Product::placeholder)
            .thenComparing(Product::name)
            .thenComparing(Product::gin);

    private final List<Product> read = new ArrayList<>();
    private Product[] products = {};
    private int[] starts = {};
    private @Nullable GinTable numbers;
    private final Numbers from = new Numbers();
    private final Numbers to = new Numbers();
    private final Numbers priorities = new Numbers();

    private CatalogCompiler() {}

    /** The catalogue as it is now; empty when that is not one complete revision. One read. */
    static Optional<CompiledCatalog> compile(ProductCatalog catalog) {
        CatalogCompiler compiler = new CatalogCompiler();
        CatalogState state = catalog.read(compiler::add, compiler::add);
        return state.complete() ? Optional.of(compiler.compiled(state)) : Optional.empty();
    }

    /** A catalogue that is in memory already; its state says that it is complete. */
    static CompiledCatalog compile(CatalogState state, Iterable<Product> products, Iterable<Compatibility> edges) {
        CatalogCompiler compiler = new CatalogCompiler();
        products.forEach(compiler::add);
        edges.forEach(compiler::add);
        return compiler.compiled(state);
    }

    private void add(Product product) {
        read.add(product);
    }

    private void add(Compatibility edge) {
        GinTable table = numbers();
        int first = end(table, edge.from(), edge);
        int second = end(table, edge.to(), edge);
        from.add(first);
        to.add(second);
        priorities.add(edge.priority().orElse(Rows.UNRANKED));
    }

    private static int end(GinTable table, Gin gin, Compatibility edge) {
        int number = table.number(gin);
        if (number < 0) {
            throw new CorruptRecordException(
                    "the edge from %s to %s ends at %s, which is no product".formatted(edge.from(), edge.to(), gin));
        }
        return number;
    }

    /** Called with the first edge, when all products are known. */
    private GinTable numbers() {
        GinTable table = numbers;
        if (table == null) {
            products = read.toArray(Product[]::new);
            read.clear();
            Arrays.sort(products, ORDER);
            table = new GinTable(products);
            numbers = table;
            starts = new int[2 * CompiledCatalog.TYPES + 1];
            for (Product product : products) {
                starts[2 * product.type().ordinal() + (product.placeholder() ? 2 : 1)]++;
            }
            for (int i = 1; i < starts.length; i++) {
                starts[i] += starts[i - 1];
            }
        }
        return table;
    }

    private CompiledCatalog compiled(CatalogState state) {
        GinTable table = numbers();
        byte[] bound = new byte[products.length];
        Numbers fromAccessory = new Numbers();
        Numbers toAccessory = new Numbers();
        for (int edge = 0; edge < from.size(); edge++) {
            int a = from.get(edge);
            int b = to.get(edge);
            int typeOfA = products[a].type().ordinal();
            int typeOfB = products[b].type().ordinal();
            int later = typeOfA < typeOfB ? b : a;
            int earlier = typeOfA < typeOfB ? a : b;
            boolean both = Math.min(typeOfA, typeOfB) == CompiledCatalog.ACCESSORY;
            if (!both || !products[earlier].placeholder()) {
                bound[later] |= (byte) CompiledCatalog.bit(Math.min(typeOfA, typeOfB));
            }
            if (both) {
                fromAccessory.add(a);
                toAccessory.add(b);
            }
        }
        Rows rows = rows(from, to, priorities, true);
        from.clear();
        to.clear();
        priorities.clear();
        Rows accessoryRows = rows(fromAccessory, toAccessory, new Numbers(), false);
        return new CompiledCatalog(state, products, starts, table, rows, accessoryRows, bound);
    }

    private Rows rows(Numbers owners, Numbers others, Numbers ranks, boolean bothWays) {
        int[] begins = new int[products.length + 1];
        for (int edge = 0; edge < owners.size(); edge++) {
            begins[owners.get(edge) + 1]++;
            if (bothWays) {
                begins[others.get(edge) + 1]++;
            }
        }
        for (int product = 0; product < products.length; product++) {
            begins[product + 1] = Math.addExact(begins[product + 1], begins[product]);
        }
        int[] next = Arrays.copyOf(begins, products.length);
        int[] row = new int[begins[products.length]];
        int[] rank = new int[row.length];
        for (int edge = 0; edge < owners.size(); edge++) {
            int a = owners.get(edge);
            int b = others.get(edge);
            int priority = ranks.size() == 0 ? Rows.UNRANKED : ranks.get(edge);
            row[next[a]] = b;
            rank[next[a]++] = priority;
            if (bothWays) {
                row[next[b]] = a;
                rank[next[b]++] = priority;
            }
        }
        int length = sortRows(begins, row, rank);
        return new Rows(begins, shortened(row, length), PriorityCodes.of(shortened(rank, length)));
    }

    /** Sorts each row, and keeps the best of several edges between the same two products; how much is left in all. */
    private static int sortRows(int[] begins, int[] row, int[] rank) {
        int length = 0;
        long[] sorted = {};
        for (int product = 0; product + 1 < begins.length; product++) {
            int begin = begins[product];
            int degree = begins[product + 1] - begin;
            if (sorted.length < degree) {
                sorted = new long[2 * degree];
            }
            for (int i = 0; i < degree; i++) {
                sorted[i] = (long) row[begin + i] << Integer.SIZE | rank[begin + i];
            }
            Arrays.sort(sorted, 0, degree);
            begins[product] = length;
            for (int i = 0; i < degree; i++) {
                int other = (int) (sorted[i] >>> Integer.SIZE);
                if (i == 0 || other != (int) (sorted[i - 1] >>> Integer.SIZE)) {
                    row[length] = other;
                    rank[length++] = (int) sorted[i];
                }
            }
        }
        begins[begins.length - 1] = length;
        return length;
    }

    private static int[] shortened(int[] numbers, int length) {
        return length == numbers.length ? numbers : Arrays.copyOf(numbers, length);
    }

    /** A list of numbers that grows without being copied. */
    private static final class Numbers {

        private static final int CHUNK_BITS = 16;
        private static final int CHUNK = 1 << CHUNK_BITS;

        private final List<int[]> chunks = new ArrayList<>();
        private int size;

        void add(int number) {
            if (size >>> CHUNK_BITS == chunks.size()) {
                chunks.add(new int[CHUNK]);
            }
            chunks.get(size >>> CHUNK_BITS)[size & (CHUNK - 1)] = number;
            size++;
        }

        int get(int place) {
            return chunks.get(place >>> CHUNK_BITS)[place & (CHUNK - 1)];
        }

        int size() {
            return size;
        }

        void clear() {
            chunks.clear();
            size = 0;
        }
    }
}
