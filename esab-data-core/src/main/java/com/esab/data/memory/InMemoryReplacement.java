package com.esab.data.memory;

import com.esab.data.store.ContentRecord;
import com.esab.data.store.StoreContent;
import java.util.function.Consumer;

/** Gathers new content beside the old, and swaps them at the end. */
abstract class InMemoryReplacement implements StoreContent.Replacement {

    private boolean over;

    abstract void add(ContentRecord record);

    abstract void handOver(Consumer<? super ContentRecord> out);

    abstract void swap();

    @Override
    public final void put(ContentRecord record) {
        step(() -> add(record));
    }

    @Override
    public final void export(Consumer<? super ContentRecord> out) {
        step(() -> handOver(out));
    }

    @Override
    public final void commit() {
        step(this::swap);
        over = true;
    }

    @Override
    public final void close() {
        over = true;
    }

    private void step(Runnable step) {
        if (over) {
            throw new IllegalStateException("this replacement failed or ended before");
        }
        over = true;
        step.run();
        over = false;
    }
}
