package com.esab.data.testkit.simulation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Work that pauses and goes on in a thread of its own. Of the two threads just one runs at any time. */
final class Coroutine {

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "simulation");
        thread.setDaemon(true);
        return thread;
    });

    private final Semaphore inside = new Semaphore(0);
    private final Semaphore outside = new Semaphore(0);
    private volatile boolean done;

    Coroutine(Runnable work) {
        THREADS.execute(() -> {
            inside.acquireUninterruptibly();
            try {
                work.run();
            } finally {
                done = true;
                outside.release();
            }
        });
    }

    /** Runs it until it pauses or ends; whether it has ended. */
    boolean goOn() {
        inside.release();
        outside.acquireUninterruptibly();
        return done;
    }

    /** To be called by the work itself. */
    void pause() {
        outside.release();
        inside.acquireUninterruptibly();
    }
}
