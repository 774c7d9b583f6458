package com.esab.data.redis;

import com.esab.data.ProgressListener;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.redis.KeyLayout.Partition;
import com.esab.data.redis.Keyspace.Names;
import com.esab.data.redis.Script.Call;
import com.esab.data.session.UserId;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.StoreContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Sessions and general cache, found by their names; what belongs together is read, and put in place, by one script. */
final class RedisContent implements StoreContent {

    /** How much is read, or staged, at once, as the deadline of a call allows; more only where one thing alone is more. */
    private static final long BYTES_AT_ONCE = 4_000_000;

    private static final int STAGED_AT_ONCE = 500;

    /** After which what a crashed restore has left goes by itself. */
    private static final Duration STAGED_FOR = Duration.ofDays(1);

    private static final byte[] ANY_LENGTH = Commands.bytes(Long.MAX_VALUE);

    private static final Script STAGE = Script.plain("stage", false);
    private static final Script STAGED = Script.reading("staged");
    private static final Script ENLIST = Script.plain("enlist", true);
    private static final Script WRONG_TYPE = Script.plain("wrongtype", true);
    private static final Script INTACT = Script.modest("intact");
    private static final Script UNLINK = Script.plain("unlink", true);

    private final Router router;
    private final KeyLayout keys;
    private final Keyspace keyspace;
    private final List<ContentKind<?>> kinds;
    private final RedisSessionInspection inspection;
    private final boolean handOver;

    RedisContent(
            Router router, KeyLayout keys, Duration timeToLive, boolean handOver, RedisSessionInspection inspection) {
        this.router = router;
        this.keys = keys;
        this.keyspace = new Keyspace(router);
        this.kinds = List.of(new ContentKind.Sessions(keys, timeToLive), new ContentKind.Cached(keys));
        this.handOver = handOver;
        this.inspection = inspection;
    }

    @Override
    public Map<String, Long> count() {
        Map<String, Long> counts = new LinkedHashMap<>();
        kinds.forEach(kind -> counts.put(kind.name(), count("count of keys", kind.present())));
        return counts;
    }

    private long count(String what, Names<?> names) {
        AtomicLong count = new AtomicLong();
        keyspace.each(what, names, some -> count.addAndGet(some.size()));
        return count.get();
    }

    @Override
    public void export(Consumer<? super ContentRecord> out, ProgressListener progress) {
        kinds.forEach(kind -> export(kind, out, progress));
    }

    private <T> void export(ContentKind<T> kind, Consumer<? super ContentRecord> out, ProgressListener progress) {
        Names<T> names = kind.present();
        String what = "export of " + names.what();
        long total = count(what, names);
        if (total > 0) {
            progress.progress(names.what(), 0, total);
        }
        AtomicLong done = new AtomicLong();
        keyspace.each(what, names, some -> {
            read(what, kind.reading(), some, kind::read, (thing, parts) -> {
                out.accept(kind.stored(thing, parts).toRecord());
                done.incrementAndGet();
            });
            if (done.get() < total) {
                progress.progress(names.what(), done.get(), total);
            }
        });
        progress.progress(names.what(), done.get(), done.get());
    }

    /**
     * Reads things by a script that brings parts of one, or its length alone when that is above a limit, or nothing when it is gone.
     * One round trip, and one more for each {@link #BYTES_AT_ONCE} of long things.
     */
    private <T> void read(
            String what,
            Script script,
            List<T> things,
            BiFunction<T, byte[], Call> call,
            BiConsumer<T, List<Object>> out) {
        List<T> tooLong = new ArrayList<>();
        List<Long> lengths = new ArrayList<>();
        read(what, script, things, Commands.bytes(BYTES_AT_ONCE / things.size()), call, (thing, parts) -> {
            if (parts.size() == 1) {
                tooLong.add(thing);
                lengths.add((Long) parts.get(0));
            } else {
                out.accept(thing, parts);
            }
        });
        int first = 0;
        long bytes = 0;
        for (int i = 0; i < tooLong.size(); i++) {
            bytes += lengths.get(i);
            if (bytes >= BYTES_AT_ONCE || i == tooLong.size() - 1) {
                read(what, script, tooLong.subList(first, i + 1), ANY_LENGTH, call, out);
                first = i + 1;
                bytes = 0;
            }
        }
    }

