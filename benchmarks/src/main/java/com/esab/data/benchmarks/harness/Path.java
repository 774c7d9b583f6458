package com.esab.data.benchmarks.harness;

import java.util.List;

/** Something a user of the library does often, measured beside the limit and beside what a user would pick instead. */
public interface Path {

    /** The name of the library among the contenders of every path. */
    String LIBRARY = "esab-data";

    /** What {@code --only} calls it: lower case with hyphens. */
    String name();

    /** Measures all contenders in one run; servers are known by {@link Addresses}. */
    List<Measured> measure(Effort effort) throws Exception;

    /** What the report says besides, as Markdown with a heading of its own; asked after {@link #measure}, empty for nothing. */
    default String besides() {
        return "";
    }
}
