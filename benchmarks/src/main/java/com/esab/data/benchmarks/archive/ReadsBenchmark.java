package com.esab.data.benchmarks.archive;

import com.esab.data.benchmarks.harness.Path;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One query of one contender, asked of an archive that is there, each time for something else. */
@State(Scope.Benchmark)
public class ReadsBenchmark {

    static final String SCHEMA = "benchmark_archive_reads";

    /** Whoever divides may round the last digits in another way. */
    private static final Pattern LAST_DIGITS = Pattern.compile("(\\.\\d{6})\\d+");

    private static final int COMPARED = 5;

    @Param(Path.LIBRARY)
    String contender = Path.LIBRARY;

    @Param("find by id")
    String query = "";

    @Param("10000")
    int sessions;

    @SuppressWarnings("NullAway.Init")
    private Reads reads;

    @SuppressWarnings("NullAway.Init")
    private ArchiveRows rows;

    private Query asked = Query.FIND;

    /** Connects, and compares some answers with those of the library. */
    @Setup
    public void connect() throws SQLException {
        OwnSchema schema = OwnSchema.named(SCHEMA);
        reads = Reads.of(contender, schema);
        rows = ArchiveRows.questions(schema, sessions);
        asked = Query.ofLabel(query);
        ArchiveRows same = ArchiveRows.questions(schema, sessions);
        try (Reads library = Reads.of(Path.LIBRARY, schema)) {
            for (int i = 0; i < COMPARED; i++) {
                String answer = text(asked.ask(reads, rows));
                String expected = text(asked.ask(library, same));
                if (!answer.equals(expected) || expected.equals("[]")) {
                    throw new IllegalStateException(
                            "%s of %s: %s, the library: %s".formatted(query, contender, answer, expected));
                }
            }
        }
    }

    private static String text(Object answer) {
        return LAST_DIGITS.matcher(answer.toString()).replaceAll("$1");
    }

    /** Disconnects. */
    @TearDown
    public void disconnect() {
        reads.close();
    }

    /** The answer to the next question. */
    @Benchmark
    public Object ask() {
        return asked.ask(reads, rows);
    }
}
