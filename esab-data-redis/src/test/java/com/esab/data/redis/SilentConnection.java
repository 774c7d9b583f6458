package com.esab.data.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.AsyncCommand;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A connection that keeps what is sent, and answers what a test has it answer. */
final class SilentConnection {

    final List<AsyncCommand<?, ?, ?>> sent = new ArrayList<>();
    private final Consumer<AsyncCommand<?, ?, ?>> peer;
    private boolean closed;

    SilentConnection() {
        this(command -> {});
    }

    SilentConnection(Consumer<AsyncCommand<?, ?, ?>> peer) {
        this.peer = peer;
    }

    boolean isClosed() {
        return closed;
    }

    @SuppressWarnings("unchecked")
    StatefulRedisConnection<String, byte[]> connection() {
        return (StatefulRedisConnection<String, byte[]>) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {StatefulRedisConnection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "isOpen" -> !closed;
                    case "addListener" -> null;
                    case "closeAsync" -> {
                        closed = true;
                        yield CompletableFuture.completedFuture(null);
                    }
                    case "dispatch" -> {
                        List<?> commands = arguments[0] instanceof List<?> several ? several : List.of(arguments[0]);
                        for (Object each : commands) {
                            AsyncCommand<?, ?, ?> command = (AsyncCommand<?, ?, ?>) each;
                            sent.add(command);
                            peer.accept(command);
                        }
                        yield arguments[0];
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
