package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.Sessions.Completion;
import com.esab.data.Sessions.Completion.Outcome;
import com.esab.data.Sessions.Erasure;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.catalog.Gin;
import com.esab.data.error.ConfigurationException;
import com.esab.data.error.RejectedSelectionException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Health;
import com.esab.data.json.Json;
import com.esab.data.neo4j.Neo4jCatalog;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.redis.RedisSessions;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.Schema;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import com.esab.data.testkit.server.UsesRealServers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The facade over the three real stores, as an app uses it. */
@UsesRealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeStoresIT {

    private final Map<String, String> environment = new HashMap<>();
    private EsabData data;
    private Neo4jServer neo4j;
    private RedisServer redis;

    @BeforeAll
    void connect(Neo4jServer neo4jServer, RedisServer redisServer, PostgresServer postgresServer) {
        neo4j = neo4jServer;
        redis = redisServer;
        environment.put("NEO4J_URI", neo4jServer.uri());
        environment.put("NEO4J_USERNAME", neo4jServer.username());
        environment.put("NEO4J_PASSWORD", neo4jServer.password());
        environment.put("REDIS_HOST", redisServer.host());
        environment.put("REDIS_PORT", "" + redisServer.port());
        environment.put("REDIS_PASSWORD", redisServer.password());
        environment.put("POSTGRES_HOST", postgresServer.host());
        environment.put("POSTGRES_PORT", "" + postgresServer.port());
        environment.put("POSTGRES_DB", postgresServer.database());
        environment.put("POSTGRES_USER", postgresServer.username());
        environment.put("POSTGRES_PASSWORD", postgresServer.password());
        data = EsabData.fromEnvironment(environment);
        data.migrate();
        data.catalog().load(SampleCatalog.data());
    }

    @AfterAll
    void close() {
        data.close();
    }

    @Test
    void a_guided_dialogue_ends_as_one_row_of_the_archive() {
        Session session = dialogue(UserId.of("three-stores"));

        Completion completion = data.sessions().complete(session.id());

        assertThat(completion.outcome()).isEqualTo(Outcome.ARCHIVED);
        assertThat(data.sessions().find(session.id())).isEmpty();
        ArchivedSession archived = data.archive().find(session.id()).orElseThrow();
        assertThat(archived.status()).isEqualTo(SessionStatus.COMPLETED);
        assertThat(archived.session()).contains(completion.session());
        assertThat(archived.productSelectionsCount()).isEqualTo(6);
        assertThat(data.sessions().complete(session.id())).isEqualTo(completion);
    }

    @Test
    void migrating_again_finds_nothing_to_do_and_the_status_names_every_migration() {
        assertThat(data.migrate()).isEmpty();
        assertThat(data.schemas()).extracting(Schema::store).containsExactly("neo4j", "postgresql");
        assertThat(data.schemas()).allSatisfy(schema -> {
            assertThat(schema.status()).isNotEmpty().noneMatch(MigrationStatus::pending);
            assertThat(schema.validate()).isEmpty();
        });
    }

    @Test
    void the_health_names_the_three_databases_as_connected() {
        Health health = data.health();
        // a server that was just started plans its first queries for longer than the health is waited for
        for (int asked = 1; health.status() != Health.Status.HEALTHY && asked < 20; asked++) {
            health = data.health();
        }
        assertThat(Json.parseObject(health.toJson()))
                .containsEntry("status", "healthy")
                .containsEntry(
                        "databases", Map.of("neo4j", "connected", "redis", "connected", "postgresql", "connected"));
    }

    @Test
    void no_update_of_two_writers_on_one_session_is_lost() {
        SessionId id = data.sessions().start(UserId.of("two-writers")).id();

        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> count(id, 100));
        count(id, 100);
        other.join();

        assertThat(data.sessions().find(id).orElseThrow().masterParameters()).containsEntry("count", 200L);
    }

    @Test
    void a_product_that_leads_to_no_complete_package_is_refused_and_nothing_is_saved() {
        SessionId id = data.sessions().start().id();
        Session before = data.sessions().select(id, SampleCatalog.RENEGADE_ES_300I_KIT);
        Gin feeder = Gin.of("0445800891");

        assertThatThrownBy(() -> data.sessions().select(id, feeder)).isInstanceOf(RejectedSelectionException.class);

        assertThat(data.sessions().find(id)).contains(before);
    }

    /** On a Redis of its own, since what is due there belongs to one archive. */
    @Test
    void a_session_completed_while_the_archive_is_down_is_queued_and_archived_once_it_is_back() {
        try (PostgresServer postgres = RealServers.dedicatedPostgres();
                RedisServer own = RealServers.dedicatedRedis();
                EsabData app = EsabData.builder()
                        .catalog(Neo4jCatalog.connect(neo4j.uri(), neo4j.username(), neo4j.password()))
                        .sessions(RedisSessions.connect(own.uri()))
                        .archive(PostgresArchive.connect(postgres.jdbcUrl(), postgres.username(), postgres.password()))
                        .archiver(ArchiverSettings.defaults().withBackground(false))
                        .migrateOnStart()
                        .build()) {
            Session session = dialogue(app, UserId.of("archive-down"));
            postgres.stop();

            Completion queued = app.sessions().complete(session.id());

            assertThat(queued.outcome()).isEqualTo(Outcome.QUEUED);
            assertThat(app.sessions().find(session.id())).isEmpty();
            assertThat(app.health().status()).isEqualTo(Health.Status.UNHEALTHY);
            assertThatThrownBy(() -> app.archiver().runOnce()).isInstanceOf(StoreUnavailableException.class);

            postgres.start();

            assertThat(app.archiver().runOnce().archived()).isEqualTo(1);
            assertThat(app.archive().find(session.id()).orElseThrow().session()).contains(queued.session());
            assertThat(app.sessions().complete(session.id()).outcome()).isEqualTo(Outcome.ARCHIVED);
        }
    }

    @Test
    void a_session_that_everybody_leaves_is_abandoned_in_the_archive_and_can_be_resumed() {
        try (PostgresServer postgres = RealServers.dedicatedPostgres();
                RedisServer own = RealServers.dedicatedRedis();
                EsabData app = EsabData.builder()
                        .catalog(Neo4jCatalog.connect(neo4j.uri(), neo4j.username(), neo4j.password()))
                        .sessions(RedisSessions.builder()
                                .sessionTimeToLive(Duration.ofSeconds(1))
                                .checkpointDelay(Duration.ofMillis(100))
                                .connect(own.uri()))
                        .archive(PostgresArchive.connect(postgres.jdbcUrl(), postgres.username(), postgres.password()))
                        .archiver(ArchiverSettings.defaults()
                                .withPauses(Duration.ofMillis(50), Duration.ofMillis(50))
                                .withSweepInterval(Duration.ofMillis(100)))
                        .migrateOnStart()
                        .build()) {
            UserId user = UserId.of("leaves-" + SessionId.random());
            SessionId id = app.sessions().start(user).id();
            app.sessions().update(id, session -> session.withLanguage("sv"));
            await(() -> app.sessions().find(id).isEmpty());

            assertThat(app.sessions().touch(id)).isFalse();
            assertThat(app.sessions().find(id)).isEmpty();
            await(() ->
                    app.archive().find(id).map(ArchivedSession::status).equals(Optional.of(SessionStatus.ABANDONED)));
            assertThat(app.archive().find(id).orElseThrow().expired()).isTrue();
            assertThat(app.sessions().latestOf(user).orElseThrow().status()).isEqualTo(SessionStatus.ABANDONED);

            Session resumed = app.sessions().resume(id);

            assertThat(resumed.status()).isEqualTo(SessionStatus.ACTIVE);
            assertThat(resumed.language()).isEqualTo("sv");
            assertThat(app.sessions().ofUser(user)).containsExactly(resumed);
            assertThat(app.sessions().erase(user)).isEqualTo(new Erasure(Set.of(id), 1, 1));
            assertThat(app.sessions().ofUser(user)).isEmpty();
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("a minute is over").isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void a_missing_variable_is_named() {
        Map<String, String> incomplete = new HashMap<>(environment);
        incomplete.remove("POSTGRES_PASSWORD");
        assertThatThrownBy(() -> EsabData.fromEnvironment(incomplete))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("POSTGRES_PASSWORD");
    }

    private Session dialogue(UserId user) {
        return dialogue(data, user);
    }

    private static Session dialogue(EsabData data, UserId user) {
        Display nowhere = new Display(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        return new GuidedDialogue(data, nowhere).configure(user, SampleCatalog.ARISTO_500IX);
    }

    private void count(SessionId id, int times) {
        for (int i = 0; i < times; i++) {
            data.sessions().update(id, session -> {
                long count = (Long) session.masterParameters().getOrDefault("count", 0L);
                return session.withMasterParameters(Map.of("count", count + 1));
            });
        }
    }
}
