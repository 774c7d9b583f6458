package com.esab.data.operations;

import com.esab.data.operations.FsckReport.Count;
import com.esab.data.store.Discrepancy;
import com.esab.data.store.Discrepancy.Repair;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tells and counts what is found. */
final class Discrepancies {

    private static final Comparator<Count> GRAVEST_FIRST =
            Comparator.comparing(Count::severity).reversed().thenComparing(Count::code);

    private final Consumer<? super Discrepancy> told;
    private final SortedMap<String, Count> counts = new TreeMap<>();

    Discrepancies(Consumer<? super Discrepancy> told) {
        this.told = told;
    }

    void add(Discrepancy found) {
        long repaired = found.repair() == Repair.DONE ? 1 : 0;
        counts.merge(
                found.code(),
                new Count(found.code(), found.severity(), 1, repaired),
                (before, one) ->
                        new Count(one.code(), one.severity(), before.found() + 1, before.repaired() + repaired));
        told.accept(found);
    }

    FsckReport report(long sessions) {
        return new FsckReport(
                sessions, counts.values().stream().sorted(GRAVEST_FIRST).toList());
    }
}
