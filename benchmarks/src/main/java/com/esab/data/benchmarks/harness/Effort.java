package com.esab.data.benchmarks.harness;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured, and how long.
 *
 * @param forks JVMs that measure one after the other, whose median counts; 0 measures in this JVM
 * @param warmup iterations that do not count
 * @param measured iterations that do
 * @param each how long an iteration takes
 */
public record Effort(Scale scale, int forks, int warmup, int measured, Duration each) {

    /** How much of a path is measured: every size of it, the small ones, or one of each. */
    public enum Scale {
        FULL,
        SHORT,
        SMOKE
    }

    /** What the committed tables come from. */
    public static final Effort FULL = new Effort(Scale.FULL, 3, 3, 1, Duration.ofSeconds(2));

    /** A first look. */
    public static final Effort SHORT = new Effort(Scale.SHORT, 1, 1, 2, Duration.ofMillis(700));

    /** Whether everything works; its times mean nothing. */
    public static final Effort SMOKE = new Effort(Scale.SMOKE, 0, 0, 1, Duration.ofMillis(20));

    /** The same with fewer forks, where there is much to measure, or ratios are large. */
    public Effort withForks(int atMost) {
        return new Effort(scale, Math.min(atMost, forks), warmup, measured, each);
    }

    /** The sizes of this scale: all of them, the first two, or the first. */
    public <T> List<T> of(List<T> sizes) {
        int count =
                switch (scale) {
                    case FULL -> sizes.size();
                    case SHORT -> Math.min(2, sizes.size());
                    case SMOKE -> 1;
                };
        return sizes.subList(0, count);
    }
}
