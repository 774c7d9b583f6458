package com.esab.data.testkit.contract;

import com.esab.data.error.EsabDataException;
import com.esab.data.session.Locks;
import com.esab.data.session.Locks.Lock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What every {@link Locks} promises. */
public abstract class LocksContract {

    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final String resource = "contract " + UUID.randomUUID();

    /** For subclasses. */
    protected LocksContract() {}

    /** The locks under test. */
    protected abstract Locks locks();

    /** The same locks as another program sees them. */
    protected abstract Locks locksOfAnother();

    /** Lets this much time go by for the locks. */
    protected abstract void letTimePass(Duration time);

    @Test
    void only_one_holds_a_lock_at_a_time() {
        Lock held = take();

        assertThat(held.resource()).isEqualTo(resource);
        assertThat(locks().tryLock(resource, LEASE)).isEmpty();
        assertThat(locksOfAnother().tryLock(resource, LEASE)).isEmpty();
        assertThat(locksOfAnother().tryLock(resource + "2", LEASE)).isPresent();
    }

    @Test
    void a_lock_is_free_again_after_unlock_and_after_close() {
        assertThat(take().unlock()).isTrue();
        try (Lock second = take()) {
            assertThat(locks().tryLock(second.resource(), LEASE)).isEmpty();
        }
        assertThat(locksOfAnother().tryLock(resource, LEASE)).isPresent();
    }

    @Test
    void a_lock_is_free_again_when_its_lease_has_run_out_and_not_before() {
        take();

        letTimePass(LEASE.minusMinutes(1));
        assertThat(locksOfAnother().tryLock(resource, LEASE)).isEmpty();

        letTimePass(Duration.ofMinutes(1));
        assertThat(locksOfAnother().tryLock(resource, LEASE)).isPresent();
    }

    @Test
    void a_renewed_lease_runs_from_the_renewal() {
        Lock held = take();
        letTimePass(LEASE.minusMinutes(1));

        assertThat(held.renew(LEASE)).isTrue();

        letTimePass(LEASE.minusMinutes(1));
        assertThat(locksOfAnother().tryLock(resource, LEASE)).isEmpty();
        letTimePass(Duration.ofMinutes(1));
        assertThat(locksOfAnother().tryLock(resource, LEASE)).isPresent();
    }

    @Test
    void who_has_lost_a_lock_neither_renews_nor_unlocks_that_of_the_next() {
        Lock lost = take();
        letTimePass(LEASE);
        Lock next = locksOfAnother().tryLock(resource, LEASE).orElseThrow();

        assertThat(lost.renew(LEASE)).isFalse();
        assertThat(lost.unlock()).isFalse();
        lost.close();

        assertThat(locks().tryLock(resource, LEASE)).isEmpty();
        assertThat(next.renew(LEASE)).isTrue();
        assertThat(next.unlock()).isTrue();
    }

    @Test
    void a_lock_that_ran_out_is_not_renewed_even_when_nobody_took_it() {
        Lock lost = take();
        assertThat(lost.renew(LEASE)).isTrue();
        letTimePass(LEASE);

        assertThat(lost.renew(LEASE)).isFalse();
        assertThat(lost.unlock()).isFalse();
    }

    @Test
    void a_lock_is_given_back_once() {
        Lock held = take();

        assertThat(held.unlock()).isTrue();
        assertThat(held.unlock()).isFalse();
        assertThat(held.renew(LEASE)).isFalse();
    }

    @Test
    void the_token_rises_from_lock_to_lock() {
        List<Long> tokens = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Locks either = i % 2 == 0 ? locks() : locksOfAnother();
            try (Lock held = either.tryLock(resource, LEASE).orElseThrow()) {
                tokens.add(held.token());
            }
        }
        assertThat(tokens).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void the_token_rises_when_a_lease_ran_out() {
        long first = take().token();
        letTimePass(LEASE);

        assertThat(take().token()).isGreaterThan(first);
    }

