package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.Sessions.Completion.Outcome;
import com.esab.data.health.Finding;
import com.esab.data.health.Finding.Severity;
import com.esab.data.health.Health;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.Schema;
import com.esab.data.session.Session;
import com.esab.data.session.UserId;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import com.esab.data.testkit.server.UsesRealServers;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Record;

import static com.esab.data.examples.DeploymentFiles.DOCKER;
import static com.esab.data.examples.DeploymentFiles.FOLDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Servers with the configurations, users and init files of the folder {@code deployment}, and the app on them. */
@UsesRealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeploymentIT {

    private static final String DATABASE = "pconfig";
    private static final String APP_PASSWORD = "app-secret";
    private static final String BACKUP_PASSWORD = "backup-secret";
    private static final String HISTORY = "MATCH (m:EsabDataMigration) RETURN properties(m) AS migration";

    private Neo4jServer neo4j;
    private PostgresServer postgres;
    private RedisServer redis;
    private EsabData app;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @BeforeAll
    void setUp() throws SQLException {
        Map<String, String> forNeo4j = DeploymentFiles.settings(DOCKER.resolve("neo4j/neo4j.conf"), "=");
        // addresses are those of the test
        forNeo4j.keySet().removeAll(List.of("server.default_listen_address", "server.http.enabled"));
        neo4j = open(RealServers.dedicatedNeo4j(forNeo4j));
        Map<String, String> forPostgres = DeploymentFiles.settings(DOCKER.resolve("postgres/postgresql.conf"), "=");
        forPostgres.keySet().removeAll(List.of("listen_addresses", "port"));
        postgres = open(RealServers.dedicatedPostgres(forPostgres));
        Map<String, String> forRedis = DeploymentFiles.settings(DOCKER.resolve("redis/redis.conf"), " ");
        forRedis.keySet().removeAll(List.of("bind", "port"));
        forRedis.putAll(DeploymentFiles.redisUsers(
                Map.of("REDIS_APP_PASSWORD", APP_PASSWORD, "REDIS_BACKUP_PASSWORD", BACKUP_PASSWORD)));
        redis = open(RealServers.dedicatedRedis(forRedis));

        try (Driver driver = driver()) {
            DeploymentFiles.cypher(FOLDER.resolve("init/neo4j-init.cypher"))
                    .forEach(statement -> driver.executableQuery(statement).execute());
        }
        execute("postgres", "CREATE DATABASE " + DATABASE);
        execute(
                DATABASE,
                DeploymentFiles.sql(FOLDER.resolve("init/postgres-init.sql"))
                        .replace(":'app_password'", "'" + APP_PASSWORD + "'")
                        .replace(":'backup_password'", "'" + BACKUP_PASSWORD + "'"));

        app = open(EsabData.fromEnvironment(Map.ofEntries(
                Map.entry("NEO4J_URI", neo4j.uri()),
                Map.entry("NEO4J_PASSWORD", neo4j.password()),
                Map.entry("POSTGRES_HOST", postgres.host()),
                Map.entry("POSTGRES_PORT", "" + postgres.port()),
                Map.entry("POSTGRES_DB", DATABASE),
                Map.entry("POSTGRES_USER", "esab_app"),
                Map.entry("POSTGRES_PASSWORD", APP_PASSWORD),
                Map.entry("REDIS_HOST", redis.host()),
                Map.entry("REDIS_PORT", "" + redis.port()),
                Map.entry("REDIS_USERNAME", "esab_app"),
                Map.entry("REDIS_PASSWORD", APP_PASSWORD))));
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }

    @AfterAll
    void tearDown() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @Test
    void the_init_files_leave_nothing_to_migrate() {
        assertThat(app.schemas()).extracting(Schema::store).containsExactly("neo4j", "postgresql");
        assertThat(app.schemas())
                .allSatisfy(schema -> assertThat(schema.status()).isNotEmpty().noneMatch(MigrationStatus::pending));
        assertThat(app.migrate()).isEmpty();
    }

    @Test
    void the_init_file_of_postgresql_leaves_the_history_that_the_library_leaves() throws SQLException {
        execute("postgres", "CREATE DATABASE by_library");
        try (EsabData library = EsabData.builder()
                .archive(PostgresArchive.connect(url("by_library"), postgres.username(), postgres.password()))
                .build()) {
            library.migrate();
        }

        for (String question : List.of(
                "SELECT to_jsonb(history) - 'applied_at' FROM esab_data_migrations AS history ORDER BY 1", """
                SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns
                WHERE table_name = 'esab_data_migrations' ORDER BY ordinal_position""", """
                SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'esab_data_migrations'::regclass
                ORDER BY 1""")) {
            assertThat(rows(DATABASE, question)).isNotEmpty().isEqualTo(rows("by_library", question));
        }
    }

    @Test
    void the_init_file_of_neo4j_leaves_the_history_that_the_library_leaves() {
        try (Driver driver = driver()) {
            List<Map<String, Object>> byInitFile = history(driver);
            driver.executableQuery("MATCH (m:EsabDataMigration) DETACH DELETE m")
                    .execute();
            app.migrate();
            assertThat(byInitFile).isNotEmpty().isEqualTo(history(driver));
        }
    }

    private static List<Map<String, Object>> history(Driver driver) {
        List<Map<String, Object>> migrations = new ArrayList<>();
        for (Record row : driver.executableQuery(HISTORY).execute().records()) {
            Map<String, Object> migration = new TreeMap<>(row.get("migration").asMap());
            migration.remove("at");
            migrations.add(migration);
        }
        return migrations;
    }

    @Test
    void a_conversation_of_the_app_goes_from_redis_to_the_archive() {
        app.catalog().load(SampleCatalog.data());
        Display nowhere = new Display(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        Session session =
                new GuidedDialogue(app, nowhere).configure(UserId.of("deployment"), SampleCatalog.ARISTO_500IX);

        assertThat(app.sessions().complete(session.id()).outcome()).isEqualTo(Outcome.ARCHIVED);
        assertThat(app.archive().find(session.id())).isPresent();
        assertThat(app.sessions().erase(UserId.of("deployment")).archived()).isEqualTo(1);
    }

    @Test
    void health_has_only_the_eviction_policy_to_complain_about() {
        Health health = app.health();
        // a server that was just started plans its first queries for longer than the health is waited for
        for (int asked = 1; health.stores().stream().anyMatch(store -> !store.connected()) && asked < 20; asked++) {
            health = app.health();
        }
        assertThat(health.status()).isNotEqualTo(Health.Status.UNHEALTHY);
        assertThat(health.stores().stream()
                        .flatMap(store -> store.findings().stream())
                        .filter(finding -> finding.severity() != Severity.INFO))
                .extracting(Finding::code)
                .containsExactly("eviction_policy");
    }

    @Test
    void the_user_for_backups_reads_all_of_redis_and_changes_nothing() {
        RedisURI uri = RedisURI.builder()
                .withHost(redis.host())
                .withPort(redis.port())
                .withAuthentication("esab_backup", BACKUP_PASSWORD)
                .build();
        app.cache().put("kept", "value", Duration.ofMinutes(1));
        RedisClient client = RedisClient.create(uri);
        try {
            RedisCommands<String, String> backup = client.connect().sync();

            assertThat(backup.get("cache:kept")).isEqualTo("value");
            assertThat(backup.pttl("cache:kept")).isPositive();
            assertThat(backup.scan(ScanArgs.Builder.matches("cache:*").limit(1000))
                            .getKeys())
                    .contains("cache:kept");
            assertThat(backup.<String>eval(
                            "return redis.call('GET', KEYS[1])", ScriptOutputType.VALUE, new String[] {"cache:kept"}))
                    .isEqualTo("value");
            for (Runnable change : List.<Runnable>of(
                    () -> backup.set("cache:kept", "changed"),
                    () -> backup.del("cache:kept"),
                    () -> backup.expire("cache:kept", 1),
                    backup::flushall,
                    () -> backup.configGet("*"),
                    () -> backup.eval(
                            "return redis.call('DEL', KEYS[1])", ScriptOutputType.INTEGER, new String[] {"cache:kept"
                            }))) {
                assertThatExceptionOfType(RedisCommandExecutionException.class)
                        .isThrownBy(change::run)
                        .satisfies(e -> assertThat(e.getMessage())
                                .containsPattern("NOPERM|ACL failure|can't run this command"));
            }
            assertThat(app.cache().get("kept")).contains("value");
        } finally {
            client.shutdown();
        }
    }

    private Driver driver() {
        return GraphDatabase.driver(neo4j.uri(), AuthTokens.basic(neo4j.username(), neo4j.password()));
    }

    private String url(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(postgres.host(), postgres.port(), database);
    }

    private Connection connection(String database) throws SQLException {
        return DriverManager.getConnection(url(database), postgres.username(), postgres.password());
    }

    private void execute(String database, String sql) throws SQLException {
        try (Connection connection = connection(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> rows(String database, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connection(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join(" ", row));
            }
        }
        return rows;
    }
}
