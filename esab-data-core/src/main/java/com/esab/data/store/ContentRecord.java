package com.esab.data.store;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing that a store holds, as it leaves and enters a store.
 *
 * @param kind what it is, such as {@code product}; the same word as in {@link StoreContent#count}
 * @param fields JSON values by name; what they mean is between the exports and imports of one kind of store
 */
public record ContentRecord(String kind, Map<String, Object> fields) {

    private static final String KIND = "kind";

    /** @throws IllegalArgumentException when there is a field named {@code kind} */
    public ContentRecord {
        if (fields.containsKey(KIND)) {
            throw new IllegalArgumentException("a record has one kind, and no field of this name");
        }
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** As one line of JSON: {@code kind} first, then the fields in their order. */
    public String toLine() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put(KIND, kind);
        line.putAll(fields);
        return Json.write(line);
    }

    /**
     * What {@link #toLine} wrote.
     *
     * @throws CorruptRecordException when the line is no such thing
     */
    public static ContentRecord ofLine(String line) {
        Map<String, Object> fields = new LinkedHashMap<>(Json.parseObject(line));
        if (fields.remove(KIND) instanceof String kind) {
            return new ContentRecord(kind, fields);
        }
        throw new CorruptRecordException("a record without a kind");
    }
}
