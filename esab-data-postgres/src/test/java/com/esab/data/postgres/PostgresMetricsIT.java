package com.esab.data.postgres;

import com.esab.data.archive.ArchiveQuery;
import com.esab.data.metrics.Metric;
import com.esab.data.metrics.Metric.NotAvailable;
import com.esab.data.metrics.Metric.Reading;
import com.esab.data.metrics.Metric.Value;
import com.esab.data.metrics.StoreMetrics;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static com.esab.data.postgres.Sessions.session;
import static com.esab.data.postgres.Sessions.sessions;
import static org.assertj.core.api.Assertions.assertThat;

/** Each metric against a server that has just done what it measures. */
@ExtendWith(RealServers.class)
@Timeout(120)
class PostgresMetricsIT {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private PostgresServer server;
    private TestDatabase database;
    private PostgresArchive store;

    @BeforeEach
    void connect(PostgresServer shared) {
        server = shared;
        database = TestDatabase.migrated(shared);
        store = database.archive();
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    @Test
    void rows_and_how_they_change_are_counted_by_the_server() {
        List<Session> batch = sessions(500);
        assertThat(value("inserted_rows")).isZero();

        store.archive().archive(batch);
        await("inserted_rows", count -> count == 500);
        assertThat(reading("rows")).isEqualTo(new Value(500, true));

        store.archive().archive(batch.get(0).saved(2, Instant.now()));
        await("updated_rows", count -> count == 1);
        await("dead_rows", count -> count >= 1);

        database.execute("DELETE FROM archived_sessions WHERE session_id <> 's-00001'");
        await("deleted_rows", count -> count == 499);
        await("rows", count -> count == 1);
    }

    @Test
    void the_table_and_its_indexes_grow_with_what_is_archived() {
        double table = value("table_bytes");
        double indexes = value("indexes_bytes");

        store.archive().archive(sessions(1_000));

        assertThat(value("table_bytes")).isGreaterThan(table);
        assertThat(value("indexes_bytes")).isGreaterThan(indexes);
    }

    @Test
    void the_use_of_each_index_and_of_none_is_counted() {
        store.archive().archive(session("abc"));
        double index = scans("archived_sessions_session_id_key");
        double sequential = value("sequential_scans");

        database.execute("SET enable_seqscan = off; SELECT 1 FROM archived_sessions WHERE session_id = 'abc'");
        database.execute("SELECT count(*) FROM archived_sessions WHERE language = 'en'");

        await(() -> scans("archived_sessions_session_id_key") > index);
        await("sequential_scans", count -> count > sequential);
        assertThat(scans("archived_sessions_master_parameters_idx")).isNotNegative();
    }

    @Test
    void connections_are_those_of_the_server_and_of_the_pool() {
        assertThat(value("max_connections"))
                .isEqualTo(Double.parseDouble(
                        database.query("SHOW max_connections").get(0)));
        assertThat(value("pool_max_connections")).isEqualTo(10);
        assertThat(value("pool_active_connections")).as("the one that asks").isEqualTo(1);
        assertThat(value("pool_waiting_calls")).isZero();
        assertThat(value("pool_idle_connections")).isNotNegative();
        try (PostgresArchive another =
                database.archive(PostgresArchive.builder().poolSize(1))) {
            assertThat(another.archive().find(SessionId.of("nobody"))).isEmpty();
            await("connections", count -> count >= 2);
        }
    }

    @Test
    void the_pool_of_an_application_is_not_ours_to_measure() {
        try (HikariDataSource pool = database.applicationPool();
                PostgresArchive guest = PostgresArchive.using(pool)) {
            StoreMetrics metrics = guest.metrics(DEADLINE);

            assertThat(metrics.find("pool_active_connections").orElseThrow().reading())
                    .isInstanceOf(NotAvailable.class);
            assertThat(metrics.find("connections").orElseThrow().value()).isPresent();
        }
    }

    @Test
    void the_cache_has_a_hit_ratio() {
        store.archive().archive(sessions(100));
        store.archive().summary();

        assertThat(value("cache_hit_ratio")).isGreaterThan(0).isLessThanOrEqualTo(1);
    }

    @Test
    void without_the_table_its_metrics_say_what_to_do() {
        try (TestDatabase empty = TestDatabase.empty(server);
                PostgresArchive unmigrated = empty.archive()) {
            StoreMetrics metrics = unmigrated.metrics(DEADLINE);

            assertThat(List.of("table_bytes", "rows", "inserted_rows", "index_scans"))
                    .allSatisfy(
                            name -> assertThat(metrics.find(name).orElseThrow().reading())
                                    .as(name)
                                    .isInstanceOfSatisfying(NotAvailable.class, not -> assertThat(not.reason())
                                            .contains("EsabData.migrate()")));
            assertThat(metrics.find("connections").orElseThrow().value()).isPresent();
        }
    }

    @Test
    void a_server_that_does_not_count_says_so() {
        try (PostgresServer own = RealServers.dedicatedPostgres(Map.of("track_counts", "off"));
                TestDatabase uncounted = TestDatabase.migrated(own);
                PostgresArchive archive = uncounted.archive()) {
            StoreMetrics metrics = archive.metrics(DEADLINE);

            assertThat(List.of("rows", "deleted_rows", "index_scans", "cache_hit_ratio"))
                    .allSatisfy(
                            name -> assertThat(metrics.find(name).orElseThrow().reading())
                                    .as(name)
                                    .isInstanceOfSatisfying(NotAvailable.class, not -> assertThat(not.reason())
                                            .contains("track_counts")));
            assertThat(metrics.find("table_bytes").orElseThrow().value()).isPresent();
        }
    }

    @Test
    void a_user_with_the_least_rights_sees_the_same() {
        try (TestDatabase.Role role = database.role("reader", "pw");
                PostgresArchive limited = PostgresArchive.connect(database.jdbcUrl(), role.name(), "pw")) {
            assertThat(limited.metrics(DEADLINE).metrics())
                    .extracting(Metric::name)
                    .containsExactlyElementsOf(store.metrics(DEADLINE).metrics().stream()
                            .map(Metric::name)
                            .toList());
            assertThat(limited.metrics(DEADLINE).metrics())
                    .extracting(Metric::reading)
                    .hasOnlyElementsOfType(Value.class);
        }
    }

    @Test
    void all_of_them_cost_one_statement_in_one_round_trip() {
        try (TcpRelay relay = TcpRelay.to(server.host(), server.port());
                PostgresArchive counted = PostgresArchive.builder()
                        .poolSize(1)
                        .connect(
                                "jdbc:postgresql://%s:%d/%s".formatted(relay.host(), relay.port(), database.name()),
                                server.username(),
                                server.password())) {
            // the pool asks a connection that rested whether it still answers
            assertThat(counted.metrics(DEADLINE).connected()).isTrue();
            relay.resetTraffic();

            assertThat(counted.metrics(DEADLINE).connected()).isTrue();

            assertThat(relay.traffic().roundTrips()).isEqualTo(1);
        }
    }

    @Test
    void a_pool_without_a_free_connection_is_measured_past_it() {
        try (PostgresArchive narrow = database.archive(PostgresArchive.builder().poolSize(1))) {
            narrow.archive().archive(session("one"));
            narrow.archive().forEach(ArchiveQuery.all(), record -> {
                StoreMetrics metrics = narrow.metrics(DEADLINE);
                assertThat(metrics.find("pool_active_connections").orElseThrow().value())
                        .hasValue(1);
                assertThat(metrics.find("connections").orElseThrow().value()).isPresent();
            });
        }
    }

    @Test
    void a_server_that_hangs_is_not_connected_within_the_deadline_and_measured_again_afterwards() {
        try (PostgresServer own = RealServers.dedicatedPostgres();
                TestDatabase there = TestDatabase.migrated(own);
                PostgresArchive archive = there.archive()) {
            own.freeze();
            StoreMetrics hanging = archive.metrics(Duration.ofMillis(300));
            own.thaw();

            assertThat(hanging.connected()).isFalse();
            assertThat(hanging.failure())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("300 ms"));
            TestDatabase.untilAvailable(() -> archive.archive().summary());
            assertThat(archive.metrics(DEADLINE).connected()).isTrue();
        }
    }

    private void await(String name, DoublePredicate condition) {
        await(() -> condition.test(value(name)));
    }

    /** Servers tell their statistics some time after what they count. */
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private double scans(String index) {
        return store.metrics(DEADLINE)
                .find("index_scans", Map.of("index", index))
                .orElseThrow()
                .value()
                .orElseThrow();
    }

    private Reading reading(String name) {
        StoreMetrics metrics = store.metrics(DEADLINE);
        assertThat(metrics.failure()).isEmpty();
        return metrics.find(name).orElseThrow().reading();
    }

    private double value(String name) {
        return ((Value) reading(name)).number();
    }
}
