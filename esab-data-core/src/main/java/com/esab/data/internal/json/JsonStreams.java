package com.esab.data.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
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

/** Reads and writes JSON token by token. */
public final class JsonStreams {

    // what was written can be read again: the limits of reading are wider
    private static final int MAX_DEPTH_WRITTEN = 2 * JsonValues.MAX_DEPTH;

    private static final Pattern PARSER_LOCATION =
            Pattern.compile("\\[Source: [^;\\]]*; line: ([0-9]+), column: ([0-9]+)]");

    /** Refuses a member that is there twice, at its place. */
    public static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(readConstraints())
            .streamWriteConstraints(writeConstraints())
            .build();

    /** Leaves that to who reads, which costs less where all members are known. */
    public static final JsonFactory LENIENT = JsonFactory.builder()
            // bytes hold the same text as a string does
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .streamReadConstraints(readConstraints())
            .streamWriteConstraints(writeConstraints())
            .build();

    private JsonStreams() {}

    private static StreamReadConstraints readConstraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(2 * MAX_DEPTH_WRITTEN)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build();
    }

    private static StreamWriteConstraints writeConstraints() {
        return StreamWriteConstraints.builder()
                .maxNestingDepth(MAX_DEPTH_WRITTEN)
                .build();
    }

    /** Writes one value. */
    public interface Writing {
        void write(JsonGenerator generator) throws IOException;
    }

    /** @throws IllegalArgumentException when lists and maps are nested too deep */
    public static String text(Writing value) {
        StringWriter text = new StringWriter();
        writeTo(() -> LENIENT.createGenerator(text), value);
        return text.toString();
    }

    /** As {@link #text}, in UTF-8. */
    public static byte[] bytes(Writing value) {
        ByteArrayBuilder bytes = new ByteArrayBuilder(2048);
        writeTo(() -> LENIENT.createGenerator(bytes), value);
        return bytes.toByteArray();
    }

    private interface Target {
        JsonGenerator open() throws IOException;
    }

    private static void writeTo(Target target, Writing value) {
        try (JsonGenerator generator = target.open()) {
            value.write(generator);
        } catch (StreamConstraintsException e) {
            throw JsonValues.tooDeep(MAX_DEPTH_WRITTEN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value that begins at the current token. */
    public static @Nullable Object value(JsonParser parser) throws IOException {
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
            if (object.containsKey(name)) {
                throw duplicate(parser, name);
            }
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

    /** @throws IllegalArgumentException when it holds something that cannot be written */
    public static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
        Object canonical = value instanceof Map || value instanceof List ? value : JsonValues.scalar(value);
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
                generator.writeFieldName(JsonValues.storable(name));
                write(generator, entry.getValue());
            }
            generator.writeEndObject();
        }
    }

    /** What a parser throws of a member that is there twice. */
    public static JsonParseException duplicate(JsonParser parser, String name) {
        return new JsonParseException(parser, "Duplicate field '" + name + "'");
    }

    /** What a parser says is wrong, without the text it was given. */
    public static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return PARSER_LOCATION
                .matcher(end < 0 ? message : message.substring(0, end))
                .replaceAll("line $1, column $2");
    }
}
