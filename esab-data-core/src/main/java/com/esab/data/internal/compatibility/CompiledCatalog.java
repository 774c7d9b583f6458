package com.esab.data.internal.compatibility;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import com.esab.data.internal.catalog.SearchIndex;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A catalogue at one revision as a few arrays of numbers. Immutable.
 *
 * <p>Products are numbered by type, within a type the real ones before the placeholders, then by name and GIN: so the order of
 * numbers is the order of names. Each product has a row: all products that an edge joins it to, in either direction, sorted. An edge
 * runs to the earlier type, so a row tells the direction as well; edges between accessories, which run either way, have rows of their
 * own besides.
 *
 * <p>A product that is bound to a type fits a product of that type only by an edge to it. So in whatever fits, it is anchored as soon
 * as something of one of these types is there: sets of types, kept as bits, decide about anchors, and no edge needs to be looked up.
 */
final class CompiledCatalog {

    static final int TYPES = ComponentType.values().length;
    static final int ACCESSORY = ComponentType.ACCESSORY.ordinal();

    private final CatalogState state;
    private final Product[] products;
    /** For each type the number of its first product, of its first placeholder, and so on to the number of all products. */
    private final int[] starts;

    private final GinTable numbers;
    private final Rows rows;
    private final Rows accessoryRows;
    private final byte[] bound;
    private final byte[] notApplicable;
    private final int[][][] byBound;
    private final int[][] boundSets;
    private final int longestPriority;
    private final ConcurrentMap<String, AttributeColumn> columns = new ConcurrentHashMap<>();
    private volatile @Nullable SearchIndex searchIndex;

    /**
     * @param starts of the real products and of the placeholders of each type, and the number of all products
     * @param rows of all products
     * @param accessoryRows of all accessories, only the edges that run from them to other accessories
     * @param bound the types that each product is bound to, as bits
     */
    CompiledCatalog(
            CatalogState state,
            Product[] products,
            int[] starts,
            GinTable numbers,
            Rows rows,
            Rows accessoryRows,
            byte[] bound) {
        this.state = state;
        this.products = products;
        this.starts = starts;
        this.numbers = numbers;
        this.rows = rows;
        this.accessoryRows = accessoryRows;
        this.bound = bound;
        this.longestPriority = rows.largestPriority();
        this.notApplicable = new byte[firstPlaceholder(0)];
        for (int source = 0; source < notApplicable.length; source++) {
            for (ComponentType type : ComponentType.values()) {
                if (type != ComponentType.POWER_SOURCE && applicability(source, type) == Applicability.NOT_APPLICABLE) {
                    notApplicable[source] |= (byte) bit(type.ordinal());
                }
            }
        }
        this.byBound = new int[TYPES][][];
        this.boundSets = new int[TYPES][];
        for (int type = 0; type < TYPES; type++) {
            int[][] classes = classes(type);
            byBound[type] = classes;
            boundSets[type] = IntStream.range(0, classes.length)
                    .filter(set -> classes[set].length > 0)
                    .toArray();
        }
    }

    /** The real products of a type by the set of types that they are bound to; no array where there are none. */
    private int[][] classes(int type) {
        int[] sizes = new int[1 << TYPES];
        for (int product = first(type); product < firstPlaceholder(type); product++) {
            sizes[bound[product]]++;
        }
        int[][] classes = new int[1 << TYPES][];
        for (int set = 0; set < classes.length; set++) {
            classes[set] = new int[sizes[set]];
            sizes[set] = 0;
        }
        for (int product = first(type); product < firstPlaceholder(type); product++) {
            int set = bound[product];
            classes[set][sizes[set]++] = product;
        }
        return classes;
    }

    static int bit(int type) {
        return 1 << type;
    }

    CatalogState state() {
        return state;
    }

    int size() {
        return products.length;
    }

    Product product(int number) {
        return products[number];
    }

    /** The number of a product; -1 for an unknown GIN. */
    int number(Gin gin) {
        return numbers.number(gin);
    }

    Optional<Product> find(Gin gin) {
        int number = number(gin);
        return number < 0 ? Optional.empty() : Optional.of(products[number]);
    }

