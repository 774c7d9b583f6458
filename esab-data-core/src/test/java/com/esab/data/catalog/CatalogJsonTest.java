package com.esab.data.catalog;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.InvalidCatalogException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

final class CatalogJsonTest {

    private static final String SOURCE = product("PowerSource", "P000000001");
    private static final String FEEDER = product("Feeder", "F000000001");
    private static final String OTHER_FEEDER = product("Feeder", "F000000002");
    private static final String REMOTE = product("Accessory", "A000000001");
    private static final String CABLE = product("Accessory", "A000000002");

    @TempDir
    private Path folder;

    @Test
    void a_whole_catalogue_is_read() {
        CatalogData data = read("""
                {
                  "format": "esab-data-catalogue",
                  "format_version": 1,
                  "default_applicability": {"feeder": "mandatory", "cooler": "not_applicable"},
                  "products": [
                    {"type": "PowerSource", "gin": "0446200880", "name": "Aristo 500ix",
                     "properties": {"current_output": "500 A", "process": ["GMAW"], "weight_kg": 58.50, "until": null}},
                    {"type": "Feeder", "gin": "0445800880", "name": "Robust Feed"}
                  ],
                  "compatibilities": [
                    {"from": "0445800880", "to": "0446200880", "priority": 1, "compatibility_type": "direct",
                     "notes": "with 5 m cable"}
                  ]
                }
                """);

        CatalogData expected = CatalogExamples.aristo();
        assertThat(data).isEqualTo(expected);
    }

    @Test
    void it_is_written_in_a_stable_order_with_one_product_and_one_edge_a_line() {
        CatalogData data = read(catalogue(
                List.of(CABLE, FEEDER, REMOTE, SOURCE),
                List.of(edge("F000000001", "P000000001"), edge("A000000002", "A000000001"))));

        assertThat(written(data)).isEqualTo("""
                        {
                        "format": "esab-data-catalogue",
                        "format_version": 1,
                        "default_applicability": {},
                        "products": [
                        {"type":"PowerSource","gin":"P000000001","name":"One","properties":{}},
                        {"type":"Feeder","gin":"F000000001","name":"One","properties":{}},
                        {"type":"Accessory","gin":"A000000001","name":"One","properties":{}},
                        {"type":"Accessory","gin":"A000000002","name":"One","properties":{}}
                        ],
                        "compatibilities": [
                        {"from":"A000000002","to":"A000000001"},
                        {"from":"F000000001","to":"P000000001"}
                        ]
                        }
                        """);
        assertThat(written(CatalogExamples.aristo())).contains("""
                "default_applicability": {"feeder":"mandatory","cooler":"not_applicable"},
                """, """
                "properties":{"current_output":"500 A","process":["GMAW"],"until":null,"weight_kg":58.50}},
                """, """
                "priority":1,"compatibility_type":"direct","notes":"with 5 m cable"}
                """);
    }

