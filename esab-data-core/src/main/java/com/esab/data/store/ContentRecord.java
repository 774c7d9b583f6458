package com.esab.data.store;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.internal.text.Texts;
import com.esab.data.json.Json;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * One thing that a store holds, as it leaves and enters a store.
 *
 * @param kind what it is, such as {@code product}; the same word as in {@link StoreContent#count}
 * @param fields JSON values by name, what names the thing first; what they mean is between the exports and imports of one kind of
 *     store. A field that is absent and one that is JSON's null are two things
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

    /**
     * What a reader makes of the fields, all of which it has to take.
     *
     * @throws CorruptRecordException when a field is missing, is not what the reader wants, or is left over; also for an
     *     {@link IllegalArgumentException} or {@link DateTimeException} of the reader
     */
    public <T> T read(Function<Fields, T> reader) {
        Fields taken = new Fields(fields);
        try {
            T read = reader.apply(taken);
            if (!taken.rest.isEmpty()) {
                throw new CorruptRecordException(
                        "unknown fields " + Texts.printable(taken.rest.keySet().toString()));
            }
            return read;
        } catch (IllegalArgumentException | DateTimeException | CorruptRecordException e) {
            throw new CorruptRecordException(this + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What to throw when a store has no such kind. */
    public CorruptRecordException unknownKind() {
        return new CorruptRecordException("not a kind of record of this store: " + this);
    }

    /** What to throw when a store has been given this thing before. */
    public CorruptRecordException repeated() {
        return new CorruptRecordException(this + " is there twice");
    }

    /** The kind, and what names the thing. */
    @Override
    public String toString() {
        Iterator<Object> values = fields.values().iterator();
        String name = values.hasNext() && values.next() instanceof String text ? text : "";
        return "%s \"%s\"".formatted(Texts.printable(kind), Texts.printable(name));
    }

    /** The fields of a record, to be taken one after the other; each method throws when the field is of another type. */
    public static final class Fields {

        private final Map<String, Object> rest;

        private Fields(Map<String, Object> fields) {
            rest = new LinkedHashMap<>(fields);
        }

        public String text(String name) {
            return take(name, String.class, "a text");
        }

        public Optional<String> optionalText(String name) {
            return rest.containsKey(name) ? Optional.of(text(name)) : Optional.empty();
        }

        public long wholeNumber(String name) {
            return take(name, Long.class, "a whole number");
        }

        public OptionalLong optionalWholeNumber(String name) {
            return rest.containsKey(name) ? OptionalLong.of(wholeNumber(name)) : OptionalLong.empty();
        }

        /** A whole number in the range of an {@code int}. */
        public int integer(String name) {
            long number = wholeNumber(name);
            if (number != (int) number) {
                throw new CorruptRecordException(name + " is out of range: " + number);
            }
            return (int) number;
        }

        public OptionalInt optionalInteger(String name) {
            return rest.containsKey(name) ? OptionalInt.of(integer(name)) : OptionalInt.empty();
        }

        public boolean bool(String name) {
            return take(name, Boolean.class, "true or false");
        }

        public Map<String, Object> object(String name) {
            Map<?, ?> taken = take(name, Map.class, "an object");
            Map<String, Object> object = new LinkedHashMap<>();
            taken.forEach((key, value) -> object.put((String) key, value));
            return object;
        }

        /** An object; an empty one where there is none. */
        public Map<String, Object> optionalObject(String name) {
            return rest.containsKey(name) ? object(name) : Map.of();
        }

        public List<Object> list(String name) {
            List<?> taken = take(name, List.class, "a list");
            return new ArrayList<>(taken);
        }

        /** Takes a field of any type, where there is one. */
        public void any(String name) {
            rest.remove(name);
        }

        private <T> T take(String name, Class<T> type, String wanted) {
            Object value = rest.remove(name);
            if (!type.isInstance(value)) {
                throw new CorruptRecordException(name + " is not " + wanted);
            }
            return type.cast(value);
        }
    }
}
