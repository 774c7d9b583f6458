package com.esab.data.testkit.server;

import com.esab.data.testkit.server.spi.ServerKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The shared servers of one test run; JUnit closes it when the last test is done. */
final class TestRun implements AutoCloseable {

    private final Ladder ladder;
    private final TestReport report = new TestReport();
    private final Map<ServerKind, FutureTask<OpenServer>> servers = new EnumMap<>(ServerKind.class);

    TestRun(Ladder ladder) {
        this.ladder = ladder;
    }

    TestReport report() {
        return report;
    }

    OpenServer server(ServerKind kind, ExtensionContext user) {
        FutureTask<OpenServer> task;
        // only the choice of the task is guarded: two kinds may start at the same time
        synchronized (servers) {
            task = servers.computeIfAbsent(kind, key -> new FutureTask<>(() -> ladder.shared(key)));
        }
        task.run();
        OpenServer server = join(task);
        report.used(server, user);
        return server;
    }

    private static OpenServer join(FutureTask<OpenServer> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server started", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e.getCause());
        }
    }

    @Override
    public void close() {
        report.publish();
        synchronized (servers) {
            servers.values().stream().filter(FutureTask::isDone).forEach(TestRun::close);
            servers.clear();
        }
    }

    private static void close(FutureTask<OpenServer> task) {
        try {
            task.get().close();
        } catch (java.util.concurrent.ExecutionException e) {
            // the tests that asked for it have failed with the reason
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
