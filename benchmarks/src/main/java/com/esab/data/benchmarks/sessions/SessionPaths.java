package com.esab.data.benchmarks.sessions;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Cost;
import com.esab.data.benchmarks.harness.Effort;
import com.esab.data.benchmarks.harness.Goal;
import com.esab.data.benchmarks.harness.Measured;
import com.esab.data.benchmarks.harness.Path;
import com.esab.data.benchmarks.harness.Runs;
import com.esab.data.testkit.relay.TcpRelay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.openjdk.jmh.runner.RunnerException;

/** The paths of live sessions, and what they are to reach. */
public final class SessionPaths {

    private static final String MESSAGES = "messages";
    private static final String BYTES = "bytes";
    private static final String SESSIONS = "sessions";
    private static final String WRITERS = "writers";

    /** Saves a session that has changed. */
    private static final Path SAVE = new Named("session-save", SessionPaths::save);

    /** Finds a session. */
    private static final Path FIND = new Named("session-find", SessionPaths::find);

    /** Changes one session from several threads at once, each time until the change is in. */
    private static final Path CONFLICT = new Named("session-conflict", SessionPaths::conflict);

    /** Lists the live sessions of a user. */
    private static final Path OF_USER = new Named("sessions-of-user", SessionPaths::ofUser);

    /** How saving and finding grow with the session. */
    private static final Path SIZE = new Named("session-size", SessionPaths::size);

    /** How listing grows with the sessions of a user. */
    private static final Path USER_SIZE = new Named("user-size", SessionPaths::userSize);

    public static final List<Path> ALL = List.of(SAVE, FIND, CONFLICT, OF_USER, SIZE, USER_SIZE);

    public static final List<Goal> GOALS = List.of(
            Goal.atMost(SAVE.name(), Contender.COMPARE_AND_SET, 1.3),
            Goal.atLeast(SAVE.name(), Contender.SPRING_DATA, 1.5),
            Goal.atLeast(SAVE.name(), Contender.SPRING_SESSION, 3),
            Goal.atLeast(SAVE.name(), Contender.REDISSON, 1.5),
            Goal.atMost(FIND.name(), Contender.GET, 1.3),
            Goal.atLeast(FIND.name(), Contender.SPRING_DATA, 1.2),
            Goal.atLeast(FIND.name(), Contender.SPRING_SESSION, 1.2),
            Goal.atLeast(FIND.name(), Contender.REDISSON, 1.2));

    private static final int COUNTED = 20;

    private SessionPaths() {}

    private static List<Measured> save(String path, Effort effort) throws RunnerException {
        List<String> contenders = List.of(
                Path.LIBRARY,
                Contender.COMPARE_AND_SET,
                Contender.SET,
                Contender.SPRING_DATA,
                Contender.SPRING_SESSION,
                Contender.REDISSON);
        return byThreads(path, SaveAndFind.SAVE, contenders, effort);
    }

    private static List<Measured> find(String path, Effort effort) throws RunnerException {
        List<String> contenders = List.of(
                Path.LIBRARY, Contender.GET, Contender.SPRING_DATA, Contender.SPRING_SESSION, Contender.REDISSON);
        return byThreads(path, SaveAndFind.FIND, contenders, effort);
    }

    private static List<Measured> byThreads(String path, String operation, List<String> contenders, Effort effort)
            throws RunnerException {
        List<Measured> rows = new ArrayList<>();
        for (int threads : effort.of(List.of(1, 8, 64))) {
            boolean alone = threads == 1;
            rows.addAll(Runs.of(
                    path,
                    SaveAndFind.class,
                    operation,
                    alone ? effort : effort.withForks(2),
                    parameters(contenders, MESSAGES, alone ? effort.of(List.of("10", "60")) : List.of("10")),
                    Map.of("threads", Integer.toString(threads)),
                    threads));
        }
        return withCosts(rows, MESSAGES, (contender, messages) -> costOf(contender, messages, 0, operation));
    }

    private static List<Measured> conflict(String path, Effort effort) throws RunnerException {
        List<String> contenders =
                List.of(Path.LIBRARY, Contender.COMPARE_AND_SET, Contender.SPRING_DATA, Contender.REDISSON);
        List<Measured> rows = new ArrayList<>();
        for (int writers : effort.of(List.of(2, 8))) {
            rows.addAll(Runs.of(
                    path,
                    OneForAll.class,
                    OneForAll.ADD_TURN,
                    effort.withForks(2),
                    Map.of(Runs.CONTENDER, contenders),
                    Map.of(WRITERS, Integer.toString(writers)),
                    writers));
        }
        return withCosts(rows, WRITERS, SessionPaths::costOfConflict);
    }

    private static List<Measured> ofUser(String path, Effort effort) throws RunnerException {
        List<String> contenders = List.of(
                Path.LIBRARY,
                Contender.COMPARE_AND_SET,
                Contender.SPRING_DATA,
                Contender.SPRING_SESSION_INDEXED,
                Contender.REDISSON);
        return bySessions(path, contenders, List.of("5", "200"), effort.withForks(2));
    }

