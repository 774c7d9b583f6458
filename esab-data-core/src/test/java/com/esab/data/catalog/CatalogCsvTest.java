package com.esab.data.catalog;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.InvalidCatalogException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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

final class CatalogCsvTest {

    private static final String PRODUCTS = """
            type,gin,name,current_output,process,weight_kg,until
            PowerSource,0446200880,Aristo 500ix,500 A,"[""GMAW""]",58.50,null
            Feeder,0445800880,Robust Feed,,,,
            """;
    private static final String COMPATIBILITIES = """
            from,to,priority,compatibility_type,notes
            0445800880,0446200880,1,direct,with 5 m cable
            """;
    private static final String APPLICABILITY = """
            component,applicability
            feeder,mandatory
            cooler,not_applicable
            """;

    @TempDir
    private Path folder;

    @Test
    void a_whole_catalogue_is_read() {
        write(PRODUCTS, COMPATIBILITIES, APPLICABILITY);

        assertThat(CatalogCsv.read(folder)).isEqualTo(CatalogExamples.aristo());
        assertThat(CatalogCsv.read(folder, new WatchedCatalog())).isEqualTo(CatalogExamples.aristo());
    }

    @Test
    void it_is_written_with_a_column_for_each_property_by_name() throws IOException {
        Path made = folder.resolve("made/for/it");

        CatalogCsv.write(CatalogExamples.aristo(), made);

        assertThat(Files.readString(made.resolve("products.csv"))).isEqualTo("""
                type,gin,name,current_output,process,until,weight_kg
                PowerSource,0446200880,Aristo 500ix,500 A,"[""GMAW""]",null,58.50
                Feeder,0445800880,Robust Feed,,,,
                """);
        assertThat(Files.readString(made.resolve("compatibilities.csv"))).isEqualTo(COMPATIBILITIES);
        assertThat(Files.readString(made.resolve("applicability.csv"))).isEqualTo(APPLICABILITY);
        try (Stream<Path> files = Files.list(made)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void semicolons_crlf_a_byte_order_mark_blank_lines_and_other_orders_of_columns_are_read_as_well() {
        write(
                "\uFEFF" + """
                 name ; until;gin;current_output;type;weight_kg;process
                Aristo 500ix;null;0446200880;500 A;PowerSource;58.50;"[""GMAW""]"
                ;;;;;;

                "Robust Feed";;0445800880;;Feeder;;
                """.replace("\n", "\r\n"),
                "priority;to;from;notes;compatibility_type\r\n1;0446200880;0445800880;with 5 m cable;direct",
                APPLICABILITY.replace(',', ';'));

        assertThat(CatalogCsv.read(folder)).isEqualTo(CatalogExamples.aristo());
    }

    @Test
    void a_catalogue_without_default_applicability_replaces_one_that_has_some() {
        write(PRODUCTS, COMPATIBILITIES, APPLICABILITY);
        CatalogData empty = CatalogData.of(List.of(), List.of());

        CatalogCsv.write(empty, folder);

        assertThat(CatalogCsv.read(folder)).isEqualTo(empty);
    }

    @Test
    void applicability_may_be_missing_and_an_edge_needs_no_more_than_its_ends() {
        write(
                "type,gin,name\nFeeder,F000000001,One\nPowerSource,P000000001,Two\n",
                "from,to\nF000000001,P000000001\nP000000001,F000000001\n",
                null);

        CatalogData data = CatalogCsv.read(folder);

        Compatibility edge = Compatibility.of(Gin.of("F000000001"), Gin.of("P000000001"));
        assertThat(data.compatibilities()).containsExactly(edge, edge.turnedRound());
        assertThat(data.defaultApplicability()).isEmpty();
    }

    @Test
    void a_cell_is_json_when_it_is_a_number_or_word_of_json_or_begins_like_a_list_a_map_or_a_text() {
        write(
                """
                type,gin,name,a,b,c,d,e
                Torch,T000000001,500,500,1.50,-2e3,true,null
                Torch,T000000002,true,"[1, null]","{""amps"": 5}",""" + "\"\"\"500\"\"\",\"\"\"\"\"\"," + """
                "line
                break"
                Torch,T000000003,[x, 007,007,+5,5 m,NULL
                Torch,T000000004,"  ","1,5",.5,-,1.,a"b
                """.replace("\"  \"", "\" x\""),
                "from,to,compatibility_type,notes\n",
                null);

        List<Product> products = CatalogCsv.read(folder).products();

        assertThat(products).extracting(Product::name).containsExactly("500", "true", "[x", " x");
        assertThat(products)
                .extracting(
                        product -> Arrays.asList(product.properties().values().toArray()))
                .containsExactly(
                        Arrays.asList(500L, new BigDecimal("1.50"), new BigDecimal("-2E+3"), true, null),
                        List.of(Arrays.asList(1L, null), Map.of("amps", 5L), "500", "", "line\nbreak"),
                        List.of(" 007", "007", "+5", "5 m", "NULL"),
                        List.of("1,5", ".5", "-", "1.", "a\"b"));
    }

    @Test
    void texts_that_would_be_read_as_something_else_are_written_as_json() throws IOException {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> odd =
                List.of("500", "-1.5e3", "true", "null", "", "[x", "{", "\"x\"", " lead", "trail ", "a\tb", "\r");
        List<String> plain = List.of("500 A", "007", "+5", "True", "a;b", "a,b", "5\"", "nullable", "1,5", "=1+2");
        odd.forEach(text -> properties.put("odd " + odd.indexOf(text), text));
        plain.forEach(text -> properties.put("plain " + plain.indexOf(text), text));
        Product product = Product.of(ComponentType.TORCH, Gin.of("0000000001"), "\"007\"\n;", properties);

        CatalogData data = CatalogData.of(List.of(product), List.of());
        CatalogCsv.write(data, folder);

        assertThat(CatalogCsv.read(folder)).isEqualTo(data);
        String file = Files.readString(folder.resolve("products.csv"));
        assertThat(file)
                .contains("\"\"\"500\"\"\",", "\"\"\"\"\"\",", "\"\"\"a\\tb\"\"\"", ",007,+5,True,a;b,\"a,b\",");
    }

    @Test
    void a_column_of_a_property_may_have_any_name() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String name :
                List.of("", "type", "from", "\"", "a,b", "a;b;c;d", " blank ", "two\nlines", "[", "ä", "500")) {
            properties.put(name, "value of " + name.strip());
        }
        CatalogData data = CatalogData.of(
                List.of(Product.of(ComponentType.TORCH, Gin.of("0000000001"), "x", properties)), List.of());

        CatalogCsv.write(data, folder);

        assertThat(CatalogCsv.read(folder)).isEqualTo(data);
    }