    private <T> void read(
            String what,
            Script script,
            List<T> things,
            byte[] mostBytes,
            BiFunction<T, byte[], Call> call,
            BiConsumer<T, List<Object>> out) {
        List<List<Object>> answers = script.runEach(
                router.reading(what),
                things.stream().map(thing -> call.apply(thing, mostBytes)).toList());
        for (int i = 0; i < things.size(); i++) {
            if (!answers.get(i).isEmpty()) {
                out.accept(things.get(i), answers.get(i));
            }
        }
    }

    @Override
    public Replacement replace() {
        discard("removal of what earlier restores have left", keys.stagedPattern());
        return new Staging(UUID.randomUUID().toString().replace("-", "").substring(0, KeyLayout.RUN_LENGTH));
    }

    /** Removes what restores have staged. */
    private void discard(String what, String pattern) {
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
     * New content under names of its own, in the slots where it will be.
     *
     * <p>The names tell one restore from another. Of two at a time, the later one removes what the earlier one has staged, whose
     * commit then finds it missing and changes nothing.
     */
    private final class Staging implements Replacement {

        private static final String COMMIT = "commit of a restore";

        private final String run;
        private final Map<String, Long> counts = new LinkedHashMap<>();
        private final List<Call> batch = new ArrayList<>();
        private long batchBytes;
        private boolean over;
        private boolean anyStaged;

        Staging(String run) {
            this.run = run;
        }

        private void step(Runnable step) {
            if (over) {
                throw new IllegalStateException("this restore has failed or ended");
            }
            over = true;
            step.run();
            over = false;
        }

        @Override
        public void put(ContentRecord record) {
            step(() -> {
                Stored stored = Stored.of(record);
                List<byte[]> values = new ArrayList<>(List.of(Commands.bytes(STAGED_FOR.toMillis())));
                stored.parts().forEach((name, part) -> {
                    values.add(Commands.bytes(name));
                    values.add(part);
                });
                long bytes = values.stream().mapToLong(value -> value.length).sum();
                if (batch.size() == STAGED_AT_ONCE || batchBytes + bytes > BYTES_AT_ONCE) {
                    stage();
                }
                batch.add(new Call(List.of(keys.staged(run, stored.name(keys))), values));
                batchBytes += bytes;
                counts.merge(record.kind(), 1L, Long::sum);
            });
        }

        private void stage() {
            if (batch.isEmpty()) {
                return;
            }
            anyStaged = true;
            List<List<Object>> answers = STAGE.runEach(router.writing("staging of what is restored"), batch);
            for (int i = 0; i < answers.size(); i++) {
                if (!answers.get(i).equals(List.of(1L))) {
                    throw new CorruptRecordException("%s is there twice"
                            .formatted(keys.unstaged(run, batch.get(i).keys().get(0))
                                    .orElseThrow()));
                }
            }
            batch.clear();
            batchBytes = 0;
        }

        @Override
        public void export(Consumer<? super ContentRecord> out) {
            step(() -> {
                stage();
                kinds.forEach(kind -> export(kind, out));
            });
        }

        private <T> void export(ContentKind<T> kind, Consumer<? super ContentRecord> out) {
            String what = "reading of what is staged";
            keyspace.each(
                    what,
                    staged(kind),
                    some -> read(
                            what,
                            STAGED,
                            some,
                            (thing, most) -> look(kind, thing, most),
                            (thing, parts) ->
                                    out.accept(kind.stored(thing, parts).toRecord())));
        }

        private <T> Call look(ContentKind<T> kind, T thing, byte[] mostBytes) {
            List<byte[]> values = new ArrayList<>(List.of(mostBytes));
            kind.parts().forEach(part -> values.add(Commands.bytes(part)));
            return new Call(List.of(keys.staged(run, kind.keyOf(thing))), values);
        }

        private <T> Names<T> staged(ContentKind<T> kind) {
            return new Names<>("staged", keys.stagedPattern(run), "hash", name -> keys.unstaged(run, name)
                    .flatMap(kind.present().named()));
        }

        @Override
        public void commit() {
            step(() -> {
                stage();
                kinds.forEach(this::requireAll);
                try {
                    takeOver();
                } catch (StoreUnavailableException e) {
                    throw StoreUnavailableException.outcomeUnknown(
                            RedisSessions.NAME,
                            COMMIT + ": it broke off, and some of the old content may be gone: restore once more",
                            e);
                }
            });
            over = true;
            anyStaged = false;
        }

        /** Nothing has changed yet. */
        private void requireAll(ContentKind<?> kind) {
            long put = counts.getOrDefault(kind.name(), 0L);
            long there = RedisContent.this.count(COMMIT, staged(kind));
            if (there != put) {
                throw missing("of %d records of kind %s, %d are there".formatted(put, kind.name(), there));
            }
        }

        private StoreUnavailableException missing(String what) {
            return StoreUnavailableException.unchanged(
                    RedisSessions.NAME,
                    COMMIT + ": " + what + ": the others were evicted, or another restore has begun meanwhile",
                    null);
        }

        /**
         * First what has no place in the new content goes, and only then, which staged things tell, the new comes in. A session and its
         * place on the queue change together: should this break off, each is as it was or restored, and what is to be archived is
         * queued.
         */
        private void takeOver() {
            eachPartition(WRONG_TYPE, partition -> List.of(partition.due(), partition.dead()));
            Names<UserId> sets = new Names<>("users", keys.userSetPattern(), "set", keys::userOf);
            keyspace.each(
                    COMMIT,
                    sets,
                    users -> unlink(COMMIT, users.stream().map(keys::sessionsOf).toList()));
            kinds.forEach(this::clear);
            kinds.forEach(this::install);
            inspection.removeStrayEntries();
            if (handOver) {
                eachPartition(INTACT, partition -> List.of(partition.due()));
            }
        }

        private void eachPartition(Script script, Function<Partition, List<String>> names) {
            script.runEach(
                    router.writing(COMMIT),
                    keys.partitions().stream()
                            .map(partition -> new Call(names.apply(partition), List.of()))
                            .toList());
        }

        private <T> void clear(ContentKind<T> kind) {
            keyspace.each(COMMIT, kind.traces(), some -> kind.clearing()
                    .runEach(
                            router.writing(COMMIT),
                            some.stream().map(thing -> kind.replace(thing, run)).toList()));
        }

        private <T> void install(ContentKind<T> kind) {
            AtomicLong installed = new AtomicLong();
            keyspace.each(COMMIT, staged(kind), some -> {
                List<List<Object>> answers = kind.installing()
                        .runEach(
                                router.writing(COMMIT),
                                some.stream()
                                        .map(thing -> kind.replace(thing, run))
                                        .toList());
                installed.addAndGet(
                        answers.stream().filter(answer -> !answer.isEmpty()).count());
                List<Call> entries = IntStream.range(0, some.size())
                        .mapToObj(i -> kind.entry(some.get(i), answers.get(i)))
                        .flatMap(Optional::stream)
                        .toList();
                if (!entries.isEmpty()) {
                    ENLIST.runEach(router.writing(COMMIT), entries);
                }
            });
            long put = counts.getOrDefault(kind.name(), 0L);
            if (installed.get() != put) {
                throw missing("of %d records of kind %s, %d were there".formatted(put, kind.name(), installed.get()));
            }
        }

        @Override
        public void close() {
            over = true;
            batch.clear();
            if (anyStaged) {
                anyStaged = false;
                discard("removal of what was staged", keys.stagedPattern(run));
            }
        }
    }
}
