package com.esab.data.redis;

import com.esab.data.error.StoreUnavailableException;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanCursor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Finds keys by their names, with SCAN on all masters.
 *
 * <p>SCAN may bring a key twice, and its cursor means nothing to another process. So names are remembered, but not all of
 * very many: then each of several passes over all keys brings a part. And what was found counts only when afterwards the same
 * processes have the same slots.
 */
final class Keyspace {

    /** How many keys a server looks at in one round trip. */
    private static final int EXAMINED = 1_000;

    /** How many names are remembered at a time: usually some 15 MB, and less than 120 MB however long they are. */
    private static final int REMEMBERED = 100_000;

    private final Router router;

    Keyspace(Router router) {
        this.router = router;
    }

    /**
     * Hands over, some at a time, what keys stand for; each once, whichever of its keys are there.
     *
     * @throws StoreUnavailableException at the end, when servers or slots have changed meanwhile
     */
    <T> void each(String what, Names<T> names, Consumer<List<T>> some) {
        Map<Link, String> before = servers(what);
        Exchange exchange = router.reading(what);
        long total = before.keySet().stream()
                .mapToLong(server -> exchange.await(exchange.send(Commands.databaseSize(), server))
                        .orElseThrow())
                .sum();
        int passes = (int) (total / REMEMBERED) + 1;
        for (int number = 0; number < passes; number++) {
            int pass = number;
            Set<T> seen = new HashSet<>();
            for (Link server : before.keySet()) {
                scan(what, server, names, page -> {
                    List<T> found = page.stream()
                            .map(names.named())
                            .flatMap(Optional::stream)
                            .filter(each -> Math.floorMod(each.hashCode(), passes) == pass)
                            .filter(seen::add)
                            .toList();
                    if (!found.isEmpty()) {
                        some.accept(found);
                    }
                });
            }
        }
        if (!servers(what).equals(before)) {
            throw unsettled(what, "servers have restarted, or slots have moved, meanwhile");
        }
    }

    private static void scan(String what, Link server, Names<?> names, Consumer<List<String>> page) {
        KeyScanCursor<String> found;
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            found = server.reading(what)
                    .ask(Commands.scan(cursor.getCursor(), names.pattern(), names.type(), EXAMINED))
                    .orElseThrow();
            page.accept(found.getKeys());
            cursor = found;
        } while (!found.isFinished());
    }

    /** The masters, and what of each must stay the same: its process and, in a cluster, its slots. */
    private Map<Link, String> servers(String what) {
        Exchange exchange = router.reading(what);
        Map<Link, String> servers = new LinkedHashMap<>();
        for (Link server : router.masters(exchange).values()) {
            Info info = Info.parse(
                    exchange.await(exchange.send(Commands.info(), server)).orElseThrow());
            String state = info.text("run_id");
            if (info.text("cluster_enabled").equals("1")) {
                state += slots(
                        what,
                        exchange.await(exchange.send(Commands.clusterNodes(), server))
                                .orElseThrow());
            }
            servers.put(server, state);
        }
        return servers;
    }

    /** The slots of a server by its own account, and the epoch, which rises when it gets one. */
    private static String slots(String what, String nodes) {
        String[] self = nodes.lines()
                .filter(line -> line.contains("myself"))
                .findFirst()
                .orElse("")
                .split(" ");
        StringBuilder slots = new StringBuilder();
        for (int i = 6; i < self.length; i++) {
            if (self[i].startsWith("[")) {
                throw unsettled(what, "slots are moving from one server to another");
            }
            slots.append(' ').append(self[i]);
        }
        return slots.toString();
    }

    private static StoreUnavailableException unsettled(String what, String why) {
        return StoreUnavailableException.unchanged(
                RedisSessions.NAME, what + ": " + why + ", so some keys may have been missed: try again", null);
    }

    /**
     * Keys that stand for things of one kind.
     *
     * @param what the things, for who is told of the progress
     * @param pattern what their names match, and other names too
     * @param type what SCAN calls the type of these keys; empty for those of any type
     * @param named what a key of this name stands for; empty for one that stands for no such thing
     */
    record Names<T>(String what, String pattern, String type, Function<String, Optional<T>> named) {}
}
