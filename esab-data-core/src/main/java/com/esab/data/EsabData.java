package com.esab.data;

import com.esab.data.archive.ArchiverSettings;
import com.esab.data.archive.SessionArchive;
import com.esab.data.archive.SessionArchiver;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.CompatibilityEngine;
import com.esab.data.error.ConfigurationException;
import com.esab.data.health.Health;
import com.esab.data.health.StoreHealth;
import com.esab.data.internal.compatibility.CatalogSnapshot;
import com.esab.data.internal.compatibility.CompiledFinder;
import com.esab.data.internal.compatibility.FollowedCatalog;
import com.esab.data.memory.InMemoryStores;
import com.esab.data.metrics.Metrics;
import com.esab.data.metrics.StoreMetrics;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.Schema;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.KeyValueCache;
import com.esab.data.session.Locks;
import com.esab.data.session.SessionCache;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.Arguments;
import com.esab.data.store.CatalogStore;
import com.esab.data.store.SessionStore;
import com.esab.data.store.Store;
import com.esab.data.store.StoreProvider;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogue, the live sessions and the archive of a welding configurator behind one door.
 *
 * <p>A part that was not configured fails on its first use with a {@link ConfigurationException} that names the missing
 * builder call. Safe for use by many threads; an app needs one.
 */
