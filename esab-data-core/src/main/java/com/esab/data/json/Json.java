package com.esab.data.json;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.internal.text.Texts;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON text to plain values and back.
 *
 * <p>The values are {@code String}, {@code Boolean}, {@code Long}, {@code BigInteger} beyond the range of a long,
 * {@code BigDecimal} for every number written with a point or an exponent, unmodifiable {@code List} and {@code Map} of
 * these, and {@code null} for JSON's null inside a list or map. Maps keep the order of the text.
 */
public final class Json {

    /** Readers of numbers, here and in the stores, have limits of their own, all above this one. */
    private static final int MAX_DIGITS = 900;

    // what was written can be read again: the limits of reading are wider
    private static final int MAX_DEPTH = 500;
    private static final int MAX_DEPTH_WRITTEN = 2 * MAX_DEPTH;

    private static final Pattern PARSER_LOCATION =
            Pattern.compile("\\[Source: [^;\\]]*; line: ([0-9]+), column: ([0-9]+)]");

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2 * MAX_DEPTH_WRITTEN)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH_WRITTEN)
                    .build())
            .build();

    private Json() {}

    /**
     * The map that a JSON object stands for.
     *
     * @throws CorruptRecordException when the text is not one JSON object
     */
    public static Map<String, Object> parseObject(String text) {
        if (parse(text) instanceof Map<?, ?> map) {
            Map<String, Object> object = new LinkedHashMap<>();
            map.forEach((key, value) -> object.put((String) key, value));
            return Collections.unmodifiableMap(object);
        }
        throw new CorruptRecordException("not a JSON object");
    }

    /**
     * The value that a JSON text stands for.
     *
     * @throws CorruptRecordException when the text is not JSON
     */
    public static @Nullable Object parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return only(parser);
        } catch (IOException e) {
            throw new CorruptRecordException("not JSON: " + firstLine(e), e);
        }
    }

    /**
     * The value that a JSON text stands for, read to its end.
     *
     * @throws SyntaxException when the text is not JSON
     * @throws IOException when the text cannot be read
     */
    public static @Nullable Object read(Reader text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            return only(parser);
        }
    }

    private static @Nullable Object only(JsonParser parser) throws IOException {
        try {
            if (parser.nextToken() == null) {
                throw new SyntaxException("nothing there", parser.currentLocation());
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new SyntaxException("something follows the value", parser.currentTokenLocation());
            }
            return value;
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            throw new SyntaxException(firstLine(e), location == null ? parser.currentLocation() : location, e);
        } catch (IllegalArgumentException e) {
            throw new SyntaxException(firstLine(e), parser.currentTokenLocation(), e);
        }
    }

    /**
     * The text of a value.
     *
     * @throws IllegalArgumentException when it holds something that is not a JSON value, a text that is not storable, a
     *     number of more than 900 digits in full, or lists and maps nested deeper than 1,000
     */
    public static String write(@Nullable Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            write(generator, value);
        } catch (StreamConstraintsException e) {
            throw tooDeep(MAX_DEPTH_WRITTEN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * A deep, unmodifiable copy with every value in its canonical form: integers as {@code Long}, a {@code BigDecimal}
     * without decimal places among them, and decimals as {@code BigDecimal}.
     *
     * @throws IllegalArgumentException as {@link #write}, at a depth of 500 already
     */
    public static Map<String, Object> copyOf(Map<String, ?> map) {
        return copyOf(map, 1);
    }

    /** As {@link #copyOf(Map)}, of a list. */
    public static List<Object> copyOf(List<?> list) {
        return copyOf(list, 1);
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

    private static @Nullable Object scalar(@Nullable Object value) {
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

    private static IllegalArgumentException tooDeep(int most) {
        return new IllegalArgumentException("lists and maps are nested too deep: more than " + most + " in each other");
    }

    private static String storable(String text) {
        if (!Texts.isStorable(text)) {
            throw new IllegalArgumentException(
                    "a text holds U+0000 or half a character: \"" + Texts.printable(text) + "\"");
        }
        return text;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                parser.getNumberValue() instanceof BigInteger big ? big : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw new IOException("unexpected " + parser.currentToken());
        };
    }

    @SuppressWarnings("NullAway") // a map of JSON values may hold JSON's null
    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return Collections.unmodifiableMap(object);
    }

    @SuppressWarnings("NullAway") // a list of JSON values may hold JSON's null
    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return Collections.unmodifiableList(array);
    }

    private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
        Object canonical = value instanceof Map || value instanceof List ? value : scalar(value);
        if (canonical == null) {
            generator.writeNull();
        } else if (canonical instanceof String text) {
            generator.writeString(text);
        } else if (canonical instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (canonical instanceof Long number) {
            generator.writeNumber(number);
        } else if (canonical instanceof BigInteger number) {
            generator.writeNumber(number);
        } else if (canonical instanceof BigDecimal number) {
            generator.writeNumber(number);
        } else if (canonical instanceof List<?> list) {
            generator.writeStartArray();
            for (Object element : list) {
                write(generator, element);
            }
            generator.writeEndArray();
        } else if (canonical instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String name)) {
                    throw new IllegalArgumentException("not a JSON member name: " + entry.getKey());
                }
                generator.writeFieldName(storable(name));
                write(generator, entry.getValue());
            }
            generator.writeEndObject();
        }
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return PARSER_LOCATION
                .matcher(end < 0 ? message : message.substring(0, end))
                .replaceAll("line $1, column $2");
    }

    /** A text is not JSON; says where. */
    public static final class SyntaxException extends IOException {

        private static final long serialVersionUID = 1L;

        private final int line;
        private final int column;

        private SyntaxException(String message, JsonLocation location) {
            super(message);
            this.line = location.getLineNr();
            this.column = location.getColumnNr();
        }

        private SyntaxException(String message, JsonLocation location, Throwable cause) {
            this(message, location);
            initCause(cause);
        }

        /** The line in which the mistake was noticed, from 1. */
        public int line() {
            return line;
        }

        /** The character of the line at which the mistake was noticed, from 1. */
        public int column() {
            return column;
        }
    }
}
