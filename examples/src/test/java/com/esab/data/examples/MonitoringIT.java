package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.health.Finding;
import com.esab.data.health.Health;
import com.esab.data.health.StoreHealth;
import com.esab.data.metrics.Metrics;
import com.esab.data.metrics.StoreMetrics;
import com.esab.data.neo4j.Neo4jCatalog;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.redis.RedisSessions;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.relay.TcpRelay;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServer;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.QueryConfig;

import static org.assertj.core.api.Assertions.assertThat;

/** What an operator sees of three real servers, while each of them fails in each way. */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class MonitoringIT {

    /** By the names they have in health and metrics. */
    enum Database {
        NEO4J,
        REDIS,
        POSTGRESQL;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String ANOTHER_PASSWORD = "another-secret";

    private final Map<Database, RealServer> servers = new EnumMap<>(Database.class);
    private final Map<Database, TcpRelay> relays = new EnumMap<>(Database.class);
    private Neo4jServer neo4j;
    private RedisServer redis;
    private PostgresServer postgres;
    private EsabData data;
    private HealthEndpoint endpoint;

    @BeforeAll
    void start() throws IOException {
        CompletableFuture<Neo4jServer> starting = CompletableFuture.supplyAsync(RealServers::dedicatedNeo4j);
        redis = RealServers.dedicatedRedis();
        postgres = RealServers.dedicatedPostgres();
        neo4j = starting.join();
        servers.putAll(Map.of(Database.NEO4J, neo4j, Database.REDIS, redis, Database.POSTGRESQL, postgres));
        URI bolt = URI.create(neo4j.uri());
        relays.put(Database.NEO4J, TcpRelay.to(bolt.getHost(), bolt.getPort()));
        relays.put(Database.REDIS, TcpRelay.toRedis(redis.host(), redis.port()));
        relays.put(Database.POSTGRESQL, TcpRelay.to(postgres.host(), postgres.port()));
        data = EsabData.builder()
                .catalog(Neo4jCatalog.connect("bolt://" + address(Database.NEO4J), neo4j.username(), neo4j.password()))
                .sessions(RedisSessions.builder()
                        .password(redis.password())
                        .connect("redis://" + address(Database.REDIS)))
                .archive(PostgresArchive.connect(
                        "jdbc:postgresql://" + address(Database.POSTGRESQL) + "/" + postgres.database(),
                        postgres.username(),
                        postgres.password()))
                .build();
        data.migrate();
        data.catalog().load(SampleCatalog.data());
        endpoint = new HealthEndpoint(data, 0);
    }

    private String address(Database database) {
        TcpRelay relay = relays.get(database);
        return relay.host() + ":" + relay.port();
    }

    @AfterAll
    void end() {
        endpoint.close();
        data.close();
        relays.values().forEach(TcpRelay::close);
        servers.values().forEach(RealServer::close);
    }

    /** A server that was just started plans its first queries for longer than the health is waited for. */
    @BeforeEach
    void all_are_well() {
        await(data::health, health -> health.status() == Health.Status.HEALTHY);
    }

    @ParameterizedTest
    @EnumSource
    void a_store_that_is_stopped_is_unreachable_and_the_others_are_there(Database database) {
        RealServer server = servers.get(database);
        server.stop();
        try {
            assertOnlyThisIsUnreachable(database);
        } finally {
            server.start();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_store_that_is_frozen_is_unreachable_and_the_others_are_there(Database database) {
        RealServer server = servers.get(database);
        server.freeze();
        try {
            assertOnlyThisIsUnreachable(database);
        } finally {
            server.thaw();
        }
    }

    private void assertOnlyThisIsUnreachable(Database database) {
        Health health = data.health();
        assertThat(health.status()).isEqualTo(Health.Status.UNHEALTHY);
        assertThat(codes(health, database)).contains("unreachable");
        await(data::health, later -> connected(later).equals(allBut(database)));
        assertThat(get("health")).satisfies(answer -> {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("\"" + database.label() + "\":\"disconnected\"");
        });

        Metrics metrics = await(data::metrics, later -> connected(later).equals(allBut(database)));
        assertThat(metrics.store(database.label()).orElseThrow().failure()).isPresent();
        await(
                () -> get("metrics").body(),
                page -> page.contains("esab_data_store_up{store=\"" + database.label() + "\"} 0.0"));
    }

    @ParameterizedTest
    @EnumSource
    void a_password_that_was_changed_is_told_as_such_once_connections_are_lost_and_no_secret_with_it(
            Database database) {
        String right = password(database);
        changePassword(database, right, ANOTHER_PASSWORD);
        try {
            relays.get(database).resetConnections();

            assertThat(data.health().status()).isEqualTo(Health.Status.UNHEALTHY);

            Health health = await(data::health, later -> codes(later, database).contains("credentials_refused"));
            assertThat(connected(health)).doesNotContain(database.label());
            assertThat(health.toJson() + data.metrics().toJson()).doesNotContain(right, ANOTHER_PASSWORD);
        } finally {
            changePassword(database, ANOTHER_PASSWORD, right);
        }
    }

    private String password(Database database) {
        return switch (database) {
            case NEO4J -> neo4j.password();
            case REDIS -> redis.password();
            case POSTGRESQL -> postgres.password();
        };
    }

    private void changePassword(Database database, String from, String to) {
        switch (database) {
            case NEO4J ->
                await(
                        () -> {
                            // after too many wrong ones the right one is refused for some seconds
                            try (Driver driver =
                                    GraphDatabase.driver(neo4j.uri(), AuthTokens.basic(neo4j.username(), from))) {
                                driver.executableQuery("ALTER CURRENT USER SET PASSWORD FROM $from TO $to")
                                        .withParameters(Map.of("from", from, "to", to))
                                        .withConfig(QueryConfig.builder()
                                                .withDatabase("system")
                                                .build())
                                        .execute();
                                return true;
                            } catch (org.neo4j.driver.exceptions.SecurityException e) {
                                return false;
                            }
                        },
                        done -> done);
            case REDIS -> onRedis(from, "requirepass", to);
            case POSTGRESQL -> onPostgres(from, "ALTER ROLE %s PASSWORD '%s'".formatted(postgres.username(), to));
        }
    }

    private void onRedis(String password, String setting, String value) {
        try (RedisClient client =
                RedisClient.create("redis://:%s@%s:%d".formatted(password, redis.host(), redis.port()))) {
            client.connect().sync().configSet(setting, value);
        }
    }

    private void onPostgres(String password, String sql) {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @Test
    void a_pending_migration_is_an_error_of_a_store_that_answers() {
        try (Driver driver = GraphDatabase.driver(neo4j.uri(), AuthTokens.basic(neo4j.username(), neo4j.password()))) {
            driver.executableQuery("MATCH (m:EsabDataMigration) DETACH DELETE m")
                    .execute();
        }
        onPostgres(postgres.password(), "ALTER TABLE esab_data_migrations RENAME TO put_away");

        Health health = await(data::health, later -> connected(later).size() == 3);

        assertThat(codes(health, Database.NEO4J)).contains("migration_pending");
        assertThat(codes(health, Database.POSTGRESQL)).contains("migration_pending");
        assertThat(health.httpStatus()).isEqualTo(503);
        onPostgres(postgres.password(), "ALTER TABLE put_away RENAME TO esab_data_migrations");
        data.migrate();
    }

    @Test
    void a_redis_that_can_drop_sessions_degrades_and_is_served_all_the_same() {
        onRedis(redis.password(), "maxmemory-policy", "allkeys-lru");
        onRedis(redis.password(), "maxmemory", "512mb");

        Health health = await(data::health, later -> connected(later).size() == 3);

        assertThat(health.status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(codes(health, Database.REDIS)).contains("eviction_policy");
        assertThat(await(() -> get("health"), answer -> answer.statusCode() == 200)
                        .body())
                .contains("\"status\":\"degraded\"", "eviction_policy");
        onRedis(redis.password(), "maxmemory-policy", "noeviction");
        onRedis(redis.password(), "maxmemory", "0");
    }

    @Test
    void the_pages_of_an_app_that_is_well() {
        HttpResponse<String> health = await(() -> get("health"), answer -> answer.statusCode() == 200);
        assertThat(health.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(health.body()).contains("\"status\":\"healthy\"", "\"postgresql\":\"connected\"");

        // within the interval there may be an answer from before
        await(() -> get("metrics").body(), page -> Stream.of("neo4j", "redis", "postgresql")
                .allMatch(store -> page.contains("esab_data_store_up{store=\"" + store + "\"} 1.0")));
        assertThat(get("metrics").body())
                .containsPattern("(?m)^esab_data_neo4j_nodes\\{label=\"Feeder\"} [1-9]")
                .containsPattern("(?m)^esab_data_neo4j_heap_used_bytes [1-9]")
                .containsPattern("(?m)^esab_data_redis_memory_used_bytes [1-9]")
                .containsPattern("(?m)^esab_data_redis_keys\\{namespace=\"queue\"} ")
                .contains("# TYPE esab_data_redis_evicted_keys_total counter")
                .containsPattern("(?m)^esab_data_postgresql_table_bytes [1-9]")
                .containsPattern("(?m)^esab_data_postgresql_index_scans_total\\{index=\"archived_sessions_pkey\"} ")
                .doesNotContain("page_cache", "redis_aof");
    }

    @Test
    void every_metric_is_on_the_page_about_monitoring_and_no_other() throws IOException {
        Metrics metrics = await(data::metrics, later -> connected(later).size() == 3);

        assertThat(MonitoringPageTest.rows("metric")
                        .map(cells -> cells.get(0) + " " + cells.get(2) + " " + cells.get(3)))
                .containsExactlyInAnyOrderElementsOf(metrics.stores().stream()
                        .flatMap(store -> store.metrics().stream())
                        .map(metric ->
                                (metric.name() + " " + metric.kind() + " " + metric.unit()).toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()));
    }

    private HttpResponse<String> get(String page) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(endpoint.address().resolve(page))
                                    .build(),
                            BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(page, e);
        }
    }

    private static List<String> codes(Health health, Database database) {
        return health.stores().stream()
                .filter(store -> store.store().equals(database.label()))
                .flatMap(store -> store.findings().stream())
                .map(Finding::code)
                .toList();
    }

    private static Set<String> connected(Health health) {
        return health.stores().stream()
                .filter(StoreHealth::connected)
                .map(StoreHealth::store)
                .collect(Collectors.toSet());
    }

    private static Set<String> connected(Metrics metrics) {
        return metrics.stores().stream()
                .filter(StoreMetrics::connected)
                .map(StoreMetrics::store)
                .collect(Collectors.toSet());
    }

    private static Set<String> allBut(Database one) {
        return Stream.of(Database.values())
                .filter(database -> database != one)
                .map(Database::label)
                .collect(Collectors.toSet());
    }

    /** Asks until it is so: a busy machine may keep a server that is well from answering in time. */
    private static <T> T await(Supplier<T> question, Predicate<T> isSo) {
        T answer = question.get();
        while (!isSo.test(answer)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            answer = question.get();
        }
        return answer;
    }
}
