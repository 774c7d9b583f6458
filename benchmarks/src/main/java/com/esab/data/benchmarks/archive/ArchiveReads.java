package com.esab.data.benchmarks.archive;

import com.esab.data.benchmarks.harness.Cost;
import com.esab.data.benchmarks.harness.Effort;
import com.esab.data.benchmarks.harness.Measured;
import com.esab.data.benchmarks.harness.Path;
import com.esab.data.benchmarks.harness.Runs;
import com.esab.data.testkit.relay.TcpRelay;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Reading the archive as it grows: sessions, and under a name of their own the statistics of the same archive, which costs
 * too much to be made twice. There are many queries, so each is measured for a shorter time than elsewhere.
 */
public final class ArchiveReads implements Path {

    /** What the rows of the statistics are called. */
    private static final String STATISTICS = "statistics";

    private static final String QUERY = "query";

    private static final List<Integer> SESSIONS = List.of(10_000, 100_000, 1_000_000);

    /** Enough for the driver to prepare a statement on the server. */
    private static final int UNCOUNTED = 6;

    @Override
    public String name() {
        return "archive-reads";
    }

    @Override
    public List<Measured> measure(Effort effort) throws Exception {
        OwnSchema schema = OwnSchema.named(ReadsBenchmark.SCHEMA);
        List<Measured> rows = new ArrayList<>();
        for (int sessions : effort.scale() == Effort.Scale.SMOKE ? List.of(1_000) : effort.of(SESSIONS)) {
            try {
                schema.create();
                ArchiveRows.fill(schema, sessions);
                rows.addAll(measure(schema, shortened(effort), sessions));
            } finally {
                schema.drop();
            }
        }
        return rows;
    }

    private static Effort shortened(Effort effort) {
        return switch (effort.scale()) {
            case FULL -> new Effort(effort.scale(), 2, 3, 1, Duration.ofSeconds(1));
            case SHORT -> new Effort(effort.scale(), 1, 1, 1, Duration.ofMillis(400));
            case SMOKE -> effort;
        };
    }

    private List<Measured> measure(OwnSchema schema, Effort effort, int sessions) throws RunnerException, SQLException {
        List<Measured> rows = new ArrayList<>();
        rows.addAll(run(name(), effort.withForks(1), Reads.CONTENDERS, Query.labels(false), sessions));
        rows.addAll(run(STATISTICS, effort, Reads.CONTENDERS, Query.labels(true), sessions));
        rows.addAll(run(STATISTICS, effort, List.of(Reads.COUNT), List.of(Query.SUMMARY.label()), sessions));
        for (String contender :
                rows.stream().map(Measured::contender).distinct().toList()) {
            count(schema, rows, contender, sessions);
        }
        return rows;
    }

    private static List<Measured> run(
            String path, Effort effort, List<String> contenders, List<String> queries, int sessions)
            throws RunnerException {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        parameters.put(QUERY, queries);
        parameters.put(Runs.CONTENDER, contenders);
        parameters.put("sessions", List.of(Integer.toString(sessions)));
        return Runs.of(path, ReadsBenchmark.class, "ask", effort, parameters, Map.of(), 1);
    }

    /** Gives the rows of a contender their costs. */
    private static void count(OwnSchema schema, List<Measured> rows, String contender, int sessions)
            throws SQLException {
        try (TcpRelay relay = schema.relay();
                Reads reads = Reads.of(contender, schema.through(relay))) {
            for (int i = 0; i < rows.size(); i++) {
                Measured row = rows.get(i);
                if (row.contender().equals(contender)) {
                    rows.set(i, row.withCost(cost(relay, reads, row, ArchiveRows.questions(schema, sessions))));
                }
            }
        }
    }

    private static Cost cost(TcpRelay relay, Reads reads, Measured row, ArchiveRows questions) {
        Query query = Query.ofLabel(row.circumstances().getOrDefault(QUERY, ""));
        for (int i = 0; i < UNCOUNTED; i++) {
            query.ask(reads, questions);
        }
        return Cost.of(relay, 2, () -> query.ask(reads, questions));
    }
}
