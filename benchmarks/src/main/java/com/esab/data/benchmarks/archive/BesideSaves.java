package com.esab.data.benchmarks.archive;

import com.esab.data.EsabData;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Conversations;
import com.esab.data.benchmarks.harness.Effort;
import com.esab.data.benchmarks.harness.Measured;
import com.esab.data.benchmarks.harness.Path;
import com.esab.data.benchmarks.harness.Runs;
import com.esab.data.redis.RedisSessions;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionState;
import com.esab.data.session.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * What an archiver at work costs those who save meanwhile: eight threads change sessions through {@code data.sessions()} in
 * turns with an archiver and without, at a pace that leaves the machine room, and as fast as they can, when whatever the archiver, Redis
 * and PostgreSQL take of the processors is missing.
 *
 * <p>Each session is due a second after it was archived last, and is saved some times meanwhile, as it would be by a person
 * in a minute, the usual delay. What went over the wire is not counted: an archiver asks all the time.
 */
public final class BesideSaves implements Path {

    /** The sessions stay on the queue. */
    private static final String OFF = "archiver off";

    private static final int THREADS = 8;
    private static final int SESSIONS = 1_000;
    private static final int MESSAGES = 10;
    private static final Duration DELAY = Duration.ofSeconds(1);

    private static final String USER = "benchmark-beside-saves";
    private static final String SCHEMA = "benchmark_beside_saves";

    private static final List<SessionId> IDS = IntStream.range(0, SESSIONS)
            .mapToObj(place -> SessionId.of("benchmark-beside-saves-" + place))
            .toList();

    /**
     * How saves follow each other.
     *
     * @param every how long after the beginning of a save a thread begins the next, if the save has ended
     * @param sessions so many that each is saved some times before it is due
     */
    private record Pace(String name, Duration every, int sessions) {}

    private static final List<Pace> PACES = List.of(
            new Pace("800 saves a second", Duration.ofMillis(10), SESSIONS / 5),
            new Pace("as fast as they can", Duration.ZERO, SESSIONS));

    @Override
    public String name() {
        return "archiver-beside-saves";
    }

    /**
     * How long it takes.
     *
     * @param pairs turns with and without an archiver that count, after one pair that does not
     * @param lead what is not measured of each turn
     */
    private record Turns(int pairs, Duration lead, Duration measured) {

        static Turns of(Effort.Scale scale) {
            return switch (scale) {
                case FULL -> new Turns(5, Duration.ofSeconds(1), Duration.ofSeconds(4));
                case SHORT -> new Turns(3, Duration.ofSeconds(1), Duration.ofSeconds(3));
                case SMOKE -> new Turns(1, Duration.ofMillis(100), Duration.ofMillis(1_200));
            };
        }
    }

    @Override
    public List<Measured> measure(Effort effort) throws Exception {
        OwnSchema schema = OwnSchema.named(SCHEMA);
        try (RedisSessions cache = cache()) {
            schema.create();
            try {
                sessions().forEach(cache.sessions()::create);
                List<Measured> rows = new ArrayList<>();
                for (Pace pace : PACES) {
                    rows.addAll(measure(schema, Turns.of(effort.scale()), pace));
                }
                requireArchived(schema);
                return rows;
            } finally {
                cache.sessions().delete(UserId.of(USER), IDS);
                schema.drop();
            }
        }
    }

    private static List<Session> sessions() {
        List<Session> sessions = new ArrayList<>();
        for (SessionId id : IDS) {
            sessions.add(Conversations.session(id.value(), USER, MESSAGES, sessions.size()));
        }
        return sessions;
    }

    private static RedisSessions cache() {
        return RedisSessions.builder()
                .password(Addresses.redisPassword())
                .checkpointDelay(DELAY)
                .connect("redis://" + Addresses.redisHost() + ":" + Addresses.redisPort());
    }

    private static EsabData open(OwnSchema schema, boolean archiving) {
        return EsabData.builder()
                .sessions(cache())
                .archive(schema.library())
                .archiver(ArchiverSettings.defaults()
                        .withBackground(archiving)
                        .withPauses(Duration.ofMillis(20), Duration.ofSeconds(30)))
                .build();
    }

