package com.esab.data.testkit.simulation;

import com.esab.data.testkit.simulation.Fault.Kind;
import com.esab.data.testkit.simulation.World.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs a scenario with every fault at every point, and with every pair of them.
 *
 * <p>The second fault is chosen among those that the run with the first one has room for. A second fall-back goes to a few
 * earlier states only. Beyond a bound, pairs are drawn by a seed.
 */
final class Simulation {

    /** Longer than a lease, than the checkpoint delay, than a session lives. */
    private static final List<Integer> PASSING = List.of(31, 61, 3601);

    /** Two clocks of Redis differ by no more than these do, which is less than a fail-over takes. */
    private static final List<Integer> CLOCKS = List.of(-4500, 4500);

    private static final int LAST_PAUSE = 6;
    private static final List<Integer> FALLING_BACK = List.of(1, 2, 3, 5);

    private static final ExecutorService CORES = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "simulations");
        thread.setDaemon(true);
        return thread;
    });

    private final Scenario scenario;
    private final Mutant mutant;
    private final int bound;
    private final long seed;

    Simulation(Scenario scenario, Mutant mutant, int bound, long seed) {
        this.scenario = scenario;
        this.mutant = mutant;
        this.bound = bound;
        this.seed = seed;
    }

    record Found(Schedule schedule, Violation violation) {

        @Override
        public String toString() {
            return schedule + ": " + violation.getMessage();
        }
    }

    /**
     * @param pairs how many pairs there are
     * @param run how many of them were run
     * @param failures as {@link World#failures()}, of all runs
     */
    record Result(int points, int singles, int pairs, int run, Set<String> failures, List<Found> found) {}

    private record Ran(Schedule schedule, World world, Optional<Violation> violation) {}

    /** A run with one fault, and those that can come as the second one. */
    private record First(Ran ran, List<Fault> seconds) {}

    Result all() {
        Progress progress = new Progress(scenario.name());
        Set<String> failures = ConcurrentHashMap.newKeySet();
        List<Found> found = Collections.synchronizedList(new ArrayList<>());
        Ran fine = ran(new Schedule(scenario, List.of()));
        fine.violation().ifPresent(violation -> found.add(new Found(fine.schedule(), violation)));
        if (!found.isEmpty()) {
            return new Result(fine.world().trace().size(), 0, 0, 0, failures, found);
        }
        List<Fault> singles = faults(fine.world().trace(), Integer.MAX_VALUE);
        List<First> firsts = firsts(singles, found);
        firsts.forEach(first -> failures.addAll(first.ran().world().failures()));
        int pairs = firsts.stream().mapToInt(first -> first.seconds().size()).sum();
        double share = pairs <= bound ? 1 : (double) bound / pairs;
        AtomicInteger run = new AtomicInteger();
        progress.of(pairs);
        spread(firsts.size(), i -> {
            if (bound == 0 || enough(found)) {
                return;
            }
            SplittableRandom random = new SplittableRandom(seed + i);
            Fault first = firsts.get(i).ran().schedule().faults().get(0);
            for (Fault second : firsts.get(i).seconds()) {
                boolean drawn = share == 1 || random.nextDouble() < share;
                if (drawn || first.kind() == Kind.ERROR && second.kind() == Kind.ERROR) {
                    Schedule pair = new Schedule(scenario, List.of(first, second));
                    World world = pair.world(mutant, false);
                    world.run().ifPresent(violation -> found.add(new Found(pair, violation)));
                    failures.addAll(world.failures());
                    progress.at(run.incrementAndGet(), found.size());
                }
            }
        });
        found.sort(Comparator.comparing(each -> each.schedule().toString()));
        return new Result(fine.world().trace().size(), singles.size(), pairs, run.get(), failures, found);
    }

    /** A mutant needs to be found only once. */
    private boolean enough(List<Found> found) {
        return mutant != Mutant.NONE && found.stream().anyMatch(each -> mutant.explains(each.violation()));
    }

    /** What came of each single fault, unless it had nothing to act on, with those that can follow it. */
    private List<First> firsts(List<Fault> singles, List<Found> found) {
        First[] firsts = new First[singles.size()];
        spread(firsts.length, i -> {
            Ran ran = ran(new Schedule(scenario, List.of(singles.get(i))));
            ran.violation().ifPresent(violation -> found.add(new Found(ran.schedule(), violation)));
            if (!ran.world().redundant() && ran.violation().isEmpty()) {
                firsts[i] = new First(ran, seconds(ran));
            }
        });
        return Stream.of(firsts).filter(Objects::nonNull).toList();
    }

    /** Runs the work for 0 to n - 1, on all cores to the end. */
    private static void spread(int n, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        int cores = Runtime.getRuntime().availableProcessors();
        List<CompletableFuture<Void>> all = IntStream.range(0, cores)
                .mapToObj(core -> CompletableFuture.runAsync(
                        () -> {
                            for (int i = next.getAndIncrement(); i < n; i = next.getAndIncrement()) {
                                work.accept(i);
                            }
                        },
                        CORES))
                .toList();
        all.forEach(CompletableFuture::join);
    }

    private Ran ran(Schedule schedule) {
        World world = schedule.world(mutant, true);
        Optional<Violation> violation = world.run();
        return new Ran(schedule, world, violation);
    }

    private List<Fault> seconds(Ran ran) {
        Fault first = ran.schedule().faults().get(0);
        List<Fault> all = faults(ran.world().trace(), 5);
        int at = all.indexOf(first);
        boolean over = first.kind() == Kind.DIE_BEFORE
                || first.kind() == Kind.STOP_BEFORE
                || first.kind() == Kind.ERROR
                || first.kind() == Kind.DOWN
                || first.kind() == Kind.OUTAGE;
        List<Fault> seconds = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Fault second = all.get(i);
            if (second.point() > first.point() || second.point() == first.point() && i > at && !over) {
                seconds.add(second);
            }
        }
        return seconds;
    }

    /** What can happen at the points of a run. */
    private List<Fault> faults(List<Point> trace, int furthest) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < trace.size(); i++) {
            Point point = trace.get(i);
            add(faults, i, Kind.DIE_BEFORE);
            if (point.call().startsWith(ArchiveModel.ARCHIVE)) {
                add(faults, i, Kind.ERROR);
            }
            add(faults, i, Kind.DOWN);
            add(faults, i, Kind.OUTAGE);
            if (!point.last()) {
                add(faults, i, Kind.STOP_BEFORE);
            }
            if (point.writes()) {
                add(faults, i, Kind.DIE_AFTER);
                add(faults, i, Kind.ANSWER_LOST);
                if (!point.last()) {
                    add(faults, i, Kind.STOP_AFTER);
                }
            }
            for (int seconds : PASSING) {
                add(faults, i, Kind.PASS, seconds);
            }
            for (int ahead : CLOCKS) {
                add(faults, i, Kind.CLOCK, ahead);
            }
            for (String key : point.keys()) {
                add(faults, i, Kind.EVICT, key);
            }
            for (int changes = 1; changes <= point.snapshots(); changes++) {
                if (changes <= furthest && FALLING_BACK.contains(changes)
                        || furthest == Integer.MAX_VALUE
                        || changes == point.snapshots()) {
                    add(faults, i, Kind.FALL_BACK, changes);
                }
            }
            for (Step other : scenario.others()) {
                add(faults, i, Kind.RUN, other.name());
                for (int calls = 1; calls <= LAST_PAUSE; calls++) {
                    add(faults, i, Kind.BEGIN, other.name() + "~" + calls);
                }
            }
            if (point.goesOn()) {
                add(faults, i, Kind.GO_ON);
            }
        }
        return faults;
    }

    private static void add(List<Fault> faults, int point, Kind kind) {
        add(faults, point, kind, "");
    }

    private static void add(List<Fault> faults, int point, Kind kind, Object argument) {
        faults.add(new Fault(point, kind, argument.toString()));
    }
}
