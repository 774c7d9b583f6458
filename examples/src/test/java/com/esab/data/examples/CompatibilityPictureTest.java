package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.Selection;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

class CompatibilityPictureTest {

    private static final Path COMMITTED = Path.of("..", "docs", "compatibility-aristo-500ix.svg");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void the_picture_in_the_documentation_is_the_one_that_the_example_draws(@TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("new").resolve("aristo.svg");
        assertThat(draw(file.toString())).isZero();
        assertThat(file).hasSameBinaryContentAs(COMMITTED);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Aristo 500ix CE (0446200880)", file.toString());
    }

    @Test
    void each_power_source_of_the_sample_gives_a_well_formed_picture() throws Exception {
        try (EsabData data = EsabData.inMemory()) {
            data.catalog().load(SampleCatalog.data());
            List<PowerSource> powerSources = data.catalog().ofType(PowerSource.class);
            assertThat(powerSources).hasSize(8);
            for (PowerSource powerSource : powerSources) {
                Element svg = parsed(picture(data, powerSource)).getDocumentElement();
                assertThat(svg.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
                assertThat(texts(svg, "title").get(0))
                        .isEqualTo("What fits %s (%s)".formatted(powerSource.name(), powerSource.gin()));
            }
        }
    }

    @Test
    void every_product_of_a_package_is_named_in_full() throws Exception {
        try (EsabData data = EsabData.inMemory()) {
            data.catalog().load(SampleCatalog.data());
            String titles =
                    String.join("\n", texts(parsed(Files.readString(COMMITTED)).getDocumentElement(), "title"));
            PowerSource powerSource = (PowerSource)
                    data.catalog().find(SampleCatalog.ARISTO_500IX).orElseThrow();
            assertThat(data.compatibility().packages(Selection.empty().with(powerSource)))
                    .hasSize(1260)
                    .allSatisfy(selection -> selection.products().forEach(product -> assertThat(titles)
                            .contains(product.toString())));
        }
    }

    @Test
    void names_with_markup_are_shown_and_do_not_become_markup() throws Exception {
        String powerSource = "Arc & <Spark> \"500\"";
        String feeder = "Feed </text><script>";
        try (EsabData data = EsabData.inMemory()) {
            data.catalog()
                    .load(new CatalogData(
                            List.of(
                                    product(ComponentType.POWER_SOURCE, "0000000001", powerSource, Map.of()),
                                    product(ComponentType.FEEDER, "0000000002", feeder, Map.of())),
                            List.of(Compatibility.of(Gin.of("0000000002"), Gin.of("0000000001"), 1)),
                            Map.of(ComponentType.TORCH, Applicability.NOT_APPLICABLE)));
            String picture = picture(data, (PowerSource)
                    data.catalog().find(Gin.of("0000000001")).orElseThrow());
            Element svg = parsed(picture).getDocumentElement();

            assertThat(picture).contains("Arc &amp; &lt;Spark&gt; &quot;500&quot;");
            assertThat(svg.getElementsByTagName("script").getLength()).isZero();
            assertThat(texts(svg, "title"))
                    .contains("What fits " + powerSource + " (0000000001)", feeder + " (0000000002)");
            assertThat(texts(svg, "text")).contains("not applicable", "nothing fits");
        }
    }

    @Test
    void a_product_without_a_package_is_grey_and_a_placeholder_is_dashed() throws Exception {
        try (EsabData data = EsabData.inMemory()) {
            data.catalog()
                    .load(CatalogData.of(
                            List.of(
                                    product(ComponentType.POWER_SOURCE, "0000000001", "Arc", Map.of()),
                                    product(ComponentType.FEEDER, "0000000002", "Feed", Map.of()),
                                    product(
                                            ComponentType.COOLER,
                                            "F000000003",
                                            "No cooler",
                                            Map.of("placeholder", true)),
                                    product(
                                            ComponentType.FEEDER,
                                            "F000000008",
                                            "No feeder",
                                            Map.of("placeholder", true)),
                                    product(ComponentType.TORCH, "0000000004", "Torch 3 m", Map.of()),
                                    product(ComponentType.TORCH, "0000000005", "Torch 4.5 m", Map.of()),
                                    product(ComponentType.TORCH, "0000000006", "Lost torch", Map.of()),
                                    product(ComponentType.FEEDER, "0000000007", "Lost feed", Map.of())),
                            List.of(
                                    Compatibility.of(Gin.of("0000000002"), Gin.of("0000000001"), 1),
                                    Compatibility.of(Gin.of("F000000008"), Gin.of("0000000001")),
                                    Compatibility.of(Gin.of("F000000003"), Gin.of("0000000001")),
                                    Compatibility.of(Gin.of("0000000004"), Gin.of("0000000002")),
                                    Compatibility.of(Gin.of("0000000005"), Gin.of("0000000002")),
                                    Compatibility.of(Gin.of("0000000006"), Gin.of("0000000001")),
                                    Compatibility.of(Gin.of("0000000006"), Gin.of("0000000007")))));
            Element svg = parsed(picture(data, (PowerSource)
                            data.catalog().find(Gin.of("0000000001")).orElseThrow()))
                    .getDocumentElement();

            assertThat(box(svg, "Lost torch (0000000006)").getAttribute("fill")).isEqualTo("#f3f4f6");
            assertThat(box(svg, "Feed (0000000002)").getAttribute("fill")).isEqualTo("#ffffff");
            assertThat(box(svg, "Feed (0000000002)").getAttribute("stroke-dasharray"))
                    .isEqualTo("none");
            assertThat(box(svg, "No cooler (F000000003)").getAttribute("stroke-dasharray"))
                    .isNotEqualTo("none");
            assertThat(box(svg, "Torch 3 m (0000000004)\nTorch 4.5 m (0000000005)")
                            .getAttribute("fill"))
                    .isEqualTo("#ffffff");
            assertThat(texts(svg, "text")).contains("3 · 4.5 m").doesNotContain("Lost feed");
        }
    }

    @Test
    void an_unknown_power_source_is_one_line_and_no_file(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("none.svg");
        assertThat(draw("zzzz", file.toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .contains("zzzz");
        assertThat(file).doesNotExist();
    }

    private int draw(String... arguments) throws IOException {
        return CompatibilityPicture.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    private static String picture(EsabData data, PowerSource powerSource) {
        return GraphDrawing.svg(CompatibilityGraph.of(data, powerSource));
    }

    private static Product product(ComponentType type, String gin, String name, Map<String, ?> properties) {
        return Product.of(type, Gin.of(gin), name, properties);
    }

    private static Document parsed(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> texts(Element svg, String element) {
        NodeList found = svg.getElementsByTagName(element);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent());
        }
        return texts;
    }

    /** The rectangle of the box with this title. */
    private static Element box(Element svg, String title) {
        NodeList groups = svg.getElementsByTagName("g");
        for (int i = 0; i < groups.getLength(); i++) {
            Element group = (Element) groups.item(i);
            if (texts(group, "title").contains(title)) {
                return (Element) group.getElementsByTagName("rect").item(0);
            }
        }
        throw new AssertionError("no box is called " + title);
    }
}
