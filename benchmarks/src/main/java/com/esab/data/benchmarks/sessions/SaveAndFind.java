package com.esab.data.benchmarks.sessions;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Conversations;
import com.esab.data.benchmarks.harness.WarmUp;
import com.esab.data.session.Session;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Saves and finds sessions, each thread its own. */
@State(Scope.Benchmark)
public class SaveAndFind {

    static final String SAVE = "save";
    static final String FIND = "find";

    private static final int EACH = 16;

    @Param("")
    String contender = "";

    /** How many messages a session has; 0 when {@link #bytes} says it. */
    @Param("0")
    int messages;

    /** How long a session's document is, to within a message. */
    @Param("0")
    int bytes;

    @SuppressWarnings("NullAway.Init")
    private Contender<?> connected;

    private final Queue<Kept<?>> ofThreads = new ConcurrentLinkedQueue<>();

    /** Connects, and warms up what many threads are to do. */
    @Setup
    public void open(BenchmarkParams benchmark) {
        open(Addresses.redisHost(), Addresses.redisPort());
        Mine alone = new Mine();
        alone.begin(this);
        boolean saves = benchmark.getBenchmark().endsWith(SAVE);
        WarmUp.alone(benchmark, () -> {
            if (saves) {
                save(alone);
            } else {
                find(alone);
            }
        });
    }

    void open(String host, int port) {
        connected = Contender.connect(contender, host, port);
    }

    /** Looks whether what was saved is there, and removes it. */
    @TearDown
    public void close() {
        try {
            ofThreads.forEach(Kept::check);
        } finally {
            connected.close();
            Lettuce.removeLeftovers();
        }
    }

    /** The sessions of a thread. */
    @State(Scope.Thread)
    public static class Mine {

        @SuppressWarnings("NullAway.Init")
        Kept<?> kept;

        /** Stores them. */
        @Setup
        public void begin(SaveAndFind all) {
            kept = Kept.begin(all.connected, all.sessions("benchmark-" + UUID.randomUUID()));
            all.ofThreads.add(kept);
        }
    }

    private List<Session> sessions(String user) {
        List<Session> sessions = new ArrayList<>();
        int count = bytes == 0 ? messages : messagesIn(bytes);
        for (int i = 0; i < EACH; i++) {
            Session session = Conversations.session(user + "-" + i, user, count, i);
            requireSameDocument(session);
            sessions.add(session);
        }
        return sessions;
    }

    /** How many messages make a document of about so many bytes. */
    private static int messagesIn(int bytes) {
        int some = 100;
        int one = length(1);
        return Math.max(1, 1 + Math.round((bytes - one) * (some - 1f) / (length(some) - one)));
    }

    private static int length(int messages) {
        return Document.write(Conversations.session("s", "u", messages, 1)).length;
    }

    /** Otherwise the limit would not be one. */
    private static void requireSameDocument(Session session) {
        byte[] document = session.toJson().getBytes(StandardCharsets.UTF_8);
        if (!Arrays.equals(Document.write(session), document)
                || !Document.read(document).equals(session)) {
            throw new IllegalStateException("the document by hand is not that of the library: " + session.toJson());
        }
    }

    /** Saves a session with another last message. */
    @Benchmark
    public Object save(Mine mine) {
        return mine.kept.saveNext();
    }

    /** Finds a session. */
    @Benchmark
    public Object find(Mine mine) {
        return mine.kept.findNext();
    }
}