    @Test
    void an_empty_catalogue_is_written_and_read() {
        CatalogData empty = CatalogData.of(List.of(), List.of());

        assertThat(read(written(empty))).isEqualTo(empty);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "type": "feeder"                 | products[1].type                          | not a component type: "feeder"
                    "type": 5                        | products[1].type                          | is not a text: 5
                    "type": null                     | products[1].type                          | is missing
                    "gin": "123"                     | products[1].gin                           | not a GIN: "123" (a GIN has ten characters, each 0-9 or A-Z)
                    "gin": 1234567890                | products[1].gin                           | is not a text: 1234567890
                    "gin": "P000000001"              | products[1].gin                           | P000000001 is given more than once, first at products[0]
                    "name": " "                      | products[1].name                          | the name is blank or holds U+0000 or half a character: " "
                    "name": "\\ud83d"                | products[1].name                          | the name is blank or holds U+0000 or half a character: "?"
                    "properties": []                 | products[1].properties                    | is not an object: []
                    "properties": {"cooling_type":5} | products[1].properties.cooling_type       | cooling_type is not a text: "5"
                    "properties": {"placeholder":1}  | products[1].properties.placeholder        | placeholder is neither true nor false
                    "properties": {"gin":"x"}        | products[1].properties.gin                | an attribute cannot be called gin or name
                    "properties": {"a b":[1E+901]}   | products[1].properties["a b"]             | a number has 902 digits when written in full, more than 900: about 1E901
                    "properties": {"a":"\\u0000"}    | products[1].properties.a                  | a text holds U+0000 or half a character: "?"
                    "colour": "red"                  | products[1].colour                        | is not a member of a product (type, gin, name, properties)
                    """)
    void what_is_wrong_with_a_product_is_named_by_its_path(String member, String where, String what) {
        String name = member.substring(0, member.indexOf(':'));
        String feeder = Stream.of("\"type\": \"Feeder\"", "\"gin\": \"F000000001\"", "\"name\": \"One\"")
                .filter(usual -> !usual.startsWith(name))
                .collect(Collectors.joining(", ", "{", ", " + member + "}"));

        assertThat(problems(catalogue(List.of(SOURCE, feeder), List.of())))
                .containsExactly(new CatalogProblem(where, what));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "from": "X000000001"      | compatibilities[1].from               | there is no product X000000001
                    "to": "X000000001"        | compatibilities[1].to                 | there is no product X000000001
                    "to": "p000000001"        | compatibilities[1].to                 | not a GIN: "p000000001" (a GIN has ten characters, each 0-9 or A-Z)
                    "to": null                | compatibilities[1].to                 | is missing
                    "to": "F000000001"        | compatibilities[1]                    | joins F000000001 with itself
                    "to": "F000000002"        | compatibilities[1]                    | joins two products of the type Feeder
                    "priority": "abc"         | compatibilities[1].priority           | is not a whole number from 1 to 2147483647: "abc"
                    "priority": 0             | compatibilities[1].priority           | is not a whole number from 1 to 2147483647: 0
                    "priority": 1.5           | compatibilities[1].priority           | is not a whole number from 1 to 2147483647: 1.5
                    "priority": 2147483648    | compatibilities[1].priority           | is not a whole number from 1 to 2147483647: 2147483648
                    "compatibility_type": [1] | compatibilities[1].compatibility_type | is not a text: [1]
                    "notes": "\\u0000"        | compatibilities[1].notes              | holds U+0000 or half a character: "?"
                    "note": "x"               | compatibilities[1].note               | is not a member of a compatibility (from, to, priority, compatibility_type, notes)
                    """)
    void what_is_wrong_with_an_edge_is_named_by_its_path(String member, String where, String what) {
        String name = member.substring(0, member.indexOf(':'));
        String edge = Stream.of("\"from\": \"F000000001\"", "\"to\": \"P000000001\"")
                .filter(usual -> !usual.startsWith(name))
                .collect(Collectors.joining(", ", "{", ", " + member + "}"));

        assertThat(problems(catalogue(
                        List.of(SOURCE, FEEDER, OTHER_FEEDER, REMOTE, CABLE),
                        List.of(edge("A000000001", "A000000002"), edge))))
                .containsExactly(new CatalogProblem(where, what));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "format": "catalogue"                            | format                             | is not "esab-data-catalogue": "catalogue"
                    "format_version": "1"                            | format_version                     | is not 1: "1"
                    "format_version": 0                              | format_version                     | is not 1: 0
                    "format_version": 2                              | format_version                     | is 2, and this version of the library reads 1: the text comes from a newer one
                    "products": {}                                   | products                           | is not a list: {}
                    "products": ["x"]                                | products[0]                        | is not an object: "x"
                    "products": null                                 | products                           | is missing
                    "compatibilities": "none"                        | compatibilities                    | is not a list: "none"
                    "compatibilities": [null]                        | compatibilities[0]                 | is not an object: null
                    "default_applicability": []                      | default_applicability              | is not an object: []
                    "default_applicability": {"feeder": "maybe"}     | default_applicability.feeder       | not an applicability: "maybe" (mandatory, conditional, optional or not_applicable)
                    "default_applicability": {"feeder": 1}           | default_applicability.feeder       | is not a text: 1
                    "default_applicability": {"Feeder": "optional"}  | default_applicability.Feeder       | not a component with an applicability: "Feeder" (feeder, cooler, interconnector, torch, accessory)
                    "default_applicability": {"power_source": "optional"} | default_applicability.power_source | not a component with an applicability: "power_source" (feeder, cooler, interconnector, torch, accessory)
                    "edges": []                                      | edges                              | is not a member of a catalogue (format, format_version, products, compatibilities, default_applicability)
                    """)
    void what_is_wrong_with_the_catalogue_itself_is_named_by_its_path(String member, String where, String what) {
        String name = member.substring(0, member.indexOf(':'));
        String text = Stream.of(
                        "\"format\": \"esab-data-catalogue\"",
                        "\"format_version\": 1",
                        "\"products\": []",
                        "\"compatibilities\": []")
                .filter(usual -> !usual.startsWith(name))
                .collect(Collectors.joining(", ", "{", ", " + member + "}"));

        assertThat(problems(text)).containsExactly(new CatalogProblem(where, what));
    }

    @Test
    void members_that_have_to_be_there_are_missed_all_at_once() {
        assertThat(problems("{}"))
                .extracting(CatalogProblem::toString)
                .containsExactly(
                        "format: is missing",
                        "format_version: is missing",
                        "products: is missing",
                        "compatibilities: is missing");
    }

    @Test
    void of_a_newer_format_nothing_else_is_judged() {
        assertThat(problems("{\"format\": \"other\", \"format_version\": 99999999999999999999, \"items\": 5}"))
                .containsExactly(new CatalogProblem(
                        "format_version",
                        "is 99999999999999999999, and this version of the library reads 1: the text comes from a newer"
                                + " one"));
    }

    @Test
    void a_misspelt_member_is_one_problem_with_the_one_that_is_missing_for_it() {
        assertThat(problems(catalogue(
                        List.of("{\"type\": \"Feeder\", \"gni\": \"F000000001\", \"nmae\": \"One\", \"x\": 1}"),
                        List.of())))
                .extracting(CatalogProblem::toString)
                .containsExactly(
                        "products[0].gni: is not a member of a product (type, gin, name, properties), and gin is missing",
                        "products[0].nmae: is not a member of a product (type, gin, name, properties), and name is missing",
                        "products[0].x: is not a member of a product (type, gin, name, properties)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {;"products": [;{"type": Feeder}]} | line 3, column 10 | is not JSON: Unrecognized token 'Feeder'
                    {"a": 1,; "a": 2}                  | line 2, column 5  | is not JSON: Duplicate field 'a'
                    {"products": [                     | line 1, column 15 | is not JSON: Unexpected end-of-input
                    ``                                 | line 1, column 1  | is not JSON: nothing there
                    [1, 2]                             | line 1, column 1  | is not an object: [1, 2]
                    """)
    void a_mistake_in_the_syntax_is_told_by_line_and_column(String text, String where, String what) {
        assertThat(problems(text.replace(';', '\n'))).singleElement().satisfies(problem -> {
            assertThat(problem.where()).isEqualTo(where);
            assertThat(problem.what()).startsWith(what);
        });
    }

