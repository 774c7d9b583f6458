package com.esab.data.benchmarks.sessions;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Conversations;
import com.esab.data.benchmarks.harness.WarmUp;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Changes one session in all threads at once; none of the changes may be lost. */
@State(Scope.Benchmark)
public class OneForAll {

    static final String ADD_TURN = "addTurn";

    @Param("")
    String contender = "";

    private final String id = "benchmark-" + UUID.randomUUID();
    private final LongAdder turns = new LongAdder();

    @SuppressWarnings("NullAway.Init")
    private Contender<?> connected;

    /** Connects, stores the session, and warms up what many threads are to do. */
    @Setup
    public void open(BenchmarkParams benchmark) {
        open(Addresses.redisHost(), Addresses.redisPort());
        WarmUp.alone(benchmark, this::addTurn);
    }

    void open(String host, int port) {
        connected = Contender.connect(contender, host, port);
        connected.begin(Conversations.session(id, id, 10, 1));
    }

    /** Looks whether all changes are there, and removes the session. */
    @TearDown
    public void close() {
        try {
            requireAll(connected);
        } finally {
            connected.close();
            Lettuce.removeLeftovers();
        }
    }

    private <S> void requireAll(Contender<S> contender) {
        long found = Dialogue.turns(contender.asSession(contender.find(id)).masterParameters());
        if (found != turns.sum()) {
            throw new IllegalStateException("of %d changes %d are there".formatted(turns.sum(), found));
        }
    }

    /** Changes the session, and again until it is saved. */
    @Benchmark
    public void addTurn() {
        connected.addTurn(id);
        turns.increment();
    }
}
