package com.esab.data.testkit.catalog;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.Repair;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import static com.esab.data.catalog.ComponentType.ACCESSORY;

/** Packages, repairs and fall-out as {@code docs/compatibility.md} words them, by asking the naive rules again and again. */
final class NaiveSearches {

    private final NaiveRules rules;

    NaiveSearches(NaiveRules rules) {
        this.rules = rules;
    }

    List<Selection> packages(Selection selection) {
        List<Selection> packages = rules.completable(selection) ? List.of(selection) : List.of();
        for (ComponentType type : ComponentType.values()) {
            packages = packages.stream().flatMap(begun -> filled(begun, type)).toList();
        }
        return packages;
    }

    private Stream<Selection> filled(Selection begun, ComponentType type) {
        if (!begun.isOpen(type) || !rules.takes(begun, type)) {
            return Stream.of(begun);
        }
        Selection before = begun.without(ACCESSORY);
        for (ComponentType later : ComponentType.core()) {
            before = later.isBefore(type) ? before : before.without(later);
        }
        return Stream.concat(
                rules.candidates(type, begun, false).stream()
                        .sorted(rules.order(type, before))
                        .map(begun::with),
                Stream.of(begun)
                        .filter(it -> rules.noneAllowed(type, it, false))
                        .map(it -> it.none(type)));
    }

    /** The mandatory types that nothing answers yet; a none answers where a placeholder stands for it. */
    static Set<ComponentType> missing(CatalogData catalog, Selection selection) {
        CatalogState state = new CatalogState(1, true, catalog.defaultApplicability());
        Optional<SelectedProduct> source = selection.chosen(ComponentType.POWER_SOURCE);
        Set<ComponentType> missing = EnumSet.noneOf(ComponentType.class);
        if (source.isEmpty()) {
            missing.add(ComponentType.POWER_SOURCE);
        }
        for (Product product : catalog.products()) {
            for (ComponentType type : ComponentType.core()) {
                boolean none = selection.isNone(type)
                        && catalog.products().stream().anyMatch(it -> it.type() == type && it.placeholder());
                if (product instanceof PowerSource of
                        && selection.contains(of.gin())
                        && state.applicability(of, type) == Applicability.MANDATORY
                        && selection.chosen(type).isEmpty()
                        && !none) {
                    missing.add(type);
                }
            }
        }
        return missing;
    }

    List<Repair> repairs(Selection selection) {
        List<Object> answers = new ArrayList<>(selection.products());
        answers.addAll(selection.nones());
        List<Repair> repairs = new ArrayList<>();
        for (int subset = 0; subset < 1 << answers.size(); subset++) {
            List<SelectedProduct> products = new ArrayList<>();
            Set<ComponentType> nones = EnumSet.noneOf(ComponentType.class);
            for (int i = 0; i < answers.size(); i++) {
                if ((subset >> i & 1) != 0
                        && !(answers.get(i) instanceof SelectedProduct product && products.add(product))) {
                    nones.add((ComponentType) answers.get(i));
                }
            }
            products.sort(Comparator.comparing(SelectedProduct::type).thenComparing(SelectedProduct::gin));
            Repair repair = new Repair(products, nones);
            if (rules.completable(repair.applyTo(selection))) {
                repairs.add(repair);
            }
        }
        int least = repairs.stream().mapToInt(Repair::size).min().orElse(0);
        return repairs.stream()
                .filter(repair -> repair.size() == least)
                .sorted(Comparator.comparing(NaiveSearches::types, Comparator.reverseOrder())
                        .thenComparing(repair -> repair.products().stream()
                                .map(SelectedProduct::gin)
                                .toList()
                                .toString()))
                .toList();
    }

    /** The types of what is taken back, as digits in their order. */
    private static String types(Repair repair) {
        StringBuilder types = new StringBuilder();
        repair.products().forEach(product -> types.append(product.type().ordinal()));
        repair.nones().forEach(type -> types.append(type.ordinal()));
        return types.chars().sorted().mapToObj(Character::toString).reduce("", String::concat);
    }

    /** What remains after this product or none was put in; empty when it is refused. */
    Optional<Selection> fallOut(Selection changed, ComponentType type, Optional<SelectedProduct> product) {
        if (rules.completable(changed)) {
            return Optional.of(changed);
        }
        Selection kept = changed.without(ACCESSORY);
        for (ComponentType later : ComponentType.core()) {
            kept = type.isBefore(later) ? kept.without(later) : kept;
        }
        kept = type == ACCESSORY ? kept.with(product.orElseThrow()) : kept;
        if (!rules.completable(kept)) {
            return Optional.empty();
        }
        for (ComponentType later : ComponentType.core()) {
            Selection with = changed.isNone(later)
                    ? kept.none(later)
                    : changed.chosen(later).map(kept::with).orElse(kept);
            kept = type.isBefore(later) && rules.completable(with) ? with : kept;
        }
        for (Gin gin : changed.accessories().stream()
                .map(SelectedProduct::gin)
                .sorted()
                .toList()) {
            Optional<SelectedProduct> accessory = changed.accessories().stream()
                    .filter(it -> it.gin().equals(gin))
                    .findFirst();
            boolean keep = !kept.contains(gin) && rules.completable(kept.with(accessory.orElseThrow()));
            kept = keep ? kept.with(accessory.orElseThrow()) : kept;
        }
        return Optional.of(kept);
    }
}