    @Test
    void an_edge_given_twice_alike_is_accepted_in_both_directions_and_once_differently_refused() {
        List<String> products = List.of(SOURCE, FEEDER, REMOTE, CABLE);
        String edge = "{\"from\":\"F000000001\",\"to\":\"P000000001\",\"priority\":1}";
        String turned = "{\"to\":\"F000000001\",\"from\":\"P000000001\",\"priority\":1}";

        assertThat(read(catalogue(products, List.of(edge, turned, edge))).compatibilities())
                .hasSize(3);
        assertThat(read(catalogue(
                                products, List.of(edge("A000000001", "A000000002"), edge("A000000002", "A000000001"))))
                        .compatibilities())
                .hasSize(2);
        assertThat(problems(catalogue(products, List.of(edge, edge, turned.replace("1}", "2}"), edge))))
                .extracting(CatalogProblem::toString)
                .containsExactly("compatibilities[2]: P000000001 -> F000000001 is given more than once with different"
                        + " properties, first at compatibilities[0]");
    }

    @Test
    void ten_different_mistakes_are_ten_problems_in_the_order_of_the_text() {
        String text = """
                {"format": "esab-data-catalogue", "format_version": 1,
                "default_applicability": {"feeder": "perhaps"},
                "products": [
                {"type":"PowerSource","gin":"P000000001","name":"One","properties":{"process":"TIG"}},
                {"type":"Fedeer","gin":"F000000001","name":"One"},
                {"type":"Feeder","gin":"F000000002","name":""},
                {"type":"Feeder","gin":"0f-3","name":"One"},
                {"type":"Feeder","gin":"F000000002","name":"One"}],
                "compatibilities": [
                {"from":"F000000001","to":"P000000001","priority":0},
                {"from":"F000000002","to":"X000000001"},
                {"from":"00000000F3","to":"P000000001"},
                {"from":"P000000001","to":"P000000001"},
                {"from":"F000000002","to":"P000000001","priority":2},
                {"from":"F000000002","to":"P000000001","priority":3}
                ]}
                """;

        assertThat(problems(text))
                .hasSize(10)
                .extracting(CatalogProblem::where)
                .containsExactly(
                        "default_applicability.feeder",
                        "products[0].properties.process",
                        "products[1].type",
                        "products[2].name",
                        "products[3].gin",
                        "products[4].gin",
                        "compatibilities[0].priority",
                        "compatibilities[1].to",
                        "compatibilities[3]",
                        "compatibilities[5]");
    }

