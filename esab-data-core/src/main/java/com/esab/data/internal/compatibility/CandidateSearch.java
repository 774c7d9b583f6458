package com.esab.data.internal.compatibility;

import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.CandidateQuery.Mode;
import com.esab.data.compatibility.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Finds, ranks and cuts the candidates that a query asks for. */
final class CandidateSearch {

    private final CompiledCatalog catalog;
    private final CandidateQuery query;
    private final int type;
    /** The answers that a candidate has to fit: the slot of its type is open in it, all accessories are kept. */
    private final Answers rest;
    /** What stands in the slot of the type; negative where it is open or none. */
    private final int replaced;
    /** The slots whose products count in the order, as bits of types. */
    private final int ranked;
    /** Chosen products of slots that the chosen power source does not have: they count in the order and nowhere else. */
    private final int[] misplaced;

    private final List<AttributeColumn.Filter> filters;
    private final PlaceSelection best;
    private final int rankedCount;

    CandidateSearch(CompiledCatalog catalog, CandidateQuery query) {
        this.catalog = catalog;
        this.query = query;
        this.type = query.type().ordinal();
        this.rest = Answers.of(catalog, query.selection());
        this.replaced = type < Answers.SLOTS ? rest.slots[type] : Answers.OPEN;
        if (type < Answers.SLOTS) {
            rest.slots[type] = Answers.OPEN;
        }
        this.filters = query.filters().isEmpty() ? List.of() : filters(catalog, query);
        int chosen = 0;
        int outside = 0;
        int[] wrong = {};
        for (int slot = 0; slot < Answers.SLOTS; slot++) {
            if (rest.slots[slot] >= 0) {
                chosen++;
                if (applicable(slot)) {
                    outside |= CompiledCatalog.bit(slot);
                } else {
                    wrong = with(wrong, rest.slots[slot]);
                }
            }
        }
        if (type != CompiledCatalog.ACCESSORY) {
            chosen += rest.accessories.length;
            if (applicable(CompiledCatalog.ACCESSORY)) {
                outside |= CompiledCatalog.bit(CompiledCatalog.ACCESSORY);
            } else {
                for (int accessory : rest.accessories) {
                    wrong = with(wrong, accessory);
                }
            }
        }
        this.ranked = outside;
        this.misplaced = wrong;
        this.rankedCount = chosen;
        this.best = new PlaceSelection(catalog, query, rankedCount);
    }

    private static List<AttributeColumn.Filter> filters(CompiledCatalog catalog, CandidateQuery query) {
        return query.filters().stream()
                .map(filter -> catalog.column(query.type(), filter.attribute()).checked(filter))
                .toList();
    }

    private static int[] with(int[] numbers, int number) {
        int[] more = Arrays.copyOf(numbers, numbers.length + 1);
        more[numbers.length] = number;
        return more;
    }

    private boolean applicable(int slot) {
        return (rest.notApplicable() & CompiledCatalog.bit(slot)) == 0;
    }

    Page<Product> page() {
        if (!applicable(type)) {
            return best.page(false);
        }
        boolean completable = query.mode() == Mode.COMPLETABLE;
        boolean noneAllowed = completable ? findCompletable() : findDirect();
        return best.page(noneAllowed);
    }

    /** Whether none is allowed as well. */
    private boolean findCompletable() {
        Answers tried = rest.copy();
        CompletionSearch completion = new CompletionSearch(catalog, tried);
        boolean noneAllowed = false;
        if (query.type().isCore()) {
            tried.slots[type] = Answers.NONE;
            noneAllowed = completion.succeeds();
            tried.slots[type] = Answers.OPEN;
        }
        if (type == CompiledCatalog.ACCESSORY) {
            if (misplaced.length > 0 || !new TakingPart(catalog, rest).pairsOfTypesFit()) {
                return false;
            }
            tried.addAccessory(Answers.OPEN);
        } else if (!noneAllowed && !completion.succeeds()) {
            return false;
        }
        IntPredicate completes = completes(tried, completion);
        FittingProducts fitting = new FittingProducts(catalog, type, rest.slots, rest.accessories, ranked);
        fitting.anyMatch(true, product -> {
            if (isNew(product) && passes(product) && completes.test(product)) {
                best.add(product, priorities(fitting, product));
            }
            return false;
        });
        return noneAllowed;
    }

    /** Whether a complete package exists with a product that fits everything chosen. */
    private IntPredicate completes(Answers tried, CompletionSearch completion) {
        if (rest.slots[0] >= 0) {
            OpenSlots open = new OpenSlots(catalog, rest, type);
            return type == CompiledCatalog.ACCESSORY
                    ? product -> goesWithAccessories(product) && open.completes(product)
                    : open::completes;
        }
        completion.chosenFits();
        return product -> {
            if (type == CompiledCatalog.ACCESSORY) {
                tried.accessories[tried.accessories.length - 1] = product;
            } else {
                tried.slots[type] = product;
            }
            return completion.succeeds();
        };
    }

