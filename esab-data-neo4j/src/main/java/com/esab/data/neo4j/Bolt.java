package com.esab.data.neo4j;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.AutoCommitRetriesMode;
import org.neo4j.driver.BookmarkManager;
import org.neo4j.driver.BookmarkManagerConfig;
import org.neo4j.driver.BookmarkManagers;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Query;
import org.neo4j.driver.Record;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.async.AsyncSession;
import org.neo4j.driver.async.AsyncTransaction;
import org.neo4j.driver.async.AsyncTransactionContext;
import org.neo4j.driver.async.ResultCursor;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.summary.ResultSummary;

/**
 * Asks a database of a Neo4j server, and gives up when a deadline has passed even if the server hangs.
 *
 * <p>The driver's blocking calls wait for a silent server as long as it likes, so its asynchronous ones are used and the caller's
 * thread waits only until the deadline.
 */
final class Bolt implements AutoCloseable {

    private final Driver driver;
    private final boolean ownsDriver;
    private final String database;
    private final Timeouts timeouts;
    private final BookmarkManager bookmarks =
            BookmarkManagers.defaultManager(BookmarkManagerConfig.builder().build());

    Bolt(Driver driver, boolean ownsDriver, String database, Timeouts timeouts) {
        this.driver = driver;
        this.ownsDriver = ownsDriver;
        this.database = database;
        this.timeouts = timeouts;
    }

    /** How long calls wait: {@code query} for an answer, {@code bulk} for a batch of a load or a part of a stream. */
    record Timeouts(Duration query, Duration bulk) {}

    Timeouts timeouts() {
        return timeouts;
    }

    String database() {
        return database;
    }

    /** The records of one query that changes nothing. */
    List<Record> read(String what, String cypher, Map<String, Object> parameters) {
        return read(what, timeouts.query(), cypher, parameters);
    }

    List<Record> read(String what, Duration deadline, String cypher, Map<String, Object> parameters) {
        long end = System.nanoTime() + deadline.toNanos();
        Query query = new Query(cypher, parameters);
        return inSession(AccessMode.READ, session -> {
            CompletionStage<List<Record>> answer = begun(() -> session.executeReadAsync(
                    tx -> System.nanoTime() > end
                            ? failed(new GivenUp())
                            : tx.runAsync(query).thenCompose(ResultCursor::listAsync),
                    config(deadline)));
            try {
                return await(answer, end);
            } catch (TimeoutException e) {
                throw DriverErrors.noAnswer(what, deadline, false, e);
            } catch (ExecutionException e) {
                throw DriverErrors.translated(what, cause(e), false);
            } catch (InterruptedException e) {
                throw DriverErrors.interrupted(what, false, e);
            }
        });
    }

    /**
     * The records of one query that changes something, in a transaction of its own.
     *
     * <p>The driver may repeat it only as long as no attempt has reached its commit.
     *
     * @throws StoreUnavailableException with {@code outcomeUnknown} when the commit was on its way and nothing came back
     */
    List<Record> write(String what, Duration deadline, String cypher, Map<String, Object> parameters) {
        return write(
                what, deadline, tx -> tx.runAsync(new Query(cypher, parameters)).thenCompose(ResultCursor::listAsync));
    }

    /**
     * As {@link #write(String, Duration, String, Map)} for several statements, one after the other in one transaction.
     *
     * @param each is given the records of each statement; what it throws takes all of them back
     */
    void writeAll(String what, Duration deadline, List<Query> statements, BiConsumer<Query, List<Record>> each) {
        write(what, deadline, tx -> {
            CompletionStage<List<Record>> last = CompletableFuture.completedFuture(List.of());
            for (Query statement : statements) {
                last = last.thenCompose(before -> tx.runAsync(statement))
                        .thenCompose(ResultCursor::listAsync)
                        .thenApply(records -> {
                            each.accept(statement, records);
                            return records;
                        });
            }
            return last;
        });
    }

