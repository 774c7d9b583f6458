package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.metrics.Metric;
import com.esab.data.metrics.Metric.NotAvailable;
import com.esab.data.metrics.Metric.Reading;
import com.esab.data.metrics.Metric.Unit;
import com.esab.data.metrics.Metric.Value;
import com.esab.data.metrics.StoreMetrics;
import com.esab.data.redis.Exchange.Sent;
import com.esab.data.redis.KeyLayout.Namespace;
import com.esab.data.session.ArchiveLag;
import io.lettuce.core.KeyScanCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.LongBinaryOperator;

/**
 * Reads what servers measure, from what {@code INFO} says and from the names of keys; in a cluster, the sums over its masters.
 *
 * <p>Names are counted with SCAN where a server has few keys, and taken from a random sample where it has many, so that a
 * server of any size is asked about the same.
 */
final class RedisMetrics {

    /** How many keys a server may have for all of them to be counted. */
    static final int COUNTED_KEYS = 10_000;

    /** How many keys of a larger one are looked at: enough to be wrong by some per cent of all keys at the most. */
    static final int SAMPLED_KEYS = 1_000;

    private static final int PAGE = 5_000;

    private final Exchange exchange;
    private final Collection<Link> masters;
    private final KeyLayout layout;
    private final List<Metric> metrics = new ArrayList<>();

    private RedisMetrics(Exchange exchange, Collection<Link> masters, KeyLayout layout) {
        this.exchange = exchange;
        this.masters = masters;
        this.layout = layout;
    }

    /** @param queue empty without hand-over */
    static StoreMetrics ask(Router router, Optional<RedisArchiveQueue> queue, KeyLayout layout, Duration deadline) {
        try {
            return Attempts.make(deadline, left -> {
                Exchange exchange = router.reading("metrics", left);
                RedisMetrics asked =
                        new RedisMetrics(exchange, router.masters(exchange).values(), layout);
                asked.ask();
                queue.ifPresent(asked::tellLag);
                return StoreMetrics.of(RedisSessions.NAME, asked.metrics);
            });
        } catch (EsabDataException e) {
            return StoreMetrics.unreachable(RedisSessions.NAME, String.valueOf(e.getMessage()));
        }
    }

