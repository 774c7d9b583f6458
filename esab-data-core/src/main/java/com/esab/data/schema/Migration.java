package com.esab.data.schema;

import com.esab.data.error.MigrationException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A step of a store's schema: a plain script that also runs by hand.
 *
 * @param version orders the steps as text, such as {@code V001} or {@code 2025-01-15-001}
 * @param description the rest of the file's name
 * @param script what brings the schema to this version
 * @param undo what takes it back; empty when there is no such script
 */
public record Migration(String version, String description, String script, Optional<String> undo)
        implements Comparable<Migration> {

    private static final Pattern FILE =
            Pattern.compile("(V\\d{3}|\\d{4}-\\d{2}-\\d{2}-\\d{3})-([a-z0-9-]+?)(-up)?\\.(sql|cypher)");

    /**
     * The migration that a file holds.
     *
     * @param fileName such as {@code V001-archived-sessions-up.sql} or {@code 2025-01-15-001-catalogue.cypher}
     * @throws MigrationException when the name has another form, such as that of an undo script
     */
    public static Migration of(String fileName, String script, Optional<String> undo) {
        Matcher matcher = FILE.matcher(fileName);
        if (!matcher.matches() || fileName.contains("-down.")) {
            throw new MigrationException("not the name of a migration: " + fileName);
        }
        return new Migration(matcher.group(1), matcher.group(2), script, undo);
    }

    /** SHA-256 of the script in hexadecimal, the same whatever its line ends. */
    public String checksum() {
        try {
            byte[] text = script.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public int compareTo(Migration other) {
        return version.compareTo(other.version);
    }

    /** Version and description. */
    @Override
    public String toString() {
        return version + "-" + description;
    }
}
