package com.esab.data.compatibility;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery.Candidate;
import com.esab.data.compatibility.CandidateQuery.Mode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

final class CandidateQueryTest {

    private static final Selection SELECTION =
            Selection.empty().with(product("P000000001", ComponentType.POWER_SOURCE, "Aristo"));
    private static final CandidateQuery QUERY = CandidateQuery.of(ComponentType.FEEDER, SELECTION);

    private final Candidate best = candidate("F000000009", "Zeta feed 30 m", 1);
    private final Candidate second = candidate("F000000003", "Alpha", 2);
    private final Candidate third = candidate("F000000004", "Alpha", 2);
    private final Candidate fourth = candidate("F000000001", "alpha", 2);
    private final Candidate last = candidate("F000000002", "Äther \"5\" é", Candidate.UNRANKED);
    private final List<Candidate> all = List.of(last, third, best, fourth, second);

    @Test
    void without_settings_it_asks_for_the_first_fifty_completable_ones() {
        assertThat(QUERY.type()).isEqualTo(ComponentType.FEEDER);
        assertThat(QUERY.mode()).isEqualTo(Mode.COMPLETABLE);
        assertThat(QUERY.limit()).isEqualTo(50);
        assertThat(QUERY.cursor()).isEmpty();
    }

    @Test
    void candidates_are_ordered_by_priority_then_name_then_gin() {
        Page<Product> page = QUERY.page(all, 1, true);

        assertThat(page.items())
                .containsExactly(best.product(), second.product(), third.product(), fourth.product(), last.product());
        assertThat(page.total()).isEqualTo(5);
        assertThat(page.next()).isEmpty();
        assertThat(page.noneAllowed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void the_pages_together_are_the_whole_answer_whatever_their_size(int limit) {
        List<Product> read = new ArrayList<>();
        Optional<String> next = Optional.empty();
        int pages = 0;
        do {
            CandidateQuery query = next.map(QUERY::after).orElse(QUERY).limit(limit);
            List<Candidate> shuffled = new ArrayList<>(all);
            Collections.shuffle(shuffled, new Random(limit));
            Page<Product> page = query.page(shuffled, 1, false);
            assertThat(page.total()).isEqualTo(5);
            read.addAll(page.items());
            next = page.next();
            pages++;
        } while (next.isPresent());

        assertThat(read)
                .containsExactly(best.product(), second.product(), third.product(), fourth.product(), last.product());
        assertThat(pages).isEqualTo((5 + limit - 1) / limit);
    }

    @Test
    void a_cursor_is_refused_by_every_other_query() {
        String cursor = QUERY.limit(2).page(all, 1, false).next().orElseThrow();
        Selection more = SELECTION.with(product("C000000001", ComponentType.COOLER, "Cool"));

        for (CandidateQuery other : List.of(
                CandidateQuery.of(ComponentType.TORCH, SELECTION),
                QUERY.mode(Mode.DIRECT),
                CandidateQuery.of(ComponentType.FEEDER, Selection.empty()),
                CandidateQuery.of(ComponentType.FEEDER, more),
                CandidateQuery.of(ComponentType.FEEDER, SELECTION.none(ComponentType.TORCH)))) {
            assertThatIllegalArgumentException()
                    .as("%s", other)
                    .isThrownBy(() -> other.after(cursor).page(all, 1, false))
                    .withMessageContaining("not of this query");
        }
    }

    @Test
    void a_cursor_is_refused_when_the_answer_in_the_slot_changed_since_that_one_is_never_offered() {
        Selection chosen = SELECTION.with(best.product());
        String cursor = CandidateQuery.of(ComponentType.FEEDER, chosen)
                .limit(2)
                .page(List.of(second, third, fourth), 1, false)
                .next()
                .orElseThrow();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> QUERY.after(cursor).page(all, 1, false))
                .withMessageContaining("not of this query");
    }

    @Test
    void a_cursor_is_refused_at_another_revision_of_the_catalogue() {
        String cursor = QUERY.limit(2).page(all, 1, false).next().orElseThrow();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> QUERY.after(cursor).page(all, 2, false))
                .withMessageContaining("revision");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "abc", "MTIz", "AAAA"})
    void what_is_no_cursor_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QUERY.after(text).page(all, 1, false))
                .withMessageContaining("cursor");
    }

    @Test
    void a_page_holds_one_to_ten_thousand() {
        assertThatIllegalArgumentException().isThrownBy(() -> QUERY.limit(0)).withMessage("limit 0 is not 1 to 10000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QUERY.limit(10_001))
                .withMessage("limit 10001 is not 1 to 10000");
        assertThat(QUERY.limit(10_000).limit()).isEqualTo(10_000);
    }

    @Test
    void the_rest_is_the_selection_with_the_slot_open_and_all_accessories_kept() {
        Selection selection =
                SELECTION.with(best.product()).with(product("A000000001", ComponentType.ACCESSORY, "Remote"));

        assertThat(CandidateQuery.of(ComponentType.FEEDER, selection).rest())
                .isEqualTo(selection.without(ComponentType.FEEDER));
        assertThat(CandidateQuery.of(ComponentType.ACCESSORY, selection).rest()).isEqualTo(selection);
    }

    private static Product product(String gin, ComponentType type, String name) {
        return Product.of(type, Gin.of(gin), name, Map.of());
    }

    private static Candidate candidate(String gin, String name, long priorities) {
        return new Candidate(product(gin, ComponentType.FEEDER, name), priorities);
    }
}
