package com.esab.data.testkit.simulation;

import com.esab.data.testkit.simulation.Fault.Kind;
import com.esab.data.testkit.simulation.World.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

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

    /** A scenario with no more pairs than this is run with all of them. */
    private static final int RUN_IN_FULL = 25_000;

    private static final int LAST_PAUSE = 6;
    private static final List<Integer> FALLING_BACK = List.of(1, 2, 3, 5);

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

    /** @param pairs how many pairs there are, of which so many were run */
    record Result(int points, int singles, int pairs, int run, List<Found> found) {}

    private record Ran(Schedule schedule, World world, Optional<Violation> violation) {}

    Result all() {
        List<Found> found = new ArrayList<>();
        Ran fine = ran(new Schedule(scenario, List.of()));
        fine.violation().ifPresent(violation -> found.add(new Found(fine.schedule(), violation)));
        if (!found.isEmpty()) {
            return new Result(fine.world().trace().size(), 0, 0, 0, found);
        }
        List<Fault> firsts = faults(fine.world().trace(), Integer.MAX_VALUE);
        List<Ran> singles = firsts.parallelStream()
                .map(first -> ran(new Schedule(scenario, List.of(first))))
                .toList();
        singles.forEach(ran -> ran.violation().ifPresent(violation -> found.add(new Found(ran.schedule(), violation))));
        List<Ran> distinct = singles.stream()
                .filter(ran -> !ran.world().redundant() && ran.violation().isEmpty())
                .toList();
        List<List<Fault>> seconds = distinct.parallelStream().map(this::seconds).toList();
        int pairs = seconds.stream().mapToInt(List::size).sum();
        double share = pairs <= Math.max(bound, RUN_IN_FULL) ? 1 : (double) bound / pairs;
        AtomicInteger run = new AtomicInteger();
        List<List<Found>> ofPairs = IntStream.range(0, bound == 0 ? 0 : distinct.size())
                .parallel()
                .mapToObj(i -> {
                    SplittableRandom random = new SplittableRandom(seed + i);
                    List<Found> here = new ArrayList<>();
                    for (Fault second : seconds.get(i)) {
                        if (share == 1 || random.nextDouble() < share) {
                            run.incrementAndGet();
                            Schedule pair = new Schedule(
                                    scenario,
                                    List.of(distinct.get(i).schedule().faults().get(0), second));
                            pair.run(mutant).ifPresent(violation -> here.add(new Found(pair, violation)));
                        }
                    }
                    return here;
                })
                .toList();
        ofPairs.forEach(found::addAll);
        return new Result(fine.world().trace().size(), firsts.size(), pairs, run.get(), found);
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
