package com.esab.data.benchmarks.engine;

import com.esab.data.benchmarks.engine.Measurements.Figure;
import java.util.Map;

/**
 * What was measured with one catalogue.
 *
 * @param engine the figures of {@link EngineBenchmark} by name
 * @param raw those of {@link RawBenchmark}
 * @param cypher those of {@link CypherBenchmark}; empty without server
 */
record Row(
        int products,
        Compilation compilation,
        Map<String, Figure> engine,
        Map<String, Figure> raw,
        Map<String, Figure> cypher,
        FinderSample finder) {}
