package com.esab.data.postgres;

import com.esab.data.error.EsabDataException;
import com.esab.data.json.Json;
import com.esab.data.metrics.Metric;
import com.esab.data.metrics.Metric.Reading;
import com.esab.data.metrics.Metric.Unit;
import com.esab.data.metrics.StoreMetrics;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Reads what the server measures, from the statistics that every user may see. */
final class PostgresMetrics {

    /** Statistics are lost with a crash, but the last count of a vacuum is not. */
    private static final String QUESTION = """
            WITH archive AS (SELECT to_regclass('archived_sessions') AS id)
            SELECT archive.id IS NOT NULL                       AS present,
                   current_setting('track_counts')::boolean     AS tracked,
                   pg_table_size(archive.id)                    AS table_bytes,
                   pg_indexes_size(archive.id)                  AS indexes_bytes,
                   COALESCE(NULLIF(rows.n_live_tup, 0),
                            (SELECT GREATEST(reltuples, 0)::bigint FROM pg_class WHERE oid = archive.id)) AS live,
                   rows.n_dead_tup                              AS dead,
                   rows.n_tup_ins                               AS inserted,
                   rows.n_tup_upd                               AS updated,
                   rows.n_tup_del                               AS deleted,
                   rows.seq_scan                                AS sequential_scans,
                   (SELECT json_object_agg(indexrelname, idx_scan)::text
                    FROM pg_stat_user_indexes WHERE relid = archive.id) AS index_scans,
                   cache.blks_hit                               AS hits,
                   cache.blks_read                              AS misses,
                   (SELECT sum(numbackends) FROM pg_stat_database) AS connections,
                   current_setting('max_connections')::bigint   AS connections_max
            FROM archive
                     JOIN pg_stat_database AS cache ON cache.datname = current_database()
                     LEFT JOIN pg_stat_user_tables AS rows ON rows.relid = archive.id""";

    private final Database database;
    private final Question<StoreMetrics> question;

    PostgresMetrics(Database database) {
        this.database = database;
        this.question = new Question<>(
                "esab-data-postgres-metrics",
                this::answer,
                StoreMetrics::connected,
                reason -> StoreMetrics.unreachable(Database.STORE, reason));
    }

    /** The answer within the deadline. */
    StoreMetrics ask(Duration deadline) {
        return question.ask(deadline);
    }

    private StoreMetrics answer(Duration deadline) {
        try (Database.Lease lease =
                database.isPoolExhausted() ? database.dedicated("metrics") : database.lease("metrics")) {
            return lease.run("metrics", false, deadline, connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(QUESTION)) {
                    row.next();
                    return StoreMetrics.of(Database.STORE, new Answer(row).metrics())
                            .with(pool());
                }
            });
        } catch (EsabDataException e) {
            return StoreMetrics.unreachable(Database.STORE, String.valueOf(e.getMessage()));
        }
    }

    private List<Metric> pool() {
        return List.of(
                pool("pool_active_connections", HikariPoolMXBean::getActiveConnections),
                pool("pool_idle_connections", HikariPoolMXBean::getIdleConnections),
                pool("pool_waiting_calls", HikariPoolMXBean::getThreadsAwaitingConnection),
                pool("pool_max_connections", state -> database.poolSize()));
    }

    private Metric pool(String name, ToIntFunction<HikariPoolMXBean> figure) {
        return Metric.gauge(
                name,
                Unit.COUNT,
                database.poolState()
                        .map(state -> Reading.of(figure.applyAsInt(state)))
                        .orElseGet(() -> Reading.notAvailable("the connections are those of the application")));
    }

    /** What the server said. */
    private static final class Answer {

        private final ResultSet row;
        private final Optional<String> noTable;
        private final Optional<String> noStatistics;

        Answer(ResultSet row) throws SQLException {
            this.row = row;
            this.noTable = row.getBoolean("present")
                    ? Optional.empty()
                    : Optional.of("there is no table archived_sessions: run EsabData.migrate()");
            this.noStatistics =
                    row.getBoolean("tracked") ? Optional.empty() : Optional.of("the setting track_counts is off");
        }

        List<Metric> metrics() throws SQLException {
            Optional<String> noCounts = noTable.or(() -> noStatistics);
            List<Metric> metrics = new ArrayList<>(List.of(
                    Metric.gauge("table_bytes", Unit.BYTES, unless(noTable, number("table_bytes"))),
                    Metric.gauge("indexes_bytes", Unit.BYTES, unless(noTable, number("indexes_bytes"))),
                    Metric.gauge("rows", Unit.COUNT, unless(noCounts, Reading.estimate(row.getLong("live")))),
                    Metric.gauge("dead_rows", Unit.COUNT, unless(noCounts, Reading.estimate(row.getLong("dead")))),
                    Metric.counter("inserted_rows", unless(noCounts, number("inserted"))),
                    Metric.counter("updated_rows", unless(noCounts, number("updated"))),
                    Metric.counter("deleted_rows", unless(noCounts, number("deleted"))),
                    Metric.counter("sequential_scans", unless(noCounts, number("sequential_scans")))));
            metrics.addAll(indexScans(noCounts));
            metrics.add(Metric.gauge(
                    "cache_hit_ratio",
                    Unit.RATIO,
                    unless(noStatistics, Reading.hitRatio(row.getLong("hits"), row.getLong("misses")))));
            metrics.add(Metric.gauge("connections", Unit.COUNT, number("connections")));
            metrics.add(Metric.gauge("max_connections", Unit.COUNT, number("connections_max")));
            return metrics;
        }

        private List<Metric> indexScans(Optional<String> noCounts) throws SQLException {
            String scans = row.getString("index_scans");
            if (noCounts.isPresent() || scans == null) {
                return List.of(
                        Metric.counter("index_scans", Reading.notAvailable(noCounts.orElse("the table has no index"))));
            }
            List<Metric> metrics = new ArrayList<>();
            Json.parseObject(scans)
                    .forEach((index, count) ->
                            metrics.add(Metric.counter("index_scans", Reading.of(((Number) count).doubleValue()))
                                    .labelled("index", index)));
            return metrics;
        }

        private Reading number(String column) throws SQLException {
            return Reading.of(row.getLong(column));
        }

        private static Reading unless(Optional<String> reason, Reading reading) {
            return reason.map(Reading::notAvailable).orElse(reading);
        }
    }
}
