package com.esab.data.operations;

import com.esab.data.ProgressListener;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.operations.BackupMetadata.StoreEntry;
import com.esab.data.operations.Encryption.WrongPassphraseException;
import com.esab.data.store.ContentRecord;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a backup from its beginning to its end, and fails unless it is whole, unchanged and one of ours. */
final class ArchiveReader {

    static final String METADATA = "backup-metadata.json";

    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_METADATA = 1 << 20;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final long REPORTED_BYTES = 1 << 20;

    private final Path file;
    private final Optional<char[]> passphrase;
    private final ProgressListener progress;
    private final Map<String, ReadFile> files = new LinkedHashMap<>();
    private @Nullable BackupMetadata metadata;

    private record ReadFile(long bytes, String sha256, ContentDigest digest) {}

    /** Is given each record as it is read, long before it is known whether the backup is whole. */
    interface RecordConsumer {

        /** @param file the store's file in the backup */
        void accept(String file, ContentRecord record);
    }

    ArchiveReader(Path file, Optional<char[]> passphrase, ProgressListener progress) {
        this.file = file;
        this.passphrase = passphrase;
        this.progress = progress;
    }

    /**
     * @throws BackupException when the file is missing, damaged, not a backup, or needs another passphrase; what the consumer throws
     *     goes through
     */
    BackupMetadata read(RecordConsumer consumer) {
        files.clear();
        metadata = null;
        try (InputStream in = new Observed(Files.newInputStream(file), Files.size(file))) {
            BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
            InputStream clear = isEncrypted(buffered) ? decrypted(buffered) : buffered;
            InputStream unpacked = new GZIPInputStream(clear, BUFFER);
            TarArchiveInputStream tar = new TarArchiveInputStream(unpacked, StandardCharsets.UTF_8.name());
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                read(entry, tar, consumer);
            }
            // checksums stand at the ends
            unpacked.transferTo(OutputStream.nullOutputStream());
            clear.transferTo(OutputStream.nullOutputStream());
        } catch (NoSuchFileException e) {
            throw new BackupException("there is no backup " + file, e);
        } catch (WrongPassphraseException e) {
            throw new BackupException(file + ": " + e.getMessage(), e);
        } catch (IOException | UncheckedIOException e) {
            throw new BackupException(file + " is damaged or no backup: " + e.getMessage(), e);
        }
        return checked();
    }

    private static boolean isEncrypted(BufferedInputStream in) throws IOException {
        in.mark(2);
        int magic = in.read() << Byte.SIZE | in.read();
        in.reset();
        return magic != GZIP_MAGIC;
    }

    private InputStream decrypted(InputStream in) throws IOException {
        if (passphrase.isEmpty()) {
            throw new BackupException(file + " is encrypted, or no backup: it needs a passphrase");
        }
        return Encryption.decrypting(in, passphrase.get());
    }

    private void read(TarArchiveEntry entry, InputStream in, RecordConsumer consumer) throws IOException {
        String name = entry.getName();
        if (name.equals(METADATA)) {
            byte[] text = in.readNBytes(LONGEST_METADATA);
            metadata = corruptIs(METADATA, () -> BackupMetadata.ofJson(new String(text, StandardCharsets.UTF_8)));
            return;
        }
        if (!name.endsWith(".jsonl") || files.containsKey(name)) {
            throw new BackupException(file + " is no backup: it holds " + name);
        }
        DigestInputStream hashed = new DigestInputStream(in, Hashes.sha256());
        ContentDigest digest = new ContentDigest();
        BufferedReader lines = new BufferedReader(new InputStreamReader(hashed, StandardCharsets.UTF_8), BUFFER);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String text = line;
            ContentRecord record = corruptIs(name, () -> ContentRecord.ofLine(text));
            digest.add(record);
            consumer.accept(name, record);
        }
        String sha256 = HexFormat.of().formatHex(hashed.getMessageDigest().digest());
        files.put(name, new ReadFile(entry.getSize(), sha256, digest));
    }

    private <T> T corruptIs(String name, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (CorruptRecordException e) {
            throw new BackupException(file + " is damaged: " + name + ": " + e.getMessage(), e);
        }
    }

    private BackupMetadata checked() {
        BackupMetadata read = metadata;
        if (read == null) {
            throw new BackupException(file + " is damaged or no backup: " + METADATA + " is missing");
        }
        Map<String, ReadFile> unexpected = new LinkedHashMap<>(files);
        for (StoreEntry entry : read.stores()) {
            ReadFile found = unexpected.remove(entry.file());
            if (found == null) {
                throw new BackupException(file + " is damaged: " + entry.file() + " is missing");
            }
            if (found.bytes() != entry.bytes() || !found.sha256().equals(entry.sha256())) {
                throw new BackupException(
                        file + " is damaged: " + entry.file() + " has another checksum than " + METADATA + " says");
            }
            if (!found.digest().records().equals(entry.records())
                    || !found.digest().value().equals(entry.digest())) {
                throw new BackupException(file + " is damaged: " + entry.file() + " holds "
                        + found.digest().records() + ", not " + entry.records());
            }
        }
        if (!unexpected.isEmpty()) {
            throw new BackupException(file + " is no backup: " + METADATA + " does not know " + unexpected.keySet());
        }
        return read;
    }

    /** Tells how much of the file has been read. */
    private final class Observed extends FilterInputStream {

        private final String step = String.valueOf(file.getFileName());
        private final long total;
        private long done;
        private long told;

        Observed(InputStream in, long total) {
            super(in);
            this.total = total;
            progress.progress(step, 0, total);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            int read = in.read(bytes, from, count);
            done += Math.max(0, read);
            if (read > 0 && (done == total || done - told >= REPORTED_BYTES)) {
                told = done;
                progress.progress(step, done, total);
            }
            return read;
        }
    }
}