    /**
     * Runs a statement and, in the same transaction, a note of it: both, or, when the note returns nothing, neither.
     *
     * @return whether it was done
     */
    boolean writeNoted(String what, Duration deadline, String cypher, String note, Map<String, Object> parameters) {
        try {
            write(what, deadline, tx -> tx.runAsync(cypher)
                    .thenCompose(ResultCursor::consumeAsync)
                    .thenCompose(done -> tx.runAsync(new Query(note, parameters)))
                    .thenCompose(ResultCursor::listAsync)
                    .thenApply(records -> {
                        if (records.isEmpty()) {
                            throw new NotNoted();
                        }
                        return records;
                    }));
            return true;
        } catch (NotNoted e) {
            return false;
        }
    }

    private List<Record> write(
            String what, Duration deadline, Function<AsyncTransactionContext, CompletionStage<List<Record>>> work) {
        long end = System.nanoTime() + deadline.toNanos();
        AtomicReference<Write> state = new AtomicReference<>(Write.RUNNING);
        return inSession(AccessMode.WRITE, session -> {
            CompletionStage<List<Record>> answer = begun(() -> session.executeWriteAsync(
                    tx -> state.get() != Write.RUNNING
                            ? failed(new GivenUp())
                            : work.apply(tx).thenApply(records -> committing(state, records)),
                    config(deadline)));
            try {
                return await(answer, end);
            } catch (TimeoutException e) {
                throw DriverErrors.noAnswer(what, deadline, !abandoned(state), e);
            } catch (ExecutionException e) {
                throw DriverErrors.translated(what, cause(e), state.get() == Write.COMMITTING);
            } catch (InterruptedException e) {
                throw DriverErrors.interrupted(what, !abandoned(state), e);
            }
        });
    }

    /** Where an attempt to write stands; whoever changes it from RUNNING first decides whether there is a commit. */
    private enum Write {
        RUNNING,
        COMMITTING,
        ABANDONED
    }

    private static List<Record> committing(AtomicReference<Write> state, List<Record> records) {
        if (!state.compareAndSet(Write.RUNNING, Write.COMMITTING)) {
            throw new GivenUp();
        }
        return records;
    }

    private static boolean abandoned(AtomicReference<Write> state) {
        return state.compareAndSet(Write.RUNNING, Write.ABANDONED);
    }

    /** Runs one statement in a transaction of the server's own making, as changes of the schema and some procedures need. */
    ResultSummary runAlone(String what, Duration deadline, String cypher) {
        long end = System.nanoTime() + deadline.toNanos();
        return inSession(AccessMode.WRITE, session -> {
            CompletionStage<ResultSummary> answer =
                    begun(() -> session.runAsync(cypher, config(deadline)).thenCompose(ResultCursor::consumeAsync));
            try {
                return await(answer, end);
            } catch (TimeoutException e) {
                throw DriverErrors.noAnswer(what, deadline, true, e);
            } catch (ExecutionException e) {
                throw DriverErrors.translated(what, cause(e), true);
            } catch (InterruptedException e) {
                throw DriverErrors.interrupted(what, true, e);
            }
        });
    }

    /** A transaction of several statements, which is never repeated, and not kept unless it is committed. */
    Transaction begin(String what, AccessMode mode) {
        AsyncSession session = session(mode);
        try {
            return new Transaction(what, timeouts.bulk(), session);
        } catch (RuntimeException e) {
            session.closeAsync();
            throw e;
        }
    }

    /** Statements of one transaction; each wait for an answer, or for further records, has the bulk deadline unless told otherwise. */
    static final class Transaction implements AutoCloseable {

        /** For all statements together. A server's own limit is meant for questions, and what its user forgot must end some day. */
        private static final Duration LONGEST = Duration.ofDays(1);

        private final String what;
        private final Duration deadline;
        private final AsyncSession session;
        private final AsyncTransaction tx;

        private Transaction(String what, Duration deadline, AsyncSession session) {
            this.what = what;
            this.deadline = deadline;
            this.session = session;
            this.tx = await(begun(() -> session.beginTransactionAsync(config(LONGEST))), deadline, false);
        }

