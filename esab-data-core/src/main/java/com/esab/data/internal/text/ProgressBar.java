package com.esab.data.internal.text;

import com.esab.data.ProgressListener;
import java.io.PrintStream;
import java.util.Locale;

/** Shows the progress of long work on a terminal, or a line for each finished step where there is none. */
public final class ProgressBar implements ProgressListener {

    private static final int WIDTH = 30;

    private final PrintStream out;
    private final boolean terminal;

    public ProgressBar(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void progress(String step, long done, long total) {
        if (terminal) {
            int filled = total == 0 ? WIDTH : (int) (WIDTH * done / total);
            out.printf(
                    Locale.ROOT,
                    "\r%-16s [%s%s] %,d / %,d",
                    step,
                    "#".repeat(filled),
                    " ".repeat(WIDTH - filled),
                    done,
                    total);
            if (done >= total) {
                out.println();
            }
            out.flush();
        } else if (done >= total) {
            out.printf(Locale.ROOT, "%-16s %,d%n", step, total);
        }
    }
}
