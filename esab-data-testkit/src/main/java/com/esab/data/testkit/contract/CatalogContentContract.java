package com.esab.data.testkit.contract;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.CatalogState;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.compatibility.CompatibilityFinder;
import com.esab.data.store.CatalogStore;
import com.esab.data.store.ContentRecord;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

import static com.esab.data.testkit.contract.SmallCatalog.gin;
import static org.assertj.core.api.Assertions.assertThat;

/** What the content of a {@link CatalogStore} promises. */
public abstract class CatalogContentContract extends StoreContentContract {

    /** For the suites of stores. */
    protected CatalogContentContract() {}

    @Override
    protected abstract CatalogStore store();

    private ProductCatalog catalog() {
        return store().catalog();
    }

    @Override
    protected void fill() {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("text", "Schweißgerät \"X\" \\ `y` 漢字 😀");
        attributes.put("largest", Long.MAX_VALUE);
        attributes.put("beyond_long", BigInteger.TWO.pow(70));
        attributes.put("decimal", new BigDecimal("2.50"));
        attributes.put("decimal_with_exponent", new BigDecimal("1E+400"));
        attributes.put("decimal_beyond_double", new BigDecimal("0.1000000000000000055511151231257827"));
        attributes.put("nothing", null);
        attributes.put("texts", List.of("5-200 A", "5-300 A"));
        attributes.put("mixed", Arrays.asList(1L, "a", null, List.of(), Map.of("deep", new BigDecimal("0.1"))));
        attributes.put("", "a property without name");
        attributes.put("attributes_json", "a name that a store might use itself");
        attributes.put("search_name", "another one");
        Product source = new PowerSource(
                gin("P1"),
                "Aristo “500ix”",
                List.of("GMAW", "GTAW (TIG)"),
                Optional.of("500 A"),
                Optional.empty(),
                Map.of(ComponentType.COOLER, Applicability.NOT_APPLICABLE),
                attributes);
        CatalogData small = new SmallCatalog()
                .with("F1", "C1", "I1", "T1", "A1", "A2", "NC1")
                .with("F2", attributes)
                .joins("F1", "P1", 3)
                .joins("A1", "A2")
                .joins("A2", "A1", 2)
                .joins("T1", "F1", "F2")
                .joins("NC1", "P1")
                .data();
        List<Compatibility> edges = List.of(new Compatibility(
                gin("F2"), gin("P1"), OptionalInt.of(Integer.MAX_VALUE), Optional.of("溶接"), Optional.of("\"note\"")));
        catalog().load(CatalogData.of(List.of(source), List.of()));
        catalog().load(small);
        catalog()
                .load(new CatalogData(
                        List.of(),
                        edges,
                        Map.of(
                                ComponentType.COOLER, Applicability.CONDITIONAL,
                                ComponentType.TORCH, Applicability.MANDATORY)));
    }

    @Override
    protected void change() {
        catalog()
                .load(new SmallCatalog()
                        .with("I2")
                        .joins("I2", "P1")
                        .defaults(ComponentType.ACCESSORY, Applicability.OPTIONAL)
                        .data());
    }

    @Override
    protected List<ContentRecord> broken() {
        ContentRecord product = product("F9", "Feeder", Map.of());
        ContentRecord edge = edge("C1", "F1");
        Map<String, Object> unstorable = new HashMap<>();
        unstorable.put("text", "\u0000");
        return List.of(
                with(product, "gin", "short"),
                with(product, "gin", 7L),
                with(product, "type", "Laser"),
                with(product, "name", " "),
                without(product, "name"),
                without(product, "properties"),
                product("F9", "Feeder", Map.of("cooling_type", 7L)),
                product("P9", "PowerSource", Map.of("applicability_feeder", "perhaps")),
                product("F9", "Feeder", unstorable),
                product("F1", "Torch", Map.of()),
                edge("C1", "C1"),
                edge("F1", "C1"),
                edge("C1", "X9"),
                edge("X9", "C1"),
                edge("T1", "T9"),
                with(edge, "priority", 0L),
                with(edge, "priority", 3_000_000_000L),
                with(edge, "priority", "1"),
                with(edge, "notes", 1L),
                new ContentRecord("catalog", Map.of("default_applicability", Map.of("PowerSource", "mandatory"))),
                new ContentRecord("catalog", Map.of("default_applicability", Map.of("Feeder", "perhaps"))),
                new ContentRecord("catalog", Map.of("default_applicability", List.of())));
    }

    private static ContentRecord product(String shortName, String type, Map<String, Object> properties) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("gin", gin(shortName).value());
        fields.put("type", type);
        fields.put("name", "A name");
        fields.put("properties", properties);
        return new ContentRecord("product", fields);
    }

    private static ContentRecord edge(String from, String to) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("from", gin(from).value());
        fields.put("to", gin(to).value());
        return new ContentRecord("compatibility", fields);
    }

    @Test
    void a_catalogue_is_read_found_and_searched_as_before() {
        catalog().load(SampleCatalog.data());
        CatalogData before = CatalogData.of(catalog());
        List<ContentRecord> records = exported();
        List<Product> found = catalog().search("aristo mech", 20);
        List<Product> fitting = fitting();
        catalog().remove(before.products().stream().map(Product::gin).toList());
        fill();

        replaceBy(records);

        assertThat(CatalogData.of(catalog())).isEqualTo(before);
        assertThat(catalog().search("aristo mech", 20)).isNotEmpty().isEqualTo(found);
        assertThat(fitting()).isNotEmpty().isEqualTo(fitting);
        for (ComponentType type : ComponentType.values()) {
            assertThat(catalog().ofType(type))
                    .as(type.label())
                    .isNotEmpty()
                    .allMatch(product -> product.type() == type);
        }
    }

    private List<Product> fitting() {
        CompatibilityFinder finder = store().compatibility();
        return List.copyOf(finder.compatibleWith(SampleCatalog.ARISTO_500IX, ComponentType.FEEDER));
    }

    @Test
    void the_revision_rises_so_that_who_keeps_a_copy_reads_it_anew() {
        fill();
        CatalogState before = catalog().state();
        List<ContentRecord> records = exported();

        replaceBy(records);

        CatalogState after = catalog().state();
        assertThat(after.revision()).isGreaterThan(before.revision());
        assertThat(after.complete()).isTrue();
        assertThat(after.defaultApplicability()).isNotEmpty().isEqualTo(before.defaultApplicability());
        assertThat(catalog().load(new SmallCatalog().with("I3").data()).revision())
                .isGreaterThan(after.revision());
    }

    @Test
    void a_product_may_come_back_as_another_type_and_under_another_name() {
        catalog().load(new SmallCatalog().with("P1", "F1").joins("F1", "P1").data());
        Gin changing = gin("F1");

        replaceBy(List.of(product("P1", "PowerSource", Map.of()), product("F1", "Cooler", Map.of())));

        assertThat(catalog().find(changing)).get().extracting(Product::type).isEqualTo(ComponentType.COOLER);
        assertThat(catalog().ofType(ComponentType.FEEDER)).isEmpty();
        assertThat(catalog().ofType(ComponentType.COOLER))
                .extracting(Product::gin)
                .containsExactly(changing);
        assertThat(catalog().compatibilitiesOf(changing)).isEmpty();
    }
}
