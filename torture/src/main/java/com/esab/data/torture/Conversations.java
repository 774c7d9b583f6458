package com.esab.data.torture;

import com.esab.data.EsabData;
import com.esab.data.Sessions;
import com.esab.data.Sessions.Completion;
import com.esab.data.compatibility.Selection;
import com.esab.data.error.ConflictException;
import com.esab.data.error.NotFoundException;
import com.esab.data.error.RejectedSelectionException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** One conversation after the other, some of them shared with other workers; each ends in one of the ways that there are. */
final class Conversations implements Runnable {

    /** What is said in most sessions, so that a document is known among the bytes on a connection. */
    static final String WORDS = "I need to weld.";

    private static final String PREFIX = "torture-";

    private static final int SHARED_EVERY_MILLIS = 2_000;
    private static final int LEFT_AT_MOST = 50;

    private final Sessions sessions;
    private final History history;
    private final String name;
    private final Selection finished;
    private final Random random;
    private final CountDownLatch stopping;
    private final Deque<Left> left = new ArrayDeque<>();
    private int started;
    private long messages;

    Conversations(
            EsabData data, History history, String name, Selection finished, Random random, CountDownLatch stopping) {
        this.sessions = data.sessions();
        this.history = history;
        this.name = name;
        this.finished = finished;
        this.random = random;
        this.stopping = stopping;
    }

    @Override
    public void run() {
        while (!isStopping()) {
            if (!left.isEmpty() && left.getFirst().sinceNanos() > Stores.SESSION_TIME_TO_LIVE.toNanos()) {
                comeBack(left.removeFirst().id());
            } else if (random.nextInt(12) == 0) {
                shared();
            } else {
                begin(new SessionId(PREFIX + name + "-" + started++));
            }
        }
    }

    private void begin(SessionId id) {
        if (attempt(Operation.START, id, "", session -> start(session).version()) != Result.DONE) {
            return;
        }
        if (talk(id, 1 + random.nextInt(14))) {
            finish(id);
        }
    }

    private Session start(SessionId id) {
        return sessions.start(id, Optional.of(UserId.of("user-" + name + "-" + started % 10)));
    }

    /**
     * Workers that come here at about the same time save the same session, and one of them ends it. Only one starts it, since an id is
     * used once.
     */
    private void shared() {
        SessionId id = new SessionId(PREFIX + "shared-" + System.currentTimeMillis() / SHARED_EVERY_MILLIS);
        if (history.isFirst(id.value())) {
            attempt(Operation.START, id, "", session -> start(session).version());
        }
        if (talk(id, 1 + random.nextInt(5)) && random.nextInt(4) == 0) {
            finish(id);
        }
    }

    private void comeBack(SessionId id) {
        if (attempt(Operation.RESUME, id, "", session -> sessions.resume(session)
                                .version())
                        == Result.DONE
                && talk(id, 1 + random.nextInt(4))) {
            finish(id);
        }
    }

    /** Whether the session can still be saved. */
    private boolean talk(SessionId id, int times) {
        for (int i = 0; i < times && !isStopping(); i++) {
            String message = name + ":" + messages++;
            if (attempt(Operation.MESSAGE, id, message, session -> say(session, message)) == Result.GONE) {
                later(id);
                return false;
            }
            if (random.nextInt(30) == 0) {
                touch(id);
            }
        }
        return true;
    }

    private long say(SessionId id, String message) {
        Message said = Message.user(message + " " + (WORDS + " ").repeat(random.nextInt(10)), Instant.now());
        return sessions.update(
                        id, session -> (session.selection().isEmpty() ? session.withSelection(finished) : session)
                                .withMessage(said))
                .version();
    }

    private void touch(SessionId id) {
        try {
            sessions.touch(id);
        } catch (StoreUnavailableException e) {
            // it changes nothing that the archive knows
        }
    }

    private void finish(SessionId id) {
        int dice = random.nextInt(10);
        if (dice < 5) {
            end(Operation.COMPLETE, id);
        } else if (dice < 7) {
            end(Operation.ABANDON, id);
        } else if (dice < 9) {
            later(id);
        }
    }

    private void end(Operation operation, SessionId id) {
        Result result = Result.UNSURE;
        for (int tries = 0; result == Result.UNSURE && tries < 3 && !isStopping(); tries++) {
            result = attempt(
                    operation,
                    id,
                    "",
                    session -> version(
                            operation == Operation.COMPLETE ? sessions.complete(session) : sessions.abandon(session)));
        }
        if (result == Result.DONE && random.nextInt(10) == 0) {
            // both must be refused
            attempt(Operation.RESUME, id, "", session -> sessions.resume(session)
                    .version());
            talk(id, 1);
        }
    }

    private static long version(Completion completion) {
        if (completion.outcome() == Completion.Outcome.NOT_ARCHIVED) {
            throw new IllegalStateException("nobody erased it, and it is not archived: " + completion);
        }
        return completion.session().version();
    }

    private void later(SessionId id) {
        if (left.size() < LEFT_AT_MOST) {
            left.addLast(new Left(id, System.nanoTime()));
        }
    }

    private enum Result {
        DONE,
        /** No such session is live. */
        GONE,
        UNSURE
    }

    private Result attempt(Operation operation, SessionId id, String message, ToLongFunction<SessionId> call) {
        history.add(new HistoryEntry(Outcome.ATTEMPTED, operation, id, message, 0));
        try {
            long version = call.applyAsLong(id);
            history.add(new HistoryEntry(Outcome.ACKNOWLEDGED, operation, id, message, version));
            return Result.DONE;
        } catch (StoreUnavailableException e) {
            Outcome outcome = e.outcomeUnknown() ? Outcome.UNKNOWN : Outcome.UNCHANGED;
            history.add(new HistoryEntry(outcome, operation, id, message, 0));
            pause();
            return Result.UNSURE;
        } catch (NotFoundException e) {
            history.add(new HistoryEntry(Outcome.UNCHANGED, operation, id, message, 0));
            return Result.GONE;
        } catch (ConflictException | RejectedSelectionException e) {
            // the latter is right when no message has come through, and with it the selection
            history.add(new HistoryEntry(Outcome.UNCHANGED, operation, id, message, 0));
            return Result.UNSURE;
        } catch (RuntimeException e) {
            history.add(new HistoryEntry(Outcome.UNEXPECTED, operation, id, trace(e), 0));
            return Result.UNSURE;
        }
    }

    private static String trace(RuntimeException e) {
        StringBuilder text = new StringBuilder(e.toString());
        for (StackTraceElement frame : e.getStackTrace()) {
            if (text.length() < 1_000) {
                text.append(" at ").append(frame);
            }
        }
        return text.toString();
    }

    /** So that a store that refuses at once is not asked all the time. */
    private void pause() {
        try {
            stopping.await(20 + random.nextInt(100), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0 || Thread.currentThread().isInterrupted();
    }

    private record Left(SessionId id, long at) {

        long sinceNanos() {
            return System.nanoTime() - at;
        }
    }
}
