package com.esab.data.redis;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.health.Finding.Severity;
import com.esab.data.health.StoreHealth;
import com.esab.data.redis.Exchange.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads the health of servers from what {@code INFO} says, which managed servers allow where they refuse CONFIG. */
final class RedisHealth {

    private static final int OLDEST_MAJOR = 7;
    private static final int FULL_PERCENT = 90;
    private static final String NEVER_EVICTS = "noeviction";

    /** The name of the only server. */
    private static final String SINGLE = "";

    private final String server;
    private final Info info;
    private final boolean handOver;
    private final List<Finding> findings = new ArrayList<>();

    private RedisHealth(String server, Info info, boolean handOver) {
        this.server = server;
        this.info = info;
        this.handOver = handOver;
    }

    /** @param queue empty without hand-over */
    static StoreHealth ask(Router router, KeyLayout keys, Optional<RedisArchiveQueue> queue, Duration deadline) {
        try {
            return Attempts.make(deadline, left -> answer(router, keys, queue, left));
        } catch (EsabDataException e) {
            String reason = String.valueOf(e.getMessage());
            return Attempts.isCausedBy(e, Exchange::refusesCredentials)
                    ? StoreHealth.refused(RedisSessions.NAME, reason)
                    : StoreHealth.unreachable(RedisSessions.NAME, reason);
        }
    }

    private static StoreHealth answer(
            Router router, KeyLayout keys, Optional<RedisArchiveQueue> queue, Duration deadline) {
        Exchange exchange = router.reading("health", deadline);
        Map<String, Link> masters = router.masters(exchange);
        boolean single = masters.containsKey(SINGLE);
        // of several, one that does not answer leaves time for the rest
        Exchange first = single ? exchange : router.reading("health", deadline.dividedBy(2));
        Servers servers = new Servers(masters);
        servers.connect(first);
        long asked = System.nanoTime();
        servers.ask(first, Commands.ping());
        Duration latency = Duration.ofNanos(System.nanoTime() - asked);
        List<Finding> findings = new ArrayList<>();
        Optional<String> product = Optional.empty();
        for (Map.Entry<String, String> info :
                servers.ask(exchange, Commands.info()).entrySet()) {
            RedisHealth health = new RedisHealth(info.getKey(), Info.parse(info.getValue()), queue.isPresent());
            health.look();
            findings.addAll(health.findings);
            product = product.or(health::product);
        }
        if (!single) {
            servers.ask(exchange, Commands.clusterInfo()).forEach((server, info) -> {
                String state = Info.parse(info).find("cluster_state").orElse("unknown");
                if (!state.equals("ok")) {
                    findings.add(new Finding(
                            Severity.ERROR,
                            "cluster_state",
                            named(server, "the cluster's state is " + state + ": some slots have no master")));
                }
            });
        }
        findings.addAll(servers.unreachable());
        if (servers.silent.isEmpty()) {
            findings.addAll(asked(
                    single,
                    () -> halfRestored(keys, exchange),
                    why -> new Finding(Severity.ERROR, "restore_unfinished", "whether a restore broke off: " + why)));
            queue.ifPresent(of -> findings.addAll(asked(
                    single,
                    () -> of.findings(exchange),
                    why -> new Finding(
                            Severity.ERROR, "archive_queue", "the queue of sessions to be archived: " + why))));
        }
        return new StoreHealth(RedisSessions.NAME, true, Optional.of(latency), product, Optional.empty(), findings);
    }

    /** What is found; that it cannot be asked for is a finding, too, unless it is the only server that does not answer. */
    private static List<Finding> asked(
            boolean single, Supplier<List<Finding>> findings, Function<String, Finding> refused) {
        try {
            return findings.get();
        } catch (EsabDataException e) {
            if (single && e instanceof StoreUnavailableException) {
                throw e;
            }
            return List.of(refused.apply(String.valueOf(e.getMessage())));
        }
    }

    private static List<Finding> halfRestored(KeyLayout keys, Exchange exchange) {
        return StagingArea.begun(exchange, keys).stream()
                .map(run -> new Finding(
                        Severity.ERROR,
                        "restore_unfinished",
                        "a restore is under way, or broke off: unless one is, restore again, or have fsck repair it"))
                .toList();
    }

    private static String named(String server, String message) {
        return server.equals(SINGLE) ? message : server + ": " + message;
    }

    /** Some servers, of which those that once did not answer are asked no more. */
    private static final class Servers {

