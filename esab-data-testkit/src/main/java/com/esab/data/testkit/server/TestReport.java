package com.esab.data.testkit.server;

import com.esab.data.testkit.server.spi.ServerKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Counts the tests that ran on each server, so that a run proves which servers it has seen. */
final class TestReport {

    private static final class Tally {
        private final String server;
        private int contract;
        private int other;
        private int failed;

        private Tally(String server) {
            this.server = server;
        }

        @Override
        public String toString() {
            return "esab-data testkit: " + contract + " contract tests and " + other + " other tests ran against "
                    + server + ", " + failed + " failed";
        }
    }

    private final Map<ServerKind, Tally> tallies = new EnumMap<>(ServerKind.class);
    private final Map<String, Set<ServerKind>> users = new HashMap<>();

    /** Notes that a test, or all tests of a class, work on a server. */
    synchronized void used(OpenServer server, ExtensionContext user) {
        tallies.computeIfAbsent(
                server.kind(),
                kind -> new Tally(server.product() + " (" + server.source().text() + ")"));
        users.computeIfAbsent(user.getUniqueId(), id -> EnumSet.noneOf(ServerKind.class))
                .add(server.kind());
    }

    synchronized void count(ExtensionContext test, boolean failed) {
        Set<ServerKind> kinds = EnumSet.noneOf(ServerKind.class);
        boolean contract = false;
        for (Optional<ExtensionContext> context = Optional.of(test);
                context.isPresent();
                context = context.get().getParent()) {
            kinds.addAll(users.getOrDefault(context.get().getUniqueId(), Set.of()));
            contract |= isContract(context.get().getTestClass().orElse(null));
        }
        for (ServerKind kind : kinds) {
            Tally tally = tallies.get(kind);
            if (tally != null) {
                tally.contract += contract ? 1 : 0;
                tally.other += contract ? 0 : 1;
                tally.failed += failed ? 1 : 0;
            }
        }
    }

    private static boolean isContract(@Nullable Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            if (c.getSimpleName().endsWith("Contract")) {
                return true;
            }
        }
        return false;
    }

    synchronized void publish() {
        List<String> lines = new ArrayList<>();
        tallies.values().forEach(tally -> lines.add(tally.toString()));
        lines.forEach(System.out::println);
        Path target = Path.of("target");
        if (!lines.isEmpty() && Files.isDirectory(target)) {
            try {
                Files.write(
                        target.resolve("real-servers.txt"),
                        lines,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