    int first(int type) {
        return starts[2 * type];
    }

    int firstPlaceholder(int type) {
        return starts[2 * type + 1];
    }

    /** The end of a type's products, placeholders included. */
    int end(int type) {
        return starts[2 * type + 2];
    }

    boolean hasPlaceholders(int type) {
        return firstPlaceholder(type) < end(type);
    }

    boolean isPlaceholder(int product) {
        return products[product].placeholder();
    }

    int type(int product) {
        int type = 0;
        while (product >= end(type)) {
            type++;
        }
        return type;
    }

    /** The types that a product is bound to, as bits. */
    int bound(int product) {
        return bound[product];
    }

    /** Which sets of types the real products of a type are bound to: for each set its products, by number. */
    int[][] byBound(int type) {
        return byBound[type];
    }

    /** The sets of types, as bits, that there are real products of a type bound to. */
    int[] boundSets(int type) {
        return boundSets[type];
    }

    /** The types, as bits, that every real product of a type is bound to. */
    int alwaysBound(int type) {
        int all = -1;
        for (int set : boundSets[type]) {
            all &= set;
        }
        return all;
    }

    Rows rows() {
        return rows;
    }

    /** Of an accessory: the accessories that its own edges lead to. */
    Rows accessoryRows() {
        return accessoryRows;
    }

    /** Where in the row of a product those of a type begin. */
    int rowStart(int product, int type) {
        return rows.lowerBound(rows.start(product), rows.end(product), first(type));
    }

    /** Where in the row of a product, from a place on, the real ones of a type end. */
    int rowEnd(int product, int type, int from) {
        return rows.lowerBound(from, rows.end(product), firstPlaceholder(type));
    }

    /** Whether an edge joins two products, in either direction. */
    boolean joined(int a, int b) {
        return rows.degree(a) <= rows.degree(b) ? rows.find(a, b) >= 0 : rows.find(b, a) >= 0;
    }

    /** Whether an accessory has an edge of its own to another one. */
    boolean accessoryEdge(int from, int to) {
        return accessoryRows.find(from, to) >= 0;
    }

    /** Whether two products of different types fit: the later one has an edge to the earlier one, or is not bound to its type. */
    boolean fits(int later, int earlier, int earlierType) {
        return (bound[later] & bit(earlierType)) == 0 || joined(later, earlier);
    }

    /** The priority of the edge between two products; what is unranked counts where there is none. */
    long priority(int a, int b) {
        int place = rows.find(a, b);
        return place < 0 ? Rows.UNRANKED : rows.priority(place);
    }

    /** The largest priority in the catalogue, or what an unranked edge counts. */
    int largestPriority() {
        return longestPriority;
    }

    /** The types that a power source does not take, as bits. */
    int notApplicable(int powerSource) {
        return notApplicable[powerSource];
    }

    Applicability applicability(int powerSource, ComponentType type) {
        return state.applicability((PowerSource) products[powerSource], type);
    }

    /** The values that the real products of a type have for an attribute; looked up once for each attribute that is asked for. */
    AttributeColumn column(ComponentType type, String attribute) {
        String key = type.label() + " " + attribute;
        AttributeColumn known = columns.get(key);
        if (known != null) {
            return known;
        }
        AttributeColumn column = AttributeColumn.of(type, attribute, real(type));
        if (!column.isEmpty()) {
            // names that no product has are thought up by callers: there is no end of them
            columns.putIfAbsent(key, column);
        }
        return column;
    }

    /** The real products of a type, by name, then by GIN. */
    List<Product> real(ComponentType type) {
        return Arrays.asList(products).subList(first(type.ordinal()), firstPlaceholder(type.ordinal()));
    }

    /** Finds products by words; built when somebody searches for the first time. */
    SearchIndex searchIndex() {
        SearchIndex known = searchIndex;
        if (known == null) {
            // for a million products that takes a minute, so nobody should do it twice
            synchronized (this) {
                known = searchIndex;
                if (known == null) {
                    known = SearchIndex.of(Stream.of(ComponentType.values())
                            .flatMap(type -> real(type).stream())
                            .toList());
                    searchIndex = known;
                }
            }
        }
        return known;
    }
}
