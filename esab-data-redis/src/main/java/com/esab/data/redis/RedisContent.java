package com.esab.data.redis;

import com.esab.data.ProgressListener;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.redis.Keyspace.Names;
import com.esab.data.redis.Script.Call;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.StoreContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Sessions and general cache, found by their names; what belongs together is read, and put in place, by one script. */
final class RedisContent implements StoreContent {

    /** How much is read, or staged, at once, as the deadline of a call allows; more only where one thing alone is more. */
    private static final long BYTES_AT_ONCE = 4_000_000;

    private static final int STAGED_AT_ONCE = 500;

    private static final byte[] ANY_LENGTH = Commands.bytes(Long.MAX_VALUE);

    private static final Script STAGED = Script.reading("staged");

    private final Router router;
    private final KeyLayout keys;
    private final Keyspace keyspace;
    private final List<ContentKind<?>> kinds;
    private final StagingArea area;

    RedisContent(
            Router router, KeyLayout keys, Duration timeToLive, boolean handOver, RedisSessionInspection inspection) {
        this.router = router;
        this.keys = keys;
        this.keyspace = new Keyspace(router);
        this.kinds = List.of(new ContentKind.Sessions(keys, timeToLive), new ContentKind.Cached(keys));
        this.area = new StagingArea(router, keys, keyspace, kinds, inspection, handOver);
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
        if (isHalfReplaced()) {
            throw new EsabDataException("a restore broke off while its content took its place, so half of it is there:"
                    + " another restore, or a repair, brings it to its end");
        }
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
    public boolean isHalfReplaced() {
        return area.begun().isPresent();
    }

    @Override
    public void finishReplacement() {
        area.begun().ifPresent(area::takeOver);
    }

    @Override
    public Replacement replace() {
        finishReplacement();
        area.discardAll();
        return new Staging(UUID.randomUUID().toString().replace("-", "").substring(0, KeyLayout.RUN_LENGTH));
    }

    /**
     * New content under names of its own, in the slots where it will be.
     *
     * <p>The names tell one restore from another. Of two at a time, the later one removes what the earlier one has staged, whose
     * commit then finds it missing and changes nothing.
     */
    private final class Staging implements Replacement {

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
                Call call = area.stage(run, stored.name(keys), stored.parts());
                long bytes =
                        call.values().stream().mapToLong(value -> value.length).sum();
                if (batch.size() == STAGED_AT_ONCE || batchBytes + bytes > BYTES_AT_ONCE) {
                    stage();
                }
                batch.add(call);
                batchBytes += bytes;
                counts.merge(record.kind(), 1L, Long::sum);
            });
        }

        private void stage() {
            if (batch.isEmpty()) {
                return;
            }
            anyStaged = true;
            List<Boolean> staged = area.stage(batch);
            if (staged.contains(false)) {
                throw new CorruptRecordException("%s is there twice"
                        .formatted(keys.unstaged(
                                        run,
                                        batch.get(staged.indexOf(false)).keys().get(0))
                                .orElseThrow()));
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
                    area.staged(kind, run),
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

        @Override
        public void commit() {
            step(() -> {
                stage();
                anyStaged = true;
                Map<String, Long> complete = area.complete(run, counts);
                try {
                    area.begin(run);
                } catch (StoreUnavailableException e) {
                    // perhaps it has begun
                    anyStaged = !e.outcomeUnknown();
                    throw e;
                }
                anyStaged = false;
                takeOver(complete);
            });
            over = true;
        }

        private void takeOver(Map<String, Long> complete) {
            Map<String, Long> inPlace;
            try {
                inPlace = area.takeOver(run);
            } catch (StoreUnavailableException e) {
                throw StoreUnavailableException.outcomeUnknown(
                        RedisSessions.NAME,
                        StagingArea.COMMIT + ": it broke off: another restore, or a repair, brings it to its end",
                        e);
            }
            if (!inPlace.equals(complete)) {
                throw StoreUnavailableException.outcomeUnknown(
                        RedisSessions.NAME,
                        "%s: of %s, %s took their place: the others were evicted, or somebody else has put them there"
                                .formatted(StagingArea.COMMIT, complete, inPlace),
                        null);
            }
        }

        @Override
        public void close() {
            over = true;
            batch.clear();
            if (anyStaged) {
                anyStaged = false;
                area.discard(run);
            }
        }
    }
}
