package com.esab.data.benchmarks.engine;

import com.esab.data.benchmarks.engine.Measurements.Figure;
import com.esab.data.benchmarks.engine.Settings.Iterations;
import com.esab.data.compatibility.CandidateQuery.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.RunnerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HarnessTest {

    private static final SyntheticCatalog CATALOG = new SyntheticCatalog(250, 1);
    private static final Iterations ONE = new Iterations(0, 1, Duration.ofMillis(1));

    private static Compilation compilation;

    @BeforeAll
    static void compile() {
        compilation = Compilation.measured(CATALOG, 1);
    }

    @Test
    void a_round_asks_for_torches_and_accessories_with_one_to_four_products_chosen() {
        List<Question> round = Question.round(CATALOG);
        assertThat(round).hasSize(Question.ROUND).isEqualTo(Question.round(CATALOG));
        Set<String> shapes = round.stream()
                .map(question ->
                        question.wanted().label() + " " + question.chosen().size())
                .collect(Collectors.toSet());
        assertThat(shapes).hasSize(Question.SHAPES).contains("Torch 1", "Torch 4", "Accessory 1", "Accessory 4");
    }

    @Test
    void every_question_has_an_answer_and_some_direct_candidates_are_dead_ends() {
        assertThat(compilation.answers()).hasSize(Question.ROUND).allSatisfy(answer -> {
            assertThat(answer.direct()).isNotEmpty();
            assertThat(answer.completable()).isNotEmpty();
        });
        assertThat(compilation.completableAnswers()).isPositive().isLessThan(compilation.directAnswers());
    }

    @Test
    void engine_and_intersections_are_measured_and_make_a_row_of_the_table() throws RunnerException {
        Map<String, Figure> engine = Measurements.of(EngineBenchmark.class, CATALOG, 0, ONE, List.of());
        Map<String, Figure> raw = Measurements.of(RawBenchmark.class, CATALOG, 0, ONE, List.of());
        assertThat(engine).containsOnlyKeys("direct", "completable", "check");
        assertThat(raw).containsOnlyKeys("arrays", "bitSets");
        String table = Table.of(
                List.of(new Row(250, compilation, engine, raw, Map.of(), FinderSample.UNASKED)), List.of("a test"));
        assertThat(table.lines().filter(line -> line.startsWith("| 250 |"))).hasSize(4);
        assertThat(table).contains("- a test").contains("Cypher default").doesNotContain("null", "NaN");
    }

    @Test
    void cypher_leaves_no_open_slot_out() {
        Question question = Question.round(CATALOG).get(1);
        assertThat(CypherText.text(question, Mode.COMPLETABLE))
                .contains("(x:Accessory)", "(feeder:Feeder)", "(cooler:Cooler)", "(torch:Torch)", "LIMIT 50")
                .contains("(torch)-[:COMPATIBLE_WITH]->(interconnector)");
        assertThat(CypherText.query(question, Mode.DIRECT).parameters().asMap())
                .containsEntry("power_source", question.chosen().get(0).gin().value());
    }

    @Test
    void arguments_choose_sizes_and_length() {
        assertThat(Settings.of().sizes()).containsExactly(250, 10_000, 100_000, 1_000_000);
        assertThat(Settings.of().forks()).isEqualTo(2);
        assertThat(Settings.of("--short").sizes()).containsExactly(250, 10_000);
        assertThat(Settings.of("300", "--short", "--no-server", "--seed=9", "--out=x.md"))
                .isEqualTo(new Settings(List.of(300), true, false, 9, java.nio.file.Path.of("x.md")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of("--fast"))
                .withMessageContaining("--fast");
    }
}
