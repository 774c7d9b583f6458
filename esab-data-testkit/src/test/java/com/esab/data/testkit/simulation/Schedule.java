package com.esab.data.testkit.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A scenario and what goes wrong in it. Its text is all it takes to run it again. */
record Schedule(Scenario scenario, List<Fault> faults) {

    static Schedule parse(String text) {
        List<String> parts = Arrays.asList(text.split("/"));
        return new Schedule(
                Scenarios.named(parts.get(0)),
                parts.stream().skip(1).map(Fault::parse).toList());
    }

    World world(Mutant mutant, boolean recording) {
        return new World(scenario, faults, mutant, recording);
    }

    Optional<Violation> run(Mutant mutant) {
        return world(mutant, false).run();
    }

    @Override
    public String toString() {
        return scenario.name() + faults.stream().map(fault -> "/" + fault).collect(Collectors.joining());
    }
}