    @Test
    void waiting_gets_the_lock_as_soon_as_it_is_given_back() throws Exception {
        Lock held = take();
        CountDownLatch waiting = new CountDownLatch(1);
        Future<Optional<Lock>> next = inAThread(() -> {
            waiting.countDown();
            return locksOfAnother().lock(resource, LEASE, LONG);
        });
        waiting.await();
        assertThat(next.isDone()).isFalse();

        assertThat(held.unlock()).isTrue();

        assertThat(next.get(LONG.toSeconds(), TimeUnit.SECONDS))
                .hasValueSatisfying(lock -> assertThat(lock.token()).isGreaterThan(held.token()));
    }

    @Test
    void waiting_ends_empty_when_the_lock_stays_held() {
        Lock held = take();

        assertThat(locksOfAnother().lock(resource, LEASE, Duration.ZERO)).isEmpty();
        assertThat(locksOfAnother().lock(resource, LEASE, Duration.ofMillis(50)))
                .isEmpty();
        assertThat(held.unlock()).isTrue();
    }

    @Test
    void a_free_lock_is_had_without_waiting() {
        assertThat(locks().lock(resource, LEASE, Duration.ZERO)).isPresent();
    }

    @Test
    void an_interrupted_wait_ends_at_once_and_keeps_the_interruption() throws Exception {
        Lock held = take();
        CountDownLatch waiting = new CountDownLatch(1);
        List<Boolean> interrupted = new ArrayList<>();
        List<Throwable> thrown = new ArrayList<>();
        Thread waiter = new Thread(() -> {
            waiting.countDown();
            try {
                locksOfAnother().lock(resource, LEASE, Duration.ofHours(1));
            } catch (RuntimeException e) {
                thrown.add(e);
                interrupted.add(Thread.currentThread().isInterrupted());
            }
        });
        waiter.start();
        waiting.await();
        waiter.interrupt();
        waiter.join(LONG.toMillis());

        assertThat(thrown).singleElement().isInstanceOf(EsabDataException.class);
        assertThat(interrupted).containsExactly(true);
        assertThat(held.unlock()).isTrue();
    }

    @Test
    void many_threads_never_hold_a_lock_together() throws Exception {
        int threads = 8;
        int rounds = 20;
        int[] unguarded = new int[1];
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Locks own = i % 2 == 0 ? locks() : locksOfAnother();
                workers.add(() -> {
                    for (int round = 0; round < rounds; round++) {
                        try (Lock held = own.lock(resource, LEASE, LONG).orElseThrow()) {
                            int before = unguarded[0];
                            Thread.yield();
                            unguarded[0] = held.resource().equals(resource) ? before + 1 : -1;
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> worker : pool.invokeAll(workers)) {
                worker.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(unguarded[0]).isEqualTo(threads * rounds);
    }

    @Test
    void a_malformed_resource_or_lease_is_refused() {
        for (String bad : List.of("", "a\nb", "\uD83D", "x".repeat(513))) {
            assertThatIllegalArgumentException().isThrownBy(() -> locks().tryLock(bad, LEASE));
        }
        for (Duration bad : List.of(Duration.ZERO, Duration.ofNanos(999_999), Duration.ofSeconds(-1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> locks().tryLock(resource, bad));
        }
        Lock held = take();
        assertThatIllegalArgumentException().isThrownBy(() -> held.renew(Duration.ZERO));
        assertThat(held.unlock()).isTrue();
    }

    @Test
    void resources_may_hold_any_character_but_control_characters() {
        for (String odd : List.of("a b", "{a}", "a:b*", "ключ", "\uD83D\uDD25")) {
            String name = odd + resource;
            try (Lock held = locks().tryLock(name, LEASE).orElseThrow()) {
                assertThat(held.resource()).isEqualTo(name);
                assertThat(locksOfAnother().tryLock(name, LEASE)).isEmpty();
            }
        }
    }

    @Test
    void a_lock_names_its_resource_and_token_as_a_text() {
        Lock held = take();

        assertThat(held).asString().contains(resource).contains(Long.toString(held.token()));
    }

    private Lock take() {
        return locks().tryLock(resource, LEASE).orElseThrow();
    }

    private static <T> Future<T> inAThread(Callable<T> work) {
        ExecutorService single = Executors.newSingleThreadExecutor();
        try {
            return single.submit(work);
        } finally {
            single.shutdown();
        }
    }
}
