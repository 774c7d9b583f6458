package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.PowerSource;
import com.esab.data.compatibility.CompatibilityEngine;
import com.esab.data.compatibility.Selection;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PackageExplorerTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void the_counts_that_are_printed_are_those_of_the_engine() {
        assertThat(explore()).isZero();
        try (EsabData data = sample()) {
            CompatibilityEngine engine = data.compatibility();
            List<PowerSource> powerSources = data.catalog().ofType(PowerSource.class);
            assertThat(powerSources).hasSize(8).allSatisfy(powerSource -> assertThat(line(powerSource.gin()))
                    .contains(powerSource.name())
                    .endsWith(String.format(
                            Locale.ROOT,
                            " %,d",
                            engine.packageCount(Selection.empty().with(powerSource)))));
            assertThat(line("in all"))
                    .endsWith(String.format(Locale.ROOT, " %,d", engine.packageCount(Selection.empty())));
        }
    }

    @Test
    void the_five_best_packages_are_printed_in_the_order_of_the_engine() {
        assertThat(explore("0465350883")).isZero();
        try (EsabData data = sample()) {
            Selection start = Selection.empty()
                    .with(data.catalog().find(SampleCatalog.WARRIOR_500I).orElseThrow());
            List<String> torches = data.compatibility()
                    .packages(start)
                    .limit(5)
                    .map(selection -> selection
                            .chosen(ComponentType.TORCH)
                            .orElseThrow()
                            .gin()
                            .value())
                    .toList();
            String best = printed().substring(0, printed().indexOf("for example"));
            assertThat(best.lines().filter(line -> line.startsWith("  Torch")).map(line -> line.substring(18, 28)))
                    .hasSize(5)
                    .isEqualTo(torches);
        }
    }

    @Test
    void a_none_stands_in_the_place_of_its_type() {
        explore("0446200880", "0445800891", "none:Cooler", "0446255880", "0700026407");
        assertThat(printed().lines().map(line -> line.strip().split(" +")[0]))
                .containsSubsequence("Your", "PowerSource", "Feeder", "Cooler", "Interconnector", "Torch");
        assertThat(printed()).contains("Cooler          none", "✓ This fits; complete packages with it: 1");
    }

    @Test
    void a_power_source_is_found_by_a_name_with_blanks_and_a_typing_slip() {
        assertThat(explore("waror", "500i")).isZero();
        assertThat(line(SampleCatalog.WARRIOR_500I)).contains("Warrior 500i CC/CV");
    }

    @Test
    void a_name_of_several_power_sources_means_the_best_match_and_the_others_are_named() {
        assertThat(explore("Warrior")).isZero();
        assertThat(printed())
                .contains("“Warrior” can mean 3 power sources")
                .contains("Warrior 400i CC/CV (0465350884) matches best")
                .contains("Warrior 500i CC/CV (0465350883)")
                .contains("Warrior 750i CC/CV (0445555880)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zzzz", "0446209999", "0445800891"})
    void a_power_source_that_does_not_exist_is_one_line_and_status_2(String text) {
        assertThat(explore(text)).isEqualTo(2);
        assertThat(printed()).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000000000", "F000000002", "none:Coler", "none:PowerSource", "0465350883"})
    void an_answer_that_means_nothing_is_one_line_and_status_2(String answer) {
        assertThat(explore("0446200880", answer)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    }

    @Test
    void an_explanation_names_the_products_that_do_not_fit_and_what_can_be_chosen_instead() {
        assertThat(explore("0446200880", "0465250881")).isZero();
        assertThat(printed())
                .contains("✗ Warrior Feed 304w Water-Cooled (0465250881) does not fit Aristo 500ix CE (0446200880)")
                .contains("→ choose another Feeder than Warrior Feed 304w Water-Cooled (0465250881):")
                .contains("Feeder          0445800891  RobustFeed Pulse")
                .contains("or 6 more")
                .contains("→ or choose another PowerSource than Aristo 500ix CE (0446200880)");
    }

    @Test
    void a_dead_end_is_explained_though_nothing_is_violated() {
        assertThat(explore("0446200880", "0446255881", "0700026416")).isZero();
        assertThat(printed())
                .contains("✗ no complete package has all of this")
                .contains("→ choose another Torch than Exeor PSF 420W, with Euro Connection, 4 m (0700026416):");
    }

    @Test
    void where_only_none_can_be_chosen_instead_it_is_offered_alone() {
        assertThat(explore("0446200880", "0445800891", "0465427880", "0446255881", "0700026407"))
                .isZero();
        assertThat(printed())
                .contains("→ choose another Cooler than COOL 2 Cooling Unit (0465427880):")
                .contains("  Cooler          none");
    }

    @Test
    void a_power_source_without_a_package_is_explained() {
        assertThat(explore(SampleCatalog.ARISTO_MIG_U5000IW.value())).isZero();
        assertThat(printed()).contains("A power source without a complete package", "✗ no complete package has it");
    }

    @Test
    void no_line_is_wider_than_a_terminal_of_100_columns() {
        explore();
        explore("0446200880", "0445800893", "0459836990", "0700025306");
        assertThat(printed().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    private int explore(String... arguments) {
        return PackageExplorer.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String line(Object start) {
        return printed()
                .lines()
                .filter(line -> line.startsWith("  " + start))
                .findFirst()
                .orElseThrow();
    }

    private static EsabData sample() {
        EsabData data = EsabData.inMemory();
        data.catalog().load(SampleCatalog.data());
        return data;
    }
}
