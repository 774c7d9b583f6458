package com.esab.data.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.AsyncCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to a server that all threads share.
 *
 * <p>A connection is used until it is cut for the first time, and then closed for good, whatever the client's options
 * say: so no command waits for a new connection to be sent once more. The next call opens another one. A connection on
 * which nothing arrives for as long as a command may take is given up too, since a dead peer may never say so; a call
 * with a shorter deadline of its own gives up nothing but itself.
 */
final class Link implements Router {

    static final long CLOSING_MILLIS = 1_000;

    private final Supplier<CompletionStage<StatefulRedisConnection<String, byte[]>>> opener;
    private final Duration commandTimeout;
    private final Duration connectTimeout;
    private final ScheduledFuture<?> pings;
    private final Lock replacing = new ReentrantLock();
    private volatile Attempt current = Attempt.none();

    Link(
            Supplier<CompletionStage<StatefulRedisConnection<String, byte[]>>> opener,
            ScheduledExecutorService timer,
            Duration commandTimeout,
            Duration connectTimeout,
            Duration pingInterval) {
        this.opener = opener;
        this.commandTimeout = commandTimeout;
        this.connectTimeout = connectTimeout;
        long nanos = pingInterval.toNanos();
        this.pings = timer.scheduleAtFixedRate(this::ping, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public Duration commandTimeout() {
        return commandTimeout;
    }

    @Override
    public void open(Exchange call) {
        call.connected(this);
    }

    @Override
    public Link linkOf(String key, Exchange call) {
        return this;
    }

    @Override
    public Optional<Link> linkNow(String key, Exchange call) {
        return Optional.of(this);
    }

    /** There is nowhere else to go. */
    @Override
    public Optional<Detour> detour(String refusal, Request<?> request, Link from) {
        return Optional.empty();
    }

    /** The next call opens another connection by itself. */
    @Override
    public void failed() {}

    @Override
    public Map<String, Link> masters(Exchange call) {
        return Map.of("", this);
    }

    /** The connection in use, if there is one. */
    Optional<Wire> usableWire() {
        return Optional.ofNullable(usable(current));
    }

    /** The connection in use, or one that is being opened; a failed attempt is followed by another. */
    Attempt wire() {
        Attempt known = current;
        if (serves(known)) {
            return known;
        }
        Attempt next = new Attempt();
        replacing.lock();
        try {
            known = current;
            if (serves(known)) {
                return known;
            }
            current = next;
        } finally {
            replacing.unlock();
        }
        open(next);
        return next;
    }

    /**
     * Gives the connection up for a call that has waited out its deadline, when the peer was silent all the time and a
     * command may not take longer.
     *
     * @param began when the call began, by {@link System#nanoTime}
     */
    void unanswered(Wire wire, long began, Duration deadline) {
        if (deadline.compareTo(commandTimeout) >= 0) {
            wire.giveUpUnlessAnsweredSince(began);
        }
    }

    /** Gives up a connection to a server that takes no writes any more: another may be the master by now. */
    void demoted(Wire wire) {
        wire.giveUp();
    }

    /** Gives up a connection that no longer is one, whether or not its end was noticed. */
    void lost(Wire wire) {
        wire.giveUp();
    }

    private void open(Attempt opening) {
        opening.orTimeout(connectTimeout.toNanos(), TimeUnit.NANOSECONDS);
        try {
            opener.get().whenComplete((connection, failure) -> {
                if (failure != null) {
                    opening.completeExceptionally(failure);
                } else {
                    Wire wire = new Wire(connection);
                    connection.addListener(wire);
                    if (!opening.complete(wire)) {
                        wire.giveUp();
                    }
                }
            });
        } catch (RuntimeException e) {
            opening.completeExceptionally(e);
        }
    }

    private static boolean serves(Attempt future) {
        return !future.isDone() || usable(future) != null || future instanceof Closed;
    }

    private static @Nullable Wire usable(Attempt future) {
        Wire wire = future.isCompletedExceptionally() ? null : future.getNow(null);
        return wire != null && wire.isUsable() ? wire : null;
    }

    /** Uses the connection, or gives it up when the last ping has had no answer for as long as a command may take. */
    void ping() {
        usableWire().ifPresent(wire -> wire.ping(commandTimeout));
    }

    @Override
    public void close() {
        boolean connected = current.isDone();
        CompletableFuture<Void> closing = end();
        if (connected) {
            // nothing but the own end of the connection is waited for; the driver complains when it is closed twice
            closing.completeOnTimeout(null, CLOSING_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    /** Closes without waiting. */
    CompletableFuture<Void> end() {
        pings.cancel(false);
        Attempt last;
        replacing.lock();
        try {
            last = current;
            current = new Closed();
        } finally {
            replacing.unlock();
        }
        return last.thenCompose(Wire::giveUp).exceptionally(failure -> null);
    }

    /** An attempt to connect, and the connection that came of it. */
    static class Attempt extends CompletableFuture<Wire> {

        private final long began = System.nanoTime();

        /** Stands for the connection before the first. */
        static Attempt none() {
            Attempt none = new Attempt();
            none.completeExceptionally(new IllegalStateException("not connected yet"));
            return none;
        }

        /** Whether it says little about the present when it fails. */
        boolean beganBefore(long nanoTime) {
            return began - nanoTime < 0;
        }
    }

    /** Stands for no connection, now and ever. */
    private static final class Closed extends Attempt {

        Closed() {
            completeExceptionally(new IllegalStateException("the store was closed"));
        }

        @Override
        boolean beganBefore(long nanoTime) {
            return false;
        }
    }

    /** One connection, until it is cut or given up. */
    static final class Wire implements RedisConnectionStateListener {

        private final StatefulRedisConnection<String, byte[]> connection;
        private volatile @Nullable AsyncCommand<String, byte[], String> pinged;
        private volatile long pingSent;
        private volatile long lastAnswer = System.nanoTime();
        private final AtomicBoolean givenUp = new AtomicBoolean();
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        /** Shared by commands that may follow each other in any order; alone with it, two stay together. */
        private final ReadWriteLock order = new ReentrantReadWriteLock();

        private Wire(StatefulRedisConnection<String, byte[]> connection) {
            this.connection = connection;
        }

        void send(AsyncCommand<String, byte[], ?> command) {
            order.readLock().lock();
            try {
                connection.dispatch(command);
            } finally {
                order.readLock().unlock();
            }
        }

        /** Sends all of them before any is answered. */
        void send(List<? extends AsyncCommand<String, byte[], ?>> commands) {
            order.readLock().lock();
            try {
                connection.dispatch(commands);
            } finally {
                order.readLock().unlock();
            }
        }

        /** Sends a command right after another, which is about the next one to arrive. */
        void send(AsyncCommand<String, byte[], ?> first, AsyncCommand<String, byte[], ?> next) {
            order.writeLock().lock();
            try {
                connection.dispatch(List.of(first, next));
            } finally {
                order.writeLock().unlock();
            }
        }

        void answered() {
            lastAnswer = System.nanoTime();
        }

        /** Gives the connection up when nothing has arrived on it since then. */
        private void giveUpUnlessAnsweredSince(long nanoTime) {
            if (lastAnswer - nanoTime < 0) {
                giveUp();
            }
        }

        private boolean isUsable() {
            return !givenUp.get() && connection.isOpen();
        }

        /** Closes the connection; calls that wait on it end at once. */
        private CompletableFuture<Void> giveUp() {
            if (givenUp.compareAndSet(false, true)) {
                connection.closeAsync().whenComplete((done, failure) -> closed.complete(null));
            }
            return closed;
        }

        private void ping(Duration patience) {
            AsyncCommand<String, byte[], String> last = pinged;
            if (last != null && !last.isDone()) {
                if (System.nanoTime() - pingSent >= patience.toNanos()) {
                    giveUp();
                }
                return;
            }
            pingSent = System.nanoTime();
            AsyncCommand<String, byte[], String> ping = Commands.ping().toSend();
            pinged = ping;
            send(ping);
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            giveUp();
        }
    }
}
