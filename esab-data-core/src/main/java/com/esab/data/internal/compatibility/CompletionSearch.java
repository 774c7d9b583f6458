package com.esab.data.internal.compatibility;

import java.util.Arrays;

/**
 * Looks for a complete package that extends given answers, slot by slot in the order of types.
 *
 * <p>Edges run to earlier types, so a product can be judged as soon as the slots before its own are filled. Asked again with a few
 * answers changed, it tries first what was found last.
 */
final class CompletionSearch {

    /** In place of a product: the slot stays empty. */
    private static final int EMPTY = -1;

    private static final int[] NOTHING = {};

    private final CompiledCatalog catalog;
    private final Answers answers;
    private final int[] filled = new int[Answers.SLOTS];
    private final int[] found = new int[Answers.SLOTS];
    private int present;
    private boolean chosenFits;

    /** @param answers may be changed between two searches */
    CompletionSearch(CompiledCatalog catalog, Answers answers) {
        this.catalog = catalog;
        this.answers = answers;
        Arrays.fill(found, EMPTY);
    }

    /** Told that all pairs of what is chosen fit, now and after every change of the answers, it does not look at them again. */
    void chosenFits() {
        chosenFits = true;
    }

    boolean succeeds() {
        for (int accessory : answers.accessories) {
            if (catalog.bound(accessory) == 0 || answers.isLone(accessory)) {
                return false;
            }
        }
        return succeedsWithPartners();
    }

    /** As {@link #succeeds()}, but accessories need not have the others with them that they are made for. */
    boolean succeedsWithPartners() {
        present = 0;
        return fillPowerSource();
    }

    private boolean fillPowerSource() {
        if (answers.slots[0] >= 0) {
            return fill(0, answers.slots[0]);
        }
        if (found[0] != EMPTY && fill(0, found[0])) {
            return true;
        }
        FittingProducts sources = new FittingProducts(catalog, 0, answers.slots, answers.accessories, 0);
        return sources.anyMatch(true, source -> fill(0, source));
    }

    private boolean fill(int slot, int product) {
        if (!fits(slot, product)) {
            return false;
        }
        filled[slot] = product;
        present |= CompiledCatalog.bit(slot);
        if (fillNext(slot + 1)) {
            found[slot] = product;
            return true;
        }
        present &= ~CompiledCatalog.bit(slot);
        return false;
    }

    private boolean leaveEmpty(int slot) {
        filled[slot] = EMPTY;
        return everythingCanBeAnchored(slot + 1) && fillNext(slot + 1);
    }

    private boolean fillNext(int slot) {
        if (slot == Answers.SLOTS) {
            return true;
        }
        int answer = answers.slots[slot];
        if (!isApplicable(slot)) {
            return answer < 0 && leaveEmpty(slot);
        }
        if (answer >= 0) {
            return fill(slot, answer);
        }
        if (found[slot] != EMPTY
                && (answer == Answers.OPEN || catalog.isPlaceholder(found[slot]))
                && fill(slot, found[slot])) {
            return true;
        }
        if (!catalog.hasPlaceholders(slot) && leaveEmpty(slot)) {
            return true;
        }
        for (int none = catalog.firstPlaceholder(slot); none < catalog.end(slot); none++) {
            if (fill(slot, none)) {
                return true;
            }
        }
        if (answer == Answers.NONE) {
            return false;
        }
        return fillFromRow(slot);
    }

    /** Tries what stands in the shortest row that a product must come from to fit what is chosen after it. */
    private boolean fillFromRow(int slot) {
        int shortest = -1;
        int start = 0;
        int end = 0;
        for (int i = slot + 1; i < Answers.SLOTS + answers.accessories.length; i++) {
            int other = i < Answers.SLOTS ? answers.slots[i] : answers.accessories[i - Answers.SLOTS];
            if (other >= 0 && (catalog.bound(other) & CompiledCatalog.bit(slot)) != 0) {
                int otherStart = catalog.rowStart(other, slot);
                int otherEnd = catalog.rowEnd(other, slot, otherStart);
                if (shortest < 0 || otherEnd - otherStart < end - start) {
                    shortest = other;
                    start = otherStart;
                    end = otherEnd;
                }
            }
        }
        if (shortest < 0) {
            int[] before = Arrays.copyOf(filled, slot);
            return new FittingProducts(catalog, slot, before, NOTHING, 0)
                    .anyMatch(false, product -> fill(slot, product));
        }
        for (int place = start; place < end; place++) {
            if (fill(slot, catalog.rows().other(place))) {
                return true;
            }
        }
        return false;
    }

    private boolean isApplicable(int type) {
        return (catalog.notApplicable(filled[0]) & CompiledCatalog.bit(type)) == 0;
    }

    /** Whether a product or placeholder fits what is filled before it and chosen after it, and is anchored. */
    private boolean fits(int slot, int product) {
        int bound = catalog.bound(product);
        if (slot > 0 && (bound & present) == 0) {
            return false;
        }
        boolean trusted = chosenFits && answers.slots[slot] == product;
        for (int earlier = 0; earlier < slot; earlier++) {
            boolean needsEdge = (bound & present & CompiledCatalog.bit(earlier)) != 0
                    && !(trusted && answers.slots[earlier] == filled[earlier]);
            if (needsEdge && !catalog.joined(product, filled[earlier])) {
                return false;
            }
        }
        return (slot > 0 || dropsNothing(product)) && (trusted || fitsWhatIsChosenLater(slot, product));
    }

    private boolean dropsNothing(int source) {
        int dropped = catalog.notApplicable(source);
        for (int slot = 1; slot < Answers.SLOTS; slot++) {
            if (answers.slots[slot] >= 0 && (dropped & CompiledCatalog.bit(slot)) != 0) {
                return false;
            }
        }
        return answers.accessories.length == 0 || (dropped & CompiledCatalog.bit(CompiledCatalog.ACCESSORY)) == 0;
    }

    private boolean fitsWhatIsChosenLater(int slot, int product) {
        for (int later = slot + 1; later < Answers.SLOTS; later++) {
            if (answers.slots[later] >= 0 && !catalog.fits(answers.slots[later], product, slot)) {
                return false;
            }
        }
        for (int accessory : answers.accessories) {
            if (!catalog.fits(accessory, product, slot)) {
                return false;
            }
        }
        return true;
    }

    /** Whether what is chosen can still find an anchor in the slots that are filled, or those from one on. */
    private boolean everythingCanBeAnchored(int slot) {
        int possible = present;
        for (int later = slot; later < Answers.SLOTS; later++) {
            if (isApplicable(later)) {
                if (answers.slots[later] >= 0 && (catalog.bound(answers.slots[later]) & possible) == 0) {
                    return false;
                }
                boolean canBePresent = answers.slots[later] != Answers.NONE || catalog.hasPlaceholders(later);
                possible |= canBePresent ? CompiledCatalog.bit(later) : 0;
            }
        }
        possible |= CompiledCatalog.bit(CompiledCatalog.ACCESSORY);
        for (int accessory : answers.accessories) {
            if ((catalog.bound(accessory) & possible) == 0) {
                return false;
            }
        }
        return true;
    }
}
