package com.esab.data.operations;

import com.esab.data.ProgressListener;
import com.esab.data.error.EsabDataException;
import com.esab.data.operations.BackupMetadata.StoreEntry;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.Store;
import com.esab.data.store.StoreContent;
import com.esab.data.store.StoreProvider.Kind;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Backups of the stores, each one file in a folder: {@code YYYYMMDD_HHMMSS.tar.gz}, in UTC.
 *
 * <p>A backup holds for each store one file, a JSON object a line, and {@code backup-metadata.json} with counts and checksums. It goes
 * over the same connections that the stores use, so it needs no other program, and works with managed servers. Each store is read as
 * it was at one moment, Redis key by key. Sessions come first: what is archived while the backup runs is in it at least once.
 *
 * <p>Works for one program at a time over one folder; memory does not grow with the stores. Reading a backup keeps the ids of the
 * live sessions in memory.
 */
public final class Backups {

    private static final Duration HEALTH_DEADLINE = Duration.ofSeconds(5);
    private static final String UNFINISHED = ".unfinished-";
    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private final Optional<char[]> passphrase;
    private final ProgressListener progress;
    private final Clock clock;

    private Backups(Builder settings, Path folder) {
        this.folder = folder;
        this.passphrase = settings.passphrase;
        this.progress = settings.progress;
        this.clock = settings.clock;
    }

    /** The backups in a folder, which need not exist yet, without encryption. */
    public static Backups in(Path folder) {
        return builder().in(folder);
    }

