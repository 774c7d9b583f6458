package com.esab.data.testkit.simulation;

import com.esab.data.testkit.simulation.Simulation.Found;
import com.esab.data.testkit.simulation.Simulation.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The hand-over with every fault at every point, and with pairs of them.
 *
 * <p>{@code -Dsimulation.pairs=N} runs about so many pairs of each scenario, {@code all} all of them, {@code -Dsimulation.seed=N} draws others,
 * {@code -Dsimulation.replay=SCHEDULE} runs one schedule alone.
 */
class HandOverSimulationTest {

    private static final int PAIRS = pairs(System.getProperty("simulation.pairs", "1500"));
    private static final long SEED = Long.getLong("simulation.seed", 1);
    private static final int PAIRS_OF_MUTANT = 4_000;
    private static final int SHOWN = 20;

    @Test
    void no_fault_and_no_two_faults_break_a_promise() {
        String replayed = System.getProperty("simulation.replay");
        if (replayed != null) {
            Schedule schedule = Schedule.parse(replayed);
            World world = schedule.world(Mutant.NONE, true);
            String outcome = world.run().map(Violation::getMessage).orElse("nothing is violated");
            for (int i = 0; i < world.trace().size(); i++) {
                System.out.println(i + " " + world.trace().get(i));
            }
            System.out.println(schedule + ": " + outcome);
            assertThat(outcome).isEqualTo("nothing is violated");
            return;
        }
        List<Found> found = new ArrayList<>();
        Set<String> failures = new TreeSet<>();
        int schedules = 0;
        System.out.printf("%-26s %6s %8s %9s %9s %10s%n", "scenario", "points", "single", "pairs", "run", "violations");
        for (Scenario scenario : Scenarios.all()) {
            Result result = new Simulation(scenario, Mutant.NONE, PAIRS, SEED).all();
            System.out.printf(
                    "%-26s %6d %8d %9d %9d %10d%n",
                    scenario.name(),
                    result.points(),
                    result.singles(),
                    result.pairs(),
                    result.run(),
                    result.found().size());
            found.addAll(result.found());
            failures.addAll(result.failures());
            schedules += 1 + result.singles() + result.run();
        }
        System.out.println(schedules + " schedules; where not all pairs were run, they were drawn with seed " + SEED);
        assertThat(found.stream().map(Found::toString).limit(SHOWN)).isEmpty();
        assertThat(failures)
                .as("a batch fails as a whole, a session fails alone, the answer of a claim is lost")
                .contains("claim 2, archive 2 ERROR", "claim 1, archive 1 ERROR", "claim 2, claim 2 ANSWER_LOST");
    }

    private static int pairs(String property) {
        return property.equals("all") ? Integer.MAX_VALUE : Integer.parseInt(property);
    }

    @TestFactory
    Stream<DynamicTest> whatever_rule_is_missing_a_promise_is_broken() {
        return Stream.of(Mutant.values())
                .filter(mutant -> mutant != Mutant.NONE)
                .map(mutant -> DynamicTest.dynamicTest(mutant.rule(), () -> {
                    Optional<Found> found = firstFound(mutant, 0).or(() -> firstFound(mutant, PAIRS_OF_MUTANT));
                    System.out.printf(
                            "%-24s %s%n",
                            mutant.name(), found.map(Found::toString).orElse("survives"));
                    assertThat(found).isPresent();
                    assertThat(found.orElseThrow().schedule().run(Mutant.NONE)).isEmpty();
                }));
    }

    private static Optional<Found> firstFound(Mutant mutant, int pairs) {
        return new Simulation(mutant.scenario(), mutant, pairs, SEED)
                .all().found().stream()
                        .filter(found -> mutant.explains(found.violation()))
                        .findFirst();
    }
}
