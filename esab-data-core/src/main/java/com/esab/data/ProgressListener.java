package com.esab.data;

import com.esab.data.internal.text.ProgressBar;
import java.io.PrintStream;

/**
 * Told how far long work has come.
 *
 * <p>Called on the thread that does the work, at most once a batch; what it throws ends the work.
 */
@FunctionalInterface
public interface ProgressListener {

    /** Tells nobody. */
    ProgressListener NONE = (step, done, total) -> {};

    /**
     * Called when a step has started, after each part of it, and when it is done.
     *
     * @param step what is being done, such as {@code products}
     * @param done how many of them are done
     * @param total how many there are; equal to {@code done} at the end
     */
    void progress(String step, long done, long total);

    /** Shows a bar that grows in place when {@code terminal}, else one plain line for each finished step. */
    static ProgressListener bar(PrintStream out, boolean terminal) {
        return new ProgressBar(out, terminal);
    }
}