        void forEach(String cypher, Consumer<Record> records) {
            ResultCursor cursor = await(begun(() -> tx.runAsync(cypher)), deadline, false);
            for (Record record = next(cursor); record != null; record = next(cursor)) {
                records.accept(record);
            }
        }

        private @Nullable Record next(ResultCursor cursor) {
            return await(cursor.nextAsync(), deadline, false);
        }

        /** The records of one statement, which has a deadline of its own. */
        List<Record> run(Duration within, String cypher, Map<String, Object> parameters) {
            return await(
                    begun(() -> tx.runAsync(cypher, parameters).thenCompose(ResultCursor::listAsync)), within, false);
        }

        /** @throws StoreUnavailableException with {@code outcomeUnknown} when nothing came back */
        void commit(Duration within) {
            await(begun(tx::commitAsync), within, true);
        }

        /** Takes back what was done and waits for it, so that its locks are gone when the server answers. */
        void rollBack(Duration within) {
            try {
                await(begun(tx::rollbackAsync), within, false);
            } catch (EsabDataException e) {
                // the server takes back by itself what it has no client for
            }
        }

        private <T extends @Nullable Object> T await(CompletionStage<T> answer, Duration within, boolean committing) {
            try {
                return Bolt.await(answer, System.nanoTime() + within.toNanos());
            } catch (TimeoutException e) {
                throw DriverErrors.noAnswer(what, within, committing, e);
            } catch (ExecutionException e) {
                throw DriverErrors.translated(what, cause(e), committing);
            } catch (InterruptedException e) {
                throw DriverErrors.interrupted(what, committing, e);
            }
        }

        /** Nobody waits: with a server that hangs it would end when the server goes on. */
        @Override
        public void close() {
            tx.closeAsync();
            session.closeAsync();
        }
    }

    private interface InSession<T> {
        T run(AsyncSession session);
    }

    private AsyncSession session(AccessMode mode) {
        try {
            return driver.session(
                    AsyncSession.class,
                    SessionConfig.builder()
                            .withDatabase(database)
                            .withDefaultAccessMode(mode)
                            .withBookmarkManager(bookmarks)
                            .withAutoCommitRetriesMode(AutoCommitRetriesMode.DISABLED)
                            .build());
        } catch (Neo4jException | IllegalStateException e) {
            throw DriverErrors.translated("open a session", e, false);
        }
    }

    private <T> T inSession(AccessMode mode, InSession<T> work) {
        AsyncSession session = session(mode);
        try {
            return work.run(session);
        } finally {
            // nobody waits: with a server that hangs it would end when the server goes on
            session.closeAsync();
        }
    }

    private static TransactionConfig config(Duration deadline) {
        return TransactionConfig.builder().withTimeout(deadline).build();
    }

    private static <T> T await(CompletionStage<T> answer, long end)
            throws TimeoutException, ExecutionException, InterruptedException {
        return answer.toCompletableFuture().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** What the driver throws at once instead of through the future, as a closed driver does. */
    private static <T> CompletionStage<T> begun(Supplier<CompletionStage<T>> start) {
        try {
            return start.get();
        } catch (Neo4jException | IllegalStateException e) {
            return failed(e);
        }
    }

    private static <T> CompletionStage<T> failed(Throwable error) {
        return CompletableFuture.failedFuture(error);
    }

    private static Throwable cause(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Takes a statement back whose note could not be taken. */
    private static final class NotNoted extends EsabDataException {

        private static final long serialVersionUID = 1L;

        NotNoted() {
            super("not noted");
        }
    }

    /** Ends the driver's own repeating: too late, or a commit is on its way already. */
    static final class GivenUp extends RuntimeException {

        private static final long serialVersionUID = 1L;

        GivenUp() {
            super("not tried again");
        }
    }

    @Override
    public void close() {
        if (ownsDriver) {
            try {
                driver.closeAsync().toCompletableFuture().get(timeouts.query().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // the connections end with the process at the latest
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
