package com.esab.data.benchmarks.sessions;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Conversations;
import com.esab.data.session.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Lists the live sessions of a user. */
@State(Scope.Benchmark)
public class OfUser {

    static final String LIST = "list";

    private static final int MESSAGES = 10;

    @Param("")
    String contender = "";

    @Param("0")
    int sessions;

    private final String user = "benchmark-" + UUID.randomUUID();
    private final Map<String, Session> begun = new HashMap<>();

    @SuppressWarnings("NullAway.Init")
    private Contender<?> connected;

    /** Connects, and stores the sessions. */
    @Setup
    public void open() {
        open(Addresses.redisHost(), Addresses.redisPort());
    }

    void open(String host, int port) {
        connected = Contender.connect(contender, host, port);
        for (int i = 0; i < sessions; i++) {
            Session session = Conversations.session(user + "-" + i, user, MESSAGES, i);
            connected.begin(session);
            begun.put(session.id().value(), session);
        }
    }

    /** Looks whether each session is listed as it was saved, and removes them. */
    @TearDown
    public void close() {
        try {
            check(connected);
        } finally {
            connected.close();
            Lettuce.removeLeftovers();
        }
    }

    private <S> void check(Contender<S> contender) {
        for (S found : contender.ofUser(user)) {
            Session session = contender.asSession(found);
            Kept.requireSame(Objects.requireNonNull(begun.remove(session.id().value())), session);
        }
        if (!begun.isEmpty()) {
            throw new IllegalStateException(begun.size() + " sessions are not listed");
        }
    }

    /** Lists them. */
    @Benchmark
    public List<?> list() {
        List<?> found = connected.ofUser(user);
        if (found.size() != sessions) {
            throw new IllegalStateException(found.size() + " sessions instead of " + sessions);
        }
        return found;
    }
}
