package com.esab.data.redis;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.store.Arguments;
import com.esab.data.store.ContentRecord;
import java.util.Base64;
import java.util.Map;

/** What Redis holds of one thing, between its keys and a record of an export. */
sealed interface Stored permits StoredSession, StoredEntry {

    /** The latest instant that scripts and exports know, in milliseconds: one of 15 digits. */
    long LAST_INSTANT = 999_999_999_999_999L;

    /** What takes the place of a text that is none. */
    String BASE64 = "base64";

    ContentRecord toRecord();

    /** The name of its key, or of the first of them. */
    String name(KeyLayout keys);

    /** What a restore stages of it, by the names that scripts know. */
    Map<String, byte[]> parts();

    /** @throws CorruptRecordException when {@link #toRecord} makes no such record */
    static Stored of(ContentRecord record) {
        Throwable reason;
        try {
            Stored stored =
                    switch (record.kind()) {
                        case StoredSession.KIND -> StoredSession.of(record.fields());
                        case StoredEntry.KIND -> StoredEntry.of(record.fields());
                        default -> throw new IllegalArgumentException("there is no such kind");
                    };
            if (stored.toRecord().equals(record)) {
                return stored;
            }
            reason = new IllegalArgumentException("its fields do not belong together");
        } catch (IllegalArgumentException e) {
            reason = e;
        }
        throw new CorruptRecordException(
                "a record of kind %s is none that an export of redis has written: %s"
                        .formatted(record.kind(), reason.getMessage()),
                reason);
    }

    /** Writes what is usually a text under this name, and anything else as base64. */
    static void putBytes(String name, byte[] bytes, Map<String, Object> fields) {
        try {
            fields.put(name, Arguments.storable(name, Commands.text(name, bytes)));
        } catch (CorruptRecordException | IllegalArgumentException e) {
            fields.put(BASE64, Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** What {@link #putBytes} wrote. */
    static byte[] bytes(String name, Map<String, Object> fields) {
        if (fields.get(name) instanceof String text) {
            return Commands.bytes(text);
        }
        if (fields.get(BASE64) instanceof String encoded) {
            return Base64.getDecoder().decode(encoded);
        }
        throw new IllegalArgumentException("neither " + name + " nor " + BASE64 + " is there");
    }

    /** Writes an instant; when it is empty, says so under another name. */
    static void putInstant(String name, String otherwise, String millis, Map<String, Object> fields) {
        if (millis.isEmpty()) {
            fields.put(otherwise, true);
        } else {
            putInstant(name, millis, fields);
        }
    }

    /** Writes an instant unless it is empty. */
    static void putInstant(String name, String millis, Map<String, Object> fields) {
        if (!millis.isEmpty()) {
            fields.put(name, Long.parseLong(millis));
        }
    }

    /** What {@link #putInstant} wrote; empty for none. */
    static String instant(String name, Map<String, Object> fields) {
        if (!fields.containsKey(name)) {
            return "";
        }
        if (fields.get(name) instanceof Long millis && millis >= 0 && millis <= LAST_INSTANT) {
            return millis.toString();
        }
        throw new IllegalArgumentException(name + " is no instant in milliseconds");
    }
}
