package com.esab.data.benchmarks.load;

import com.esab.data.EsabData;
import com.esab.data.archive.SessionSummaryStats;
import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.benchmarks.harness.Servers;
import com.esab.data.neo4j.Neo4jCatalog;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.redis.RedisSessions;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Lets many people talk at once and prints how long their calls took and what the program held meanwhile; ends with code 1 when a
 * call failed or a completed session is not in the archive.
 */
public final class LoadRun {

    private static final Duration CHECKPOINT_DELAY = Duration.ofSeconds(10);
    private static final Duration DRAINING = Duration.ofMinutes(2);

    private LoadRun() {}

    /** The number of people and of seconds, 64 and 600 unless given; and the interval in which the footprint is taken, 30. */
    public static void main(String[] arguments) throws Exception {
        int people = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 64;
        Duration length = Duration.ofSeconds(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 600);
        Duration interval = Duration.ofSeconds(arguments.length > 2 ? Integer.parseInt(arguments[2]) : 30);
        Servers.during(() -> {
            String report = run(people, length, interval);
            System.out.println(report);
            Files.createDirectories(Path.of("target"));
            Files.writeString(Path.of("target", "load.md"), report);
        });
    }

    /** On servers that are known already. */
    static String run(int people, Duration length, Duration interval) throws Exception {
        Latencies latencies = new Latencies();
        StringBuilder footprints = new StringBuilder("| second | calls | heap, MB | threads | connections to Redis |"
                + " to PostgreSQL | to Neo4j |\n|---:|---:|---:|---:|---:|---:|---:|\n");
        long completed;
        SessionSummaryStats summary;
        try (EsabData data = connect();
                Footprint.Probe probe = new Footprint.Probe()) {
            data.migrate();
            data.catalog().load(SampleCatalog.data());
            long before = data.archive().summary().completedSessions();
            completed = talk(data, latencies, people, length, interval, probe, footprints);
            summary = drained(data, before + completed);
            completed += before;
        }
        if (summary.completedSessions() != completed) {
            throw new IllegalStateException("%,d sessions were completed, and the archive has %,d of them"
                    .formatted(completed, summary.completedSessions()));
        }
        return """
                # A load of %d people for %d s

                %,d calls, %,.0f a second; %,d sessions completed, all in the archive, which has %,d.

                ## Milliseconds for a call

                %s
                ## What the program held

                %s""".formatted(
                        people,
                        length.toSeconds(),
                        latencies.calls(),
                        latencies.calls() / (double) length.toSeconds(),
                        completed,
                        summary.totalSessions(),
                        latencies.table(),
                        footprints);
    }

    private static EsabData connect() {
        return EsabData.builder()
                .catalog(Neo4jCatalog.connect(Addresses.neo4jUri(), Addresses.neo4jUser(), Addresses.neo4jPassword()))
                .sessions(RedisSessions.builder()
                        .checkpointDelay(CHECKPOINT_DELAY)
                        .connect(Addresses.redisUri()))
                .archive(PostgresArchive.connect(
                        Addresses.jdbcUrl(), Addresses.postgresUser(), Addresses.postgresPassword()))
                .build();
    }

    private static long talk(
            EsabData data,
            Latencies latencies,
            int people,
            Duration length,
            Duration interval,
            Footprint.Probe probe,
            StringBuilder footprints)
            throws Exception {
        long begun = System.nanoTime();
        long end = begun + length.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(people);
        try {
            List<Future<Long>> talking = new ArrayList<>();
            for (int i = 0; i < people; i++) {
                Person person = new Person(data, latencies, i);
                talking.add(threads.submit(() -> {
                    while (System.nanoTime() < end) {
                        person.talk();
                    }
                    return person.completed();
                }));
            }
            while (System.nanoTime() < end && talking.stream().noneMatch(Future::isDone)) {
                TimeUnit.NANOSECONDS.sleep(Math.min(interval.toNanos(), Math.max(0, end - System.nanoTime())));
                String row =
                        probe.take().row(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun), latencies.calls());
                footprints.append(row);
                System.err.print(row);
            }
            long completed = 0;
            for (Future<Long> one : talking) {
                completed += one.get();
            }
            return completed;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static SessionSummaryStats drained(EsabData data, long completed) throws InterruptedException {
        long end = System.nanoTime() + DRAINING.toNanos();
        SessionSummaryStats summary = data.archive().summary();
        while (summary.completedSessions() < completed && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(200);
            summary = data.archive().summary();
        }
        return summary;
    }
}
