package com.esab.data.testkit.relay;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction of one connection. What is put in leaves it in the same order, when the conditions of the direction allow; reading
 * goes on meanwhile, so that a delay does not limit how much passes.
 */
final class Pipe {

    /** Beyond this the sender has to wait, as it would for a receiver that reads nothing. */
    private static final long MOST_BYTES = 8L * 1024 * 1024;

    private static final long SLICES_PER_SECOND = 50;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Conditions conditions;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long bytes;
    private volatile boolean closed;

    Pipe(Conditions conditions) {
        this.conditions = conditions;
    }

    /** Waits while the pipe is full. */
    void put(byte[] piece) throws IOException {
        put(piece, Kind.BYTES);
    }

    /** Nothing follows: the sender has said all, or its connection broke. */
    void end(boolean broken) throws IOException {
        put(new byte[0], broken ? Kind.BROKEN : Kind.END);
    }

    private void put(byte[] piece, Kind kind) throws IOException {
        lock.lock();
        try {
            while (bytes >= MOST_BYTES && kind == Kind.BYTES) {
                await(Long.MAX_VALUE);
            }
            pieces.add(new Piece(piece, kind, System.nanoTime() + conditions.delayNanos()));
            bytes += piece.length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Passes on what is put in, until the end.
     *
     * @return whether the sender has said all; false if its connection broke
     * @throws IOException if the receiver's connection broke, or the pipe was closed
     */
    boolean passOn(OutputStream out, Tap tap) throws IOException {
        while (true) {
            Piece piece = take();
            conditions.awaitThaw();
            checkOpen();
            if (piece.kind != Kind.BYTES) {
                return piece.kind == Kind.END;
            }
            // counted before it is passed on: whoever sees an answer sees it counted
            tap.passing(piece.bytes);
            write(out, piece.bytes);
            passed(piece.bytes.length);
        }
    }

    private Piece take() throws IOException {
        lock.lock();
        try {
            while (true) {
                Piece first = pieces.peek();
                long left = first == null ? Long.MAX_VALUE : first.due - System.nanoTime();
                if (first != null && left <= 0) {
                    return pieces.remove();
                }
                await(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void write(OutputStream out, byte[] piece) throws IOException {
        int from = 0;
        while (from < piece.length) {
            long perSecond = conditions.bytesPerSecond();
            int slice = (int) Math.min(piece.length - from, Math.max(1, perSecond / SLICES_PER_SECOND));
            if (perSecond < Long.MAX_VALUE) {
                pause((long) (slice * NANOS_PER_SECOND / perSecond));
                conditions.awaitThaw();
            }
            out.write(piece, from, slice);
            from += slice;
        }
    }

    private void pause(long nanos) throws IOException {
        long end = System.nanoTime() + nanos;
        lock.lock();
        try {
            for (long left = nanos; left > 0; left = end - System.nanoTime()) {
                await(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void passed(int length) {
        lock.lock();
        try {
            bytes -= length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether all that was put in has been passed on. */
    boolean isEmpty() {
        lock.lock();
        try {
            return bytes == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Ends whoever waits, and forgets what was not passed on. */
    void close() {
        lock.lock();
        try {
            closed = true;
            pieces.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void await(long nanos) throws IOException {
        if (!closed) {
            try {
                changed.awaitNanos(nanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        checkOpen();
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
    }

    private enum Kind {
        BYTES,
        END,
        BROKEN
    }

    private static final class Piece {
        private final byte[] bytes;
        private final Kind kind;
        private final long due;

        private Piece(byte[] bytes, Kind kind, long due) {
            this.bytes = bytes;
            this.kind = kind;
            this.due = due;
        }
    }

    interface Tap {
        void passing(byte[] bytes) throws IOException;
    }
}
