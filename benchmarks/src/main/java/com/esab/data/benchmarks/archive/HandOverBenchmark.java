package com.esab.data.benchmarks.archive;

import com.esab.data.archive.ArchivedSession;
import com.esab.data.benchmarks.harness.Path;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.session.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One batch after the other, by one contender into a table of its own. What the batches themselves allocate is counted too,
 * alike for all.
 */
@State(Scope.Benchmark)
public class HandOverBenchmark {

    @Param(Path.LIBRARY)
    String contender = Path.LIBRARY;

    @Param("200")
    int batch;

    @SuppressWarnings("NullAway.Init")
    private Archiving archiving;

    @SuppressWarnings("NullAway.Init")
    private ChangedSessions sessions;

    private List<Session> changed = List.of();

    /** Connects to an archive of always the same size. */
    @Setup
    public void connect() throws SQLException {
        sessions = ChangedSessions.in(schema(contender));
        archiving = Archiving.of(contender, schema(contender));
    }

    static OwnSchema schema(String contender) {
        return OwnSchema.named("benchmark_hand_over_" + Archiving.CONTENDERS.indexOf(contender));
    }

    /** Makes the next batch. */
    @Setup(Level.Invocation)
    public void change() {
        changed = sessions.next(batch);
    }

    /** Archives it. */
    @Benchmark
    public void archive() {
        archiving.archive(changed);
    }

    /** Disconnects, when all that was archived last is there. */
    @TearDown
    public void disconnect() {
        archiving.close();
        requireArchived(schema(contender), changed);
    }

    static void requireArchived(OwnSchema schema, List<Session> sessions) {
        try (PostgresArchive library = schema.library()) {
            for (Session session : sessions) {
                Optional<ArchivedSession> found = library.archive().find(session.id());
                if (!found.flatMap(ArchivedSession::session).equals(Optional.of(session))
                        || found.orElseThrow().messageCount()
                                != session.messages().size()) {
                    throw new IllegalStateException("%s in %s is not %s".formatted(found, schema.name(), session));
                }
            }
        }
    }
}
