package com.esab.data.operations;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a backup says of itself, the file {@code backup-metadata.json} in it.
 *
 * @param format the version of the archive's layout
 * @param startedAt when the backup began
 * @param finishedAt when everything had been read
 * @param stores in the order in which they were read
 */
public record BackupMetadata(int format, Instant startedAt, Instant finishedAt, List<StoreEntry> stores) {

    /** The layout that this library writes, and the newest that it reads. */
    static final int FORMAT = 1;

    /**
     * What a backup holds of one store.
     *
     * @param holds what the store is for: {@code catalog}, {@code sessions} or {@code archive}
     * @param store the store's name, such as {@code redis}
     * @param file the file in the archive, one JSON object a line
     * @param product name and version of the server, such as {@code Redis 7.0.15}
     * @param schemaVersion the newest applied migration; empty for a store without schema
     * @param records how many records of each kind there are
     * @param bytes the length of the file
     * @param sha256 of the file, in hexadecimal
     * @param digest of the records whatever their order, in hexadecimal
     */
    public record StoreEntry(
            String holds,
            String store,
            String file,
            Optional<String> product,
            Optional<String> schemaVersion,
            Map<String, Long> records,
            long bytes,
            String sha256,
            String digest,
            Instant startedAt,
            Instant finishedAt) {

        public StoreEntry {
            records = Collections.unmodifiableMap(new LinkedHashMap<>(records));
        }
    }

    public BackupMetadata {
        stores = List.copyOf(stores);
    }

    /** As one JSON object. */
    public String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", format);
        json.put("started_at", startedAt.toString());
        json.put("finished_at", finishedAt.toString());
        List<Object> entries = new ArrayList<>();
        for (StoreEntry store : stores) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("holds", store.holds());
            entry.put("store", store.store());
            entry.put("file", store.file());
            store.product().ifPresent(product -> entry.put("product", product));
            store.schemaVersion().ifPresent(version -> entry.put("schema_version", version));
            entry.put("records", store.records());
            entry.put("bytes", store.bytes());
            entry.put("sha256", store.sha256());
            entry.put("digest", store.digest());
            entry.put("started_at", store.startedAt().toString());
            entry.put("finished_at", store.finishedAt().toString());
            entries.add(entry);
        }
        json.put("stores", entries);
        return Json.write(json);
    }

    /** @throws CorruptRecordException when the text is no such thing, or of a newer format */
    static BackupMetadata ofJson(String text) {
        Map<String, Object> json = Json.parseObject(text);
        long format = number(json, "format");
        if (format > FORMAT) {
            throw CorruptRecordException.newerSchema(
                    "a newer version of this library wrote it: format " + format + ", this one reads " + FORMAT);
        }
        if (!(json.get("stores") instanceof List<?> stores)) {
            throw new CorruptRecordException("stores is missing");
        }
        List<StoreEntry> entries = new ArrayList<>();
        for (Object each : stores) {
            if (!(each instanceof Map<?, ?> map)) {
                throw new CorruptRecordException("stores holds something else than objects");
            }
            Map<String, Object> entry = new LinkedHashMap<>();
            map.forEach((key, value) -> entry.put((String) key, value));
            entries.add(new StoreEntry(
                    text(entry, "holds"),
                    text(entry, "store"),
                    text(entry, "file"),
                    optionalText(entry, "product"),
                    optionalText(entry, "schema_version"),
                    records(entry),
                    number(entry, "bytes"),
                    text(entry, "sha256"),
                    text(entry, "digest"),
                    instant(entry, "started_at"),
                    instant(entry, "finished_at")));
        }
        return new BackupMetadata((int) format, instant(json, "started_at"), instant(json, "finished_at"), entries);
    }

    private static Map<String, Long> records(Map<String, Object> entry) {
        if (!(entry.get("records") instanceof Map<?, ?> map)) {
            throw new CorruptRecordException("records is missing");
        }
        Map<String, Long> records = new LinkedHashMap<>();
        map.forEach((kind, count) -> {
            if (!(count instanceof Long)) {
                throw new CorruptRecordException("the number of " + kind + " is none");
            }
            records.put((String) kind, (Long) count);
        });
        return records;
    }

    private static String text(Map<String, Object> json, String name) {
        if (json.get(name) instanceof String text) {
            return text;
        }
        throw new CorruptRecordException(name + " is missing");
    }

    private static Optional<String> optionalText(Map<String, Object> json, String name) {
        return json.containsKey(name) ? Optional.of(text(json, name)) : Optional.empty();
    }

    private static long number(Map<String, Object> json, String name) {
        if (json.get(name) instanceof Long number) {
            return number;
        }
        throw new CorruptRecordException(name + " is missing");
    }

    private static Instant instant(Map<String, Object> json, String name) {
        try {
            return Instant.parse(text(json, name));
        } catch (DateTimeException e) {
            throw new CorruptRecordException(name + " is no time", e);
        }
    }
}
