package com.esab.data.internal.json;

import com.esab.data.internal.text.Texts;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may stand in a JSON text, and the one form of it that is kept. */
public final class JsonValues {

    /** Readers of numbers, here and in the stores, have limits of their own, all above this one. */
    private static final int MAX_DIGITS = 900;

    static final int MAX_DEPTH = 500;

    private JsonValues() {}

    /** See {@link com.esab.data.json.Json#copyOf(Map)}. */
    public static Map<String, Object> copyOf(Map<?, ?> map) {
        return map.isEmpty() ? Map.of() : copyOf(map, 1);
    }

    /** See {@link com.esab.data.json.Json#copyOf(List)}. */
    public static List<Object> copyOf(List<?> list) {
        return list.isEmpty() ? List.of() : copyOf(list, 1);
    }

    private static Map<String, Object> copyOf(Map<?, ?> map, int depth) {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new IllegalArgumentException("not a JSON member name: " + entry.getKey());
            }
            putCanonical(copy, key, entry.getValue(), depth);
        }
        return Collections.unmodifiableMap(copy);
    }

    private static List<Object> copyOf(List<?> list, int depth) {
        List<Object> copy = new ArrayList<>(list.size());
        for (Object value : list) {
            addCanonical(copy, value, depth);
        }
        return Collections.unmodifiableList(copy);
    }

    @SuppressWarnings("NullAway") // a list of JSON values may hold JSON's null
    private static void addCanonical(List<Object> copy, @Nullable Object value, int depth) {
        copy.add(canonical(value, depth));
    }

    @SuppressWarnings("NullAway") // a map of JSON values may hold JSON's null
    private static void putCanonical(Map<String, Object> copy, String key, @Nullable Object value, int depth) {
        copy.put(storable(key), canonical(value, depth));
    }

    private static @Nullable Object canonical(@Nullable Object value, int depth) {
        if (value instanceof List || value instanceof Map) {
            if (depth == MAX_DEPTH) {
                throw tooDeep(MAX_DEPTH);
            }
            return value instanceof List<?> list ? copyOf(list, depth + 1) : copyOf((Map<?, ?>) value, depth + 1);
        }
        return scalar(value);
    }

    static @Nullable Object scalar(@Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof Long) {
            return value;
        }
        if (value instanceof String text) {
            return storable(text);
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger integer) {
            return integer(integer);
        }
        if (value instanceof BigDecimal decimal) {
            // written without a point and an exponent, it would be read as an integer
            return decimal.scale() == 0 ? integer(decimal.unscaledValue()) : writable(decimal);
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                throw new IllegalArgumentException("not a JSON number: " + value);
            }
            return new BigDecimal(value.toString());
        }
        throw new IllegalArgumentException(
                "not a JSON value: " + value.getClass().getName());
    }

    private static Object integer(BigInteger integer) {
        return integer.bitLength() < Long.SIZE
                ? (Object) integer.longValue()
                : writable(new BigDecimal(integer)).toBigInteger();
    }

    /** The number, once it is certain that it can also be read again where it was stored without an exponent. */
    private static BigDecimal writable(BigDecimal number) {
        long digits = Math.max(1L, (long) number.precision() - number.scale()) + Math.max(0, number.scale());
        if (digits > MAX_DIGITS) {
            throw new IllegalArgumentException("a number has " + digits + " digits when written in full, more than "
                    + MAX_DIGITS + ": about 1E" + ((long) number.precision() - number.scale() - 1));
        }
        return number;
    }

    static IllegalArgumentException tooDeep(int most) {
        return new IllegalArgumentException("lists and maps are nested too deep: more than " + most + " in each other");
    }

    /** @throws IllegalArgumentException when not every store can hold the text */
    public static String storable(String text) {
        if (!Texts.isStorable(text)) {
            throw new IllegalArgumentException(
                    "a text holds U+0000 or half a character: \"" + Texts.printable(text) + "\"");
        }
        return text;
    }
}
