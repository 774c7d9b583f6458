package com.esab.data.redis;

import com.esab.data.error.StoreUnavailableException;
import com.esab.data.redis.KeyLayout.Partition;
import com.esab.data.redis.Keyspace.Names;
import com.esab.data.redis.Script.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What restores keep under names of their own, until it takes the place of what is there.
 *
 * <p>Before anything changes, all that will is staged, what is to be removed, too, and the restore is noted as begun. From then on
 * each thing that is staged is put in its place by one script, which removes it here: so whoever comes after a crash brings it to
 * its end, and two who do so at once do no harm.
 */
final class StagingArea {

    static final String COMMIT = "commit of a restore";

    /** After which what a crashed restore has left goes by itself, unless it had begun. */
    private static final Duration STAGED_FOR = Duration.ofDays(1);

    private static final Script STAGE = Script.plain("stage", false);
    private static final Script PERSIST = Script.plain("persist", true);
    private static final Script ENLIST = Script.plain("enlist", true);
    private static final Script WRONG_TYPE = Script.plain("wrongtype", true);
    private static final Script INTACT = Script.modest("intact");
    private static final Script UNLINK = Script.plain("unlink", true);
    private static final Script REMOVE_EQUAL = Script.plain("removeequal", true);

    private final Router router;
    private final KeyLayout keys;
    private final Keyspace keyspace;
    private final List<Replaced<?>> replaced;
    private final RedisSessionInspection inspection;
    private final boolean handOver;

    StagingArea(
            Router router,
            KeyLayout keys,
            Keyspace keyspace,
            List<ContentKind<?>> kinds,
            RedisSessionInspection inspection,
            boolean handOver) {
        this.router = router;
        this.keys = keys;
        this.keyspace = keyspace;
        // users' sets first: whatever is in place afterwards is told to new ones
        this.replaced = Stream.<Replaced<?>>concat(Stream.of(new Replaced.OfUsers(keys)), kinds.stream())
                .toList();
        this.inspection = inspection;
        this.handOver = handOver;
    }

    /** What {@link #stage(List)} needs to stage these parts of what will have this name. */
    Call stage(String run, String name, Map<String, byte[]> parts) {
        List<byte[]> values = new ArrayList<>(List.of(Commands.bytes(STAGED_FOR.toMillis())));
        parts.forEach((part, value) -> {
            values.add(Commands.bytes(part));
            values.add(value);
        });
        return new Call(List.of(keys.staged(run, name)), values);
    }

    /** For each, whether it is staged now; not when something was staged under its name before. One round trip. */
    List<Boolean> stage(List<Call> calls) {
        return STAGE.runEach(router.writing("staging of what is restored"), calls).stream()
                .map(List.of(1L)::equals)
                .toList();
    }

    /** The things of a kind that this restore has staged. */
    <T> Names<T> staged(Replaced<T> things, String run) {
        return new Names<>("staged", keys.stagedPattern(run), "hash", name -> keys.unstaged(run, name)
                .flatMap(things.traces().named()));
    }

    /** Removes what this restore has staged. */
    void discard(String run) {
        discardMatching(keys.stagedPattern(run));
    }

    /** Removes what restores have staged. */
    void discardAll() {
        discardMatching(keys.stagedPattern());
    }

    private void discardMatching(String pattern) {
        String what = "removal of what was staged";
        Names<String> staged =
                new Names<>("staged", pattern, "hash", name -> Optional.of(name).filter(keys::isStaged));
        keyspace.each(what, staged, names -> unlink(what, names));
    }

    private void unlink(String what, List<String> names) {
        UNLINK.runEach(
                router.writing(what),
                names.stream().map(name -> new Call(List.of(name), List.of())).toList());
    }

    /**
     * Stages that what has no place in the new content is removed, and lets all that is staged stay for good.
     *
     * @param put how much of each kind was staged
     * @return how much of each kind is staged now, removals too
     * @throws StoreUnavailableException when some of what was staged is not there any more
     */
    Map<String, Long> complete(String run, Map<String, Long> put) {
        Map<String, Long> complete = new LinkedHashMap<>();
        for (Replaced<?> things : replaced) {
            long wanted = put.getOrDefault(things.name(), 0L);
            long removed = stageRemovals(things, run);
            long kept = keep(things, run);
            if (kept != wanted + removed) {
                throw StoreUnavailableException.unchanged(
                        RedisSessions.NAME,
                        "%s: of %d records of kind %s, %d are there: the others were evicted, or another restore has begun meanwhile"
                                .formatted(COMMIT, wanted, things.name(), kept - removed),
                        null);
            }
            complete.put(things.name(), kept);
        }
        return complete;
    }

