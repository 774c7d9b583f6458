package com.esab.data.memory;

import com.esab.data.store.ArchiveStore;
import com.esab.data.store.Arguments;
import com.esab.data.store.CatalogStore;
import com.esab.data.store.SessionStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Stores that live in this program's memory and keep every promise of their contracts except surviving it.
 *
 * <p>Made for tests and for trying things out. Time passes by the given clock, so that a test can let an hour go by.
 */
public final class InMemoryStores {

    /** How long a session lives after its last save or touch unless another time is given. */
    public static final Duration DEFAULT_SESSION_TIME_TO_LIVE = Duration.ofHours(1);

    /** How long after its first save, or its last archiving, a changed session is due for the archive. */
    public static final Duration CHECKPOINT_DELAY = Duration.ofMinutes(1);

    private final CatalogStore catalog;
    private final SessionStore sessions;
    private final ArchiveStore archive;

    /** Empty stores whose sessions live for an hour. */
    public InMemoryStores(Clock clock) {
        this(clock, DEFAULT_SESSION_TIME_TO_LIVE);
    }

    /**
     * Empty stores whose sessions live for this long.
     *
     * @throws IllegalArgumentException when that is not at least a millisecond
     */
    public InMemoryStores(Clock clock, Duration sessionTimeToLive) {
        this(clock, sessionTimeToLive, Optional.of(CHECKPOINT_DELAY));
    }

    private InMemoryStores(Clock clock, Duration sessionTimeToLive, Optional<Duration> checkpointDelay) {
        catalog = new InMemoryCatalogStore();
        sessions = new InMemorySessionStore(
                clock, Arguments.atLeastAMillisecond("session time to live", sessionTimeToLive), checkpointDelay);
        archive = new InMemoryArchiveStore(clock);
    }

    /** As {@link #InMemoryStores(Clock, Duration)}, but sessions just expire, and nothing is handed over to the archive. */
    public static InMemoryStores withoutHandOver(Clock clock, Duration sessionTimeToLive) {
        return new InMemoryStores(clock, sessionTimeToLive, Optional.empty());
    }

    public CatalogStore catalog() {
        return catalog;
    }

    public SessionStore sessions() {
        return sessions;
    }

    public ArchiveStore archive() {
        return archive;
    }
}
