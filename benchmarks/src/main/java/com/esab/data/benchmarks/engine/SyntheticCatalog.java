package com.esab.data.benchmarks.engine;

import com.esab.data.ProgressListener;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.LoadReport;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A catalogue of any size that is computed when it is read: the same size and seed give the same products and edges, and no edge is
 * kept.
 *
 * <p>Two hundred products make a family: four power sources and what belongs to them, each type in the proportion that
 * {@link #share} says. A product has about forty edges. Three quarters lead to its own family, the others into families that are the
 * more popular the lower their number is: the most popular power sources have many more edges than the average, and a product that
 * only such an edge joins to another is usually a dead end. Of eight feeders one is discontinued: nothing is joined to it but one of
 * eight torches and accessories, which are joined to no other feeder, so that these are dead ends. Every product is bound to all
 * earlier types, so that fitting means having the edge. Each core type has up to four placeholders, each with edges to all products of the families that it serves; half of the
 * products of such a family can do without the type.
 *
 * <p>A product is called by its place in the order of GINs, which says nothing about its type or family.
 */
public final class SyntheticCatalog implements ProductCatalog {

    /** The fewest products that make two families. */
    static final int SMALLEST = 200;

    private static final int FAMILY = 200;
    private static final int PLACEHOLDERS = 4;
    private static final int EDGES_PER_PRODUCT = 40;
    private static final int GIN_LENGTH = 10;
    private static final int TRIES = 8;

    private static final ComponentType[] TYPES = ComponentType.values();
    private static final int ACCESSORY = ComponentType.ACCESSORY.ordinal();
    private static final int TORCH = ComponentType.TORCH.ordinal();
    private static final int FEEDER = ComponentType.FEEDER.ordinal();

    /** The last of so many feeders of a family is discontinued. */
    private static final int DISCONTINUED = 8;

    /** Of a hundred products, how many are of each type. */
    private static final int[] SHARE = {2, 8, 5, 25, 20, 40};

    /** How many edges a product of a type (row) has to each earlier type, before they are stretched to forty on average. */
    private static final int[][] EDGES = {
        {}, {20}, {10, 15}, {10, 15, 8}, {10, 12, 8, 18}, {8, 8, 5, 10, 12},
    };

    private final int size;
    private final long seed;
    private final int families;
    private final int placeholders;
    /** Where each type begins, and the end. Products are numbered by type, placeholders first, then turn by turn by family. */
    private final int[] start = new int[TYPES.length + 1];

    private final int[] placeOf;
    private final int[] numberAt;
    private final double stretch;

    /** @throws IllegalArgumentException when there are too few products for two families */
    public SyntheticCatalog(int size, long seed) {
        if (size < SMALLEST) {
            throw new IllegalArgumentException(size + " products are fewer than " + SMALLEST);
        }
        this.size = size;
        this.seed = seed;
        this.families = Math.max(2, size / FAMILY);
        this.placeholders = Math.min(PLACEHOLDERS, families);
        int last = 0;
        for (int type = 0; type < ACCESSORY; type++) {
            last += (int) Math.round(size * (share(TYPES[type]) / 100.0));
            start[type + 1] = last;
        }
        start[TYPES.length] = size;
        this.placeOf = shuffled(size, new SplittableRandom(seed));
        this.numberAt = new int[size];
        for (int number = 0; number < size; number++) {
            numberAt[placeOf[number]] = number;
        }
        this.stretch = stretch();
    }

    /** Of a hundred products, how many are of this type. */
    static int share(ComponentType type) {
        return SHARE[type.ordinal()];
    }

    private static int[] shuffled(int size, SplittableRandom random) {
        int[] places = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            places[i] = places[other];
            places[other] = i;
        }
        return places;
    }

    int size() {
        return size;
    }

    long seed() {
        return seed;
    }

    ComponentType type(int place) {
        return TYPES[typeOf(numberAt[place])];
    }

    boolean placeholder(int place) {
        int number = numberAt[place];
        int type = typeOf(number);
        return number < start[type] + placeholdersOf(type);
    }

    /** Whether this is an accessory that is made for other accessories. */
    boolean boundToAccessories(int place) {
        int number = numberAt[place];
        return typeOf(number) == ACCESSORY && isAdapter(number);
    }

    Gin gin(int place) {
        return Gin.of(ginText(place));
    }

    static String ginText(int place) {
        char[] text = new char[GIN_LENGTH];
        int rest = place;
        for (int i = GIN_LENGTH - 1; i >= 0; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
        return new String(text);
    }

    static int place(Gin gin) {
        return Integer.parseInt(gin.value());
    }

    String name(int place) {
        int number = numberAt[place];
        int type = typeOf(number);
        return placeholder(place)
                ? "No " + TYPES[type].label() + " " + (number - start[type])
                : TYPES[type].label() + " " + familyOf(type, number) + "-" + memberOf(type, number);
    }

    Product product(int place) {
        return Product.of(
                type(place),
                gin(place),
                name(place),
                placeholder(place) ? Map.of(Product.PLACEHOLDER, true) : Map.of());
    }

    /** The priority of the edge between two products, 1 to 5; 0 for the tenth of all edges that has none. */
    int priority(int from, int to) {
        long hash = mixed(seed ^ ((long) from << 32 | to));
        return Long.remainderUnsigned(hash, 10) == 0 ? 0 : 1 + (int) Long.remainderUnsigned(hash >>> 8, 5);
    }

    /** Some product of a type that is no placeholder, of a popular family more often than of another. */
    int popular(ComponentType type, SplittableRandom random) {
        int number = member(type.ordinal(), popularFamily(random), random);
        return placeOf[number];
    }

    /** The places that the edges of a product lead to, ascending. */
    int[] targets(int place) {
        int number = numberAt[place];
        int type = typeOf(number);
        Numbers targets = placeholder(place) ? servedBy(type, number - start[type]) : neighbours(type, number);
        int[] places = targets.toArray();
        for (int i = 0; i < places.length; i++) {
            places[i] = placeOf[places[i]];
        }
        Arrays.sort(places);
        return places;
    }

    private Numbers neighbours(int type, int number) {
        SplittableRandom random = new SplittableRandom(mixed(seed + number));
        Numbers targets = new Numbers();
        int family = familyOf(type, number);
        for (int other = 0; other < EDGES[type].length; other++) {
            int wanted = wanted(type, other, stretch);
            if (other == FEEDER && isStranded(type, number)) {
                addDiscontinued(family, wanted, targets);
                continue;
            }
            int own = own(wanted, currentOf(other, family));
            pick(other, family, own, random, targets);
            for (int i = own; i < wanted; i++) {
                for (int tries = 0; tries < TRIES; tries++) {
                    if (targets.addNew(member(other, popularFamily(random), random))) {
                        break;
                    }
                }
            }
            if (other > 0 && serves(other, family) && random.nextInt(2) == 0) {
                targets.addNew(start[other] + family % placeholders);
            }
        }
        if (type == ACCESSORY && isAdapter(number)) {
            for (int i = 0; i < 2; i++) {
                int partner = member(ACCESSORY, family, random);
                if (partner != number) {
                    targets.addNew(partner);
                }
            }
        }
        return targets;
    }

    /** Everything of earlier types in the families that a placeholder serves, and the placeholders that can stand beside it. */
    private Numbers servedBy(int type, int placeholder) {
        Numbers targets = new Numbers();
        for (int family = placeholder; family < families; family += placeholders) {
            if (serves(type, family)) {
                for (int other = 0; other < type; other++) {
                    for (int member = 0; member < currentOf(other, family); member++) {
                        targets.add(current(other, family, member));
                    }
                }
            }
        }
        for (int other = 1; other < type; other++) {
            targets.add(start[other] + placeholder);
        }
        return targets;
    }

    /** Whether a package of this family can do without this type: half of the families, without torch a quarter. */
    private boolean serves(int type, int family) {
        long hash = mixed(seed * 31 + family * 8L + type);
        return type != ACCESSORY && Long.remainderUnsigned(hash, 4) < (TYPES[type] == ComponentType.TORCH ? 1 : 2);
    }

    /** Whether a torch or accessory is made for discontinued feeders alone; one of eight. */
    private boolean isStranded(int type, int number) {
        return type >= TORCH && Long.remainderUnsigned(mixed(seed * 13 + number), 8) == 0;
    }

    /** Discontinued feeders, those of this family first. */
    private void addDiscontinued(int family, int wanted, Numbers targets) {
        int left = wanted;
        for (int i = 0; i < families && left > 0; i++) {
            int other = (family + i) % families;
            for (int member = DISCONTINUED - 1; member < membersOf(FEEDER, other) && left > 0; member += DISCONTINUED) {
                targets.add(number(FEEDER, other, member));
                left--;
            }
        }
    }

    private boolean isAdapter(int number) {
        return Long.remainderUnsigned(mixed(seed * 17 + number), 32) == 0;
    }

    /** So many members of a family, each with the same chance. */
    private void pick(int type, int family, int count, SplittableRandom random, Numbers targets) {
        int left = count;
        int members = currentOf(type, family);
        for (int member = 0; left > 0; member++) {
            if (random.nextInt(members - member) < left) {
                targets.add(current(type, family, member));
                left--;
            }
        }
    }

    private int popularFamily(SplittableRandom random) {
        double chance = random.nextDouble();
        return (int) (families * chance * chance);
    }

    private int member(int type, int family, SplittableRandom random) {
        return current(type, family, random.nextInt(currentOf(type, family)));
    }

    private int typeOf(int number) {
        int type = 0;
        while (number >= start[type + 1]) {
            type++;
        }
        return type;
    }

    private int placeholdersOf(int type) {
        return TYPES[type].isCore() ? placeholders : 0;
    }

    private int real(int type) {
        return start[type + 1] - start[type] - placeholdersOf(type);
    }

    private int familyOf(int type, int number) {
        return (number - start[type] - placeholdersOf(type)) % families;
    }

    private int memberOf(int type, int number) {
        return (number - start[type] - placeholdersOf(type)) / families;
    }

    private int membersOf(int type, int family) {
        return (real(type) - family - 1) / families + 1;
    }

    /** How many members of a family are not discontinued. */
    private int currentOf(int type, int family) {
        int members = membersOf(type, family);
        return type == FEEDER ? members - members / DISCONTINUED : members;
    }

    private int current(int type, int family, int i) {
        return number(type, family, type == FEEDER ? i + i / (DISCONTINUED - 1) : i);
    }

    private int number(int type, int family, int member) {
        return start[type] + placeholdersOf(type) + family + member * families;
    }

    private int wanted(int type, int other, double factor) {
        return Math.min(real(other), (int) Math.round(EDGES[type][other] * factor));
    }

    private static int own(int wanted, int members) {
        return Math.min(members, (3 * wanted + 3) / 4);
    }

    /** In a small catalogue there are few earlier products to lead to, so that the later ones lead to more. */
    private double stretch() {
        double low = 1;
        double high = 16;
        for (int step = 0; step < 30; step++) {
            double factor = (low + high) / 2;
            long edges = 0;
            for (int type = 0; type < TYPES.length; type++) {
                for (int other = 0; other < EDGES[type].length; other++) {
                    edges += (long) real(type) * wanted(type, other, factor);
                }
            }
            if (edges < (long) EDGES_PER_PRODUCT * size) {
                low = factor;
            } else {
                high = factor;
            }
        }
        return low;
    }

    private static long mixed(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** {@inheritDoc} Holds no more than the edges of one product at a time. */
    @Override
    public CatalogState read(Consumer<? super Product> products, Consumer<? super Compatibility> compatibilities) {
        for (int place = 0; place < size; place++) {
            products.accept(product(place));
        }
        for (int place = 0; place < size; place++) {
            Gin from = gin(place);
            for (int target : targets(place)) {
                compatibilities.accept(edge(from, place, target));
            }
        }
        return state();
    }

    private Compatibility edge(Gin from, int place, int target) {
        int priority = priority(place, target);
        return new Compatibility(
                from,
                gin(target),
                priority == 0 ? OptionalInt.empty() : OptionalInt.of(priority),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public CatalogState state() {
        return new CatalogState(1, true, Map.of());
    }

    @Override
    public Map<Gin, Product> findAll(Collection<Gin> gins) {
        Map<Gin, Product> found = new HashMap<>();
        for (Gin gin : gins) {
            if (gin.value().chars().allMatch(c -> c <= '9') && Long.parseLong(gin.value()) < size) {
                found.put(gin, product(place(gin)));
            }
        }
        return found;
    }

    @Override
    public List<Product> ofType(ComponentType type) {
        throw onlyRead();
    }

    @Override
    public List<Product> search(String text, int limit) {
        throw onlyRead();
    }

    @Override
    public List<Compatibility> compatibilitiesOf(Gin gin) {
        throw onlyRead();
    }

    @Override
    public LoadReport load(CatalogData data, ProgressListener progress) {
        throw onlyRead();
    }

    @Override
    public int remove(Collection<Gin> gins) {
        throw onlyRead();
    }

    private static UnsupportedOperationException onlyRead() {
        return new UnsupportedOperationException("a computed catalogue is only read");
    }

    /** A growing list of numbers. */
    private static final class Numbers {

        private int[] values = new int[64];
        private int count;

        void add(int value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        boolean addNew(int value) {
            for (int i = 0; i < count; i++) {
                if (values[i] == value) {
                    return false;
                }
            }
            add(value);
            return true;
        }

        int[] toArray() {
            return Arrays.copyOf(values, count);
        }
    }
}
