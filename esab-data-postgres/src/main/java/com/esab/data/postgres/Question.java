package com.esab.data.postgres;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A question that is answered within a deadline: opening a connection may take longer than that, so another thread asks.
 *
 * <p>There is one such thread at a time, even when the connections of an application never come: who asks meanwhile waits
 * for its answer, and asks again when it could not get one.
 */
final class Question<T> {

    private final String thread;
    private final Function<Duration, T> asking;
    private final Predicate<T> isAnswer;
    private final Function<String, T> noAnswer;
    private CompletableFuture<T> pending;

    /**
     * @param thread the name of the thread that asks
     * @param isAnswer whether what came back came from the server
     * @param noAnswer what to say instead of an answer, for this reason
     */
    Question(String thread, Function<Duration, T> asking, Predicate<T> isAnswer, Function<String, T> noAnswer) {
        this.thread = thread;
        this.asking = asking;
        this.isAnswer = isAnswer;
        this.noAnswer = noAnswer;
        this.pending = CompletableFuture.completedFuture(noAnswer.apply("not asked yet"));
    }

    T ask(Duration deadline) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(deadline.toMillis());
        try {
            while (true) {
                Attempt<T> attempt = attempt(deadline);
                T answer = attempt.answer().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (attempt.isNew() || isAnswer.test(answer)) {
                    return answer;
                }
            }
        } catch (TimeoutException e) {
            return noAnswer.apply("no answer within " + deadline.toMillis() + " ms");
        } catch (ExecutionException e) {
            return noAnswer.apply("asking failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return noAnswer.apply("interrupted while waiting for its answer");
        }
    }

    private synchronized Attempt<T> attempt(Duration deadline) {
        boolean isNew = pending.isDone();
        if (isNew) {
            pending = CompletableFuture.supplyAsync(() -> asking.apply(deadline), task -> Database.daemon(task, thread)
                    .start());
        }
        return new Attempt<>(pending, isNew);
    }

    /** @param isNew whether it was begun just now, not by an earlier caller */
    private record Attempt<T>(CompletableFuture<T> answer, boolean isNew) {}
}
