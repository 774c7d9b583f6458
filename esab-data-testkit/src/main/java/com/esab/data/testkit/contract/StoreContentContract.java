package com.esab.data.testkit.contract;

import com.esab.data.ProgressListener;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.store.ContentRecord;
import com.esab.data.store.Store;
import com.esab.data.store.StoreContent;
import com.esab.data.store.StoreContent.Replacement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What {@link StoreContent} promises, whatever the store holds; see {@link CatalogContentContract}, {@link SessionContentContract} and
 * {@link ArchiveContentContract} for what it holds.
 */
public abstract class StoreContentContract {

    private static final long PATIENCE_SECONDS = 120;

    /** For the suites of stores. */
    protected StoreContentContract() {}

    /** The store under test, which every test finds empty, with its schema in place. */
    protected abstract Store store();

    /** Puts something of each kind into the empty store, through its other contracts, and among it what is hard to keep. */
    protected abstract void fill();

    /** Adds to what was filled, so that it makes other records. */
    protected abstract void change();

    /** Records that no export of this store has written, each beside those of {@link #fill}. */
    protected abstract List<ContentRecord> broken();

    /** Whether an export shows one moment, or fails when it cannot; false where each record is as it is when its turn comes. */
    protected boolean exportsOneMoment() {
        return true;
    }

    /** The content of the store under test. */
    protected final StoreContent content() {
        return store().content().orElseThrow();
    }

    /** What an export hands over, in its order. */
    protected final List<ContentRecord> exported() {
        List<ContentRecord> records = new ArrayList<>();
        content().export(records::add, ProgressListener.NONE);
        return records;
    }

    /** Replaces everything by these records. */
    protected final void replaceBy(List<ContentRecord> records) {
        try (Replacement replacement = content().replace()) {
            records.forEach(replacement::put);
            replacement.commit();
        }
    }

    private static List<ContentRecord> readBack(Replacement replacement) {
        List<ContentRecord> records = new ArrayList<>();
        replacement.export(records::add);
        return records;
    }

    /** Two lists of records are equal when they are written as the same lines, in any order. */
    private static List<String> lines(List<ContentRecord> records) {
        return records.stream().map(ContentRecord::toLine).sorted().toList();
    }

    private List<String> filled() {
        fill();
        List<String> lines = lines(exported());
        assertThat(lines).isNotEmpty().doesNotHaveDuplicates();
        return lines;
    }

    @Test
    void the_count_names_every_kind_and_agrees_with_the_export() {
        assertThat(content().count()).isNotEmpty();
        assertThat(content().count().values()).containsOnly(0L);
        Set<String> kinds = content().count().keySet();
        fill();

        Map<String, Long> counted = exported().stream()
                .collect(Collectors.groupingBy(ContentRecord::kind, TreeMap::new, Collectors.counting()));

        assertThat(counted.keySet()).isEqualTo(new TreeSet<>(kinds));
        assertThat(content().count()).containsExactlyInAnyOrderEntriesOf(counted);
    }

    @Test
    void kinds_come_one_after_the_other_in_the_order_of_the_count() {
        fill();

        List<String> order =
                exported().stream().map(ContentRecord::kind).distinct().toList();

        assertThat(order)
                .isNotEmpty()
                .containsExactlyElementsOf(content().count().keySet());
        List<String> kinds = exported().stream().map(ContentRecord::kind).toList();
        assertThat(kinds).isSortedAccordingTo((a, b) -> Integer.compare(order.indexOf(a), order.indexOf(b)));
    }

    @Test
    void what_did_not_change_is_exported_the_same_again() {
        List<String> first = filled();

        assertThat(lines(exported())).isEqualTo(first);
    }

    @Test
    void a_record_is_read_from_its_line() {
        fill();
        List<ContentRecord> records = exported();

        assertThat(records).isNotEmpty().allSatisfy(record -> assertThat(ContentRecord.ofLine(record.toLine()))
                .isEqualTo(record));
    }