    /** Starts from the defaults: no encryption, no progress. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes a backup of these stores. It has its name only when it is whole and on the disk; whatever goes wrong, nothing of it stays,
     * and what a killed program left is removed by the next backup.
     *
     * @throws BackupException when the folder cannot be written or another program is at work in it
     * @throws EsabDataException when a store does not answer or holds something that cannot be read
     */
    public BackupFile create(Collection<? extends Store> stores) {
        List<Content> contents = Content.of(stores);
        try {
            Files.createDirectories(folder);
            FolderLock lock = FolderLock.take(folder);
            try (lock) {
                removeUnfinished();
                return write(contents);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BackupException("no backup was made in " + folder + ": " + Failures.reason(e), e);
        }
    }

    private BackupFile write(List<Content> contents) throws IOException {
        Instant started = clock.instant();
        String name = freeName(started);
        Path unfinished = folder.resolve(UNFINISHED + name);
        List<StagedFile> staged = new ArrayList<>();
        try (ArchiveWriter archive = new ArchiveWriter(unfinished, withoutEnd(name), started, passphrase)) {
            List<StoreEntry> entries = new ArrayList<>();
            for (Content content : contents) {
                StagedFile file = new StagedFile(folder.resolve(UNFINISHED + content.file()));
                staged.add(file);
                entries.add(export(content, file));
                archive.add(content.file(), file);
                file.close();
            }
            BackupMetadata metadata = new BackupMetadata(BackupMetadata.FORMAT, started, clock.instant(), entries);
            archive.add(ArchiveReader.METADATA, metadata.toJson() + "\n");
            archive.finish();
            Path finished = folder.resolve(name);
            publish(unfinished, finished);
            return BackupFile.of(finished).orElseThrow();
        } finally {
            for (StagedFile file : staged) {
                file.close();
            }
            Files.deleteIfExists(unfinished);
        }
    }

    private static String withoutEnd(String name) {
        return name.endsWith(".gpg") ? name.substring(0, name.length() - ".gpg".length()) : name;
    }

    /** A second has one name. */
    private String freeName(Instant started) {
        Instant time = started;
        while (Files.exists(folder.resolve(BackupFile.name(time, true)))
                || Files.exists(folder.resolve(BackupFile.name(time, false)))) {
            time = time.plusSeconds(1);
        }
        return BackupFile.name(time, passphrase.isPresent());
    }

    private StoreEntry export(Content content, StagedFile file) throws IOException {
        Instant started = clock.instant();
        ContentDigest digest = new ContentDigest();
        try (OutputStream out = new BufferedOutputStream(file.open(), BUFFER)) {
            content.content()
                    .export(
                            record -> {
                                digest.add(record);
                                write(out, record);
                            },
                            progress);
        }
        return new StoreEntry(
                content.holds(),
                content.store().name(),
                content.file(),
                content.store().health(HEALTH_DEADLINE).product(),
                content.schemaVersion(),
                digest.records(),
                file.length(),
                file.sha256(),
                digest.value(),
                started,
                clock.instant());
    }

    private static void write(OutputStream out, ContentRecord record) {
        try {
            out.write((record.toLine() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the file its name for good: after this, a power cut takes neither name nor content. */
    private void publish(Path unfinished, Path finished) throws IOException {
        if (Files.exists(finished)) {
            throw new FileAlreadyExistsException(finished.toString());
        }
        try {
            Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(unfinished, finished);
        }
        Folders.force(folder);
    }

    private void removeUnfinished() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Backups::isUnfinished).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static boolean isUnfinished(Path file) {
        return String.valueOf(file.getFileName()).startsWith(UNFINISHED);
    }

    /**
     * The backups in the folder by their names, the oldest first; they are not looked into.
     *
     * @throws BackupException when the folder cannot be read
     */
    public List<BackupFile> list() {
        if (!Files.exists(folder)) {
            return List.of();
        }
        List<BackupFile> backups = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                BackupFile.of(file).ifPresent(backups::add);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BackupException("the folder " + folder + " cannot be read: " + Failures.reason(e), e);
        }
        backups.sort(BackupFile.OLDEST_FIRST);
        return List.copyOf(backups);
    }

    /**
     * Reads a backup through and compares all it holds with its checksums; no server is asked.
     *
     * @throws BackupException when it is missing, damaged, no backup of this library, or needs another passphrase
     */
    public BackupMetadata verify(Path backup) {
        return new ArchiveReader(backup, passphrase, progress).read((file, record) -> {});
    }

    /**
     * Puts a backup into stores whose schema is that of the backup: first verifies it, then fills each store beside what it holds and
     * compares what it reads back, and only when all agree puts the new content in the place of the old.
     *
     * <p>When anything fails before the first store is switched, all are as they were. Stores that the backup holds but that are not
     * given are left out. A session of which the archive has a later version is not put back: it would be continued from there, and
     * that version overwritten. To know the archive, sessions are restored together with it, or beside the one that is given.
     *
     * @param stores those to be restored
     * @param beside the archive that sessions belong to when it is not restored itself
     * @param overwrite whether stores that hold something may lose it
     * @throws BackupException when the backup is not whole, does not hold one of these stores, does not fit its schema, a store is not
     *     empty, or what was put back is not what the backup holds; the message says what was switched, if anything
     * @throws EsabDataException when a store does not answer
     */
    public RestoreReport restore(
            Path backup, Collection<? extends Store> stores, Optional<ArchiveStore> beside, boolean overwrite) {
        return new Restore(backup, passphrase, progress, Content.of(stores), beside, overwrite).run();
    }

    /**
     * Deletes the backups that are older than this, as long as enough later ones are good: each is deleted only when so many backups made
     * after it were just verified.
     *
     * @param age such as seven days
     * @param keep how many good backups are to stay in any case, at least 1
     * @return those that were deleted, the oldest first
     * @throws IllegalArgumentException when {@code keep} is below 1
     * @throws BackupException when the folder cannot be read or written
     */
    public List<BackupFile> deleteOlderThan(Duration age, int keep) {
        if (keep < 1) {
            throw new IllegalArgumentException("keep " + keep + " is not at least 1");
        }
        Instant limit = clock.instant().minus(age);
        List<BackupFile> deleted = new ArrayList<>();
        List<BackupFile> newestFirst = new ArrayList<>(list());
        newestFirst.sort(BackupFile.OLDEST_FIRST.reversed());
        int good = 0;
        try {
            for (BackupFile backup : newestFirst) {
                if (good >= keep) {
                    if (backup.madeAt().isBefore(limit)) {
                        Files.delete(backup.path());
                        deleted.add(backup);
                    }
                } else if (isGood(backup)) {
                    good++;
                }
            }
        } catch (IOException e) {
            throw new BackupException("an old backup cannot be deleted: " + Failures.reason(e), e);
        }
        deleted.sort(BackupFile.OLDEST_FIRST);
        return List.copyOf(deleted);
    }

    private boolean isGood(BackupFile backup) {
        try {
            verify(backup.path());
            return true;
        } catch (BackupException e) {
            return false;
        }
    }

    /** What of a store goes into a backup, and what it is called there. */
    record Content(Store store, String holds, StoreContent content) {

        private static final List<String> ORDER = List.of("sessions", "archive", "catalog");

        /** Sessions first, so that what is archived meanwhile is in the archive's part if not in theirs. */
        static List<Content> of(Collection<? extends Store> stores) {
            return stores.stream()
                    .map(Content::of)
                    .sorted(Comparator.comparing(content -> ORDER.indexOf(content.holds())))
                    .toList();
        }

        private static Content of(Store store) {
            String holds = Stream.of(Kind.values())
                    .filter(kind -> kind.type().isInstance(store))
                    .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                    .findFirst()
                    .orElse("");
            return new Content(
                    store,
                    holds,
                    store.content()
                            .filter(content -> !holds.isEmpty())
                            .orElseThrow(() -> new BackupException(store.name() + " offers nothing to back up")));
        }

        String file() {
            return store.name() + ".jsonl";
        }

        /** The newest applied migration of the library; empty for a store without schema, and for an empty one. */
        Optional<String> schemaVersion() {
            return store.schema().flatMap(schema -> schema.version(schema.applied()));
        }
    }

    /** Keeps other programs out of a folder while a backup is written. */
    private record FolderLock(FileChannel channel, FileLock lock) implements AutoCloseable {

        static FolderLock take(Path folder) throws IOException {
            FileChannel channel =
                    FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return new FolderLock(channel, lock);
                }
            } catch (OverlappingFileLockException e) {
                // held by this program: the same answer
            }
            channel.close();
            throw new BackupException("another backup is being made in " + folder);
        }

        @Override
        public void close() throws IOException {
            try (channel) {
                lock.release();
            }
        }
    }

    /** The settings of {@link Backups}. */
    public static final class Builder {

        private Optional<char[]> passphrase = Optional.empty();
        private ProgressListener progress = ProgressListener.NONE;
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /**
         * New backups are encrypted with it, as {@code gpg --symmetric} does, and encrypted ones are read with it.
         *
         * @throws IllegalArgumentException when it is empty
         */
        public Builder passphrase(char[] text) {
            if (text.length == 0) {
                throw new IllegalArgumentException("the passphrase is empty");
            }
            this.passphrase = Optional.of(text.clone());
            return this;
        }

        /** Told how far the work has come; nobody unless given. */
        public Builder progress(ProgressListener listener) {
            this.progress = listener;
            return this;
        }

        /** The clock that names backups and tells their age; the system's unless given. */
        public Builder clock(Clock newClock) {
            this.clock = newClock;
            return this;
        }

        /** The backups in this folder, which is made by the first of them. */
        public Backups in(Path folder) {
            return new Backups(this, folder);
        }
    }
}
