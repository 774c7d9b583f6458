package com.esab.data.internal.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.compatibility.SelectionCheck;
import com.esab.data.compatibility.SelectionCheck.Violation;
import com.esab.data.error.RejectedSelectionException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What remains of a selection when an answer in it has changed: later answers that no longer fit are opened. */
public final class FallOut {

    private final CompatibilityFinder finder;

    public FallOut(CompatibilityFinder finder) {
        this.finder = finder;
    }

    /** With this product; an accessory is added. */
    public Outcome choose(Selection selection, SelectedProduct product) {
        return settle(selection.with(product), product.type(), product);
    }

    /** With none as the answer for this type. */
    public Outcome none(Selection selection, ComponentType type) {
        return settle(selection.none(type), type, null);
    }

    /**
     * The selection as it is, provided that it breaks no rule and can be completed.
     *
     * @throws RejectedSelectionException otherwise
     */
    public SelectionCheck verify(Selection selection) {
        SelectionCheck check = finder.check(selection);
        if (!check.fits() || !check.completable()) {
            throw rejected(check, "this selection");
        }
        return check;
    }

    private Outcome settle(Selection changed, ComponentType type, @Nullable SelectedProduct product) {
        SelectionCheck whole = finder.check(changed);
        if (whole.completable()) {
            return new Outcome(changed, whole);
        }
        Selection kept = upTo(changed, type, product);
        SelectionCheck check = finder.check(kept);
        if (!check.completable()) {
            throw rejected(check, product != null ? product.toString() : "no " + type.label());
        }
        for (ComponentType later : ComponentType.core()) {
            if (type.isBefore(later) && !changed.isOpen(later)) {
                Selection with = changed.isNone(later)
                        ? kept.none(later)
                        : kept.with(changed.chosen(later).orElseThrow());
                SelectionCheck withCheck = finder.check(with);
                if (withCheck.completable()) {
                    kept = with;
                    check = withCheck;
                }
            }
        }
        List<SelectedProduct> accessories = changed.accessories().stream()
                .filter(accessory -> !accessory.equals(product))
                .sorted(Comparator.comparing(SelectedProduct::gin))
                .toList();
        for (SelectedProduct accessory : accessories) {
            Selection with = kept.with(accessory);
            SelectionCheck withCheck = finder.check(with);
            if (withCheck.completable()) {
                kept = with;
                check = withCheck;
            }
        }
        return new Outcome(kept, check);
    }

    /** The changed answer and the answers before it. */
    private static Selection upTo(Selection changed, ComponentType type, @Nullable SelectedProduct product) {
        Selection earlier = changed.without(ComponentType.ACCESSORY);
        for (ComponentType later : ComponentType.core()) {
            if (type.isBefore(later)) {
                earlier = earlier.without(later);
            }
        }
        return type == ComponentType.ACCESSORY && product != null ? earlier.with(product) : earlier;
    }

    /** What to throw for something that the rules refuse, saying why. */
    public static RejectedSelectionException rejected(SelectionCheck check, String what) {
        String why = check.violations().isEmpty()
                ? "no complete package can be made with it"
                : check.violations().stream().map(Violation::message).collect(Collectors.joining("; "));
        return new RejectedSelectionException(what + " was refused: " + why, check.violations());
    }

    /**
     * What remains.
     *
     * @param selection completable
     * @param check what the rules say of it
     */
    public record Outcome(Selection selection, SelectionCheck check) {}
}