    private List<Measured> measure(OwnSchema schema, Turns turns, Pace pace) throws Exception {
        List<Turn> with = new ArrayList<>();
        List<Turn> without = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int pair = 0; pair <= turns.pairs(); pair++) {
                // in changing order, so that whatever drifts concerns both
                boolean first = pair % 2 == 0;
                for (boolean archiving : List.of(first, !first)) {
                    (archiving ? with : without).add(turn(schema, archiving, turns, pace, threads));
                }
            }
        } finally {
            threads.shutdownNow();
        }
        Map<String, String> circumstances = new LinkedHashMap<>();
        circumstances.put("pace", pace.name());
        circumstances.put("threads", Integer.toString(THREADS));
        circumstances.put("sessions", Integer.toString(pace.sessions()));
        circumstances.put("archived for 100 saves", archivedForHundredSaves(with));
        return List.of(row(Path.LIBRARY, with, circumstances), row(OFF, without, circumstances));
    }

    /**
     * What one turn came to.
     *
     * @param micros for one save of one thread
     */
    private record Turn(double micros, long saves, double archived) {}

    private static Turn turn(OwnSchema schema, boolean archiving, Turns turns, Pace pace, ExecutorService threads)
            throws Exception {
        try (EsabData data = open(schema, archiving)) {
            save(data, turns.lead(), pace, threads);
            double before = archived(data);
            Saves saves = save(data, turns.measured(), pace, threads);
            return new Turn(saves.nanos() / 1_000.0 / saves.count(), saves.count(), archived(data) - before);
        }
    }

    /** How many, and how long all of them took together. */
    private record Saves(long count, long nanos) {}

    private static Saves save(EsabData data, Duration time, Pace pace, ExecutorService threads) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        List<Future<Saves>> ofThreads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            ofThreads.add(threads.submit(() -> save(data, thread, end, pace)));
        }
        long count = 0;
        long nanos = 0;
        for (Future<Saves> saves : ofThreads) {
            count += saves.get().count();
            nanos += saves.get().nanos();
        }
        return new Saves(count, nanos);
    }

    /** Each thread has sessions of its own, as each person has. */
    private static Saves save(EsabData data, int thread, long end, Pace pace) {
        long count = 0;
        long nanos = 0;
        int place = thread;
        for (long begun = System.nanoTime(); begun - end < 0; begun = System.nanoTime()) {
            data.sessions().update(IDS.get(place), BesideSaves::changed);
            long ended = System.nanoTime();
            count++;
            nanos += ended - begun;
            place = place + THREADS < pace.sessions() ? place + THREADS : thread;
            LockSupport.parkNanos(pace.every().toNanos() - (ended - begun));
        }
        return new Saves(count, nanos);
    }

    private static Session changed(Session session) {
        return session.withState(
                session.state() == SessionState.TORCH_SELECTION
                        ? SessionState.FEEDER_SELECTION
                        : SessionState.TORCH_SELECTION);
    }

    private static double archived(EsabData data) {
        return data.archiver().metrics().stream()
                .filter(metric -> metric.name().equals("archiver_archived_sessions"))
                .findFirst()
                .orElseThrow()
                .value()
                .orElseThrow();
    }

    private static String archivedForHundredSaves(List<Turn> turns) {
        List<Turn> counted = counted(turns);
        double archived = counted.stream().mapToDouble(Turn::archived).sum();
        if (archived == 0) {
            throw new IllegalStateException("the archiver archived nothing meanwhile");
        }
        return String.format(
                Locale.ROOT,
                "%.1f",
                100 * archived / counted.stream().mapToLong(Turn::saves).sum());
    }

    private static List<Turn> counted(List<Turn> turns) {
        return turns.subList(1, turns.size());
    }

    private Measured row(String contender, List<Turn> turns, Map<String, String> circumstances) {
        double[] micros =
                counted(turns).stream().mapToDouble(Turn::micros).sorted().toArray();
        return new Measured(
                name(),
                circumstances,
                contender,
                Runs.median(micros),
                (micros[micros.length - 1] - micros[0]) / 2,
                Optional.empty(),
                Optional.empty());
    }

    /** After one more run every session is in the archive as it was saved last. */
    private static void requireArchived(OwnSchema schema) throws InterruptedException {
        try (EsabData data = open(schema, false)) {
            TimeUnit.MILLISECONDS.sleep(DELAY.toMillis() + 100);
            data.archiver().runOnce();
            for (SessionId id : IDS) {
                Optional<Session> archived = data.archive().find(id).flatMap(ArchivedSession::session);
                if (archived.isEmpty() || !archived.equals(data.sessions().find(id))) {
                    throw new IllegalStateException(archived + " is archived of session " + id);
                }
            }
        }
    }
}
