package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import java.time.Instant;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

/** Two requests that change one session from the same version on: the later one is applied anew, and both are kept. */
final class RacingRequests {

    private final EsabData data;
    private final CyclicBarrier bothHaveLoaded = new CyclicBarrier(2);
    private final AtomicInteger applied = new AtomicInteger();

    RacingRequests(EsabData data) {
        this.data = data;
    }

    /** How often the two changes were applied: three times when one of them met the other's save. */
    int race(SessionId id, String oneSays, String theOtherSays) {
        CompletableFuture<Session> other = CompletableFuture.supplyAsync(() -> say(id, theOtherSays));
        say(id, oneSays);
        other.join();
        return applied.get();
    }

    private Session say(SessionId id, String words) {
        boolean[] first = {true};
        return data.sessions().update(id, session -> {
            applied.incrementAndGet();
            if (first[0]) {
                first[0] = false;
                waitForTheOther();
            }
            return session.withMessage(Message.user(words, Instant.now()));
        });
    }

    /** Only here to make the race certain; a change has no side effects otherwise. */
    private void waitForTheOther() {
        try {
            bothHaveLoaded.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("the race was broken off", e);
        }
    }
}