public final class EsabData implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EsabData.class);
    private static final Duration CATALOG_REFRESH = Duration.ofSeconds(1);
    /** How long a store may take to tell its health or metrics, and how much longer it is waited for. */
    private static final Duration STORE_DEADLINE = Duration.ofSeconds(2);

    private static final Duration STORE_GRACE = Duration.ofMillis(500);

    private final Optional<CatalogStore> catalog;
    private final Optional<SessionStore> sessionStore;
    private final Optional<ArchiveStore> archive;
    private final Optional<CatalogSnapshot> snapshot;
    private final Optional<CompiledFinder> compatibility;
    private final Sessions sessions;
    private final Optional<SessionArchiver> archiver;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EsabData(Builder builder) {
        this.catalog = Optional.ofNullable(builder.catalog);
        this.sessionStore = Optional.ofNullable(builder.sessions);
        this.archive = Optional.ofNullable(builder.archive);
        this.snapshot = catalog.map(
                store -> new CatalogSnapshot(store.name(), store.catalog(), builder.catalogRefresh, builder.clock));
        this.compatibility = snapshot.map(CompiledFinder::of);
        this.sessions = new Sessions(this, builder.clock);
        this.archiver = archiveQueue().flatMap(queue -> archiver(queue, builder.archiver));
    }

    private Optional<SessionArchiver> archiver(ArchiveQueue queue, ArchiverSettings settings) {
        return archive.map(target -> {
            if (settings.lease().compareTo(target.longestCall()) <= 0) {
                throw new ConfigurationException(
                        "the archiver's lease of %s is not longer than a call to the archive can take, which is %s"
                                .formatted(settings.lease(), target.longestCall()));
            }
            return new SessionArchiver(
                    sessionCache(), queue, target.archive(), sessionStore().sessionTimeToLive(), settings);
        });
    }

    /** Starts from nothing: every store that is wanted is named. */
    public static Builder builder() {
        return new Builder();
    }

    /** The whole library without any server: empty stores in memory, on the system's clock. */
    public static EsabData inMemory() {
        InMemoryStores stores = new InMemoryStores(Clock.systemUTC());
        return builder()
                .catalog(stores.catalog())
                .sessions(stores.sessions())
                .archive(stores.archive())
                .build();
    }

    /**
     * All three stores as the environment variables say, by the store modules on the class or module path.
     *
     * @throws ConfigurationException naming the module or variable that is missing
     * @throws com.esab.data.error.StoreUnavailableException when a server does not answer
     */
    public static EsabData fromEnvironment() {
        return fromEnvironment(System.getenv());
    }

    /** As {@link #fromEnvironment()}, with these variables instead of the system's. */
    public static EsabData fromEnvironment(Map<String, String> environment) {
        Map<StoreProvider.Kind, StoreProvider> providers = new EnumMap<>(StoreProvider.Kind.class);
        ServiceLoader.load(StoreProvider.class).forEach(provider -> {
            if (providers.put(provider.kind(), provider) != null) {
                throw new ConfigurationException("more than one module provides the " + provider.kind() + " store");
            }
        });
        Builder builder = builder();
        List<Store> opened = new ArrayList<>();
        try {
            for (StoreProvider.Kind kind : StoreProvider.Kind.values()) {
                StoreProvider provider = providers.get(kind);
                if (provider == null) {
                    throw new ConfigurationException(
                            "nothing provides the %s store: add com.esab.data:%s to the class path"
                                    .formatted(kind, kind.artifact()));
                }
                Store store = provider.connect(environment);
                opened.add(store);
                if (!kind.type().isInstance(store)) {
                    throw new ConfigurationException("%s says that it provides the %s store, but connects a %s"
                            .formatted(
                                    provider.getClass().getName(),
                                    kind,
                                    store.getClass().getName()));
                }
                builder.add(store);
            }
            return builder.build();
        } catch (RuntimeException e) {
            closeAll(opened, e);
            throw e;
        }
    }

    /** The products and the edges between them, as the store has them. */
    public ProductCatalog catalog() {
        ProductCatalog stored = catalogStore().catalog();
        return snapshot.<ProductCatalog>map(copy -> new FollowedCatalog(stored, copy::written))
                .orElse(stored);
    }

    /**
     * What fits what, answered from the catalogue's latest complete revision, compiled into this program's memory.
     *
     * <p>The first question reads the whole catalogue. From then on a background thread asks the store for its revision once in
     * {@link Builder#catalogRefresh an interval} and reads the catalogue anew when that has changed; what is written through
     * {@link #catalog()} is seen by the next question. No question waits for that, and while the store is down the last revision
     * answers: {@link CompatibilityEngine#freshness()} and {@link #health()} tell how old it is. {@link CatalogStore#compatibility()} has
     * the store itself answer.
     */
    public CompatibilityEngine compatibility() {
        return compiled();
    }

    /** The engine at one revision, for questions that belong together. */
    CompatibilityEngine pinned() {
        return compiled().pinned();
    }

    private CompiledFinder compiled() {
        return compatibility.orElseThrow(() -> missing("catalog"));
    }

    /** The life of sessions. */
    public Sessions sessions() {
        sessionStore();
        return sessions;
    }

    /** Past sessions and the analytics on them. */
    public SessionArchive archive() {
        return archiveIfConfigured().orElseThrow(() -> missing("archive"));
    }

    /** What brings sessions from the cache to the archive; it runs in the background unless that was switched off. */
    public SessionArchiver archiver() {
        sessionStore();
        archive();
        return archiver.orElseThrow(
                () -> new ConfigurationException("there is no archiver: the hand-over is off in the session store"));
    }

    /** The general cache. */
    public KeyValueCache cache() {
        return sessionStore().cache();
    }

    /** Locks over all programs that share the session store. */
    public Locks locks() {
        return sessionStore().locks();
    }

    /**
     * Brings the schema of every configured store up to date, as {@link Schema#migrate} does; what was applied now, in order.
     *
     * @throws com.esab.data.error.MigrationException naming the migration that could not be applied, and why
     */
    public List<MigrationStatus> migrate() {
        return migrate(ProgressListener.NONE);
    }

    /** As {@link #migrate()}, with its progress reported. */
    public List<MigrationStatus> migrate(ProgressListener progress) {
        return schemas().stream()
                .flatMap(schema -> schema.migrate(progress).stream())
                .toList();
    }

    /** The schemas of the configured stores that have one, to be looked at, brought up and taken back. */
    public List<Schema> schemas() {
        return stores().stream()
                .flatMap(store -> store.schema().stream())
                .map(Schema::of)
                .toList();
    }

    /** How the configured stores are, asked of them all at once, within two and a half seconds even when one hangs. */
    public Health health() {
        List<StoreHealth> healths = askAll("health", store -> store.health(STORE_DEADLINE), StoreHealth::unreachable);
        healths.replaceAll(this::withArchiver);
        healths.replaceAll(this::withSnapshot);
        return new Health(healths);
    }

    private StoreHealth withSnapshot(StoreHealth health) {
        return isNameOf(catalog, health.store())
                ? health.withFindings(snapshot.orElseThrow().findings())
                : health;
    }

    private StoreHealth withArchiver(StoreHealth health) {
        return archiver.isPresent() && isNameOf(sessionStore, health.store())
                ? health.withFindings(archiver.get().findings())
                : health;
    }

    /**
     * What the configured stores measure of themselves, asked of them all at once, within two and a half seconds even when
     * one hangs; and with the session store what this program's archiver has done. A few round trips for each store.
     */
    public Metrics metrics() {
        List<StoreMetrics> metrics =
                askAll("metrics", store -> store.metrics(STORE_DEADLINE), StoreMetrics::unreachable);
        metrics.replaceAll(store -> archiver.isPresent() && isNameOf(sessionStore, store.store())
                ? store.with(archiver.get().metrics())
                : store);
        return new Metrics(metrics);
    }

    private static boolean isNameOf(Optional<? extends Store> store, String name) {
        return store.map(Store::name).filter(name::equals).isPresent();
    }

    /** The answers in the order of the stores. */
    private <T> List<T> askAll(String what, Function<Store, T> question, BiFunction<String, String, T> unreachable) {
        Map<Store, CompletableFuture<T>> answers = new LinkedHashMap<>();
        for (Store store : stores()) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            Thread asking = new Thread(
                    () -> {
                        try {
                            answer.complete(question.apply(store));
                        } catch (RuntimeException | Error e) {
                            answer.complete(unreachable.apply(store.name(), String.valueOf(e.getMessage())));
                        }
                    },
                    "esab-data-" + what + "-" + store.name());
            asking.setDaemon(true);
            asking.start();
            answers.put(store, answer);
        }
        long end = System.nanoTime() + STORE_DEADLINE.plus(STORE_GRACE).toNanos();
        List<T> all = new ArrayList<>();
        answers.forEach((store, answer) -> {
            try {
                all.add(answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException | ExecutionException e) {
                all.add(unreachable.apply(store.name(), "no answer within " + STORE_DEADLINE.toMillis() + " ms"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                all.add(unreachable.apply(store.name(), "interrupted while waiting for its answer"));
            }
        });
        return all;
    }

    /**
     * Stops the archiver after the batch at hand and the following of the catalogue, then closes the stores, the archive first and the catalogue last; each
     * closes only what it opened itself.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        archiver.ifPresent(SessionArchiver::close);
        snapshot.ifPresent(CatalogSnapshot::close);
        RuntimeException failed = closeAll(stores(), null);
        if (failed != null) {
            throw failed;
        }
    }

    private static @Nullable RuntimeException closeAll(List<Store> opened, @Nullable RuntimeException first) {
        RuntimeException failed = first;
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (RuntimeException e) {
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        return failed;
    }

    /** The configured stores, in the order catalogue, sessions, archive. */
    public List<Store> stores() {
        List<Store> stores = new ArrayList<>();
        catalog.ifPresent(stores::add);
        sessionStore.ifPresent(stores::add);
        archive.ifPresent(stores::add);
        return List.copyOf(stores);
    }

    SessionCache sessionCache() {
        return sessionStore().sessions();
    }

    Optional<SessionArchive> archiveIfConfigured() {
        return archive.map(ArchiveStore::archive);
    }

    Optional<ArchiveQueue> archiveQueue() {
        return sessionStore.flatMap(SessionStore::archiveQueue);
    }

    private CatalogStore catalogStore() {
        return catalog.orElseThrow(() -> missing("catalog"));
    }

    private SessionStore sessionStore() {
        return sessionStore.orElseThrow(() -> missing("sessions"));
    }

    private static ConfigurationException missing(String call) {
        return new ConfigurationException("not configured: EsabData.builder()." + call + "(…) was not called");
    }

    /** Names the stores and settings of an {@link EsabData}. */
    public static final class Builder {

        private @Nullable CatalogStore catalog;
        private @Nullable SessionStore sessions;
        private @Nullable ArchiveStore archive;
        private Clock clock = Clock.systemUTC();
        private boolean migrateOnStart;
        private ArchiverSettings archiver = ArchiverSettings.defaults();
        private Duration catalogRefresh = CATALOG_REFRESH;

        private Builder() {}

        public Builder catalog(CatalogStore store) {
            this.catalog = Objects.requireNonNull(store, "catalog");
            return this;
        }

        public Builder sessions(SessionStore store) {
            this.sessions = Objects.requireNonNull(store, "sessions");
            return this;
        }

        public Builder archive(ArchiveStore store) {
            this.archive = Objects.requireNonNull(store, "archive");
            return this;
        }

        /** The clock that tells when sessions begin and how old an answer is; the system's unless given. */
        public Builder clock(Clock newClock) {
            this.clock = newClock;
            return this;
        }

        /**
         * How sessions are brought to the archive; {@link ArchiverSettings#defaults()} unless given. It concerns only a
         * program that has both stores, with the hand-over on.
         */
        public Builder archiver(ArchiverSettings settings) {
            this.archiver = Objects.requireNonNull(settings, "archiver");
            return this;
        }

        /**
         * How long after a question for the catalogue's revision the store is asked again, one query each time; a second unless
         * given. What another program writes is seen after this time and the time to read the catalogue.
         *
         * @throws IllegalArgumentException when it is shorter than a millisecond
         */
        public Builder catalogRefresh(Duration interval) {
            this.catalogRefresh = Arguments.atLeastAMillisecond("catalogue refresh", interval);
            return this;
        }

        /** Brings the schema of every store up to date while building; see {@link EsabData#migrate()}. */
        public Builder migrateOnStart() {
            this.migrateOnStart = true;
            return this;
        }

        private void add(Store store) {
            if (store instanceof CatalogStore catalogStore) {
                catalog(catalogStore);
            } else if (store instanceof SessionStore sessionStore) {
                sessions(sessionStore);
            } else if (store instanceof ArchiveStore archiveStore) {
                archive(archiveStore);
            }
        }

        /**
         * The library over the stores named; from here on it closes them.
         *
         * @throws ConfigurationException when the archiver's lease is not longer than a call to the archive can take; the
         *     stores stay open
         * @throws com.esab.data.error.MigrationException when {@link #migrateOnStart()} was asked for and failed; the
         *     stores are closed
         */
        public EsabData build() {
            EsabData data = new EsabData(this);
            if (migrateOnStart) {
                try {
                    data.migrate();
                } catch (RuntimeException e) {
                    closeAll(data.stores(), e);
                    throw e;
                }
            }
            if (data.archiveQueue().isPresent() && archive == null) {
                LOG.warn(
                        "sessions are kept for an archive until it has them, but this program has none: another program on the "
                                + "same session store must archive them, or the hand-over be switched off");
            }
            if (archiver.background()) {
                data.archiver.ifPresent(SessionArchiver::start);
            }
            return data;
        }
    }
}
