package com.esab.data.testkit.simulation;

import java.util.List;

/**
 * A small program, and what else may run at any of its points.
 *
 * @param tick how many milliseconds each call takes
 * @param others what may run in between, to its end or up to one of its calls
 */
record Scenario(String name, int tick, List<Step> steps, List<Step> others) {

    Step other(String other) {
        return others.stream()
                .filter(step -> step.name().equals(other))
                .findFirst()
                .orElseThrow();
    }
}
