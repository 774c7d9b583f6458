package com.esab.data.schema;

import com.esab.data.error.CorruptRecordException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A step of a store's schema: a plain script that also runs by hand. They are read by {@link MigrationFiles}.
 *
 * @param source whose step it is
 * @param version orders the steps of a source as text, such as {@code V001} or {@code 2025-01-15-001}
 * @param description the rest of the file's name
 * @param script what brings the schema to this version
 * @param undo what takes it back; empty when there is no such script
 */
public record Migration(Source source, String version, String description, String script, Optional<String> undo)
        implements Comparable<Migration> {

    private static final Comparator<Migration> ORDER =
            Comparator.comparing(Migration::source).thenComparing(Migration::version);

    /** Who brings a migration; each has versions of its own. The library's come first when going up, and last when going down. */
    public enum Source {
        LIBRARY("esab-data"),
        APP("app");

        private final String label;

        Source(String label) {
            this.label = label;
        }

        /** The word for it in a history. */
        public String label() {
            return label;
        }

        /**
         * The source that a history names so.
         *
         * @throws CorruptRecordException when there is none
         */
        public static Source of(String label) {
            for (Source source : values()) {
                if (source.label.equals(label)) {
                    return source;
                }
            }
            throw new CorruptRecordException("not the source of a migration: \"" + label + "\"");
        }

        /** A version in texts and as a target: the library's as it is, an app's as {@code app:V001}. */
        public String id(String version) {
            return this == LIBRARY ? version : label + ":" + version;
        }
    }

    /** The version as {@link Source#id} has it. */
    public String id() {
        return source.id(version);
    }

    /** SHA-256 of the script in hexadecimal, the same whatever its line ends. */
    public String checksum() {
        return sha256(script.replace("\r\n", "\n"));
    }

    /** SHA-256 of these statements in hexadecimal, the same whatever their line ends. */
    public static String checksum(List<String> statements) {
        return sha256(String.join("\n;\n", statements).replace("\r\n", "\n"));
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public int compareTo(Migration other) {
        return ORDER.compare(this, other);
    }

    /** Version and description. */
    @Override
    public String toString() {
        return id() + "-" + description;
    }
}