    @Test
    void every_bad_property_of_one_product_is_named_whatever_else_is_wrong_with_it() {
        String properties = "\"properties\":{\"process\":1,\"material\":[],\"since\":\"\\u0000\",\"ok\":\"x\"}}";

        assertThat(problems(catalogue(
                        List.of("{\"type\":\"PowerSource\",\"gin\":\"?\",\"name\":\"One\"," + properties), List.of())))
                .extracting(CatalogProblem::where)
                .containsExactly(
                        "products[0].gin",
                        "products[0].properties.process",
                        "products[0].properties.material",
                        "products[0].properties.since");
        assertThat(problems(catalogue(
                        List.of("{\"type\":\"?\",\"gin\":\"P000000001\",\"name\":\"One\"," + properties), List.of())))
                .extracting(CatalogProblem::where)
                .containsExactly("products[0].type", "products[0].properties.since");
    }

    @Test
    void edges_are_not_blamed_for_what_is_wrong_with_their_products() {
        String bad = "{\"type\":\"Cable\",\"gin\":\"F000000001\",\"name\":\"\",\"properties\":5}";
        String short1 = "{\"type\":\"Feeder\",\"gin\":44580,\"name\":\"One\"}";
        String twice = product("Torch", "P000000001");
        List<String> edges = List.of(
                edge("F000000001", "P000000001"), edge("0000044580", "P000000001"), edge("P000000001", "T000000001"));

        assertThat(problems(catalogue(List.of(SOURCE, bad, short1, twice, product("Torch", "T000000001")), edges)))
                .extracting(CatalogProblem::where)
                .containsExactly(
                        "products[1].properties",
                        "products[1].type",
                        "products[1].name",
                        "products[2].gin",
                        "products[3].gin");
        assertThat(problems(catalogue(List.of(), edges).replace("\"products\": []", "\"products\": 5")))
                .extracting(CatalogProblem::where)
                .containsExactly("products");
    }

