package com.esab.data.benchmarks;

import com.esab.data.benchmarks.harness.Effort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run measures and where it writes.
 *
 * @param only the names of paths; empty for all
 */
record Options(Effort effort, List<String> only, Path folder) {

    static final String USAGE = """
            names of paths, all unless given, and any of
              --short    the smaller sizes, one fork, few iterations
              --smoke    one size of each, once: whether everything works
              --out=DIR  where performance.md and the charts go, target unless given""";

    /** @throws IllegalArgumentException when something is not among {@link #USAGE} */
    static Options of(List<String> known, String... arguments) {
        Effort effort = Effort.FULL;
        Path folder = Path.of("target");
        List<String> only = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.equals("--short")) {
                effort = Effort.SHORT;
            } else if (argument.equals("--smoke")) {
                effort = Effort.SMOKE;
            } else if (argument.startsWith("--out=")) {
                folder = Path.of(argument.substring("--out=".length()));
            } else if (known.contains(argument)) {
                only.add(argument);
            } else {
                throw new IllegalArgumentException("\"%s\" is neither a path, one of %s, nor among: %s"
                        .formatted(argument, String.join(", ", known), USAGE));
            }
        }
        return new Options(effort, List.copyOf(only), folder);
    }

    boolean wants(String path) {
        return only.isEmpty() || only.contains(path);
    }
}