    @Test
    void an_export_tells_how_far_it_is() {
        fill();
        Map<String, Long> done = new HashMap<>();
        Map<String, Long> total = new HashMap<>();

        List<ContentRecord> records = new ArrayList<>();
        content().export(records::add, (step, now, all) -> {
            assertThat(now).isGreaterThanOrEqualTo(done.getOrDefault(step, 0L));
            done.put(step, now);
            total.put(step, all);
        });

        assertThat(done).isNotEmpty().isEqualTo(total);
        assertThat(done.values()).allMatch(count -> count > 0 && count <= records.size());
    }

    @Test
    void what_the_receiver_throws_ends_the_export_and_harms_nothing() {
        List<String> before = filled();
        IllegalStateException full = new IllegalStateException("the disk is full");

        assertThatThrownBy(() -> content()
                        .export(
                                record -> {
                                    throw full;
                                },
                                ProgressListener.NONE))
                .isSameAs(full);

        assertThat(lines(exported())).isEqualTo(before);
    }

    @Test
    void an_export_shows_the_moment_it_began_or_fails() {
        List<String> before = filled();
        AtomicBoolean changed = new AtomicBoolean();
        List<ContentRecord> records = new ArrayList<>();

        Throwable failure = catchThrowable(() -> content()
                .export(
                        record -> {
                            records.add(record);
                            if (changed.compareAndSet(false, true)) {
                                change();
                            }
                        },
                        ProgressListener.NONE));

        assertThat(changed).isTrue();
        assertThat(lines(exported())).isNotEqualTo(before);
        if (failure != null) {
            assertThat(failure).isExactlyInstanceOf(EsabDataException.class);
        } else if (exportsOneMoment()) {
            assertThat(lines(records)).isEqualTo(before);
        }
    }

