package com.esab.data.catalog;

import com.esab.data.error.InvalidCatalogException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

final class CatalogDataTest {

    private static final Product SOURCE = product(ComponentType.POWER_SOURCE, "P000000001");
    private static final Product FEEDER = product(ComponentType.FEEDER, "F000000001");
    private static final Product OTHER_FEEDER = product(ComponentType.FEEDER, "F000000002");
    private static final Product TORCH = product(ComponentType.TORCH, "T000000001");
    private static final Product REMOTE = product(ComponentType.ACCESSORY, "A000000001");
    private static final Product CABLE = product(ComponentType.ACCESSORY, "A000000002");

    @Test
    void good_data_passes_as_it_is() {
        CatalogData data = CatalogData.of(
                List.of(SOURCE, FEEDER, REMOTE, CABLE),
                List.of(
                        Compatibility.of(FEEDER.gin(), SOURCE.gin(), 1),
                        Compatibility.of(CABLE.gin(), REMOTE.gin()),
                        Compatibility.of(REMOTE.gin(), CABLE.gin())));

        CatalogData.Checked checked = data.checked(Map.of());

        assertThat(checked.data()).isEqualTo(data);
        assertThat(checked.turnedRound()).isEmpty();
    }

    @Test
    void an_edge_from_an_earlier_type_to_a_later_one_is_turned_round_and_reported() {
        CatalogData data =
                CatalogData.of(List.of(SOURCE, FEEDER), List.of(Compatibility.of(SOURCE.gin(), FEEDER.gin(), 2)));

        CatalogData.Checked checked = data.checked(Map.of());

        assertThat(checked.data().compatibilities()).containsExactly(Compatibility.of(FEEDER.gin(), SOURCE.gin(), 2));
        assertThat(checked.turnedRound())
                .containsExactly(new CatalogProblem(
                        "P000000001 -> F000000001",
                        "was turned round: an edge runs from the Feeder to the PowerSource"));
    }

    @Test
    void an_edge_may_end_at_a_product_that_the_catalogue_holds_already() {
        CatalogData data = CatalogData.of(List.of(FEEDER), List.of(Compatibility.of(FEEDER.gin(), SOURCE.gin())));

        assertThat(data.gins()).containsExactly(FEEDER.gin(), SOURCE.gin());
        assertThat(data.checked(Map.of(SOURCE.gin(), ComponentType.POWER_SOURCE))
                        .data())
                .isEqualTo(data);
    }

    @Test
    void an_edge_given_twice_alike_counts_once_also_when_one_comes_in_the_other_direction() {
        Compatibility edge = Compatibility.of(FEEDER.gin(), SOURCE.gin(), 2);
        CatalogData data = CatalogData.of(List.of(SOURCE, FEEDER), List.of(edge, edge.turnedRound(), edge));

        assertThat(data.checked(Map.of()).data().compatibilities()).containsExactly(edge);
    }

    @Test
    void every_problem_is_named_at_once() {
        Gin unknown = Gin.of("X000000001");
        Gin alsoUnknown = Gin.of("X000000002");
        CatalogData data = CatalogData.of(
                List.of(SOURCE, FEEDER, OTHER_FEEDER, FEEDER, TORCH),
                List.of(
                        Compatibility.of(FEEDER.gin(), unknown),
                        Compatibility.of(unknown, alsoUnknown),
                        Compatibility.of(FEEDER.gin(), OTHER_FEEDER.gin()),
                        Compatibility.of(FEEDER.gin(), SOURCE.gin(), 1),
                        Compatibility.of(SOURCE.gin(), FEEDER.gin(), 2)));

        InvalidCatalogException refused = catchThrowableOfType(
                InvalidCatalogException.class, () -> data.checked(Map.of(TORCH.gin(), ComponentType.COOLER)));

        assertThat(refused.problems())
                .extracting(CatalogProblem::toString)
                .containsExactly(
                        "F000000001: is given more than once",
                        "T000000001: is stored as Cooler and cannot become Torch",
                        "F000000001 -> X000000001: there is no product X000000001",
                        "X000000001 -> X000000002: there is no product X000000001",
                        "X000000001 -> X000000002: there is no product X000000002",
                        "F000000001 -> F000000002: joins two products of the type Feeder",
                        "F000000001 -> P000000001: is given more than once with different properties");
        assertThat(refused).hasMessageContaining("7 problem(s), nothing was written");
    }

    @Test
    void the_message_about_very_many_problems_stays_short_and_the_list_is_whole() {
        List<Compatibility> edges = IntStream.range(0, 100)
                .mapToObj(i -> Compatibility.of(FEEDER.gin(), Gin.of(String.format(Locale.ROOT, "X%09d", i))))
                .toList();

        InvalidCatalogException refused =
                catchThrowableOfType(InvalidCatalogException.class, () -> CatalogData.of(List.of(FEEDER), edges)
                        .checked(Map.of()));

        assertThat(refused.problems()).hasSize(100);
        assertThat(refused.getMessage()).endsWith("; and 80 more").hasSizeLessThan(2000);
    }

    @Test
    void an_edge_with_itself_or_with_a_priority_below_one_cannot_even_be_made() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Compatibility.of(FEEDER.gin(), FEEDER.gin()))
                .withMessage("compatibility of F000000001 with itself");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Compatibility.of(FEEDER.gin(), SOURCE.gin(), 0))
                .withMessageContaining("priority 0 is below 1");
    }

    @Test
    void a_power_source_has_no_default_applicability() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CatalogData(
                        List.of(), List.of(), Map.of(ComponentType.POWER_SOURCE, Applicability.MANDATORY)));
    }

    private static Product product(ComponentType type, String gin) {
        return Product.of(type, Gin.of(gin), type.label() + " " + gin, Map.of());
    }
}
