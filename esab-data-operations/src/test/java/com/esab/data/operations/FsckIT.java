package com.esab.data.operations;

import com.esab.data.EsabData;
import com.esab.data.ProgressListener;
import com.esab.data.archive.ArchivedSession;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.catalog.Feeder;
import com.esab.data.catalog.Gin;
import com.esab.data.error.NotFoundException;
import com.esab.data.neo4j.Neo4jCatalog;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.redis.RedisSessions;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.Discrepancy;
import com.esab.data.store.Discrepancy.Repair;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/** What is damaged by hand in three real stores is found, explained and mended, and what is only under way is not. */
@ExtendWith(RealServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FsckIT {

    private static final int DATABASE = 8;
    private static final Gin POWER_SOURCE = SampleCatalog.RENEGADE_ES_300I_KIT;
    private static final Gin WITH_FEEDERS = SampleCatalog.ARISTO_500IX;
    private static final Duration SHORTLY = Duration.ofMillis(50);

    private final UserId anna = UserId.of("anna");
    private final String schema = "fsck_" + UUID.randomUUID().toString().replace("-", "");
    private final List<Discrepancy> found = new ArrayList<>();

    private RedisServer redisServer;
    private PostgresServer postgresServer;
    private RedisSessions sessions;
    private EsabData data;
    private RedisClient client;
    private StatefulRedisConnection<String, String> connection;
    private RedisCommands<String, String> redis;
    private Connection postgres;
    private Driver neo4j;

    @BeforeAll
    void connect(Neo4jServer neo4jServer, RedisServer sharedRedis, PostgresServer sharedPostgres) throws SQLException {
        redisServer = sharedRedis;
        postgresServer = sharedPostgres;
        postgres = DriverManager.getConnection(
                postgresServer.jdbcUrl(), postgresServer.username(), postgresServer.password());
        sql("CREATE DATABASE " + schema);
        postgres.close();
        postgres = DriverManager.getConnection(jdbcUrl(), postgresServer.username(), postgresServer.password());
        client = RedisClient.create(redisUri());
        connection = client.connect();
        redis = connection.sync();
        redis.flushdb();
        neo4j = GraphDatabase.driver(
                neo4jServer.uri(), AuthTokens.basic(neo4jServer.username(), neo4jServer.password()));
        sessions =
                RedisSessions.builder().commandTimeout(Duration.ofSeconds(30)).connect(redisUri());
        data = EsabData.builder()
                .catalog(Neo4jCatalog.using(neo4j))
                .sessions(sessions)
                .archive(PostgresArchive.connect(jdbcUrl(), postgresServer.username(), postgresServer.password()))
                .archiver(ArchiverSettings.defaults().withBackground(false))
                .migrateOnStart()
                .build();
        cypher("MATCH (n:Product) DETACH DELETE n");
    }

    @AfterAll
    void close() throws SQLException {
        cypher("MATCH (n:Product) DETACH DELETE n");
        cypher("MATCH (n:Catalog) DELETE n");
        redis.flushdb();
        data.close();
        connection.close();
        client.shutdown();
        neo4j.close();
        postgres.close();
        postgres = DriverManager.getConnection(
                postgresServer.jdbcUrl(), postgresServer.username(), postgresServer.password());
        sql("DROP DATABASE " + schema + " WITH (FORCE)");
        postgres.close();
    }

    @BeforeEach
    void begin() {
        redis.flushdb();
        sql("TRUNCATE archived_sessions");
        data.catalog().load(SampleCatalog.data());
        data.archiver().runOnce();
        found.clear();
    }

    @Test
    void a_session_that_is_neither_queued_nor_expires_is_made_due() {
        Session session = start();
        redis.zrem("sessions:due", session.id().value());

        repairs("session_not_queued", session);

        assertThat(data.archiver().runOnce().archived()).isEqualTo(1);
    }

    @Test
    void a_queued_session_that_would_expire_is_kept() {
        Session session = start();
        redis.expire("session:" + session.id(), 1_000);

        repairs("queued_session_expires", session);

        assertThat(redis.ttl("session:" + session.id())).isEqualTo(-1);
    }

    @Test
    void an_expiry_that_was_lost_is_put_back() {
        Session session = archived();
        redis.del("session:" + session.id() + ":ttl");

        repairs("session_without_expiry", session);

        assertThat(redis.exists("session:" + session.id() + ":ttl")).isEqualTo(1);
    }

    @Test
    void an_expiry_without_session_goes() {
        Session session = archived();
        redis.del("session:" + session.id());

        repairs("expiry_without_session", session);

        assertThat(redis.exists("session:" + session.id() + ":ttl")).isZero();
        assertThat(data.sessions().resume(session.id()).id()).isEqualTo(session.id());
    }

    @Test
    void an_entry_of_the_queue_without_session_goes() {
        Session session = start();
        redis.del("session:" + session.id(), "session:" + session.id() + ":ttl", "user:anna:sessions");

        repairs("queue_entry_without_session", session);

        assertThat(redis.zcard("sessions:due")).isEqualTo(1);
    }

    @Test
    void a_refusal_of_what_is_not_queued_goes() {
        Session session = archived();
        redis.hset("sessions:dead", session.id().value(), "{\"tries\":5,\"version\":1,\"reason\":\"refused\"}");

        repairs("refusal_without_session", session);

        assertThat(redis.exists("sessions:dead")).isZero();
    }

    @Test
    void a_record_that_cannot_be_read_is_left_to_people() {
        Session session = start();
        redis.set("session:" + session.id(), "rubbish");

        explains("session_unreadable", "session " + session.id(), "damaged");

        data.archiver().discard(session.id());
        run(true);
        assertThat(run(true).found()).isZero();
    }

    @Test
    void a_session_that_is_missing_among_those_of_its_user_is_added() {
        Session session = start();
        redis.del("user:anna:sessions");
        assertThat(data.sessions().ofUser(anna)).isEmpty();

        repairs("session_missing_from_user_index", session);

        assertThat(data.sessions().ofUser(anna)).containsExactly(session);
    }

    @Test
    void what_is_said_of_a_session_that_is_nowhere_goes_and_of_an_archived_one_stays() {
        Session session = start();
        Session past = archived();
        redis.del("session:" + past.id(), "session:" + past.id() + ":ttl");
        redis.zrem("sessions:due", session.id().value());
        redis.del("session:" + session.id(), "session:" + session.id() + ":ttl");

        repairs("user_index_entry_without_session", "user anna", session.id().value());

        assertThat(redis.smembers("user:anna:sessions"))
                .containsExactly(past.id().value());
    }

    @Test
    void what_is_no_session_id_among_the_sessions_of_a_user_goes() {
        Session session = start();
        redis.sadd("user:anna:sessions", "no id");

        repairs("user_index_entry_unreadable", "user anna", "no id");

        assertThat(data.sessions().ofUser(anna)).containsExactly(session);
    }

    @Test
    void a_list_of_a_user_that_is_none_is_left_to_people() {
        redis.set("user:anna:sessions", "a string");

        explains("user_index_unreadable", "user anna", "remove the key");

        redis.del("user:anna:sessions");
        assertThat(run(false).found()).isZero();
    }

    @Test
    void a_session_that_a_restored_archive_does_not_have_is_archived_again() {
        Session session = archived();
        sql("DELETE FROM archived_sessions");

        repairs("session_not_archived", session);

        assertThat(data.archiver().runOnce().archived()).isEqualTo(1);
        assertThat(data.archive().find(session.id()).flatMap(ArchivedSession::session))
                .contains(session);
        assertThat(redis.ttl("session:" + session.id())).isPositive();
        assertThat(run(true).found()).isZero();
    }

    @Test
    void a_session_of_which_a_restored_archive_has_an_older_version_is_archived_again() {
        Session session = archived();
        sql("UPDATE archived_sessions SET version = version - 1");

        repairs("session_not_archived", session);

        assertThat(data.archiver().runOnce().archived()).isEqualTo(1);
        assertThat(run(true).found()).isZero();
    }

    @Test
    void an_archived_session_that_is_still_queued_is_acknowledged() {
        Session session = start();
        data.archive().archive(session);

        repairs("archived_session_queued", session);

        assertThat(redis.zscore("sessions:due", session.id().value())).isNull();
        assertThat(redis.ttl("session:" + session.id())).isPositive();
    }

    @Test
    void a_session_older_than_what_is_archived_is_left_until_its_next_save_replaces_that() throws InterruptedException {
        Session session = archived();
        sql("UPDATE archived_sessions SET version = version + 1");

        explains("archive_newer_than_session", "session " + session.id(), "its next save replaces");

        TimeUnit.MILLISECONDS.sleep(2);
        data.sessions().update(session.id(), each -> each.withLanguage("de"));
        redis.zadd("sessions:due", 0, session.id().value());
        assertThat(data.archiver().runOnce().archived()).isEqualTo(1);
        assertThat(run(true).found()).isZero();
    }

    @Test
    void a_session_of_an_erased_user_is_deleted() {
        Session session = archived();
        data.archive().erase(List.of(session.id()));

        repairs("session_of_erased_user", session);

        assertThat(redis.keys("*")).containsExactly("sessions:due");
    }

    @Test
    void archived_sessions_that_nobody_abandons_are_left_to_an_archiver() {
        Session session = archived();
        redis.del("session:" + session.id(), "session:" + session.id() + ":ttl");
        sql("UPDATE archived_sessions SET archived_at = now() - INTERVAL '3 hours'");

        explains("archived_sessions_not_abandoned", "archive", "1 archived sessions");

        assertThat(data.archiver().runOnce().abandoned()).isEqualTo(1);
        assertThat(run(true).found()).isZero();
    }

    @Test
    void a_selected_product_that_is_gone_is_left_to_its_user() {
        Session session = data.sessions().select(start().id(), POWER_SOURCE);
        data.catalog().remove(List.of(POWER_SOURCE));

        explains("selected_product_unknown", "session " + session.id(), POWER_SOURCE.value());

        data.catalog().load(SampleCatalog.data());
        assertThat(run(true).found()).isZero();
    }

    @Test
    void a_selected_product_that_is_of_another_type_or_a_placeholder_now_is_left_to_its_user() {
        Session session = data.sessions().select(start().id(), WITH_FEEDERS);
        Gin feeder = data.compatibility()
                .candidates(Feeder.class, session.selection())
                .get(0)
                .gin();
        session = data.sessions().select(session.id(), feeder);
        cypher("MATCH (p:Product {gin: '%s'}) SET p.placeholder = true".formatted(feeder));
        explains("selected_product_placeholder", "session " + session.id(), feeder.value());

        cypher("MATCH (p:Product {gin: '%s'})-[r]-() DELETE r".formatted(feeder));
        cypher("MATCH (p:Product {gin: '%s'}) REMOVE p.placeholder, p:Feeder SET p:Torch".formatted(feeder));
        explains("selected_product_of_other_type", "session " + session.id(), "it is a Torch");

        data.catalog().remove(List.of(feeder));
        data.catalog().load(SampleCatalog.data());
        assertThat(run(true).found()).isZero();
    }

    @Test
    void an_unfinished_load_is_left_to_be_repeated() {
        cypher("MATCH (c:Catalog) SET c.complete = false");

        explains("catalog_incomplete", "catalog", "load again");

        data.catalog().load(SampleCatalog.data());
        assertThat(run(true).found()).isZero();
    }

    @Test
    void an_edge_that_no_load_accepts_is_left_to_people() {
        cypher("MATCH (a:PowerSource {gin: '%s'}), (b:PowerSource {gin: '%s'}) CREATE (a)-[:COMPATIBLE_WITH]->(b)"
                .formatted(POWER_SOURCE, WITH_FEEDERS));

        explains("catalog_edge_invalid", "edge", "joins two products of the type PowerSource");

        cypher("MATCH (:PowerSource)-[r:COMPATIBLE_WITH]->(:PowerSource) DELETE r");
        assertThat(run(true).found()).isZero();
    }

    @Test
    void a_product_that_cannot_be_read_is_left_to_people_and_the_sessions_are_checked_all_the_same() {
        Session session = start();
        redis.zrem("sessions:due", session.id().value());
        cypher("MATCH (p:Product {gin: '%s'}) REMOVE p.name".formatted(POWER_SOURCE));

        run(false);

        assertThat(found).extracting(Discrepancy::code).containsExactly("catalog_unreadable", "session_not_queued");
        assertThat(found.get(0).message()).contains(POWER_SOURCE.value());
        data.catalog().load(SampleCatalog.data());
        run(true);
        assertThat(run(true).found()).isZero();
    }

    @Test
    void a_system_at_work_agrees_with_itself_and_a_repair_changes_nothing_in_it() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (EsabData busy = EsabData.builder()
                .catalog(Neo4jCatalog.using(neo4j))
                .sessions(RedisSessions.builder()
                        .commandTimeout(Duration.ofSeconds(30))
                        .sessionTimeToLive(Duration.ofSeconds(3))
                        .checkpointDelay(Duration.ofMillis(100))
                        .connect(redisUri()))
                .archive(PostgresArchive.connect(jdbcUrl(), postgresServer.username(), postgresServer.password()))
                .archiver(ArchiverSettings.defaults()
                        .withPauses(Duration.ofMillis(20), Duration.ofSeconds(1))
                        .withSweepInterval(Duration.ofMillis(200)))
                .build()) {
            List<Future<?>> users = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                users.add(threads.submit(() -> {
                    while (!over.get()) {
                        converse(busy);
                    }
                }));
            }
            Fsck fsck = Fsck.of(busy.stores());
            long inspected = 0;
            for (int round = 0; round < 2; round++) {
                inspected += fsck.check(found::add, ProgressListener.NONE).sessions();
                inspected += fsck.repair(found::add, ProgressListener.NONE).sessions();
            }
            over.set(true);
            for (Future<?> user : users) {
                user.get(60, TimeUnit.SECONDS);
            }

            assertThat(found).isEmpty();
            assertThat(inspected).isPositive();
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void a_repair_of_a_sound_system_at_rest_leaves_every_key_and_row_as_it_is() {
        start();
        archived();
        data.sessions().abandon(start().id());
        Session dead = start();
        redis.zadd("sessions:due", Double.POSITIVE_INFINITY, dead.id().value());
        redis.hset("sessions:dead", dead.id().value(), "{\"tries\":5,\"version\":1,\"reason\":\"refused\"}");
        Map<String, String> before = contents();

        assertThat(run(true).found()).isZero();

        assertThat(contents()).isEqualTo(before).hasSizeGreaterThan(8);
    }

    private static void converse(EsabData busy) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        UserId user = UserId.of("user-" + random.nextInt(50));
        SessionId id = busy.sessions().start(user).id();
        try {
            busy.sessions().select(id, POWER_SOURCE);
            for (int i = random.nextInt(5); i > 0; i--) {
                busy.sessions().update(id, session -> session.withMessage(Message.user("hello", Instant.now())));
            }
            switch (random.nextInt(4)) {
                case 0 -> busy.sessions().complete(id);
                case 1 -> busy.sessions().abandon(id);
                case 2 -> busy.sessions().ofUser(user);
                default -> {
                    UserId other = UserId.of("user-" + UUID.randomUUID());
                    busy.sessions().start(other);
                    busy.sessions().erase(other);
                }
            }
        } catch (NotFoundException e) {
            // its few seconds were over on a busy machine
        }
    }

    private Session start() {
        return data.sessions().start(anna);
    }

    /** A live session that is archived. */
    private Session archived() {
        Session session = start();
        data.archive().archive(session);
        sessions.archiveQueue().orElseThrow().acknowledge(List.of(session));
        return session;
    }

    private void repairs(String code, Session session) {
        repairs(code, "session " + session.id(), "");
    }

    /** It is found and left, then found and mended, then gone. */
    private void repairs(String code, String subject, String said) {
        run(false);
        isFound(code, subject, said, Repair.POSSIBLE);
        run(true);
        isFound(code, subject, said, Repair.DONE);
        assertThat(run(true).found()).as(found::toString).isZero();
    }

    /** It is found, and left although repairs are asked for. */
    private void explains(String code, String subject, String said) {
        for (boolean repair : List.of(false, true)) {
            run(repair);
            isFound(code, subject, said, Repair.NONE);
        }
    }

    private void isFound(String code, String subject, String said, Repair repair) {
        assertThat(found).singleElement().satisfies(each -> {
            assertThat(each.code()).isEqualTo(code);
            assertThat(each.subject()).startsWith(subject);
            assertThat(each.message()).contains(said);
            assertThat(each.repair()).isEqualTo(repair);
        });
    }

    private FsckReport run(boolean repair) {
        found.clear();
        Fsck fsck = Fsck.of(data.stores()).withSecondLookAfter(SHORTLY);
        return repair ? fsck.repair(found::add, ProgressListener.NONE) : fsck.check(found::add, ProgressListener.NONE);
    }

    /** Every key with its value and whether it expires, and every row. */
    private Map<String, String> contents() {
        Map<String, String> contents = new TreeMap<>();
        for (String key : redis.keys("*")) {
            String value =
                    switch (redis.type(key)) {
                        case "string" -> redis.get(key);
                        case "set" ->
                            redis.smembers(key).stream().sorted().toList().toString();
                        case "zset" -> redis.zrangeWithScores(key, 0, -1).toString();
                        default -> redis.hgetall(key).toString();
                    };
            contents.put(key, (redis.pttl(key) == -1 ? "stays: " : "expires: ") + value);
        }
        try (Statement statement = postgres.createStatement();
                var rows = statement.executeQuery(
                        "SELECT session_id, archived::text FROM archived_sessions AS archived")) {
            while (rows.next()) {
                contents.put("row " + rows.getString(1), rows.getString(2));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return contents;
    }

    private void sql(String statement) {
        try (Statement each = postgres.createStatement()) {
            each.execute(statement);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void cypher(String statement) {
        neo4j.executableQuery(statement).execute();
    }

    private String jdbcUrl() {
        return postgresServer.jdbcUrl().replaceFirst("/[^/]*$", "/" + schema);
    }

    private String redisUri() {
        return redisServer.uri() + "/" + DATABASE;
    }
}
