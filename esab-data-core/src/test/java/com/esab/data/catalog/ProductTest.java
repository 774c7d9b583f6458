package com.esab.data.catalog;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

final class ProductTest {

    private static final Gin GIN = Gin.of("0446200880");

    private static final Map<ComponentType, Map<String, Object>> NAMED = Map.of(
            ComponentType.POWER_SOURCE,
                    Map.of(
                            "process", List.of("GMAW (MIG/MAG)", "GTAW (TIG)"),
                            "current_output", "500 A",
                            "material", "steel",
                            "applicability_feeder", "mandatory",
                            "applicability_accessory", "not_applicable"),
            ComponentType.FEEDER, Map.of("cooling_type", "Water"),
            ComponentType.COOLER, Map.of("cooling_capacity", "1.4 kW"),
            ComponentType.INTERCONNECTOR, Map.of("cable_length", "5 m"),
            ComponentType.TORCH, Map.of("amperage", "500 A", "cooling", "Gas"),
            ComponentType.ACCESSORY, Map.of("category", "Remotes"));

    @ParameterizedTest
    @EnumSource
    void a_product_taken_apart_and_put_together_again_is_the_same(ComponentType type) {
        Map<String, Object> properties = new LinkedHashMap<>(NAMED.get(type));
        properties.put("weight", "58.5 kg");
        properties.put("duty_cycle", List.of(Map.of("amps", 500, "percent", new BigDecimal("60.0"))));

        Product product = Product.of(type, GIN, "Aristo", properties);

        assertThat(product.type()).isEqualTo(type);
        assertThat(product.getClass()).isEqualTo(type.productClass());
        assertThat(ComponentType.of(product.getClass())).isEqualTo(type);
        assertThat(product.attributes()).containsOnlyKeys("weight", "duty_cycle");
        assertThat(product.properties()).containsOnlyKeys(properties.keySet()).containsAllEntriesOf(NAMED.get(type));
        assertThat(Product.of(type, GIN, "Aristo", product.properties())).isEqualTo(product);
    }

    @ParameterizedTest
    @EnumSource
    void a_product_needs_none_of_its_properties(ComponentType type) {
        Product product = Product.of(type, GIN, "Aristo", Map.of());

        assertThat(product.properties()).isEmpty();
        assertThat(product.placeholder()).isFalse();
        assertThat(Product.of(type, GIN, "Aristo", product.properties())).isEqualTo(product);
    }

    @Test
    void the_named_properties_have_accessors() {
        PowerSource source = (PowerSource)
                Product.of(ComponentType.POWER_SOURCE, GIN, "Aristo", NAMED.get(ComponentType.POWER_SOURCE));

        assertThat(source.process()).containsExactly("GMAW (MIG/MAG)", "GTAW (TIG)");
        assertThat(source.currentOutput()).contains("500 A");
        assertThat(source.applicability())
                .isEqualTo(Map.of(
                        ComponentType.FEEDER, Applicability.MANDATORY,
                        ComponentType.ACCESSORY, Applicability.NOT_APPLICABLE));
    }

    @Test
    void a_later_change_of_the_map_it_was_made_from_does_not_reach_it() {
        Map<String, Object> attributes = new LinkedHashMap<>(Map.of("weight", "15 kg"));
        Feeder feeder = new Feeder(GIN, "Feed", Optional.empty(), attributes);

        attributes.put("weight", "16 kg");

        assertThat(feeder.attributes()).containsEntry("weight", "15 kg");
    }

    @Test
    void a_placeholder_says_so_in_an_attribute_and_a_power_source_cannot_be_one() {
        assertThat(Product.of(ComponentType.COOLER, GIN, "No Cooler", Map.of("placeholder", true))
                        .placeholder())
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Product.of(ComponentType.COOLER, GIN, "No Cooler", Map.of("placeholder", "true")))
                .withMessage("product 0446200880: placeholder is neither true nor false");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Product.of(ComponentType.POWER_SOURCE, GIN, "None", Map.of("placeholder", true)))
                .withMessageContaining("0446200880")
                .withMessageContaining("cannot be skipped");
    }

    @Test
    void an_impossible_value_is_refused_with_product_property_and_value() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Product.of(ComponentType.FEEDER, GIN, "Feed", Map.of("cooling_type", 5)))
                .withMessage("product 0446200880: cooling_type is not a text: \"5\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Product.of(ComponentType.POWER_SOURCE, GIN, "Aristo", Map.of("process", "TIG")))
                .withMessage("product 0446200880: process is not a list of texts: \"TIG\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Product.of(ComponentType.POWER_SOURCE, GIN, "Aristo", Map.of("applicability_feeder", "maybe")))
                .withMessageContaining("0446200880: applicability_feeder")
                .withMessageContaining("\"maybe\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Feeder(GIN, "Feed", Optional.empty(), Map.of("cooling_type", "Water")))
                .withMessageContaining("cooling_type has an accessor of its own");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Feeder(GIN, "Feed", Optional.empty(), Map.of("gin", "0446200881")))
                .withMessageContaining("cannot be called gin or name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Feeder(GIN, "Feed", Optional.empty(), Map.of("since", new Object())))
                .withMessageContaining("not a JSON value");
    }

    @Test
    void a_name_is_not_blank() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Product.of(ComponentType.TORCH, GIN, " ", Map.of()))
                .withMessageContaining("0446200880");
    }

    @ParameterizedTest
    @EnumSource
    void no_text_of_a_product_holds_what_a_store_cannot_keep(ComponentType type) {
        for (String bad : List.of("a\u0000b", "half \ud83d")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Product.of(type, GIN, bad, Map.of()));
            assertThatIllegalArgumentException().isThrownBy(() -> Product.of(type, GIN, "ok", Map.of("note", bad)));
            assertThatIllegalArgumentException().isThrownBy(() -> Product.of(type, GIN, "ok", Map.of(bad, "note")));
            NAMED.get(type).forEach((property, value) -> assertThatIllegalArgumentException()
                    .as("%s of %s", property, type)
                    .isThrownBy(() -> Product.of(
                            type, GIN, "ok", Map.of(property, value instanceof List ? List.of("TIG", bad) : bad)))
                    .withMessageContaining("0446200880: " + property));
        }
    }
}