    private <T> long stageRemovals(Replaced<T> things, String run) {
        AtomicLong removals = new AtomicLong();
        keyspace.each(COMMIT, things.traces(), some -> {
            List<Boolean> staged = stage(some.stream()
                    .map(thing -> stage(run, things.keyOf(thing), Map.of("removed", Commands.bytes(1))))
                    .toList());
            removals.addAndGet(staged.stream().filter(Boolean::booleanValue).count());
        });
        return removals.get();
    }

    private <T> long keep(Replaced<T> things, String run) {
        AtomicLong kept = new AtomicLong();
        keyspace.each(COMMIT, staged(things, run), some -> PERSIST.runEach(
                        router.writing(COMMIT),
                        some.stream()
                                .map(thing -> new Call(List.of(keys.staged(run, things.keyOf(thing))), List.of()))
                                .toList())
                .forEach(there -> kept.addAndGet((Long) there.get(0))));
        return kept.get();
    }

    /** Notes that what this restore has staged takes its place from now on. One round trip. */
    void begin(String run) {
        if (router.writing(COMMIT)
                .ask(Commands.setIfAbsent(keys.begunRestore(), run))
                .isEmpty()) {
            throw StoreUnavailableException.unchanged(
                    RedisSessions.NAME, COMMIT + ": another restore is about to take its place", null);
        }
    }

    /** The restore that has begun and not ended. One round trip. */
    Optional<String> begun() {
        return begun(router.reading("look for a restore that has begun"), keys);
    }

    /** The same as a part of a call. */
    static Optional<String> begun(Exchange exchange, KeyLayout keys) {
        return exchange.ask(Commands.get(keys.begunRestore()))
                .map(run -> Commands.text("the restore that has begun", run));
    }

    /**
     * Puts what the restore that has begun has staged in its place, or what is left of it. A session and its place on the queue
     * change together: should this break off, each is as it was or restored, and what is to be archived is queued.
     *
     * @return how much of each kind was put there
     */
    Map<String, Long> takeOver(String run) {
        eachPartition(WRONG_TYPE, partition -> List.of(partition.due(), partition.dead()));
        Map<String, Long> inPlace = new LinkedHashMap<>();
        replaced.forEach(things -> inPlace.put(things.name(), install(things, run)));
        inspection.removeStrayEntries();
        if (handOver) {
            eachPartition(INTACT, partition -> List.of(partition.due()));
        }
        REMOVE_EQUAL.run(router.writing(COMMIT), List.of(keys.begunRestore()), List.of(Commands.bytes(run)));
        return inPlace;
    }

    private void eachPartition(Script script, Function<Partition, List<String>> names) {
        script.runEach(
                router.writing(COMMIT),
                keys.partitions().stream()
                        .map(partition -> new Call(names.apply(partition), List.of()))
                        .toList());
    }

    private <T> long install(Replaced<T> things, String run) {
        AtomicLong installed = new AtomicLong();
        keyspace.each(COMMIT, staged(things, run), some -> {
            List<List<Object>> answers = things.installing()
                    .runEach(
                            router.writing(COMMIT),
                            some.stream()
                                    .map(thing -> things.install(thing, run))
                                    .toList());
            installed.addAndGet(
                    answers.stream().filter(answer -> !answer.isEmpty()).count());
            List<Call> entries = new ArrayList<>();
            List<String> told = new ArrayList<>();
            for (int i = 0; i < some.size(); i++) {
                T thing = some.get(i);
                things.entry(thing, answers.get(i)).ifPresent(entry -> {
                    entries.add(entry);
                    told.add(keys.staged(run, things.keyOf(thing)));
                });
            }
            if (!entries.isEmpty()) {
                ENLIST.runEach(router.writing(COMMIT), entries);
                unlink(COMMIT, told);
            }
        });
        return installed.get();
    }
}
