package com.esab.data.redis;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.health.Finding.Severity;
import com.esab.data.health.StoreHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the health of a server from what {@code INFO} says, which managed servers allow where they refuse CONFIG. */
final class RedisHealth {

    private static final int OLDEST_MAJOR = 7;
    private static final int FULL_PERCENT = 90;
    private static final String NEVER_EVICTS = "noeviction";

    private final Map<String, String> info;
    private final boolean handOver;
    private final List<Finding> findings = new ArrayList<>();

    private RedisHealth(Map<String, String> info, boolean handOver) {
        this.info = info;
        this.handOver = handOver;
    }

    /** @param queue empty without hand-over */
    static StoreHealth ask(Link link, Optional<RedisArchiveQueue> queue, Duration deadline) {
        try {
            Exchange exchange = link.reading("health", deadline);
            exchange.connected();
            long asked = System.nanoTime();
            exchange.ask(Commands.ping());
            Duration latency = Duration.ofNanos(System.nanoTime() - asked);
            RedisHealth health =
                    new RedisHealth(parsed(exchange.ask(Commands.info()).orElse("")), queue.isPresent());
            health.look();
            queue.ifPresent(waiting -> health.look(waiting, exchange));
            return new StoreHealth(
                    RedisSessions.NAME,
                    true,
                    Optional.of(latency),
                    health.product(),
                    Optional.empty(),
                    health.findings);
        } catch (EsabDataException e) {
            return StoreHealth.unreachable(RedisSessions.NAME, String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> parsed(String info) {
        Map<String, String> fields = new HashMap<>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return fields;
    }

    private Optional<String> product() {
        if (info.containsKey("valkey_version")) {
            return Optional.of("Valkey " + text("valkey_version"));
        }
        return Optional.ofNullable(info.get("redis_version")).map(version -> "Redis " + version);
    }

    private void look() {
        String version = text("redis_version");
        if (!version.isEmpty() && major(version) < OLDEST_MAJOR) {
            find(Severity.ERROR, "server_too_old", "Redis " + version + " is too old: this library needs 7 or newer");
        }
        if (text("role").equals("slave")) {
            find(Severity.ERROR, "replica", "this server is a replica and refuses writes: give the master's address");
        }
        long limit = number("maxmemory");
        String policy = text("maxmemory_policy");
        if (limit > 0 && !policy.isEmpty()) {
            lookAtPolicy(policy);
        }
        long evicted = number("evicted_keys");
        if (evicted > 0) {
            find(
                    Severity.WARNING,
                    "evictions",
                    evicted + " keys were evicted since the server started: raise maxmemory");
        }
        long used = number("used_memory");
        if (limit > 0 && used > limit / 100 * FULL_PERCENT) {
            find(
                    Severity.WARNING,
                    "memory",
                    "%d of %d bytes of maxmemory are used: saves are refused or keys evicted when it is full"
                            .formatted(used, limit));
        }
        if (text("aof_last_write_status").equals("err")
                || text("rdb_last_bgsave_status").equals("err")) {
            find(Severity.ERROR, "persistence_failed", "the server cannot write its data to disk: see its log");
        }
        if (text("aof_enabled").equals("0")) {
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

    private void look(RedisArchiveQueue queue, Exchange exchange) {
        try {
            findings.addAll(queue.findings(exchange));
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (EsabDataException e) {
            find(Severity.ERROR, "archive_queue", "the queue of sessions to be archived: " + e.getMessage());
        }
    }

    private void find(Severity severity, String code, String message) {
        findings.add(new Finding(severity, code, message));
    }

    private static int major(String version) {
        try {
            return Integer.parseInt(version.split("\\.", 2)[0]);
        } catch (NumberFormatException e) {
            return OLDEST_MAJOR;
        }
    }

    private String text(String field) {
        return info.getOrDefault(field, "");
    }

    private long number(String field) {
        try {
            return Long.parseLong(info.getOrDefault(field, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
