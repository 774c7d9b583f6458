package com.esab.data.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Comparator;
import java.util.Optional;

/**
 * A backup in a folder, known by its name.
 *
 * @param path the archive {@code YYYYMMDD_HHMMSS.tar.gz}, with {@code .gpg} at its end when it is encrypted
 * @param madeAt when the backup began, in UTC, as its name says
 * @param bytes how long the file is
 */
public record BackupFile(Path path, Instant madeAt, long bytes) {

    static final Comparator<BackupFile> OLDEST_FIRST =
            Comparator.comparing(BackupFile::madeAt).thenComparing(BackupFile::path);

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss").withResolverStyle(ResolverStyle.STRICT);
    private static final String PACKED = ".tar.gz";
    private static final String ENCRYPTED = PACKED + ".gpg";

    /** Whether a passphrase is needed to read it. */
    public boolean encrypted() {
        return path.toString().endsWith(ENCRYPTED);
    }

    /** What a backup that begins now is called. */
    static String name(Instant time, boolean encrypted) {
        return NAME.format(time.atZone(ZoneOffset.UTC)) + (encrypted ? ENCRYPTED : PACKED);
    }

    /** The backup that a file is by its name; empty for another file. */
    static Optional<BackupFile> of(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        String time = name.endsWith(ENCRYPTED)
                ? name.substring(0, name.length() - ENCRYPTED.length())
                : name.endsWith(PACKED) ? name.substring(0, name.length() - PACKED.length()) : "";
        try {
            Instant madeAt = LocalDateTime.parse(time, NAME).toInstant(ZoneOffset.UTC);
            return Optional.of(new BackupFile(file, madeAt, Files.size(file)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