    @Test
    void texts_of_an_edge_survive() {
        List<Product> products = List.of(
                Product.of(ComponentType.TORCH, Gin.of("0000000001"), "x", Map.of()),
                Product.of(ComponentType.FEEDER, Gin.of("0000000002"), "y", Map.of()));
        for (String text : List.of("", "5", "true", "\"quoted\"", "a,b;c\nd", " ")) {
            CatalogData data = new CatalogData(
                    products,
                    List.of(new Compatibility(
                            products.get(0).gin(),
                            products.get(1).gin(),
                            OptionalInt.of(Integer.MAX_VALUE),
                            Optional.of(text),
                            Optional.of(text))),
                    Map.of());

            CatalogCsv.write(data, folder);

            assertThat(CatalogCsv.read(folder).compatibilities()).isEqualTo(data.compatibilities());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    Fedeer,F000000001,One,,            | line 3, column type | not a component type: "Fedeer"
                    ,F000000001,One,,                  | line 3, column type | is missing
                    Feeder,f000000001,One,,            | line 3, column gin | not a GIN: "f000000001" (a GIN has ten characters, each 0-9 or A-Z)
                    Feeder,,One,,                      | line 3, column gin | is missing
                    Feeder,P000000001,One,,            | line 3, column gin | P000000001 is given more than once, first at products.csv line 2
                    Feeder,F000000001,,,               | line 3, column name | is missing
                    Feeder,F000000001," ",,            | line 3, column name | the name is blank or holds U+0000 or half a character: " "
                    Feeder,F000000001,One,500,         | line 3, column cooling_type | cooling_type is not a text: "500"
                    Feeder,F000000001,One,,[1          | line 3, column duty | begins like JSON and is not JSON: Unexpected end-of-input: expected close marker for Array (start marker at line 1, column 1)
                    Feeder,F000000001,One,             | line 3 | has 4 values, and the first line names 5 columns
                    Feeder,F000000001,One, Two,,       | line 3 | has 6 values, and the first line names 5 columns
                    Feeder,F000000001,"One"x,,         | line 3, column name | is not CSV: Unexpected character after closing quote: 'x' (0x78)
                    Feeder,F000000001,One,"Water,      | line 3, column cooling_type | is not CSV: Unclosed quoted field at end of input (record starting at line 3)
                    """)
    void what_is_wrong_with_a_product_is_named_by_line_and_column(String line, String where, String what) {
        write(
                "type,gin,name,cooling_type,duty\nPowerSource,P000000001,One,,\n" + line + "\n",
                // an edge of a product that can be told is no second mistake
                "from,to\n" + (line.toUpperCase(Locale.ROOT).contains("F000000001") ? "F000000001,P000000001\n" : ""),
                null);

        assertThat(problems()).containsExactly(new CatalogProblem("products.csv " + where, what));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    X000000001,P000000001,,,      | line 4, column from | there is no product X000000001
                    F000000001,X000000001,,,      | line 4, column to | there is no product X000000001
                    F000000001,446200880,,,       | line 4, column to | not a GIN: "446200880" (a GIN has ten characters, each 0-9 or A-Z)
                    F000000001,,,,                | line 4, column to | is missing
                    F000000001,F000000001,,,      | line 4 | joins F000000001 with itself
                    F000000001,F000000002,,,      | line 4 | joins two products of the type Feeder
                    F000000001,P000000001,abc,,   | line 4, column priority | is not a whole number from 1 to 2147483647: "abc"
                    F000000001,P000000001,0,,     | line 4, column priority | is not a whole number from 1 to 2147483647: 0
                    F000000001,P000000001,1.5,,   | line 4, column priority | is not a whole number from 1 to 2147483647: 1.5
                    F000000001,P000000001,3000000000,, | line 4, column priority | is not a whole number from 1 to 2147483647: 3000000000
                    F000000001,P000000001,,5,     | line 4, column compatibility_type | is not a text: 5
                    F000000001,P000000001,,,true  | line 4, column notes | is not a text: true
                    F000000002,P000000001,2,,     | line 4 | F000000002 -> P000000001 is given more than once with different properties, first at compatibilities.csv line 2
                    P000000001,F000000002,2,,     | line 4 | P000000001 -> F000000002 is given more than once with different properties, first at compatibilities.csv line 2
                    F000000001,P000000001,1,direct,good, | line 4 | has 6 values, and the first line names 5 columns
                    """)
    void what_is_wrong_with_an_edge_is_named_by_the_line_in_which_it_begins(String line, String where, String what) {
        write(
                "type,gin,name\nPowerSource,P000000001,One\nFeeder,F000000001,One\nFeeder,F000000002,One\n",
                "from,to,priority,compatibility_type,notes\nF000000002,P000000001,1,,\"two\nlines\"\n" + line + "\n",
                null);

        assertThat(problems()).containsExactly(new CatalogProblem("compatibilities.csv " + where, what));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    component,applicability;feeder,never           | line 2, column applicability | not an applicability: "never" (mandatory, conditional, optional or not_applicable)
                    component,applicability;feder,optional         | line 2, column component     | not a component with an applicability: "feder" (feeder, cooler, interconnector, torch, accessory)
                    component,applicability;feeder,                | line 2, column applicability | is missing
                    component,applicability;torch,optional;torch,optional | line 3, column component | torch is given more than once
                    component,word;feeder,optional                 | line 1, column word          | is not a column of applicability (component, applicability), and applicability is missing
                    component;feeder                               | line 1, column applicability | is missing
                    """)
    void what_is_wrong_with_the_applicability_is_named_by_line_and_column(String text, String where, String what) {
        write(PRODUCTS, COMPATIBILITIES, text.replace(';', '\n'));

        assertThat(problems()).containsExactly(new CatalogProblem("applicability.csv " + where, what));
    }

    @Test
    void a_wrong_first_line_is_reported_once_and_not_for_every_line() {
        write("""
                Type,gin,name,cooling_type,cooling_type,,"[""x"
                Feeder,F000000001,One,,,extra,
                Feeder,F000000002,Two,,,extra,
                """, "frm,to,prio\nF000000001,F000000002,x\nF000000001,X000000001,y\n", null);

        assertThat(problems())
                .extracting(CatalogProblem::toString)
                .containsExactly(
                        "products.csv line 1, column cooling_type: is given more than once",
                        "products.csv line 1, column type: is missing",
                        "products.csv line 2: has a value in column 6, which the first line does not name",
                        "compatibilities.csv line 1, column frm: is not a column of compatibilities"
                                + " (from, to, priority, compatibility_type, notes), and from is missing",
                        "compatibilities.csv line 1, column prio: is not a column of compatibilities"
                                + " (from, to, priority, compatibility_type, notes)",
                        "compatibilities.csv line 3, column to: there is no product X000000001");
    }

    @Test
    void no_edge_is_blamed_when_products_cannot_be_read() throws IOException {
        for (String unreadable : new String[] {
            null, "", "name,type\nOne,Feeder\n", "type,gin,name\nFeeder,F000000001,\"One\nFeeder,F000000002,Two\n"
        }) {
            write(unreadable, "from,to\nF000000002,P000000001\n", null);

            assertThat(problems()).as("%s", unreadable).singleElement().satisfies(problem -> assertThat(problem.where())
                    .startsWith("products.csv"));
        }
        Files.writeString(
                folder.resolve("products.csv"), "type,gin,name\nFeeder,F000000001,ä\n", StandardCharsets.ISO_8859_1);
        assertThat(problems())
                .containsExactly(new CatalogProblem(
                        "products.csv line 2, character 19",
                        "is not UTF-8: the byte 0xE4 cannot stand here; save the file in UTF-8"));
    }

    @Test
    void ten_different_mistakes_in_three_files_are_ten_problems() {
        write("""
                type;gin;name;cooling_type;placeholder
                PowerSource;446200880;Aristo;;
                Feeder;F000000001;;;
                Feder;F000000002;Two;;
                Feeder;F000000003;Three;500;yes
                """, """
                from;to;priority
                F000000001;0446200880;1
                F000000002;0446200880;first
                F000000003;X000000001;1
                F000000003;F000000001;1
                F000000003;F000000003;1
                """, "component;applicability\nfeeder;required\n");

        assertThat(problems())
                .hasSize(10)
                .extracting(CatalogProblem::where)
                .containsExactly(
                        "applicability.csv line 2, column applicability",
                        "products.csv line 2, column gin",
                        "products.csv line 3, column name",
                        "products.csv line 4, column type",
                        "products.csv line 5, column cooling_type",
                        "products.csv line 5, column placeholder",
                        "compatibilities.csv line 3, column priority",
                        "compatibilities.csv line 4, column to",
                        "compatibilities.csv line 5",
                        "compatibilities.csv line 6");
    }

    @Test
    void a_folder_that_is_refused_leaves_the_catalogue_as_it_is() {
        WatchedCatalog catalog = new WatchedCatalog();
        catalog.load(CatalogExamples.aristo());
        CatalogState before = catalog.state();
        write(PRODUCTS.replace("Robust Feed", " "), COMPATIBILITIES, APPLICABILITY);

        assertThatExceptionOfType(InvalidCatalogException.class)
                .isThrownBy(() -> catalog.load(CatalogCsv.read(folder, catalog)));

        assertThat(catalog.state()).isEqualTo(before);
        assertThat(CatalogData.of(catalog).products())
                .containsExactlyInAnyOrderElementsOf(CatalogExamples.aristo().products());
    }

    @Test
    void an_edge_may_end_at_a_product_of_the_catalogue() {
        WatchedCatalog catalog = new WatchedCatalog();
        catalog.load(CatalogExamples.aristo());
        write("type,gin,name\nTorch,T000000001,One\n", "from,to\nT000000001,0446200880\n", null);

        assertThat(CatalogCsv.read(folder, catalog).compatibilities()).hasSize(1);
        assertThat(catalog.lookUps()).containsExactly(List.of(Gin.of("0446200880")));
        assertThat(problems())
                .containsExactly(
                        new CatalogProblem("compatibilities.csv line 2, column to", "there is no product 0446200880"));
    }

    @Test
    void missing_files_and_folders_are_no_empty_catalogue() {
        assertThat(problems())
                .extracting(CatalogProblem::toString)
                .containsExactly("products.csv: is missing", "compatibilities.csv: is missing");
        assertThatExceptionOfType(EsabDataException.class)
                .isThrownBy(() -> CatalogCsv.read(folder.resolve("none")))
                .withMessageContaining("none");
    }

    @Test
    void a_folder_that_cannot_be_made_is_reported() throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, "x");

        assertThatExceptionOfType(EsabDataException.class)
                .isThrownBy(() -> CatalogCsv.write(CatalogExamples.aristo(), file.resolve("below")))
                .withMessageContaining("below");
    }

    @Test
    void a_catalogue_of_50_000_products_is_read() {
        int count = 50_000;
        write(
                IntStream.range(0, count)
                        .mapToObj(i -> (i % 2 == 0 ? "PowerSource" : "Feeder") + ",%010d,One\n".formatted(i))
                        .collect(Collectors.joining("", "type,gin,name\n", "")),
                IntStream.range(0, count)
                        .mapToObj(i -> "%010d,%010d\n".formatted(i, (i + 1) % count))
                        .collect(Collectors.joining("", "from,to\n", "")),
                null);

        CatalogData data = CatalogCsv.read(folder);

        assertThat(data.products()).hasSize(count);
        assertThat(data.compatibilities()).hasSize(count);
    }

    private void write(String products, String compatibilities, String applicability) {
        try {
            write("products.csv", products);
            write("compatibilities.csv", compatibilities);
            write("applicability.csv", applicability);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void write(String file, String text) throws IOException {
        if (text == null) {
            Files.deleteIfExists(folder.resolve(file));
        } else {
            Files.writeString(folder.resolve(file), text);
        }
    }

    private List<CatalogProblem> problems() {
        return catchThrowableOfType(InvalidCatalogException.class, () -> CatalogCsv.read(folder))
                .problems();
    }
}