        private final Map<String, Link> links;
        private final Map<String, EsabDataException> silent = new LinkedHashMap<>();

        Servers(Map<String, Link> links) {
            this.links = links;
        }

        void connect(Exchange exchange) {
            links.values().forEach(Link::wire);
            each(exchange::connected);
        }

        /** What each says; at the same time. */
        <T> Map<String, T> ask(Exchange exchange, Request<T> request) {
            Map<String, Sent<T>> sent = each(link -> exchange.send(request, link));
            return each(sent, each -> exchange.await(each).orElseThrow());
        }

        private <T> Map<String, T> each(Function<Link, T> action) {
            return each(links, action);
        }

        /** @throws EsabDataException when none answers */
        private <S, T> Map<String, T> each(Map<String, S> subjects, Function<? super S, T> action) {
            Map<String, T> results = new LinkedHashMap<>();
            subjects.forEach((server, subject) -> {
                if (!silent.containsKey(server)) {
                    try {
                        results.put(server, action.apply(subject));
                    } catch (EsabDataException e) {
                        silent.put(server, e);
                    }
                }
            });
            if (results.isEmpty()) {
                silent.values().stream().findFirst().ifPresent(failure -> {
                    throw failure;
                });
            }
            return results;
        }

        List<Finding> unreachable() {
            return silent.entrySet().stream()
                    .map(each -> new Finding(
                            Severity.ERROR,
                            "master_unreachable",
                            named(each.getKey(), String.valueOf(each.getValue().getMessage()))))
                    .toList();
        }
    }

    private Optional<String> product() {
        return info.find("valkey_version").map(version -> "Valkey " + version).or(() -> info.find("redis_version")
                .map(version -> "Redis " + version));
    }

    private void look() {
        String version = info.text("redis_version");
        if (!version.isEmpty() && major(version) < OLDEST_MAJOR) {
            find(Severity.ERROR, "server_too_old", "Redis " + version + " is too old: this library needs 7 or newer");
        }
        if (info.text("role").equals("slave")) {
            find(Severity.ERROR, "replica", "this server is a replica and refuses writes: give the master's address");
        }
        long limit = info.number("maxmemory").orElse(0);
        String policy = info.text("maxmemory_policy");
        if (limit > 0 && !policy.isEmpty()) {
            lookAtPolicy(policy);
        }
        long evicted = info.number("evicted_keys").orElse(0);
        if (evicted > 0) {
            find(
                    Severity.WARNING,
                    "evictions",
                    evicted + " keys were evicted since the server started: raise maxmemory");
        }
        long used = info.number("used_memory").orElse(0);
        if (limit > 0 && used > limit / 100 * FULL_PERCENT) {
            find(
                    Severity.WARNING,
                    "memory",
                    "%d of %d bytes of maxmemory are used: saves are refused or keys evicted when it is full"
                            .formatted(used, limit));
        }
        if (info.text("aof_last_write_status").equals("err")
                || info.text("rdb_last_bgsave_status").equals("err")) {
            find(Severity.ERROR, "persistence_failed", "the server cannot write its data to disk: see its log");
        }
        if (info.text("aof_enabled").equals("0")) {
            find(
                    Severity.INFO,
                    "persistence_off",
                    "appendonly is off: a crash of the server loses what changed since its last snapshot");
        }
    }

    /** What is not archived has no time to live, so that the volatile policies cannot drop it. */
    private void lookAtPolicy(String policy) {
        if (handOver && policy.startsWith("allkeys-")) {
            find(
                    Severity.WARNING,
                    "eviction_policy",
                    "maxmemory-policy " + policy + " can drop sessions that are not archived when memory is full: "
                            + "volatile-lru drops archived ones only, and " + NEVER_EVICTS + " none");
        } else if (!handOver && !policy.equals(NEVER_EVICTS)) {
            find(
                    Severity.WARNING,
                    "eviction_policy",
                    "maxmemory-policy " + policy + " can drop live sessions when memory is full: " + NEVER_EVICTS
                            + " never does, and refuses saves instead");
        }
    }

    private void find(Severity severity, String code, String message) {
        findings.add(new Finding(severity, code, named(server, message)));
    }

    private static int major(String version) {
        try {
            return Integer.parseInt(version.split("\\.", 2)[0]);
        } catch (NumberFormatException e) {
            return OLDEST_MAJOR;
        }
    }
}