    /** Whether none is allowed as well. */
    private boolean findDirect() {
        if (type == 0) {
            findDirectSources();
            return false;
        }
        TakingPart others = new TakingPart(catalog, rest);
        List<Integer> impossible = new ArrayList<>();
        List<int[]> ways = others.ways(false, impossible);
        boolean accessory = type == CompiledCatalog.ACCESSORY;
        if (!impossible.isEmpty() || !(accessory ? others.pairsOfTypesFit() : others.pairsFit())) {
            return false;
        }
        if (rest.isEmpty()) {
            for (int product = catalog.first(type); product < catalog.firstPlaceholder(type); product++) {
                addDirect(product, 0);
            }
        }
        for (int[] way : ways) {
            FittingProducts fitting = new FittingProducts(catalog, type, way, others.accessories, ranked);
            fitting.anyMatch(false, product -> {
                addDirect(product, priorities(fitting, product));
                return false;
            });
            if (accessory) {
                addJoinedToAccessories(way);
            }
        }
        if (ways.size() > 1 || accessory && rest.accessories.length > 0) {
            best.dropRepeated();
        }
        if (accessory) {
            return false;
        }
        return others.canBeNone(type, ways);
    }

    private void addDirect(int product, long priorities) {
        if (type != CompiledCatalog.ACCESSORY || goesWithAccessories(product)) {
            addIfWanted(product, priorities);
        }
    }

    /** Whether an accessory has one with it that it is made for, and is the one that each lone accessory is made for. */
    private boolean goesWithAccessories(int product) {
        boolean lone = (catalog.bound(product) & CompiledCatalog.bit(CompiledCatalog.ACCESSORY)) != 0;
        for (int other : rest.accessories) {
            lone &= !catalog.accessoryEdge(product, other);
            if (rest.isLone(other) && !catalog.accessoryEdge(other, product)) {
                return false;
            }
        }
        return !lone;
    }

    /** Accessories that nothing but chosen accessories is joined to. */
    private void addJoinedToAccessories(int[] way) {
        int present = 0;
        for (int slot = 0; slot < way.length; slot++) {
            present |= way[slot] >= 0 ? CompiledCatalog.bit(slot) : 0;
        }
        IntStream.Builder joined = IntStream.builder();
        for (int accessory : rest.accessories) {
            addJoined(accessory, joined);
        }
        for (int product : joined.build().toArray()) {
            if ((catalog.bound(product) & present) == 0) {
                addDirect(product, priorities(product));
            }
        }
    }

    /** A power source says itself what of the rest takes part, so each is judged with the whole selection. */
    private void findDirectSources() {
        int[] judged = rest.isEmpty()
                ? IntStream.range(catalog.first(type), catalog.firstPlaceholder(type))
                        .toArray()
                : joined();
        for (int product : judged) {
            Answers with = rest.copy();
            with.slots[type] = product;
            TakingPart all = new TakingPart(catalog, with);
            List<Integer> impossible = new ArrayList<>();
            List<int[]> ways = all.ways(false, impossible);
            if (all.pairsFit()
                    && impossible.isEmpty()
                    && (rest.isEmpty() || ways.stream().anyMatch(way -> all.isJoined(product, way)))) {
                addIfWanted(product, priorities(product));
            }
        }
    }

    /** What an edge joins to anything chosen, or to a placeholder of a type that was answered with none. */
    private int[] joined() {
        IntStream.Builder joined = IntStream.builder();
        for (int slot = 0; slot < Answers.SLOTS; slot++) {
            addJoined(rest.slots[slot], joined);
            if (rest.slots[slot] == Answers.NONE) {
                for (int none = catalog.firstPlaceholder(slot); none < catalog.end(slot); none++) {
                    addJoined(none, joined);
                }
            }
        }
        for (int accessory : rest.accessories) {
            addJoined(accessory, joined);
        }
        return joined.build().sorted().distinct().toArray();
    }

    private void addJoined(int product, IntStream.Builder joined) {
        if (product >= 0) {
            int start = catalog.rowStart(product, type);
            for (int place = start; place < catalog.rowEnd(product, type, start); place++) {
                joined.add(catalog.rows().other(place));
            }
        }
    }

    private void addIfWanted(int product, long priorities) {
        if (isNew(product) && passes(product)) {
            best.add(product, priorities);
        }
    }

    private boolean isNew(int product) {
        return product != replaced && (type != CompiledCatalog.ACCESSORY || !rest.holdsAccessory(product));
    }

    private boolean passes(int product) {
        for (AttributeColumn.Filter filter : filters) {
            if (!filter.passes(product - catalog.first(type))) {
                return false;
            }
        }
        return true;
    }

    private long priorities(FittingProducts fitting, int product) {
        long sum = fitting.priorities(rankedCount - misplaced.length);
        for (int other : misplaced) {
            sum += catalog.priority(product, other);
        }
        return sum;
    }

    private long priorities(int product) {
        long sum = 0;
        for (int slot : rest.slots) {
            sum += slot >= 0 ? catalog.priority(product, slot) : 0;
        }
        if (type != CompiledCatalog.ACCESSORY) {
            for (int accessory : rest.accessories) {
                sum += catalog.priority(product, accessory);
            }
        }
        return sum;
    }
}