    @Test
    void a_text_that_is_refused_leaves_the_catalogue_as_it_is() {
        ProductCatalog catalog = new WatchedCatalog();
        catalog.load(read(catalogue(List.of(SOURCE), List.of())));
        CatalogState before = catalog.state();

        assertThatExceptionOfType(InvalidCatalogException.class)
                .isThrownBy(() -> catalog.load(
                        read(catalogue(List.of(FEEDER, REMOTE), List.of(edge("F000000001", "X000000001"))))))
                .withMessageContaining("1 problem(s), nothing was written: compatibilities[0].to");

        assertThat(catalog.state()).isEqualTo(before);
        assertThat(CatalogData.of(catalog).products()).extracting(Product::gin).containsExactly(Gin.of("P000000001"));
    }

    @Test
    void an_edge_may_end_at_a_product_of_the_catalogue_which_is_asked_once_and_only_if_need_be() {
        WatchedCatalog catalog = new WatchedCatalog();
        catalog.load(read(catalogue(List.of(SOURCE, FEEDER, REMOTE), List.of())));
        String part = catalogue(
                List.of(product("Torch", "T000000001")),
                List.of(
                        edge("T000000001", "P000000001"),
                        edge("F000000001", "T000000001"),
                        edge("A000000001", "P000000001")));

        CatalogData read = CatalogJson.read(new StringReader(part), catalog);

        assertThat(catalog.lookUps())
                .containsExactly(List.of(Gin.of("P000000001"), Gin.of("F000000001"), Gin.of("A000000001")));
        assertThat(catalog.load(read).turnedRound()).hasSize(1);
        assertThat(problems(part)).hasSize(4);
        CatalogJson.read(new StringReader(catalogue(List.of(SOURCE), List.of())), catalog);
        assertThat(catalog.lookUps()).hasSize(1);
    }

    @Test
    void the_type_of_a_product_of_the_catalogue_counts_as_well() {
        ProductCatalog catalog = new WatchedCatalog();
        catalog.load(read(catalogue(List.of(FEEDER), List.of())));
        String part = catalogue(
                List.of(OTHER_FEEDER), List.of(edge("F000000002", "F000000001"), edge("F000000002", "F000000009")));

        InvalidCatalogException refused = catchThrowableOfType(
                InvalidCatalogException.class, () -> CatalogJson.read(new StringReader(part), catalog));

        assertThat(refused.problems())
                .extracting(CatalogProblem::toString)
                .containsExactly(
                        "compatibilities[0]: joins two products of the type Feeder",
                        "compatibilities[1].to: there is no product F000000009");
    }

