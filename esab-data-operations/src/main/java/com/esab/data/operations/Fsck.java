package com.esab.data.operations;

import com.esab.data.ProgressListener;
import com.esab.data.health.Finding.Severity;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.Arguments;
import com.esab.data.store.CatalogStore;
import com.esab.data.store.Discrepancy;
import com.esab.data.store.Discrepancy.Repair;
import com.esab.data.store.SessionInspection;
import com.esab.data.store.SessionStore;
import com.esab.data.store.Store;
import com.esab.data.store.StoreContent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds what does not agree within the stores and between them, says what it means, and mends it where that is safe.
 *
 * <p>Programs may use the stores meanwhile. What a script of the session store sees at one moment is told at once; what could be a
 * change under way, seen in one store before the other, is told only when a second look some time later sees the same. Each repair
 * looks once more, at the same moment as it changes something.
 *
 * <p>What a store is needed for is left out without it. Memory does not grow with the number of sessions, only with that of the
 * products.
 */
public final class Fsck {

    private static final Duration SECOND_LOOK = Duration.ofSeconds(5);

    private final Optional<CatalogStore> catalog;
    private final Optional<SessionStore> sessions;
    private final Optional<ArchiveStore> archive;
    private final Duration pause;

    private Fsck(
            Optional<CatalogStore> catalog,
            Optional<SessionStore> sessions,
            Optional<ArchiveStore> archive,
            Duration pause) {
        this.catalog = catalog;
        this.sessions = sessions;
        this.archive = archive;
        this.pause = pause;
    }

    /**
     * A check of these stores, such as {@code data.stores()}.
     *
     * @throws IllegalArgumentException when two of them hold the same
     */
    public static Fsck of(Collection<? extends Store> stores) {
        return new Fsck(
                only(CatalogStore.class, stores),
                only(SessionStore.class, stores),
                only(ArchiveStore.class, stores),
                SECOND_LOOK);
    }

    private static <T extends Store> Optional<T> only(Class<T> type, Collection<? extends Store> stores) {
        List<T> found = stores.stream().filter(type::isInstance).map(type::cast).toList();
        if (found.size() > 1) {
            throw new IllegalArgumentException("two stores of the same kind: "
                    + found.get(0).name() + " and " + found.get(1).name());
        }
        return found.stream().findFirst();
    }

    /**
     * With a second look after this time instead of five seconds. It should be longer than a call of a program to a store, or than an
     * archiver takes from the archive's answer to its acknowledgement.
     *
     * @throws IllegalArgumentException when it is shorter than a millisecond
     */
    public Fsck withSecondLookAfter(Duration time) {
        return new Fsck(catalog, sessions, archive, Arguments.atLeastAMillisecond("time until the second look", time));
    }

    /**
     * Looks and changes nothing.
     *
     * <p>Reads every session once. Five round trips to the session store, one statement and one query of the catalogue for each some
     * hundred sessions, a second look at a thousand suspects at a time, and one reading of the whole catalogue.
     *
     * @param found told of each discrepancy when it is found; what it throws ends the check
     * @throws com.esab.data.error.StoreUnavailableException when a store does not answer; what was told so far holds
     */
    public FsckReport check(Consumer<? super Discrepancy> found, ProgressListener progress) {
        return run(false, found, progress);
    }

    /** Looks and tells nobody but the report. */
    public FsckReport check() {
        return check(discrepancy -> {}, ProgressListener.NONE);
    }

    /**
     * As {@link #check(Consumer, ProgressListener)}, and mends what can be mended safely before it is told. Another repair at the same
     * time, or repeating it, does no harm.
     *
     * @throws com.esab.data.error.StoreUnavailableException when a store does not answer; what was told so far holds, and repairing
     *     again goes on where this ended
     */
    public FsckReport repair(Consumer<? super Discrepancy> found, ProgressListener progress) {
        return run(true, found, progress);
    }

    /** Mends and tells nobody but the report. */
    public FsckReport repair() {
        return repair(discrepancy -> {}, ProgressListener.NONE);
    }

    private FsckReport run(boolean repair, Consumer<? super Discrepancy> found, ProgressListener progress) {
        Discrepancies discrepancies = new Discrepancies(found);
        Optional<SelectedProducts> products =
                catalog.flatMap(store -> new CatalogCheck(store.catalog(), discrepancies, progress).run());
        sessions.flatMap(Store::content).ifPresent(content -> finishRestore(content, repair, discrepancies));
        long inspected = 0;
        Optional<SessionInspection> inspection = sessions.flatMap(SessionStore::inspection);
        if (inspection.isPresent()) {
            SessionCheck check = new SessionCheck(
                    sessions.orElseThrow(),
                    inspection.get(),
                    archive.map(ArchiveStore::archive),
                    products,
                    pause,
                    repair,
                    discrepancies,
                    progress);
            inspected = check.run();
        }
        return discrepancies.report(inspected);
    }

    /** First of all, since what is half restored agrees with nothing. */
    private static void finishRestore(StoreContent content, boolean repair, Discrepancies discrepancies) {
        if (content.isHalfReplaced()) {
            if (repair) {
                content.finishReplacement();
            }
            discrepancies.add(new Discrepancy(
                    "restore_unfinished",
                    Severity.ERROR,
                    "session store",
                    "a restore broke off, or is under way: some sessions are as they were and some as restored. Repairing puts the rest"
                            + " of the restored ones in their place",
                    repair ? Repair.DONE : Repair.POSSIBLE));
        }
    }
}
