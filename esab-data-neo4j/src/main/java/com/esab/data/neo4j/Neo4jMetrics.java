package com.esab.data.neo4j;

import com.esab.data.catalog.ComponentType;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.metrics.Metric;
import com.esab.data.metrics.Metric.Reading;
import com.esab.data.metrics.Metric.Unit;
import com.esab.data.metrics.StoreMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/**
 * Reads what the server measures. What one edition tells and another does not is asked in a query of its own, so that a refusal
 * takes nothing else away.
 */
final class Neo4jMetrics {

    /** From here on a query is slow. */
    private static final int SLOW_MILLIS = 1_000;

    private static final String RELATIONSHIPS = "COMPATIBLE_WITH";

    private static final List<String> LABELS = Stream.concat(
                    Stream.of("Product"), Stream.of(ComponentType.values()).map(ComponentType::label))
            .toList();

    /** The server keeps each of these numbers, so no node is looked at. */
    static final String COUNTS = Stream.concat(
                    LABELS.stream().map(label -> count("(x:%s)".formatted(label), label)),
                    Stream.of(count("()-[x:%s]->()".formatted(RELATIONSHIPS), RELATIONSHIPS)))
            .collect(Collectors.joining("\nUNION ALL\n"));

    private static final String MEMORY = """
            CALL dbms.queryJmx('java.lang:type=Memory') YIELD attributes
            WITH attributes.HeapMemoryUsage.value.properties AS heap
            CALL () {
                CALL dbms.queryJmx('neo4j.metrics:name=*page_cache.hit_ratio') YIELD attributes
                RETURN collect(attributes.Value.value) AS hitRatios
            }
            RETURN heap.used AS used, heap.max AS max, hitRatios
            """;

    private static final String SLOW = """
            SHOW TRANSACTIONS YIELD elapsedTime
            WHERE elapsedTime.milliseconds >= %d
            RETURN count(*) AS slow
            """.formatted(SLOW_MILLIS);

    private final Bolt bolt;
    private final Duration deadline;
    private final long end;
    private final List<Metric> metrics = new ArrayList<>();

    private Neo4jMetrics(Bolt bolt, Duration deadline) {
        this.bolt = bolt;
        this.deadline = deadline;
        this.end = System.nanoTime() + deadline.toNanos();
    }

    private static String count(String pattern, String name) {
        return "MATCH %s WITH count(x) AS number RETURN '%s' AS name, number".formatted(pattern, name);
    }

    static StoreMetrics ask(Bolt bolt, Duration deadline) {
        Neo4jMetrics asked = new Neo4jMetrics(bolt, deadline);
        try {
            asked.counts();
            asked.memory();
            asked.slowQueries();
            return StoreMetrics.of(DriverErrors.STORE, asked.metrics);
        } catch (EsabDataException e) {
            return StoreMetrics.unreachable(DriverErrors.STORE, String.valueOf(e.getMessage()));
        }
    }

    private void counts() {
        Answer answer = answer("count nodes and relationships", COUNTS);
        LABELS.forEach(label -> metrics.add(
                Metric.gauge("nodes", Unit.COUNT, answer.number(label)).labelled("label", label)));
        metrics.add(Metric.gauge("relationships", Unit.COUNT, answer.number(RELATIONSHIPS))
                .labelled("type", RELATIONSHIPS));
    }

    private void memory() {
        Answer answer = answer("read what the server publishes of its memory", MEMORY);
        metrics.add(Metric.gauge(
                "heap_used_bytes",
                Unit.BYTES,
                answer.of(rows -> size(rows.get(0).get("used")))));
        metrics.add(Metric.gauge(
                "heap_max_bytes", Unit.BYTES, answer.of(rows -> size(rows.get(0).get("max")))));
        metrics.add(Metric.gauge(
                "page_cache_hit_ratio",
                Unit.RATIO,
                answer.of(rows -> hitRatio(rows.get(0).get("hitRatios")))));
    }

    /** A JVM gives -1 for what it does not know. */
    private static Reading size(Value bytes) {
        return bytes.isNull() || bytes.asLong() < 0
                ? Reading.notAvailable("the server's JVM does not know it")
                : Reading.of(bytes.asLong());
    }

    /** @param published a list of one, empty where it is not published */
    static Reading hitRatio(Value published) {
        return published.isEmpty()
                ? Reading.notAvailable(
                        "the server does not publish it: that takes the Enterprise edition with server.metrics.jmx.enabled")
                : Reading.of(published.get(0).asDouble());
    }

    private void slowQueries() {
        Answer answer = answer("look for slow queries", SLOW);
        metrics.add(Metric.gauge(
                "slow_queries",
                Unit.COUNT,
                answer.of(rows -> Reading.of(rows.get(0).get("slow").asLong()))));
    }

    private Answer answer(String what, String cypher) {
        // whole ones, since the driver rounds others up, and says so
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
        try {
            return new Answer(bolt.read(what, Duration.ofMillis(left), cypher, Map.of()), Optional.empty());
        } catch (StoreUnavailableException e) {
            if (e.getCause() instanceof TimeoutException) {
                // the time that was left says little
                throw DriverErrors.noAnswer(what, deadline, false, e.getCause());
            }
            throw e;
        } catch (EsabDataException e) {
            if (DriverErrors.refusesCredentials(e)) {
                throw e;
            }
            return new Answer(List.of(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /**
     * What came of a query.
     *
     * @param refusal why it was refused; empty when it was answered
     */
    private record Answer(List<Record> rows, Optional<String> refusal) {

        Reading of(Function<List<Record>, Reading> reading) {
            return refusal.map(Reading::notAvailable).orElseGet(() -> reading.apply(rows));
        }

        /** That of this name. */
        Reading number(String name) {
            return of(all -> all.stream()
                    .filter(row -> row.get("name").asString().equals(name))
                    .findFirst()
                    .map(row -> Reading.of(row.get("number").asLong()))
                    .orElseThrow());
        }
    }
}
