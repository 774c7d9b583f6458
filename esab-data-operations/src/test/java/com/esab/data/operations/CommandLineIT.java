package com.esab.data.operations;

import com.esab.data.EsabData;
import com.esab.data.ProgressListener;
import com.esab.data.archive.ArchiverSettings;
import com.esab.data.catalog.CatalogJson;
import com.esab.data.json.Json;
import com.esab.data.neo4j.Neo4jCatalog;
import com.esab.data.postgres.PostgresArchive;
import com.esab.data.redis.RedisSessions;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.SessionStore;
import com.esab.data.store.Store;
import com.esab.data.store.StoreContent;
import com.esab.data.testkit.catalog.SampleCatalog;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.esab.data.testkit.server.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The operator's jar, run as an operator runs it, on servers of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineIT {

    private static final int LIVE = Integer.getInteger("backup.live", 500);
    private static final int ARCHIVED = Integer.getInteger("backup.archived", 3000);
    private static final int KILLS = 6;

    private final Map<String, String> environment = new HashMap<>();
    private final Neo4jServer neo4j = RealServers.dedicatedNeo4j();
    private final RedisServer redis = RealServers.dedicatedRedis();
    private final PostgresServer postgres = RealServers.dedicatedPostgres();

    @TempDir
    static Path scratch = Path.of("");

    private Path folder = Path.of("");
    private EsabData data = EsabData.builder().build();

    /** What a command printed, and its exit code. */
    private record Run(int code, String out, String err) {}

    @BeforeAll
    void fill() {
        environment.put("NEO4J_URI", neo4j.uri());
        environment.put("NEO4J_USERNAME", neo4j.username());
        environment.put("NEO4J_PASSWORD", neo4j.password());
        environment.put("REDIS_HOST", redis.host());
        environment.put("REDIS_PORT", Integer.toString(redis.port()));
        environment.put("REDIS_PASSWORD", redis.password());
        environment.put("POSTGRES_HOST", postgres.host());
        environment.put("POSTGRES_PORT", Integer.toString(postgres.port()));
        environment.put("POSTGRES_DB", postgres.database());
        environment.put("POSTGRES_USER", postgres.username());
        environment.put("POSTGRES_PASSWORD", postgres.password());
        assertThat(run("init").code()).isZero();
        data = EsabData.builder()
                .catalog(Neo4jCatalog.connect(neo4j.uri(), neo4j.username(), neo4j.password()))
                .sessions(RedisSessions.connect(redis.uri()))
                .archive(PostgresArchive.connect(postgres.jdbcUrl(), postgres.username(), postgres.password()))
                .archiver(ArchiverSettings.defaults().withBackground(false))
                .build();
        data.catalog().load(SampleCatalog.data());
        Conversations conversations = new Conversations(20261126, data.catalog());
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        List<Session> batch = new ArrayList<>();
        for (int i = 0; i < ARCHIVED; i++) {
            Instant begun = now.minus(1 + i % 400, ChronoUnit.DAYS);
            batch.add(conversations.archived(SessionId.of("archived-" + i), begun, begun.toEpochMilli()));
            if (batch.size() == 200 || i == ARCHIVED - 1) {
                data.archive().archive(batch);
                batch.clear();
            }
        }
        for (int i = 0; i < LIVE; i++) {
            Session talk = conversations.next(SessionId.of("live-" + i), now);
            Session begun = data.sessions().start(talk.userId().orElseThrow());
            data.sessions().update(begun.id(), found -> found.withMessages(talk.messages())
                    .withMasterParameters(talk.masterParameters())
                    .withLanguage(talk.language()));
        }
        data.cache().put("greeting", "grüß dich", Duration.ofHours(2));
    }

    @AfterAll
    void end() {
        data.close();
        neo4j.close();
        redis.close();
        postgres.close();
    }

    @BeforeEach
    void anotherFolder() throws IOException {
        folder = Files.createTempDirectory(scratch, "backups");
    }

    @Test
    void a_filled_set_comes_back_from_its_backup_record_by_record() throws IOException {
        Map<String, ContentDigest> filled = digests();
        assertThat(filled.get("postgresql").records()).containsKey("archived_session");
        assertThat(filled.get("redis").records()).containsKey("session");
        Map<String, String> before = values();

        Run backup = run("backup");
        assertThat(backup.code()).as(backup.err()).isZero();
        assertThat(backup.out()).contains("complete").contains("247 × product");
        assertThat(run("verify").out()).contains("good");
        assertThat(run("restore", "--latest", "--yes").err()).contains("is not empty");
        wipe();
        assertThat(digests())
                .allSatisfy((store, digest) -> assertThat(digest.records()).isEmpty());

        Run restore = run("restore", "--latest", "--yes");

        assertThat(restore.code()).as(restore.err()).isZero();
        assertThat(restore.out()).contains("restored");
        // times to live are part of the records, as the instants at which they end
        assertThat(values()).isEqualTo(before);
        assertThat(run("validate").code()).isZero();
    }

    @Test
    void an_encrypted_backup_needs_its_passphrase() throws IOException {
        environment.put("BACKUP_PASSPHRASE", "Sesam, öffne dich");
        try {
            assertThat(run("backup", "--only", "catalog").out()).contains(".tar.gz.gpg");
            assertThat(run("verify").code()).isZero();
        } finally {
            environment.remove("BACKUP_PASSPHRASE");
        }
        Run verify = run("verify");
        assertThat(verify.code()).isEqualTo(1);
        assertThat(verify.out()).contains("needs a passphrase");
    }

    @Test
    void a_backup_that_is_killed_at_any_point_leaves_no_backup_and_the_earlier_one_good() throws Exception {
        assertThat(run("backup", "--only", "archive").code()).isZero();
        List<Path> earlier = backups();
        long whole = System.nanoTime();
        run("backup");
        whole = System.nanoTime() - whole;
        Files.delete(backups().get(1));
        SplittableRandom random = new SplittableRandom(5);
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start("backup");
            process.waitFor(random.nextLong(whole), TimeUnit.NANOSECONDS);
            process.destroyForcibly().waitFor();
            // one that was faster is whole
            for (Path backup : backups()) {
                assertThat(Backups.in(folder).verify(backup).stores()).isNotEmpty();
            }
            assertThat(backups()).containsAll(earlier);
        }
        assertThat(run("backup").code()).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith(".unfinished"));
        }
    }

    @Test
    void a_restore_that_is_killed_at_any_point_leaves_each_store_as_it_was_or_restored() throws Exception {
        assertThat(run("backup").code()).isZero();
        changeAll(-1);
        Map<String, String> old = values();
        long whole = System.nanoTime();
        assertThat(run("restore", "--latest", "--overwrite", "--yes").code()).isZero();
        whole = System.nanoTime() - whole;
        Map<String, String> restored = values();
        assertThat(restored.get("postgresql")).isNotEqualTo(old.get("postgresql"));
        assertThat(restored.get("redis")).isNotEqualTo(old.get("redis"));
        SplittableRandom random = new SplittableRandom(7);
        for (int kill = 0; kill < KILLS; kill++) {
            changeAll(kill);
            Map<String, String> before = values();
            Process process = start("restore", "--latest", "--overwrite", "--yes");
            process.waitFor(random.nextLong(whole), TimeUnit.NANOSECONDS);
            process.destroyForcibly().waitFor();
            sessions().finishReplacement();
            values().forEach(
                            (store, value) -> assertThat(value).as(store).isIn(before.get(store), restored.get(store)));
        }
        assertThat(run("restore", "--latest", "--overwrite", "--yes").code()).isZero();
        assertThat(values()).isEqualTo(restored);
    }

    @Test
    void a_restore_that_is_killed_while_it_switches_sessions_is_told_and_brought_to_its_end_by_a_repair()
            throws Exception {
        assertThat(run("backup").code()).isZero();
        String restored = values().get("redis");
        changeAll(KILLS);
        Process process = start("restore", "--latest", "--overwrite", "--yes", "--only", "sessions");
        while (process.isAlive() && !sessions().isHalfReplaced()) {
            Thread.onSpinWait();
        }
        process.destroyForcibly().waitFor();
        assertThat(sessions().isHalfReplaced()).isTrue();

        Run health = run("health");
        assertThat(health.code()).isEqualTo(3);
        assertThat(health.out()).contains("restore_unfinished");
        Run backup = run("backup", "--only", "sessions");
        assertThat(backup.code()).isEqualTo(1);
        assertThat(backup.err()).contains("a restore broke off");
        assertThat(run("fsck").out()).contains("restore_unfinished").contains("can be repaired");
        assertThat(run("fsck", "--repair").out()).contains("restore_unfinished").contains("(repaired)");
        assertThat(values().get("redis")).isEqualTo(restored);
        assertThat(run("health").out()).doesNotContain("restore_unfinished");
    }

    private StoreContent sessions() {
        return data.stores().stream()
                .filter(SessionStore.class::isInstance)
                .findFirst()
                .flatMap(Store::content)
                .orElseThrow();
    }

    /** No live session stays as it is in the backup, and in session store, cache and archive there is one thing more. */
    private void changeAll(int number) {
        sessions()
                .export(
                        record -> {
                            if (record.fields().get("id") instanceof String id) {
                                data.sessions().update(SessionId.of(id), found -> found.withLanguage("de"));
                            }
                        },
                        ProgressListener.NONE);
        data.sessions().start(UserId.of("added"));
        data.cache().put("added", "after " + number, Duration.ofHours(2));
        data.archive()
                .archive(Session.begin(SessionId.of("more-" + number), Optional.empty(), Instant.now())
                        .saved(1, Instant.now()));
    }

    @Test
    void when_the_disk_is_full_no_backup_is_made_and_the_command_says_so() throws Exception {
        // a file may have 100 blocks of 512 bytes: the system refuses the next one as a full disk does
        Run backup = run(List.of("sh", "-c", "ulimit -f 100; exec \"$0\" \"$@\""), "backup");

        assertThat(backup.code()).isEqualTo(1);
        assertThat(backup.out()).doesNotContain("complete");
        assertThat(backup.err()).contains("no backup was made in");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).extracting(file -> file.getFileName().toString()).containsExactly(".lock");
        }
    }

    @Test
    void a_store_that_is_down_is_code_4_and_unhealthy() {
        environment.put("POSTGRES_PORT", "1");
        try {
            Run backup = run("backup");
            assertThat(backup.code()).isEqualTo(4);
            assertThat(backup.out()).isEmpty();
            Run health = run("health");
            assertThat(health.code()).isEqualTo(3);
            assertThat(health.out()).contains("postgresql disconnected").contains("neo4j      connected");
        } finally {
            environment.put("POSTGRES_PORT", Integer.toString(postgres.port()));
        }
        assertThat(Json.parseObject(run("health", "--json").out())).containsKey("databases");
    }

    @Test
    void a_missing_variable_or_a_wrong_option_is_code_2_and_an_unconfirmed_restore_code_5() {
        assertThat(run("backup", "--nonsense").code()).isEqualTo(2);
        assertThat(run().code()).isEqualTo(2);
        String uri = environment.remove("NEO4J_URI");
        try {
            Run status = run("status");
            assertThat(status.code()).isEqualTo(2);
            assertThat(status.err()).contains("NEO4J_URI");
        } finally {
            environment.put("NEO4J_URI", uri);
        }
        assertThat(run("backup", "--only", "catalog").code()).isZero();
        Map<String, String> before = values();
        Run restore = run("restore", "--latest", "--overwrite", "--only", "catalog");
        assertThat(restore.code()).isEqualTo(5);
        assertThat(restore.err()).contains("--yes");
        assertThat(values()).isEqualTo(before);
    }

    @Test
    void no_command_prints_a_password() {
        for (String command : List.of("init", "migrate", "status", "health", "metrics", "backup", "backups")) {
            for (List<String> arguments : List.of(List.of(command), List.of(command, "--json"))) {
                Run run = run(arguments.toArray(String[]::new));
                assertThat(run.code()).as(command + run.err()).isZero();
                for (String secret : List.of(neo4j.password(), redis.password(), postgres.password())) {
                    assertThat(run.out() + run.err()).doesNotContain(secret);
                }
            }
        }
        environment.put("POSTGRES_PASSWORD", "not-this-one");
        try {
            assertThat(run("status").err()).doesNotContain("not-this-one");
        } finally {
            environment.put("POSTGRES_PASSWORD", postgres.password());
        }
    }

    @Test
    void a_catalogue_goes_out_and_in_again() throws IOException {
        Path file = folder.resolve("catalogue.json");
        assertThat(run("export", file.toString()).out())
                .contains("247 products")
                .contains("1,033 compatibilities");
        assertThat(CatalogJson.read(file).products()).hasSize(247);
        assertThat(run("import", "--dry-run", file.toString()).code()).isZero();
        Files.writeString(file, "{\"products\":[{\"gin\":\"short\"}]}");
        Run broken = run("import", file.toString());
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.err()).contains("nothing was changed").contains("short");
    }

    private void wipe() {
        for (Store store : data.stores()) {
            // replaced by nothing
            try (var replacement = store.content().orElseThrow().replace()) {
                replacement.commit();
            }
        }
    }

    private Map<String, ContentDigest> digests() {
        Map<String, ContentDigest> digests = new HashMap<>();
        for (Store store : data.stores()) {
            ContentDigest digest = new ContentDigest();
            store.content().orElseThrow().export(digest::add, ProgressListener.NONE);
            digests.put(store.name(), digest);
        }
        return digests;
    }

    private Map<String, String> values() {
        Map<String, String> values = new HashMap<>();
        digests().forEach((store, digest) -> values.put(store, digest.records() + digest.value()));
        return values;
    }

    private List<Path> backups() {
        return Backups.in(folder).list().stream().map(BackupFile::path).toList();
    }

    private Run run(String... arguments) {
        return run(List.of(), arguments);
    }

    private Run run(List<String> wrapper, String... arguments) {
        try {
            Path out = Files.createTempFile(scratch, "out", "");
            Path err = Files.createTempFile(scratch, "err", "");
            ProcessBuilder builder = builder(wrapper, arguments);
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            return new Run(
                    process.waitFor(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process start(String... arguments) throws IOException {
        return builder(List.of(), arguments)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private ProcessBuilder builder(List<String> wrapper, String... arguments) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-jar"));
        command.add(Path.of("target", "esab-data.jar").toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.matches("(NEO4J|REDIS|POSTGRES|BACKUP)_.*"));
        builder.environment().putAll(environment);
        builder.environment().put("BACKUP_DIR", folder.toString());
        return builder;
    }
}