    private static List<Measured> userSize(String path, Effort effort) throws RunnerException {
        return bySessions(
                path,
                List.of(Path.LIBRARY, Contender.COMPARE_AND_SET),
                List.of("1", "10", "100", "1000", "10000"),
                effort.withForks(1));
    }

    private static List<Measured> bySessions(String path, List<String> contenders, List<String> counts, Effort effort)
            throws RunnerException {
        List<Measured> rows = Runs.of(
                path,
                OfUser.class,
                OfUser.LIST,
                effort,
                parameters(contenders, SESSIONS, effort.of(counts)),
                Map.of(),
                1);
        return withCosts(rows, SESSIONS, SessionPaths::costOfList);
    }

    private static List<Measured> size(String path, Effort effort) throws RunnerException {
        List<Measured> rows = new ArrayList<>();
        for (String operation : List.of(SaveAndFind.SAVE, SaveAndFind.FIND)) {
            String limit = operation.equals(SaveAndFind.SAVE) ? Contender.COMPARE_AND_SET : Contender.GET;
            List<Measured> ofOperation = Runs.of(
                    path,
                    SaveAndFind.class,
                    operation,
                    effort.withForks(1),
                    parameters(
                            List.of(Path.LIBRARY, limit),
                            BYTES,
                            effort.of(List.of("1000", "10000", "100000", "1000000"))),
                    Map.of("operation", operation),
                    1);
            rows.addAll(withCosts(ofOperation, BYTES, (contender, bytes) -> costOf(contender, 0, bytes, operation)));
        }
        return rows;
    }

    private static Map<String, List<String>> parameters(List<String> contenders, String size, List<String> sizes) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        parameters.put(size, sizes);
        parameters.put(Runs.CONTENDER, contenders);
        return parameters;
    }

    /** Counts the cost once for each contender and size. */
    private static List<Measured> withCosts(List<Measured> rows, String size, Costs costs) {
        Map<List<String>, Cost> known = new LinkedHashMap<>();
        return rows.stream()
                .map(row -> {
                    String value = row.circumstances().getOrDefault(size, "");
                    return row.withCost(known.computeIfAbsent(
                            List.of(row.contender(), value),
                            key -> costs.of(row.contender(), Integer.parseInt(value))));
                })
                .toList();
    }

    private static Cost costOf(String contender, int messages, int bytes, String operation) {
        SaveAndFind all = new SaveAndFind();
        all.contender = contender;
        all.messages = messages;
        all.bytes = bytes;
        try (TcpRelay relay = TcpRelay.to(Addresses.redisHost(), Addresses.redisPort())) {
            all.open(relay.host(), relay.port());
            try {
                SaveAndFind.Mine mine = new SaveAndFind.Mine();
                mine.begin(all);
                return Cost.of(relay, COUNTED, () -> {
                    if (operation.equals(SaveAndFind.SAVE)) {
                        all.save(mine);
                    } else {
                        all.find(mine);
                    }
                });
            } finally {
                all.close();
            }
        }
    }

    private static Cost costOfList(String contender, int sessions) {
        OfUser all = new OfUser();
        all.contender = contender;
        all.sessions = sessions;
        try (TcpRelay relay = TcpRelay.to(Addresses.redisHost(), Addresses.redisPort())) {
            all.open(relay.host(), relay.port());
            try {
                return Cost.of(relay, COUNTED, all::list);
            } finally {
                all.close();
            }
        }
    }

    /** Of one change, while others do the same. */
    private static Cost costOfConflict(String contender, int writers) {
        OneForAll all = new OneForAll();
        all.contender = contender;
        try (TcpRelay relay = TcpRelay.to(Addresses.redisHost(), Addresses.redisPort())) {
            all.open(relay.host(), relay.port());
            try {
                Cost ofAll = Cost.of(relay, COUNTED, () -> inThreads(writers, all::addTurn));
                double changes = (double) writers * COUNTED;
                return new Cost(
                        ofAll.roundTrips() / changes, ofAll.bytesSent() / changes, ofAll.bytesReceived() / changes);
            } finally {
                all.close();
            }
        }
    }

    /** So often in each thread that they do meet. */
    private static void inThreads(int threads, Runnable operation) {
        CompletableFuture.allOf(IntStream.range(0, threads)
                        .mapToObj(i -> CompletableFuture.runAsync(
                                () -> {
                                    for (int times = 0; times < COUNTED; times++) {
                                        operation.run();
                                    }
                                },
                                task -> new Thread(task).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** What an operation costs by a contender, on something of a size. */
    private interface Costs {

        Cost of(String contender, int size);
    }

    private interface Measuring {

        List<Measured> measure(String path, Effort effort) throws RunnerException;
    }

    private record Named(String name, Measuring measuring) implements Path {

        @Override
        public List<Measured> measure(Effort effort) throws RunnerException {
            return measuring.measure(name, effort);
        }
    }
}
