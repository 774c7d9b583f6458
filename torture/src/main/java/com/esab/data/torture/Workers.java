package com.esab.data.torture;

import com.esab.data.torture.Violation.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The workers of a storm; one that was ended is followed by a new one. For one thread at a time. */
final class Workers {

    private static final Duration HALTING = Duration.ofSeconds(8);
    private static final Duration STARTING = Duration.ofSeconds(60);
    private static final int KILLED = 137;
    private static final List<String> POINTS =
            List.of("create", "update", "restore", "findHeld", "claim", "archive", "acknowledge");

    private final StormSettings settings;
    private final Path folder;
    private final Stores stores;
    private final List<WorkerProcess> running = new ArrayList<>();
    private final List<Violation> failures = new ArrayList<>();
    private int started;

    Workers(StormSettings settings, Path folder, Stores stores) {
        this.settings = settings;
        this.folder = folder;
        this.stores = stores;
    }

    void startAll() {
        for (int i = 0; i < settings.workers(); i++) {
            running.add(startOne());
        }
        long end = System.nanoTime() + STARTING.toNanos();
        while (!running.stream().allMatch(WorkerProcess::isReady)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "a worker does not start: " + running.get(0).log());
            }
            Pauses.pause(Duration.ofMillis(50));
        }
    }

    private WorkerProcess startOne() {
        String name = "w" + started++;
        return WorkerProcess.start(name, folder, stores, settings.seed() * 1_000 + started, settings.threads());
    }

    /** Has a worker halt by itself, at a random time or after a random call of a store; whether it did. */
    boolean halt(Random random) {
        int slot = random.nextInt(running.size());
        WorkerProcess worker = running.get(slot);
        boolean atCall = random.nextBoolean();
        String point = POINTS.get(random.nextInt(POINTS.size()));
        worker.order(atCall ? "after " + point : "halt " + random.nextInt(300_000));
        boolean ended = worker.hasEnded(HALTING);
        if (!ended) {
            worker.kill();
        }
        boolean halted = ended && worker.exitCode() == Halt.EXIT_CODE;
        if (ended && !halted) {
            failed(worker);
        }
        running.set(slot, startOne());
        return halted;
    }

    boolean kill(Random random) {
        int slot = random.nextInt(running.size());
        WorkerProcess worker = running.get(slot);
        worker.kill();
        if (worker.exitCode() != KILLED) {
            failed(worker);
        }
        running.set(slot, startOne());
        return worker.exitCode() == KILLED;
    }

    void stopAll(Duration within) {
        running.forEach(worker -> worker.order("stop"));
        for (WorkerProcess worker : running) {
            if (!worker.hasEnded(within)) {
                worker.kill();
                failures.add(new Violation(Kind.FAILED, "worker " + worker.name() + " did not end: " + worker.log()));
            } else if (worker.exitCode() != 0) {
                failed(worker);
            }
        }
        running.clear();
    }

    void killAll() {
        running.forEach(WorkerProcess::kill);
    }

    List<Violation> failures() {
        return List.copyOf(failures);
    }

    private void failed(WorkerProcess worker) {
        failures.add(new Violation(
                Kind.FAILED,
                "worker %s ended by itself with %d: %s".formatted(worker.name(), worker.exitCode(), worker.log())));
    }
}