    @Test
    void what_was_put_is_read_back_equal_before_and_after_it_is_in_force() {
        List<String> kept = filled();
        List<ContentRecord> records = exported();
        change();
        List<String> changed = lines(exported());
        assertThat(changed).isNotEqualTo(kept);

        try (Replacement replacement = content().replace()) {
            records.forEach(replacement::put);
            assertThat(lines(readBack(replacement))).isEqualTo(kept);
            assertThat(lines(exported())).isEqualTo(changed);
            replacement.commit();
            assertThat(lines(exported())).isEqualTo(kept);
        }

        assertThat(lines(exported())).isEqualTo(kept);
        assertThat(content().count().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(kept.size());
    }

    @Test
    void what_was_put_replaces_nothing_but_an_empty_store_as_well() {
        List<String> kept = filled();
        List<ContentRecord> records = exported();
        replaceBy(List.of());
        assertThat(exported()).isEmpty();
        assertThat(content().count().values()).containsOnly(0L);

        replaceBy(records.stream()
                .map(record -> ContentRecord.ofLine(record.toLine()))
                .toList());

        assertThat(lines(exported())).isEqualTo(kept);
    }

    @Test
    void records_of_a_kind_may_come_in_any_order() {
        List<String> kept = filled();
        Map<String, List<ContentRecord>> byKind = exported().stream()
                .collect(Collectors.groupingBy(ContentRecord::kind, LinkedHashMap::new, Collectors.toList()));
        byKind.values().forEach(records -> Collections.shuffle(records, new Random(7)));

        replaceBy(byKind.values().stream().flatMap(List::stream).toList());

        assertThat(lines(exported())).isEqualTo(kept);
    }

    @Test
    void what_is_replaced_can_be_replaced_again_and_be_changed() {
        List<String> kept = filled();
        List<ContentRecord> records = exported();

        replaceBy(records);
        replaceBy(records);
        assertThat(lines(exported())).isEqualTo(kept);

        change();
        assertThat(lines(exported())).isNotEqualTo(kept).hasSizeGreaterThanOrEqualTo(kept.size());
    }

    @Test
    void without_a_commit_everything_stays_as_it_was() {
        fill();
        List<ContentRecord> records = exported();
        change();
        List<String> before = lines(exported());

        try (Replacement replacement = content().replace()) {
            assertThat(lines(exported())).isEqualTo(before);
            records.forEach(replacement::put);
            assertThat(readBack(replacement)).isNotEmpty();
            assertThat(lines(exported())).isEqualTo(before);
        }
        assertThat(lines(exported())).isEqualTo(before);

        assertThatThrownBy(() -> {
                    try (Replacement replacement = content().replace()) {
                        replacement.put(records.get(0));
                        throw new IllegalStateException("the archive ends too early");
                    }
                })
                .hasMessage("the archive ends too early");
        assertThat(lines(exported())).isEqualTo(before);
        assertThat(content().count().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(before.size());
        replaceBy(records);
        assertThat(lines(exported())).isEqualTo(lines(records));
    }

    @Test
    void what_no_export_has_written_is_corrupt_and_nothing_changes() {
        List<String> before = filled();
        List<ContentRecord> records = exported();
        List<ContentRecord> broken = new ArrayList<>(broken());
        broken.add(new ContentRecord("parcel", Map.of("id", "1")));
        records.stream()
                .collect(Collectors.toMap(ContentRecord::kind, record -> record, (one, other) -> one))
                .values()
                .forEach(record -> {
                    broken.add(record);
                    broken.add(with(record, "a_field_of_tomorrow", 1L));
                    broken.add(new ContentRecord(record.kind(), Map.of()));
                });

        for (ContentRecord wrong : broken) {
            try (Replacement replacement = content().replace()) {
                assertThatExceptionOfType(CorruptRecordException.class)
                        .as(wrong.fields().toString())
                        .isThrownBy(() -> {
                            records.forEach(replacement::put);
                            replacement.put(wrong);
                            replacement.commit();
                        });
                assertThatIllegalStateException().isThrownBy(replacement::commit);
                assertThatIllegalStateException().isThrownBy(() -> replacement.put(records.get(0)));
            }
            assertThat(lines(exported())).as(wrong.fields().toString()).isEqualTo(before);
        }
    }

    /** The record with one field more, or another value of one. */
    protected static ContentRecord with(ContentRecord record, String field, Object value) {
        Map<String, Object> fields = new LinkedHashMap<>(record.fields());
        fields.put(field, value);
        return new ContentRecord(record.kind(), fields);
    }

    /** The record without one field. */
    protected static ContentRecord without(ContentRecord record, String field) {
        Map<String, Object> fields = new LinkedHashMap<>(record.fields());
        fields.remove(field);
        return new ContentRecord(record.kind(), fields);
    }

    @Test
    void a_replacement_that_is_over_takes_nothing_more_and_can_be_closed_again() {
        List<String> kept = filled();
        List<ContentRecord> records = exported();
        Replacement replacement = content().replace();
        records.forEach(replacement::put);
        replacement.commit();

        assertThatIllegalStateException().isThrownBy(() -> replacement.put(records.get(0)));
        assertThatIllegalStateException().isThrownBy(() -> readBack(replacement));
        assertThatIllegalStateException().isThrownBy(replacement::commit);
        replacement.close();
        replacement.close();
        assertThatIllegalStateException().isThrownBy(replacement::commit);

        assertThat(lines(exported())).isEqualTo(kept);
    }

    @Test
    void who_reads_meanwhile_sees_all_that_is_old_and_then_all_that_is_new() throws Exception {
        List<String> kept = filled();
        List<ContentRecord> records = exported();
        change();
        List<String> old = lines(exported());
        CountDownLatch seenOld = new CountDownLatch(3);
        AtomicBoolean over = new AtomicBoolean();
        List<List<String>> seen = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                look(seen);
                seenOld.countDown();
            }
            look(seen);
        });

        try (Replacement replacement = content().replace()) {
            records.forEach(replacement::put);
            assertThat(readBack(replacement)).isNotEmpty();
            assertThat(seenOld.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            replacement.commit();
        } finally {
            over.set(true);
        }
        reader.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        List<List<String>> changes = new ArrayList<>();
        seen.forEach(look -> {
            if (changes.isEmpty() || !changes.get(changes.size() - 1).equals(look)) {
                changes.add(look);
            }
        });
        if (exportsOneMoment()) {
            assertThat(changes).isEqualTo(List.of(old, kept));
        } else {
            assertThat(changes.get(0)).isEqualTo(old);
            assertThat(changes.get(changes.size() - 1)).isEqualTo(kept);
        }
    }

    /** An export that fails because everything was replaced meanwhile shows nothing. */
    private void look(List<List<String>> seen) {
        try {
            seen.add(lines(exported()));
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (EsabDataException e) {
            assertThat(e).isExactlyInstanceOf(EsabDataException.class);
        }
    }
}