    @Test
    void a_file_is_written_whole_in_utf_8_and_replaced_and_nothing_else_stays_in_the_folder() throws IOException {
        Path file = folder.resolve("catalogue.json");
        Files.writeString(file, "old");

        CatalogJson.write(CatalogExamples.aristo(), file);

        assertThat(Files.readString(file)).isEqualTo(written(CatalogExamples.aristo()));
        assertThat(CatalogJson.read(file)).isEqualTo(CatalogExamples.aristo());
        assertThat(CatalogJson.read(file, new WatchedCatalog())).isEqualTo(CatalogExamples.aristo());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void a_file_that_cannot_be_written_stays_as_it_was_and_nothing_else_stays_in_the_folder() throws IOException {
        Path file = folder.resolve("catalogue.json");
        Files.writeString(file, "old");

        assertThatExceptionOfType(EsabDataException.class)
                .isThrownBy(() -> TextFiles.write(Map.of(file, to -> {
                    to.append("half");
                    throw new IOException("the disk is full");
                })))
                .withMessageContaining("catalogue.json")
                .withMessageContaining("the disk is full");

        assertThat(Files.readString(file)).isEqualTo("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        assertThatExceptionOfType(EsabDataException.class)
                .isThrownBy(() -> CatalogJson.write(CatalogExamples.aristo(), folder.resolve("no/such/folder.json")))
                .withMessageContaining("folder.json");
    }

    @Test
    void a_link_to_a_file_stays_a_link() throws IOException {
        Path file = folder.resolve("catalogue.json");
        Path link = folder.resolve("link.json");
        Files.writeString(file, "old");
        Files.createSymbolicLink(link, file);

        CatalogJson.write(CatalogExamples.aristo(), link);

        assertThat(link).isSymbolicLink();
        assertThat(CatalogJson.read(file)).isEqualTo(CatalogExamples.aristo());
    }

    @Test
    void a_file_that_is_not_there_is_no_empty_catalogue() {
        assertThatExceptionOfType(EsabDataException.class)
                .isThrownBy(() -> CatalogJson.read(folder.resolve("none.json")))
                .withMessageContaining("none.json");
    }

    @Test
    void a_file_in_another_encoding_is_refused_where_that_shows() throws IOException {
        Path file = folder.resolve("latin.json");
        Files.writeString(file, "{\n\"n\": \"Schweißgerät\"}", StandardCharsets.ISO_8859_1);

        assertThat(catchThrowableOfType(InvalidCatalogException.class, () -> CatalogJson.read(file))
                        .problems())
                .containsExactly(new CatalogProblem(
                        "line 2, column 13", "is not UTF-8: the byte 0xDF cannot stand here; save the file in UTF-8"));
    }

    @Test
    void a_byte_order_mark_is_passed_over_in_a_file_and_in_a_text() throws IOException {
        String text = "\uFEFF" + written(CatalogExamples.aristo());
        Path file = folder.resolve("bom.json");
        Files.writeString(file, text);

        assertThat(CatalogJson.read(file)).isEqualTo(CatalogExamples.aristo());
        assertThat(read(text)).isEqualTo(CatalogExamples.aristo());
    }

    @Test
    void a_reader_or_writer_that_fails_is_reported() {
        Reader broken = new Reader() {
            @Override
            public int read(char[] buffer, int offset, int length) throws IOException {
                throw new IOException("cable pulled");
            }

            @Override
            public void close() {
                throw new AssertionError("closed by somebody else");
            }
        };

        assertThatExceptionOfType(EsabDataException.class)
                .isThrownBy(() -> CatalogJson.read(broken))
                .withMessageContaining("cable pulled");
    }

    @Test
    void an_incomplete_catalogue_is_not_exported() {
        WatchedCatalog incomplete = new WatchedCatalog();
        incomplete.load(CatalogExamples.aristo());
        incomplete.becomeIncomplete();

        assertThatExceptionOfType(EsabDataException.class)
                .isThrownBy(() -> CatalogData.of(incomplete))
                .withMessageContaining("incomplete at revision 1");
    }

    @Test
    void a_catalogue_of_50_000_products_is_read() {
        int count = 50_000;
        List<String> products = IntStream.range(0, count)
                .mapToObj(i -> product(i % 2 == 0 ? "PowerSource" : "Feeder", "%010d".formatted(i)))
                .toList();
        List<String> edges = IntStream.range(0, count)
                .mapToObj(i -> edge("%010d".formatted(i), "%010d".formatted((i + 1) % count)))
                .toList();

        CatalogData data = read(catalogue(products, edges));

        assertThat(data.products()).hasSize(count);
        assertThat(data.compatibilities()).hasSize(count);
    }

    private static String product(String type, String gin) {
        return "{\"type\":\"%s\",\"gin\":\"%s\",\"name\":\"One\"}".formatted(type, gin);
    }

    private static String edge(String from, String to) {
        return "{\"from\":\"%s\",\"to\":\"%s\"}".formatted(from, to);
    }

    private static String catalogue(List<String> products, List<String> edges) {
        return "{\"format\": \"esab-data-catalogue\", \"format_version\": 1, \"products\": " + products
                + ", \"compatibilities\": " + edges + "}";
    }

    private static CatalogData read(String text) {
        return CatalogJson.read(new StringReader(text));
    }

    private static String written(CatalogData data) {
        StringBuilder text = new StringBuilder();
        CatalogJson.write(data, text);
        return text.toString();
    }

    private static List<CatalogProblem> problems(String text) {
        return catchThrowableOfType(InvalidCatalogException.class, () -> read(text))
                .problems();
    }
}
