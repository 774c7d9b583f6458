package com.esab.data.operations;

import com.esab.data.ProgressListener;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.operations.BackupMetadata.StoreEntry;
import com.esab.data.operations.Backups.Content;
import com.esab.data.operations.RestoreReport.Restored;
import com.esab.data.session.SessionId;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.SessionStore;
import com.esab.data.store.StoreContent.Replacement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts one backup back: see {@link Backups#restore}. */
final class Restore {

    private static final String SESSION = "session";
    private static final String ARCHIVED_SESSION = "archived_session";
    private static final int ASKED_AT_ONCE = 1000;

    private final Path backup;
    private final ArchiveReader reader;
    private final ProgressListener progress;
    private final List<Content> targets;
    private final Optional<ArchiveStore> beside;
    private final boolean overwrite;
    /** The sessions of the backup by id, and which version of them the archive is going to have. */
    private final Map<String, Long> archivedVersions = new HashMap<>();

    Restore(
            Path backup,
            Optional<char[]> passphrase,
            ProgressListener progress,
            List<Content> targets,
            Optional<ArchiveStore> beside,
            boolean overwrite) {
        this.backup = backup;
        this.reader = new ArchiveReader(backup, passphrase, progress);
        this.progress = progress;
        this.targets = targets;
        this.beside = beside;
        this.overwrite = overwrite;
    }

    RestoreReport run() {
        requireArchive();
        boolean archiveToo = targets("archive").isPresent();
        boolean sessionsToo = targets("sessions").isPresent();
        BackupMetadata metadata = reader.read((file, record) -> {
            if (sessionsToo && record.kind().equals(SESSION)) {
                archivedVersions.put(text(record, "id"), 0L);
            } else if (archiveToo && record.kind().equals(ARCHIVED_SESSION)) {
                archivedVersions.computeIfPresent(text(record, "session_id"), (id, none) -> number(record, "version"));
            }
        });
        Map<Content, StoreEntry> entries = new LinkedHashMap<>();
        targets.forEach(target -> entries.put(target, entry(target, metadata)));
        // so that whatever fails from now on leaves the whole of what was there
        targets.forEach(target -> target.content().finishReplacement());
        entries.forEach(this::requireFit);
        if (!archiveToo && sessionsToo) {
            beside.ifPresent(this::askArchive);
        }
        List<Filling> fillings = new ArrayList<>();
        try {
            fill(entries, fillings);
            return new RestoreReport(metadata, switchAll(fillings));
        } finally {
            fillings.forEach(Filling::close);
        }
    }

    private Optional<Content> targets(String holds) {
        return targets.stream().filter(target -> target.holds().equals(holds)).findFirst();
    }

    private void requireArchive() {
        boolean handsOver = targets("sessions")
                .map(sessions ->
                        ((SessionStore) sessions.store()).archiveQueue().isPresent())
                .orElse(false);
        if (handsOver && targets("archive").isEmpty() && beside.isEmpty()) {
            throw new BackupException("sessions cannot be restored without knowing their archive:"
                    + " a session of which it has a later version must not come back");
        }
    }

    private StoreEntry entry(Content target, BackupMetadata metadata) {
        return metadata.stores().stream()
                .filter(entry -> entry.holds().equals(target.holds()))
                .findFirst()
                .orElseThrow(() -> new BackupException(backup + " holds no " + target.holds() + ", only "
                        + metadata.stores().stream().map(StoreEntry::holds).collect(Collectors.joining(", "))));
    }

    private void requireFit(Content target, StoreEntry entry) {
        String name = target.store().name();
        Optional<String> version = target.schemaVersion();
        if (!version.equals(entry.schemaVersion())) {
            throw new BackupException(
                    "%s has the schema %s, the backup %s: restore it with the version of this library that made it, then migrate"
                            .formatted(
                                    name,
                                    version.orElse("none"),
                                    entry.schemaVersion().orElse("none")));
        }
        Map<String, Long> present = new LinkedHashMap<>(target.content().count());
        present.values().removeIf(count -> count == 0);
        if (!overwrite && !present.isEmpty()) {
            throw new BackupException(name + " is not empty, it holds " + present
                    + ": nothing was restored; say explicitly that it may be overwritten");
        }
    }

    private void askArchive(ArchiveStore archive) {
        List<SessionId> ids =
                archivedVersions.keySet().stream().map(SessionId::of).toList();
        for (int from = 0; from < ids.size(); from += ASKED_AT_ONCE) {
            Collection<SessionId> some = ids.subList(from, Math.min(ids.size(), from + ASKED_AT_ONCE));
            archive.archive().versionsOf(some).forEach((id, version) -> archivedVersions.put(id.value(), version));
        }
    }

    private void fill(Map<Content, StoreEntry> entries, List<Filling> fillings) {
        Map<String, Filling> byFile = new HashMap<>();
        entries.forEach((target, entry) -> {
            Filling filling = new Filling(target, entry, target.content().replace());
            fillings.add(filling);
            byFile.put(entry.file(), filling);
        });
        reader.read((file, record) -> {
            Filling filling = byFile.get(file);
            if (filling != null) {
                filling.put(record);
            }
        });
        fillings.forEach(Filling::compare);
    }

    /** The archive first: whatever happens then, no session is older than what it has. */
    private List<Restored> switchAll(List<Filling> fillings) {
        List<Restored> switched = new ArrayList<>();
        List<Filling> order = new ArrayList<>(fillings);
        order.sort(Comparator.comparing(
                filling -> List.of("archive", "catalog", "sessions").indexOf(filling.target.holds())));
        for (Filling filling : order) {
            try {
                filling.replacement.commit();
            } catch (RuntimeException e) {
                throw new BackupException(
                        "%s failed while it was being switched: restore again, or have fsck repair what is half done. Switched before: %s. %s"
                                .formatted(
                                        filling.target.store().name(),
                                        switched.isEmpty()
                                                ? "none"
                                                : switched.stream()
                                                        .map(Restored::store)
                                                        .collect(Collectors.joining(", ")),
                                        e.getMessage()),
                        e);
            }
            switched.add(new Restored(
                    filling.target.holds(), filling.target.store().name(), filling.put.records(), filling.leftOut));
        }
        return switched;
    }

    private static String text(ContentRecord record, String field) {
        if (record.fields().get(field) instanceof String text) {
            return text;
        }
        throw new CorruptRecordException("a " + record.kind() + " without " + field);
    }

    private static long number(ContentRecord record, String field) {
        if (record.fields().get(field) instanceof Long number) {
            return number;
        }
        throw new CorruptRecordException("a " + record.kind() + " without " + field);
    }

    /** The version of a session's document; 0 when it cannot be read. */
    private static long version(@Nullable Object document) {
        return document instanceof Map<?, ?> fields && fields.get("version") instanceof Long version ? version : 0;
    }

    /** One store that is being filled. */
    private final class Filling {

        private final Content target;
        private final StoreEntry entry;
        private final Replacement replacement;
        private final ContentDigest put = new ContentDigest();
        private final long total;
        private long done;
        private long leftOut;

        Filling(Content target, StoreEntry entry, Replacement replacement) {
            this.target = target;
            this.entry = entry;
            this.replacement = replacement;
            this.total =
                    entry.records().values().stream().mapToLong(Long::longValue).sum();
        }

        void put(ContentRecord record) {
            if (isOlderThanArchived(record)) {
                leftOut++;
            } else {
                replacement.put(record);
                put.add(record);
            }
            done++;
            if (done % ASKED_AT_ONCE == 0 || done == total) {
                progress.progress("restore " + target.store().name(), done, total);
            }
        }

        private boolean isOlderThanArchived(ContentRecord record) {
            return record.kind().equals(SESSION)
                    && archivedVersions.getOrDefault(text(record, "id"), 0L)
                            > version(record.fields().get("document"));
        }

        void compare() {
            ContentDigest read = new ContentDigest();
            replacement.export(read::add);
            if (!read.isSameAs(put)) {
                throw new BackupException("%s holds %s after %s were put into it, or not the same: nothing was restored"
                        .formatted(target.store().name(), read.records(), put.records()));
            }
        }

        void close() {
            replacement.close();
        }
    }
}
