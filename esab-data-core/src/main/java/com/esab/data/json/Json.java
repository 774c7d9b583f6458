package com.esab.data.json;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.internal.json.JsonStreams;
import com.esab.data.internal.json.JsonValues;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON text to plain values and back.
 *
 * <p>The values are {@code String}, {@code Boolean}, {@code Long}, {@code BigInteger} beyond the range of a long,
 * {@code BigDecimal} for every number written with a point or an exponent, unmodifiable {@code List} and {@code Map} of
 * these, and {@code null} for JSON's null inside a list or map. Maps keep the order of the text.
 */
public final class Json {

    private Json() {}

    /**
     * The map that a JSON object stands for.
     *
     * @throws CorruptRecordException when the text is not one JSON object
     */
    public static Map<String, Object> parseObject(String text) {
        if (parse(text) instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // no other map comes from a parser
            Map<String, Object> object = (Map<String, Object>) map;
            return object;
        }
        throw new CorruptRecordException("not a JSON object");
    }

    /**
     * The value that a JSON text stands for.
     *
     * @throws CorruptRecordException when the text is not JSON
     */
    public static @Nullable Object parse(String text) {
        try (JsonParser parser = JsonStreams.STRICT.createParser(text)) {
            return only(parser);
        } catch (IOException e) {
            throw new CorruptRecordException("not JSON: " + JsonStreams.firstLine(e), e);
        }
    }

    /**
     * The value that a JSON text stands for, read to its end.
     *
     * @throws SyntaxException when the text is not JSON
     * @throws IOException when the text cannot be read
     */
    public static @Nullable Object read(Reader text) throws IOException {
        try (JsonParser parser = JsonStreams.STRICT.createParser(text)) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            return only(parser);
        }
    }

    private static @Nullable Object only(JsonParser parser) throws IOException {
        try {
            if (parser.nextToken() == null) {
                throw new SyntaxException("nothing there", parser.currentLocation());
            }
            Object value = JsonStreams.value(parser);
            if (parser.nextToken() != null) {
                throw new SyntaxException("something follows the value", parser.currentTokenLocation());
            }
            return value;
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            throw new SyntaxException(
                    JsonStreams.firstLine(e), location == null ? parser.currentLocation() : location, e);
        } catch (IllegalArgumentException e) {
            throw new SyntaxException(JsonStreams.firstLine(e), parser.currentTokenLocation(), e);
        }
    }

    /**
     * The text of a value.
     *
     * @throws IllegalArgumentException when it holds something that is not a JSON value, a text that is not storable, a
     *     number of more than 900 digits in full, or lists and maps nested deeper than 1,000
     */
    public static String write(@Nullable Object value) {
        return JsonStreams.text(out -> JsonStreams.write(out, value));
    }

    /**
     * A deep, unmodifiable copy with every value in its canonical form: integers as {@code Long}, a {@code BigDecimal}
     * without decimal places among them, and decimals as {@code BigDecimal}.
     *
     * @throws IllegalArgumentException as {@link #write}, at a depth of 500 already
     */
    public static Map<String, Object> copyOf(Map<String, ?> map) {
        return JsonValues.copyOf(map);
    }

    /** As {@link #copyOf(Map)}, of a list. */
    public static List<Object> copyOf(List<?> list) {
        return JsonValues.copyOf(list);
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
