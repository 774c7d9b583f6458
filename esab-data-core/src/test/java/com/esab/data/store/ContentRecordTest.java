package com.esab.data.store;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.store.ContentRecord.Fields;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ContentRecordTest {

    private static ContentRecord record(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return new ContentRecord("thing", fields);
    }

    @Test
    void a_record_is_one_line_that_begins_with_its_kind_and_is_read_back_equal() {
        ContentRecord record = record(
                "id",
                "a\n\"b\"",
                "number",
                new BigDecimal("1.50"),
                "huge",
                BigInteger.TWO.pow(90),
                "nothing",
                null,
                "list",
                List.of(1L, Map.of()));

        assertThat(record.toLine())
                .startsWith("{\"kind\":\"thing\",\"id\":\"a\\n\\\"b\\\"\",\"number\":1.50,")
                .doesNotContain("\n");
        assertThat(ContentRecord.ofLine(record.toLine())).isEqualTo(record);
    }

    @Test
    void a_line_that_is_no_record_is_corrupt() {
        for (String line : List.of("", "[]", "{}", "{\"kind\":1}", "{\"kind\":null,\"id\":\"a\"}", "{\"kind\":\"a\"")) {
            assertThatExceptionOfType(CorruptRecordException.class)
                    .as(line)
                    .isThrownBy(() -> ContentRecord.ofLine(line));
        }
    }

    @Test
    void a_field_called_kind_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> record("kind", "another"));
    }

    @Test
    void fields_are_taken_as_what_they_are() {
        ContentRecord record = record("text", "a", "long", 1L << 40, "int", 7L, "bool", true, "list", List.of(1L));

        String read = record.read(fields -> fields.text("text")
                + fields.wholeNumber("long")
                + fields.integer("int")
                + fields.bool("bool")
                + fields.list("list")
                + fields.optionalText("none")
                + fields.optionalInteger("none")
                + fields.optionalObject("none"));

        assertThat(read).isEqualTo("a10995116277767true[1]Optional.emptyOptionalInt.empty{}");
    }

    @Test
    void what_a_reader_cannot_take_is_corrupt_and_says_of_which_record() {
        ContentRecord record = record("id", "a-1", "huge", 3_000_000_000L, "nothing", null);
        List<Function<Fields, Object>> readers = List.of(
                fields -> fields.text("huge"),
                fields -> fields.text("missing"),
                fields -> fields.optionalText("nothing"),
                fields -> fields.integer("huge"),
                fields -> fields.object("id"),
                fields -> fields.text("id"),
                fields -> Instant.parse(fields.text("id")),
                fields -> Integer.valueOf(fields.text("id")));
        for (Function<Fields, Object> reader : readers) {
            assertThatExceptionOfType(CorruptRecordException.class)
                    .isThrownBy(() -> record.read(reader))
                    .withMessageStartingWith("thing \"a-1\" cannot be read: ");
        }
    }

    @Test
    void a_message_shows_no_more_than_the_kind_and_the_name() {
        assertThat(record("id", "a\u0007", "secret", "told to nobody")).hasToString("thing \"a?\"");
        assertThat(record("number", 1L)).hasToString("thing \"\"");
        assertThat(record("nothing", null)).hasToString("thing \"\"");
        assertThat(record()).hasToString("thing \"\"");
    }
}
