package com.esab.data.redis;

import com.esab.data.store.Arguments;
import com.esab.data.store.ContentRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An entry of the general cache.
 *
 * @param expiresAt in milliseconds; empty when it never goes
 */
record StoredEntry(String key, byte[] value, String expiresAt) implements Stored {

    static final String KIND = "cached";

    static final List<String> PARTS = List.of("value", "expires_at");

    /** @param parts those of {@link #PARTS} */
    static StoredEntry of(String key, List<Object> parts) {
        return new StoredEntry(key, (byte[]) parts.get(0), Records.text(parts.get(1)));
    }

    /** @throws IllegalArgumentException when {@link #toRecord} makes no such record */
    static StoredEntry of(Map<String, Object> fields) {
        return new StoredEntry(
                Arguments.key("cache key", String.valueOf(fields.get("key"))),
                Stored.bytes("value", fields),
                Stored.instant("expires_at", fields));
    }

    @Override
    public ContentRecord toRecord() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key", key);
        Stored.putBytes("value", value, fields);
        Stored.putInstant("expires_at", "persistent", expiresAt, fields);
        return new ContentRecord(KIND, fields);
    }

    @Override
    public String name(KeyLayout keys) {
        return keys.cached(key);
    }

    @Override
    public Map<String, byte[]> parts() {
        return Map.of("value", value, "expires_at", Commands.bytes(expiresAt));
    }
}
