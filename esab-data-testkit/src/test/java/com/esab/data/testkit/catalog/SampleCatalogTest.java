package com.esab.data.testkit.catalog;

import com.esab.data.catalog.Applicability;
import com.esab.data.catalog.CatalogData;
import com.esab.data.catalog.Compatibility;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Cooler;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Interconnector;
import com.esab.data.catalog.PowerSource;
import com.esab.data.catalog.Product;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class SampleCatalogTest {

    private final CatalogData data = SampleCatalog.data();
    private final Map<Gin, Product> products =
            data.products().stream().collect(Collectors.toMap(Product::gin, product -> product));

    @Test
    void it_holds_all_products_of_every_type() {
        Map<ComponentType, Long> counts =
                data.products().stream().collect(Collectors.groupingBy(Product::type, Collectors.counting()));

        assertThat(counts)
                .isEqualTo(Map.of(
                        ComponentType.POWER_SOURCE, 8L,
                        ComponentType.FEEDER, 15L,
                        ComponentType.COOLER, 4L,
                        ComponentType.INTERCONNECTOR, 63L,
                        ComponentType.TORCH, 28L,
                        ComponentType.ACCESSORY, 129L));
        assertThat(products).hasSize(236 + 9 + 2);
        assertThat(data.products().stream().filter(Product::placeholder)).hasSize(9);
    }

    @Test
    void it_holds_all_edges_some_with_a_priority() {
        assertThat(data.compatibilities()).hasSize(1033);
        assertThat(data.compatibilities().stream()
                        .filter(edge -> edge.priority().isPresent()))
                .hasSize(197);
    }

    @Test
    void nothing_in_it_has_to_be_put_right() {
        CatalogData.Checked checked = data.checked(Map.of());

        assertThat(checked.turnedRound()).isEmpty();
        assertThat(checked.data()).isEqualTo(data);
    }

    @Test
    void it_is_ordered_by_type_and_gin_so_that_a_change_shows_as_one_line() {
        assertThat(data.products())
                .isSortedAccordingTo((a, b) -> a.type() == b.type()
                        ? a.gin().compareTo(b.gin())
                        : a.type().compareTo(b.type()));
        assertThat(data.compatibilities()).extracting(Compatibility::from).isSorted();
    }

    @Test
    void the_properties_that_a_type_is_known_for_have_their_units() {
        PowerSource aristo = (PowerSource) products.get(SampleCatalog.ARISTO_500IX);
        assertThat(aristo.name()).isEqualTo("Aristo 500ix CE");
        assertThat(aristo.currentOutput()).contains("500 A");
        assertThat(aristo.process()).contains("GMAW (MIG/MAG)");
        Cooler cooler = (Cooler) products.get(Gin.of("0465427880"));
        assertThat(cooler.coolingCapacity()).contains("1.4 kW");
        assertThat(products.values())
                .filteredOn(product -> product instanceof Interconnector && !product.placeholder())
                .allSatisfy(product -> assertThat(((Interconnector) product).cableLength())
                        .hasValueSatisfying(length -> assertThat(length).matches("\\d+ m")));
    }

    @Test
    void other_values_stay_attributes_as_they_were() {
        assertThat(products.get(Gin.of("0465427880")).attributes())
                .containsEntry("max_water_flow_l_min", new BigDecimal("2.7"));
        assertThat(products.get(SampleCatalog.ARISTO_500IX).attributes().get("welding_output"))
                .isInstanceOf(List.class);
    }

    @Test
    void power_sources_say_which_components_they_take() {
        PowerSource aristo = (PowerSource) products.get(SampleCatalog.ARISTO_500IX);
        PowerSource renegade = (PowerSource) products.get(SampleCatalog.RENEGADE_ES_300I_KIT);
        PowerSource integrated = (PowerSource) products.get(SampleCatalog.ARISTO_MIG_U5000IW);

        assertThat(aristo.applicability())
                .containsEntry(ComponentType.COOLER, Applicability.MANDATORY)
                .containsEntry(ComponentType.ACCESSORY, Applicability.OPTIONAL);
        assertThat(renegade.applicability())
                .containsEntry(ComponentType.TORCH, Applicability.NOT_APPLICABLE)
                .containsEntry(ComponentType.ACCESSORY, Applicability.OPTIONAL);
        assertThat(integrated.applicability()).containsEntry(ComponentType.COOLER, Applicability.NOT_APPLICABLE);
        assertThat(data.defaultApplicability())
                .isEqualTo(Map.of(
                        ComponentType.FEEDER, Applicability.MANDATORY,
                        ComponentType.COOLER, Applicability.CONDITIONAL,
                        ComponentType.INTERCONNECTOR, Applicability.OPTIONAL,
                        ComponentType.TORCH, Applicability.OPTIONAL,
                        ComponentType.ACCESSORY, Applicability.OPTIONAL));
    }
}
