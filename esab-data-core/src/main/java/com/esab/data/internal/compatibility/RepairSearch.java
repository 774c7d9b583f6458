package com.esab.data.internal.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.compatibility.Repair;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds the smallest sets of answers without which a selection can be completed.
 *
 * <p>Every set of answers in slots is combined with every set of accessories, smaller ones first. Which accessories have to go at least
 * is found before: those with which alone no package can be made, even if all others they may need are there.
 */
final class RepairSearch {

    /** What keeps the earlier answers comes first. */
    private static final Comparator<Repair> ORDER = Comparator.<Repair, List<Integer>>comparing(
                    RepairSearch::types, RepairSearch::laterFirst)
            .thenComparing(repair -> repair.products().stream()
                    .map(SelectedProduct::gin)
                    .map(Gin::value)
                    .toList()
                    .toString());

    private final CompiledCatalog catalog;
    private final Selection selection;
    private final Answers answers;

    RepairSearch(CompiledCatalog catalog, Selection selection) {
        this.catalog = catalog;
        this.selection = selection;
        this.answers = Answers.of(catalog, selection);
    }

    private static List<Integer> types(Repair repair) {
        return IntStream.concat(
                        repair.products().stream()
                                .mapToInt(product -> product.type().ordinal()),
                        repair.nones().stream().mapToInt(Enum::ordinal))
                .sorted()
                .boxed()
                .toList();
    }

    private static int laterFirst(List<Integer> a, List<Integer> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = b.get(i).compareTo(a.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    List<Repair> repairs() {
        List<SlotsLeft> slotsLeft = new ArrayList<>();
        for (int removed = 0; removed < 1 << Answers.SLOTS; removed++) {
            if (isAnswered(removed)) {
                slotsLeft.add(new SlotsLeft(removed));
            }
        }
        int most = Answers.SLOTS + answers.accessories.length;
        for (int size = 0; size <= most; size++) {
            List<Repair> repairs = new ArrayList<>();
            for (SlotsLeft left : slotsLeft) {
                left.addRepairs(size, repairs);
            }
            if (!repairs.isEmpty()) {
                return repairs.stream().sorted(ORDER).toList();
            }
        }
        return List.of();
    }

    private boolean isAnswered(int removed) {
        for (int slot = 0; slot < Answers.SLOTS; slot++) {
            if ((removed & CompiledCatalog.bit(slot)) != 0 && answers.slots[slot] == Answers.OPEN) {
                return false;
            }
        }
        return true;
    }

    /** The selection without the answers in some slots. */
    private final class SlotsLeft {

        private final int removed;
        private final Answers left;
        private final CompletionSearch completion;
        private final int[] impossible;
        private final int[] possible;

        private SlotsLeft(int removed) {
            this.removed = removed;
            this.left = answers.copy();
            for (int slot = 0; slot < Answers.SLOTS; slot++) {
                if ((removed & CompiledCatalog.bit(slot)) != 0) {
                    left.slots[slot] = Answers.OPEN;
                }
            }
            this.completion = new CompletionSearch(catalog, left);
            int[] all = answers.accessories;
            this.possible = IntStream.of(all).filter(this::isPossible).toArray();
            this.impossible = IntStream.of(all)
                    .filter(accessory -> IntStream.of(possible).noneMatch(other -> other == accessory))
                    .toArray();
        }

        /** Whether a package can be made with this accessory alone, all others counting as there when it needs them. */
        private boolean isPossible(int accessory) {
            if (catalog.bound(accessory) == 0 || answers.isLone(accessory)) {
                return false;
            }
            left.accessories = new int[] {accessory};
            return completion.succeedsWithPartners();
        }

        void addRepairs(int size, List<Repair> repairs) {
            int more = size - Integer.bitCount(removed) - impossible.length;
            if (more >= 0 && more <= possible.length) {
                choose(more, 0, new ArrayList<>(), repairs);
            }
        }

        /** Goes through all ways to remove so many more of the accessories. */
        private void choose(int more, int from, List<Integer> chosen, List<Repair> repairs) {
            if (more == 0) {
                left.accessories = IntStream.of(possible)
                        .filter(accessory -> !chosen.contains(accessory))
                        .toArray();
                if (completion.succeeds()) {
                    repairs.add(repair(chosen));
                }
                return;
            }
            for (int i = from; i <= possible.length - more; i++) {
                chosen.add(possible[i]);
                choose(more - 1, i + 1, chosen, repairs);
                chosen.remove(chosen.size() - 1);
            }
        }

        private Repair repair(List<Integer> chosen) {
            List<SelectedProduct> products = new ArrayList<>();
            Set<ComponentType> nones = EnumSet.noneOf(ComponentType.class);
            for (SelectedProduct product : selection.products()) {
                int number = catalog.number(product.gin());
                boolean goes = product.type() == ComponentType.ACCESSORY
                        ? chosen.contains(number) || IntStream.of(impossible).anyMatch(other -> other == number)
                        : (removed & CompiledCatalog.bit(product.type().ordinal())) != 0;
                if (goes) {
                    products.add(product);
                }
            }
            for (ComponentType type : selection.nones()) {
                if ((removed & CompiledCatalog.bit(type.ordinal())) != 0) {
                    nones.add(type);
                }
            }
            products.sort(Comparator.comparing(SelectedProduct::type).thenComparing(SelectedProduct::gin));
            return new Repair(products, nones);
        }
    }
}
