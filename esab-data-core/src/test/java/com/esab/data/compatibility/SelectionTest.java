package com.esab.data.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

final class SelectionTest {

    private static final SelectedProduct SOURCE = product("P000000001", ComponentType.POWER_SOURCE);
    private static final SelectedProduct FEEDER = product("F000000001", ComponentType.FEEDER);
    private static final SelectedProduct OTHER_FEEDER = product("F000000002", ComponentType.FEEDER);
    private static final SelectedProduct REMOTE = product("A000000001", ComponentType.ACCESSORY);
    private static final SelectedProduct CABLE = product("A000000002", ComponentType.ACCESSORY);

    @Test
    void at_first_everything_is_open_and_the_accessories_are_an_empty_set() {
        Selection empty = Selection.empty();

        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.products()).isEmpty();
        assertThat(ComponentType.core()).allMatch(empty::isOpen);
        assertThat(empty.isOpen(ComponentType.POWER_SOURCE)).isTrue();
        assertThat(empty.isOpen(ComponentType.ACCESSORY)).isFalse();
    }

    @Test
    void a_product_replaces_the_answer_in_its_slot_whether_product_or_none() {
        Selection selection = Selection.empty().none(ComponentType.FEEDER).with(FEEDER);
        assertThat(selection.isNone(ComponentType.FEEDER)).isFalse();
        assertThat(selection.chosen(ComponentType.FEEDER)).contains(FEEDER);

        Selection other = selection.with(OTHER_FEEDER);
        assertThat(other.products()).containsExactly(OTHER_FEEDER);
        assertThat(selection.products()).as("the one it came from").containsExactly(FEEDER);

        Selection none = other.none(ComponentType.FEEDER);
        assertThat(none.chosen(ComponentType.FEEDER)).isEmpty();
        assertThat(none.isNone(ComponentType.FEEDER)).isTrue();
        assertThat(none.isOpen(ComponentType.FEEDER)).isFalse();
        assertThat(none.isEmpty()).isFalse();
    }

    @Test
    void accessories_are_added_each_once_and_asked_for_as_a_set() {
        Selection selection = Selection.empty().with(REMOTE).with(CABLE);

        assertThat(selection.accessories()).containsExactly(REMOTE, CABLE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> selection.with(REMOTE))
                .withMessageContaining("A000000001")
                .withMessageContaining("selected already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> selection.chosen(ComponentType.ACCESSORY))
                .withMessageContaining("accessories()");
    }

    @Test
    void none_is_no_answer_for_the_power_source_or_the_accessories() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selection.empty().none(ComponentType.POWER_SOURCE))
                .withMessageContaining("cannot be skipped");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Selection.empty().none(ComponentType.ACCESSORY))
                .withMessageContaining("leave the set empty");
    }

    @Test
    void an_answer_can_be_taken_back_by_type_or_by_gin() {
        Selection selection = Selection.empty()
                .with(SOURCE)
                .with(FEEDER)
                .none(ComponentType.COOLER)
                .with(REMOTE);

        assertThat(selection.without(ComponentType.FEEDER).isOpen(ComponentType.FEEDER))
                .isTrue();
        assertThat(selection.without(ComponentType.COOLER).isOpen(ComponentType.COOLER))
                .isTrue();
        assertThat(selection.without(ComponentType.ACCESSORY).accessories()).isEmpty();
        assertThat(selection.without(REMOTE.gin()).accessories()).isEmpty();
        assertThat(selection.without(FEEDER.gin())).isEqualTo(selection.without(ComponentType.FEEDER));
        assertThat(selection.without(CABLE.gin())).isSameAs(selection);
    }

    @Test
    void products_come_in_the_order_of_their_types_however_they_were_chosen() {
        Selection selection =
                Selection.empty().with(CABLE).with(FEEDER).with(SOURCE).with(REMOTE);

        assertThat(selection.products()).containsExactly(SOURCE, FEEDER, CABLE, REMOTE);
        assertThat(selection.contains(CABLE.gin())).isTrue();
        assertThat(selection.contains(OTHER_FEEDER.gin())).isFalse();
    }

    @Test
    void equal_are_selections_of_the_same_products_and_nones_in_whatever_order_and_under_whatever_names() {
        SelectedProduct renamed = new SelectedProduct(FEEDER.gin(), FEEDER.type(), "Another name");
        Selection one = Selection.empty().with(REMOTE).with(CABLE).with(FEEDER);
        Selection other = Selection.empty().with(renamed).with(CABLE).with(REMOTE);

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one).isNotEqualTo(one.none(ComponentType.TORCH)).isNotEqualTo(one.without(CABLE.gin()));
    }

    @Test
    void it_shows_its_answers_with_names_for_people() {
        assertThat(Selection.empty().with(FEEDER).none(ComponentType.COOLER).with(REMOTE))
                .hasToString("Selection[Feeder=Feeder (F000000001), Cooler=none, Accessory=Accessory (A000000001)]");
    }

    @Test
    void a_selected_product_has_a_name_that_can_be_stored() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SelectedProduct(FEEDER.gin(), FEEDER.type(), " "))
                .withMessageContaining("F000000001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SelectedProduct(FEEDER.gin(), FEEDER.type(), "\u0000"));
    }

    private static SelectedProduct product(String gin, ComponentType type) {
        return new SelectedProduct(Gin.of(gin), type, type.label());
    }
}
