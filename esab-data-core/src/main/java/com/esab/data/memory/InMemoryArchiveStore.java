package com.esab.data.memory;

import com.esab.data.archive.SessionArchive;
import com.esab.data.health.StoreHealth;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.StoreContent;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The archive in memory. */
final class InMemoryArchiveStore implements ArchiveStore {

    private final InMemoryArchive archive;

    InMemoryArchiveStore(Clock clock) {
        archive = new InMemoryArchive(clock);
    }

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public SessionArchive archive() {
        return archive;
    }

    @Override
    public Optional<StoreContent> content() {
        return Optional.of(new ArchiveContent(archive));
    }

    @Override
    public Duration longestCall() {
        return Duration.ZERO;
    }

    @Override
    public StoreHealth health(Duration deadline) {
        return InMemoryCatalogStore.inMemory(name());
    }

    @Override
    public void close() {
        // nothing was opened
    }
}
