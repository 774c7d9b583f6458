package com.esab.data.archive;

import com.esab.data.session.DeadSession;
import com.esab.data.store.Arguments;
import java.time.Duration;
import java.util.function.Consumer;

/** How an archiver works. Immutable: each {@code with…} method gives a changed copy. */
public final class ArchiverSettings {

    private static final ArchiverSettings DEFAULTS = new ArchiverSettings(
            true,
            200,
            Duration.ofSeconds(30),
            5,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            session -> {});

    private final boolean background;
    private final int batch;
    private final Duration lease;
    private final int tries;
    private final Duration pause;
    private final Duration longestPause;
    private final Duration sweepInterval;
    private final Consumer<? super DeadSession> deadListener;

    private ArchiverSettings(
            boolean background,
            int batch,
            Duration lease,
            int tries,
            Duration pause,
            Duration longestPause,
            Duration sweepInterval,
            Consumer<? super DeadSession> deadListener) {
        this.background = background;
        this.batch = batch;
        this.lease = lease;
        this.tries = tries;
        this.pause = pause;
        this.longestPause = longestPause;
        this.sweepInterval = sweepInterval;
        this.deadListener = deadListener;
    }

    /**
     * In the background, 200 sessions at a time under a lease of 30 s, five tries for each, a second of pause between two
     * runs and up to half a minute after failures, a sweep every minute, and nobody told of dead sessions.
     */
    public static ArchiverSettings defaults() {
        return DEFAULTS;
    }

    /**
     * Whether it runs in a thread of its own; otherwise only when {@link SessionArchiver#runOnce} is called, and until then
     * no session expires that was saved since.
     */
    public ArchiverSettings withBackground(boolean running) {
        return new ArchiverSettings(running, batch, lease, tries, pause, longestPause, sweepInterval, deadListener);
    }

    /**
     * How many sessions are archived by one statement.
     *
     * @throws IllegalArgumentException when it is not 1 to 10,000
     */
    public ArchiverSettings withBatch(int sessions) {
        return new ArchiverSettings(
                background,
                Arguments.claimLimit(sessions),
                lease,
                tries,
                pause,
                longestPause,
                sweepInterval,
                deadListener);
    }

    /**
     * How long claimed sessions are left alone by other archivers. It must be longer than a call to the archive can take; where
     * it runs out all the same, sessions are archived twice, which costs time but harms nothing.
     *
     * @throws IllegalArgumentException when it is not at least a millisecond
     */
    public ArchiverSettings withLease(Duration newLease) {
        return new ArchiverSettings(
                background,
                batch,
                Arguments.atLeastAMillisecond("lease", newLease),
                tries,
                pause,
                longestPause,
                sweepInterval,
                deadListener);
    }

    /**
     * How many times the archive may refuse a session before it is dead.
     *
     * @throws IllegalArgumentException when it is below 1
     */
    public ArchiverSettings withTries(int number) {
        return new ArchiverSettings(
                background,
                batch,
                lease,
                Arguments.limit(number, Integer.MAX_VALUE),
                pause,
                longestPause,
                sweepInterval,
                deadListener);
    }

    /**
     * How long it waits in the background between two runs, and at the most after failures, when each pause is about twice
     * the one before.
     *
     * @throws IllegalArgumentException when a pause is not at least a millisecond, or the longest is not the longest
     */
    public ArchiverSettings withPauses(Duration usual, Duration longest) {
        Arguments.atLeastAMillisecond("pause", usual);
        if (longest.compareTo(usual) < 0) {
            throw new IllegalArgumentException("the longest pause " + longest + " is shorter than the usual " + usual);
        }
        return new ArchiverSettings(background, batch, lease, tries, usual, longest, sweepInterval, deadListener);
    }

    /**
     * How often it looks in the background for sessions whose time is up.
     *
     * @throws IllegalArgumentException when it is not at least a millisecond
     */
    public ArchiverSettings withSweepInterval(Duration interval) {
        return new ArchiverSettings(
                background,
                batch,
                lease,
                tries,
                pause,
                longestPause,
                Arguments.atLeastAMillisecond("sweep interval", interval),
                deadListener);
    }

    /** Who is told of a session that was refused for the last time; called in the archiver's thread. */
    public ArchiverSettings withDeadListener(Consumer<? super DeadSession> listener) {
        return new ArchiverSettings(background, batch, lease, tries, pause, longestPause, sweepInterval, listener);
    }

    public boolean background() {
        return background;
    }

    public int batch() {
        return batch;
    }

    public Duration lease() {
        return lease;
    }

    public int tries() {
        return tries;
    }

    public Duration pause() {
        return pause;
    }

    public Duration longestPause() {
        return longestPause;
    }

    public Duration sweepInterval() {
        return sweepInterval;
    }

    public Consumer<? super DeadSession> deadListener() {
        return deadListener;
    }
}
