package com.esab.data.internal.compatibility;

import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.Freshness;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.health.Finding.Severity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A catalogue compiled into memory that follows its store.
 *
 * <p>The first question reads it; from then on a thread asks the store for its revision once in an interval, and compiles the catalogue anew
 * when that has changed. Questions are answered from the latest complete revision that was read, without waiting for anything. While the
 * store does not answer, or a load is under way, that stays so, and {@link #freshness()} tells.
 */
public final class CatalogSnapshot implements AutoCloseable {

    static final String INCOMPLETE = "a load of the catalogue is under way or broke off; loading again completes it";

    private static final Logger LOG = LoggerFactory.getLogger(CatalogSnapshot.class);

    private final String store;
    private final ProductCatalog catalog;
    private final Duration interval;
    private final Clock clock;
    private final AtomicReference<@Nullable CompletableFuture<CompiledCatalog>> firstRead = new AtomicReference<>();
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile @Nullable Latest latest;
    private volatile @Nullable ScheduledExecutorService follower;
    private volatile boolean closed;

    private record Latest(CompiledCatalog catalog, Freshness freshness) {}

    /**
     * @param store the name of the store that holds the catalogue
     * @param interval how long to wait before the store is asked again
     */
    public CatalogSnapshot(String store, ProductCatalog catalog, Duration interval, Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.interval = interval;
        this.clock = clock;
    }

    /**
     * The latest complete revision that was read.
     *
     * @throws StoreUnavailableException when none was read yet, and none can be read now
     */
    CompiledCatalog get() {
        return latest().catalog;
    }

    Freshness freshness() {
        return latest().freshness;
    }

    private Latest latest() {
        Latest known = latest;
        return known != null ? known : readFirst();
    }

    /** One caller reads for all who wait; a failure is theirs too, so that nobody waits for one deadline after another. */
    private Latest readFirst() {
        CompletableFuture<CompiledCatalog> own = new CompletableFuture<>();
        CompletableFuture<CompiledCatalog> running = firstRead.compareAndExchange(null, own);
        if (running != null) {
            join(running);
        } else {
            try {
                refresh();
                follow();
                own.complete(get());
            } catch (RuntimeException | Error e) {
                own.completeExceptionally(e);
                throw e;
            } finally {
                firstRead.set(null);
            }
        }
        return latest();
    }

    private static void join(CompletableFuture<CompiledCatalog> running) {
        try {
            running.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void follow() {
        if (!closed && follower == null) {
            ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "esab-data-catalogue");
                thread.setDaemon(true);
                return thread;
            });
            long millis = interval.toMillis();
            executor.scheduleWithFixedDelay(this::refreshIfPossible, millis, millis, TimeUnit.MILLISECONDS);
            follower = executor;
            if (closed) {
                executor.shutdownNow();
            }
        }
    }

    /** Called after a write through this program, so that its next question sees what it wrote. Waits for the catalogue to be read. */
    public void written() {
        if (latest != null) {
            refreshIfPossible();
        }
    }

    private void refreshIfPossible() {
        try {
            refresh();
        } catch (RuntimeException | Error e) {
            // a read that closing cut short is no problem
            if (!closed) {
                problem(String.valueOf(e.getMessage()));
            }
        }
    }

    private void refresh() {
        refreshing.lock();
        try {
            CatalogState state = catalog.state();
            Latest known = latest;
            if (!state.complete()) {
                incomplete();
            } else if (known != null && known.catalog.state().revision() == state.revision()) {
                confirm(known.catalog);
            } else {
                CatalogCompiler.compile(catalog).ifPresentOrElse(this::confirm, this::incomplete);
            }
        } finally {
            refreshing.unlock();
        }
    }

    private void confirm(CompiledCatalog confirmed) {
        Latest known = latest;
        if (known != null && known.freshness.problem().isPresent()) {
            LOG.info(
                    "the catalogue can be followed again, at revision {}",
                    confirmed.state().revision());
        }
        latest = new Latest(confirmed, new Freshness(confirmed.state().revision(), clock.instant(), Optional.empty()));
    }

    private void incomplete() {
        if (latest == null) {
            throw StoreUnavailableException.unchanged(store, INCOMPLETE, null);
        }
        problem(INCOMPLETE);
    }

    private void problem(String what) {
        Latest known = latest;
        if (known != null) {
            Freshness before = known.freshness;
            if (before.problem().isEmpty()) {
                LOG.warn(
                        "the catalogue cannot be followed, revision {} goes on answering: {}", before.revision(), what);
            }
            latest = new Latest(known.catalog, new Freshness(before.revision(), before.confirmed(), Optional.of(what)));
        }
    }

    /** What the operator should know. */
    public List<Finding> findings() {
        Latest known = latest;
        if (known == null || known.freshness.problem().isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        String message = "questions are answered from revision %d, confirmed %d s ago: %s"
                .formatted(
                        known.freshness.revision(),
                        known.freshness.age(now).toSeconds(),
                        known.freshness.problem().get());
        return List.of(new Finding(Severity.WARNING, "catalog_stale", message));
    }

    /** Ends the following; questions are still answered. */
    @Override
    public void close() {
        closed = true;
        ScheduledExecutorService executor = follower;
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
