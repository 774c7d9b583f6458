package com.esab.data.benchmarks.archive;

import com.esab.data.benchmarks.harness.Cost;
import com.esab.data.benchmarks.harness.Effort;
import com.esab.data.benchmarks.harness.Measured;
import com.esab.data.benchmarks.harness.Path;
import com.esab.data.benchmarks.harness.Runs;
import com.esab.data.testkit.relay.TcpRelay;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Archiving a batch of sessions that changed, as an archiver does it with what it has claimed. */
public final class HandOver implements Path {

    private static final String BATCH = "batch";

    /** The archiver's own size first. */
    private static final List<String> BATCHES = List.of("200", "1", "50");

    /** Enough for the driver to prepare a statement on the server. */
    private static final int UNCOUNTED = 10;

    @Override
    public String name() {
        return "hand-over";
    }

    @Override
    public List<Measured> measure(Effort effort) throws Exception {
        try {
            for (String contender : Archiving.CONTENDERS) {
                HandOverBenchmark.schema(contender).create();
            }
            Map<String, List<String>> parameters = new LinkedHashMap<>();
            parameters.put(BATCH, effort.of(BATCHES));
            parameters.put(Runs.CONTENDER, Archiving.CONTENDERS);
            List<Measured> rows =
                    Runs.of(name(), HandOverBenchmark.class, "archive", effort.withForks(2), parameters, Map.of(), 1);
            for (int i = 0; i < rows.size(); i++) {
                rows.set(i, rows.get(i).withCost(cost(rows.get(i))));
            }
            return rows;
        } finally {
            for (String contender : Archiving.CONTENDERS) {
                HandOverBenchmark.schema(contender).drop();
            }
        }
    }

    private static Cost cost(Measured row) throws SQLException {
        OwnSchema schema = HandOverBenchmark.schema(row.contender());
        int batch = Integer.parseInt(row.circumstances().getOrDefault(BATCH, ""));
        ChangedSessions sessions = ChangedSessions.in(schema);
        try (TcpRelay relay = schema.relay();
                Archiving archiving = Archiving.of(row.contender(), schema.through(relay))) {
            for (int i = 0; i < UNCOUNTED; i++) {
                archiving.archive(sessions.next(batch));
            }
            return Cost.of(relay, 4, () -> archiving.archive(sessions.next(batch)));
        }
    }
}