    private void tellLag(RedisArchiveQueue queue) {
        try {
            metrics.addAll(queue.lag(exchange).metrics());
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (EsabDataException e) {
            Reading none = Reading.notAvailable(String.valueOf(e.getMessage()));
            ArchiveLag.NONE.metrics().forEach(metric -> metrics.add(metric.with(none)));
        }
    }

    private void ask() {
        masters.forEach(Link::wire);
        masters.forEach(exchange::connected);
        Map<Link, Sent<String>> infos = send(Commands.info());
        Map<Link, Sent<Long>> sizes = send(Commands.databaseSize());
        tellServers(infos);
        tellKeys(sizes);
    }

    private <T> Map<Link, Sent<T>> send(Request<T> request) {
        Map<Link, Sent<T>> sent = new LinkedHashMap<>();
        masters.forEach(link -> sent.put(link, exchange.send(request, link)));
        return sent;
    }

    private void tellServers(Map<Link, Sent<String>> sent) {
        Figures figures;
        try {
            figures = new Figures(
                    sent.values().stream()
                            .map(each -> Info.parse(exchange.await(each).orElseThrow()))
                            .toList(),
                    Optional.empty());
        } catch (ConfigurationException e) {
            figures = new Figures(List.of(), Optional.of(String.valueOf(e.getMessage())));
        }
        Reading limit = figures.sum("maxmemory");
        gauge("memory_used_bytes", Unit.BYTES, figures.sum("used_memory"));
        gauge(
                "memory_max_bytes",
                Unit.BYTES,
                limit instanceof Value value && value.number() == 0
                        ? Reading.notAvailable("maxmemory is not set: there is no limit")
                        : limit);
        metrics.add(Metric.counter("evicted_keys", figures.sum("evicted_keys")));
        gauge("hit_ratio", Unit.RATIO, figures.hitRatio());
        gauge("connected_clients", Unit.COUNT, figures.sum("connected_clients"));
        gauge("aof_pending_fsyncs", Unit.COUNT, figures.ofAppendOnlyFile("aof_pending_bio_fsync"));
        metrics.add(Metric.counter("aof_delayed_fsyncs", figures.ofAppendOnlyFile("aof_delayed_fsync")));
        gauge("aof_buffer_bytes", Unit.BYTES, figures.ofAppendOnlyFile("aof_buffer_length"));
        gauge("aof_last_rewrite_seconds", Unit.SECONDS, figures.lastRewrite());
    }

    private void gauge(String name, Unit unit, Reading reading) {
        metrics.add(Metric.gauge(name, unit, reading));
    }

    /**
     * What the servers say.
     *
     * @param refusal why they say nothing; empty when they do
     */
    private record Figures(List<Info> infos, Optional<String> refusal) {

        Reading sum(String field) {
            return reading(field, Long::sum);
        }

        private Reading reading(String field, LongBinaryOperator ofServers) {
            if (refusal.isPresent()) {
                return Reading.notAvailable(refusal.get());
            }
            List<OptionalLong> numbers =
                    infos.stream().map(info -> info.number(field)).toList();
            return numbers.stream().allMatch(OptionalLong::isPresent)
                    ? Reading.of(numbers.stream()
                            .mapToLong(OptionalLong::getAsLong)
                            .reduce(ofServers)
                            .orElse(0))
                    : Reading.notAvailable("the server does not tell " + field);
        }

        Reading hitRatio() {
            Reading hits = sum("keyspace_hits");
            Reading misses = sum("keyspace_misses");
            return hits instanceof Value some && misses instanceof Value others
                    ? Reading.hitRatio(some.number(), others.number())
                    : hits instanceof NotAvailable ? hits : misses;
        }

        Reading ofAppendOnlyFile(String field) {
            return isOff() ? Reading.notAvailable("appendonly is off") : sum(field);
        }

        Reading lastRewrite() {
            if (isOff()) {
                return Reading.notAvailable("appendonly is off");
            }
            Reading seconds = reading("aof_last_rewrite_time_sec", Math::max);
            return seconds instanceof Value value && value.number() < 0
                    ? Reading.notAvailable("the file was not rewritten since the server was started")
                    : seconds;
        }

        private boolean isOff() {
            return infos.stream().anyMatch(info -> info.text("aof_enabled").equals("0"));
        }
    }

    private void tellKeys(Map<Link, Sent<Long>> sizes) {
        try {
            tellKeys(keys(sizes));
        } catch (ConfigurationException e) {
            for (Namespace namespace : Namespace.values()) {
                tellKeys(namespace, Reading.notAvailable(String.valueOf(e.getMessage())));
            }
        }
    }

    private void tellKeys(Keys keys) {
        DoubleFunction<Reading> reading = keys.estimated ? Reading::estimate : Reading::of;
        keys.counts.forEach((namespace, count) -> tellKeys(namespace, reading.apply(Math.rint(count))));
    }

    private void tellKeys(Namespace namespace, Reading reading) {
        metrics.add(Metric.gauge("keys", Unit.COUNT, reading)
                .labelled("namespace", namespace.name().toLowerCase(Locale.ROOT)));
    }

    private Keys keys(Map<Link, Sent<Long>> sent) {
        Keys keys = new Keys();
        Map<Link, Request<KeyScanCursor<String>>> pages = new LinkedHashMap<>();
        Map<Link, List<Sent<String>>> samples = new LinkedHashMap<>();
        Map<Link, Long> sizes = new HashMap<>();
        sent.forEach((link, each) -> {
            long size = exchange.await(each).orElseThrow();
            sizes.put(link, size);
            if (size <= COUNTED_KEYS) {
                pages.put(link, Commands.scan("0", PAGE));
            } else {
                samples.put(link, exchange.send(Collections.nCopies(SAMPLED_KEYS, Commands.randomKey()), link));
            }
        });
        samples.forEach((link, sample) -> {
            List<String> names = sample.stream()
                    .map(exchange::await)
                    .flatMap(Optional::stream)
                    .toList();
            // keys may have gone meanwhile
            keys.add(names, names.isEmpty() ? 0 : (double) sizes.getOrDefault(link, 0L) / names.size());
            keys.estimated = true;
        });
        scanned(pages).forEach(names -> keys.add(names, 1));
        return keys;
    }

    /** The keys of each server, which may come twice in what it says. */
    private Collection<Set<String>> scanned(Map<Link, Request<KeyScanCursor<String>>> pages) {
        Map<Link, Set<String>> names = new LinkedHashMap<>();
        while (!pages.isEmpty()) {
            Map<Link, Sent<KeyScanCursor<String>>> sent = new LinkedHashMap<>();
            pages.forEach((link, page) -> sent.put(link, exchange.send(page, link)));
            sent.forEach((link, each) -> {
                KeyScanCursor<String> page = exchange.await(each).orElseThrow();
                names.computeIfAbsent(link, server -> new HashSet<>()).addAll(page.getKeys());
                if (page.isFinished()) {
                    pages.remove(link);
                } else {
                    pages.put(link, Commands.scan(page.getCursor(), PAGE));
                }
            });
        }
        return names.values();
    }

    /** How many keys there are in each namespace. */
    private final class Keys {

        private final Map<Namespace, Double> counts = new EnumMap<>(Namespace.class);
        private boolean estimated;

        Keys() {
            for (Namespace namespace : Namespace.values()) {
                counts.put(namespace, 0.0);
            }
        }

        /** @param weight how many keys each of these stands for */
        void add(Collection<String> names, double weight) {
            names.forEach(name -> counts.merge(layout.namespaceOf(name), weight, Double::sum));
        }
    }
}
