package com.esab.data.neo4j;

import com.esab.data.EsabData;
import com.esab.data.ProgressListener;
import com.esab.data.error.MigrationException;
import com.esab.data.schema.MigrationFiles;
import com.esab.data.schema.MigrationProblem;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.MigrationStatus.State;
import com.esab.data.schema.Schema;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.RealServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.driver.Session;
import org.neo4j.driver.Transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

/** Migrations of an app beside those of the library, and what becomes of them when something breaks off. */
@ExtendWith(RealServers.class)
@Timeout(300)
class Neo4jAppMigrationsIT {

    private static final String OURS = "2025-01-15-001";
    private static final String FIRST = "app:2025-01-15-001";
    private static final String SECOND = "app:2025-02-01-001";

    @TempDir
    private Path folder;

    private Neo4jServer server;
    private TestCatalog test;
    private Neo4jCatalog store;
    private Schema schema;

    @BeforeEach
    void an_app_with_two_migrations_on_an_empty_server(Neo4jServer given) {
        server = given;
        test = TestCatalog.on(server);
        test.clear();
        test.clearSchema();
        test.run("MATCH (n) WHERE n:AppNote OR n:AppGate DETACH DELETE n");
        write("2025-01-15-001-index.cypher", "CREATE INDEX app_note IF NOT EXISTS FOR (n:AppNote) ON (n.text);");
        write("2025-01-15-001-index-down.cypher", "DROP INDEX app_note IF EXISTS;");
        write("2025-02-01-001-notes.cypher", """
                CREATE (:AppNote {text: 'before'});
                MATCH (gate:AppGate) SET gate.passed = coalesce(gate.passed, 0) + 1;
                CREATE (:AppNote {text: 'after'});
                """);
        write("2025-02-01-001-notes-down.cypher", """
                MATCH (n:AppNote {text: 'after'}) DELETE n;
                MATCH (gate:AppGate) SET gate.passed = gate.passed - 1;
                MATCH (n:AppNote {text: 'before'}) DELETE n;
                """);
        test.run("CREATE (:AppGate)");
        open();
    }

    @AfterEach
    void with_schema_and_nothing_of_the_app() {
        test.run("MATCH (n) WHERE n:AppNote OR n:AppGate DETACH DELETE n");
        test.clearSchema();
        EsabData.builder().catalog(test.store).build().migrate();
        test.close();
    }

    private void write(String name, String cypher) {
        try {
            Files.writeString(folder.resolve(name), cypher);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    /** A store that knows the files as they are now. */
    private void open() {
        store = Neo4jCatalog.builder()
                .queryDeadline(TestCatalog.PATIENCE)
                .bulkDeadline(TestCatalog.PATIENCE)
                .migrations(MigrationFiles.in(folder))
                .using(test.driver);
        schema = Schema.of(store.schema().orElseThrow());
    }

    private List<String> migrate() {
        return ids(schema.migrate(ProgressListener.NONE));
    }

    private List<String> rollback(String to) {
        return ids(schema.rollback(to, ProgressListener.NONE));
    }

    private static List<String> ids(List<MigrationStatus> migrations) {
        return migrations.stream().map(MigrationStatus::id).toList();
    }

    private List<State> states() {
        return schema.status().stream().map(MigrationStatus::state).toList();
    }

    private List<String> notes() {
        return test.rows("MATCH (n:AppNote) RETURN n.text AS text ORDER BY text").stream()
                .map(row -> row.get("text").asString())
                .toList();
    }

    private int passed() {
        return test.rows("MATCH (gate:AppGate) RETURN coalesce(gate.passed, 0) AS passed")
                .get(0)
                .get("passed")
                .asInt();
    }

    @Test
    void an_apps_migrations_follow_those_of_the_library_and_go_before_them_down_to_nothing() {
        assertThat(migrate()).containsExactly(OURS, FIRST, SECOND);
        List<String> first = test.schema();
        assertThat(first).anyMatch(line -> line.contains("app_note"));
        assertThat(notes()).containsExactly("after", "before");

        assertThat(rollback(FIRST)).containsExactly(SECOND);
        assertThat(notes()).isEmpty();
        assertThat(rollback(OURS)).containsExactly(FIRST);
        assertThat(rollback(Schema.NOTHING)).containsExactly(OURS);
        assertThat(test.schema()).isEmpty();

        assertThat(migrate()).containsExactly(OURS, FIRST, SECOND);
        assertThat(test.schema()).isEqualTo(first);
        assertThat(rollback(Schema.NOTHING)).containsExactly(SECOND, FIRST, OURS);
        assertThat(test.schema()).isEmpty();
        assertThat(passed()).isZero();
    }

    @Test
    void a_changed_file_a_gap_and_an_unknown_version_are_named_and_nothing_runs() {
        migrate();
        write("2025-01-15-001-index.cypher", "RETURN 1;");
        write("2025-01-20-001-between.cypher", "CREATE (:AppNote {text: 'between'});");
        open();
        test.run("MATCH (m:EsabDataMigration {version: '2025-02-01-001'}) "
                + "CREATE (n:EsabDataMigration) SET n = m, n.version = '2025-09-01-001'");

        assertThat(schema.validate())
                .extracting(MigrationProblem::id, MigrationProblem::kind)
                .containsExactly(
                        tuple(FIRST, MigrationProblem.Kind.CHANGED),
                        tuple("app:2025-01-20-001", MigrationProblem.Kind.GAP),
                        tuple("app:2025-09-01-001", MigrationProblem.Kind.UNKNOWN));
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::migrate)
                .withMessageContaining("app:2025-01-15-001-index was changed")
                .withMessageContaining("app:2025-01-20-001-between is missing")
                .withMessageContaining("app:2025-09-01-001-notes is unknown");
        assertThat(notes()).doesNotContain("between");
        assertThat(store.health(TestCatalog.PATIENCE).findings())
                .extracting(finding -> finding.code())
                .contains("migration_changed", "migration_gap", "migration_unknown", "migration_pending");
        assertThat(store.health(TestCatalog.PATIENCE).schemaVersion()).contains(OURS);
    }

    @Test
    void a_missing_way_back_is_refused_before_anything_runs() throws IOException {
        migrate();
        Files.delete(folder.resolve("2025-01-15-001-index-down.cypher"));
        open();
        List<String> before = test.schema();

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> rollback(Schema.NOTHING))
                .withMessageContaining("app:2025-01-15-001-index has no file that leads back");
        assertThat(test.schema()).isEqualTo(before);
        assertThat(notes()).containsExactly("after", "before");
    }

    @Test
    void a_program_that_is_killed_in_a_file_has_done_each_statement_once_and_the_next_one_goes_on_from_there() {
        killAtTheGate();
        assertThat(states()).containsExactly(State.APPLIED, State.APPLIED, State.HALF_APPLIED);
        assertThat(notes()).containsExactly("before");
        assertThat(passed()).isZero();
        assertThat(schema.pending()).singleElement().satisfies(step -> assertThat(step.remaining())
                .hasSize(2));

        assertThat(migrate()).containsExactly(SECOND);
        assertThat(notes()).containsExactly("after", "before");
        assertThat(passed()).isEqualTo(1);

        killAtTheGate(FIRST);
        assertThat(states()).containsExactly(State.APPLIED, State.APPLIED, State.HALF_ROLLED_BACK);
        assertThat(notes()).containsExactly("before");
        assertThat(passed()).isEqualTo(1);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::migrate)
                .withMessageContaining("half rolled back");

        assertThat(rollback(FIRST)).containsExactly(SECOND);
        assertThat(notes()).isEmpty();
        assertThat(passed()).isZero();
        assertThat(states()).containsExactly(State.APPLIED, State.APPLIED, State.PENDING);
    }

    /** Starts a program and kills it while its second statement waits for a lock. */
    private void killAtTheGate(String... args) {
        try (Session session = test.driver.session();
                Transaction gatekeeper = session.beginTransaction()) {
            gatekeeper.run("MATCH (gate:AppGate) SET gate.closed = true").consume();
            MigratingProgram program = MigratingProgram.start(server, folder, args);
            awaitBlocked();
            program.kill();
            gatekeeper.rollback();
        }
        while (!blockedOrRunning().isEmpty()) {
            pause();
        }
        // instead of waiting for its end
        test.run("MATCH (l:EsabDataLease) SET l.until = timestamp() - 1");
    }

    private void awaitBlocked() {
        while (blockedOrRunning().stream().noneMatch(status -> status.startsWith("Blocked"))) {
            pause();
        }
    }

    private List<String> blockedOrRunning() {
        return test
                .rows("SHOW TRANSACTIONS YIELD status, currentQuery WHERE currentQuery CONTAINS 'gate.passed' "
                        + "AND NOT currentQuery CONTAINS 'SHOW TRANSACTIONS' RETURN status")
                .stream()
                .map(row -> row.get("status").asString())
                .toList();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_runner_that_was_taken_over_writes_nothing_more() {
        CompletableFuture<List<String>> running;
        try (Session session = test.driver.session();
                Transaction gatekeeper = session.beginTransaction()) {
            gatekeeper.run("MATCH (gate:AppGate) SET gate.closed = true").consume();
            running = CompletableFuture.supplyAsync(this::migrate);
            awaitBlocked();
            test.run("MATCH (l:EsabDataLease {name: 'migrations'}) SET l.owner = 'other'");
            gatekeeper.rollback();
        }

        assertThatThrownBy(running::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("another program took over");
        assertThat(passed()).isZero();
        assertThat(states()).containsExactly(State.APPLIED, State.APPLIED, State.HALF_APPLIED);
    }

    @Test
    void a_statement_that_is_refused_is_named_and_goes_on_when_the_file_was_corrected() {
        write(
                "2025-02-01-001-notes.cypher",
                "CREATE (:AppNote {text: 'one'}); RETURN 1 / 0; CREATE (:AppNote {text: 'two'});");
        open();
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::migrate)
                .withMessageContaining("statement 2 of 3 of migration app:2025-02-01-001-notes")
                .withMessageContaining("by zero");
        assertThat(notes()).containsExactly("one");
        assertThat(store.health(TestCatalog.PATIENCE).findings())
                .extracting(finding -> finding.code())
                .contains("migration_interrupted");

        write(
                "2025-02-01-001-notes.cypher",
                "CREATE (:AppNote {text: 'one'}); RETURN 1; CREATE (:AppNote {text: 'two'});");
        open();
        assertThat(migrate()).containsExactly(SECOND);
        assertThat(notes()).containsExactly("one", "two");
        assertThat(schema.validate()).isEmpty();
    }

    @Test
    void a_change_of_the_schema_that_ran_and_was_not_noted_runs_again() {
        test.run("CREATE INDEX app_note IF NOT EXISTS FOR (n:AppNote) ON (n.text)");

        assertThat(migrate()).containsExactly(OURS, FIRST, SECOND);
    }

    @Test
    void statements_that_make_transactions_of_their_own_run_too() {
        write("2025-03-01-001-batches.cypher", """
                UNWIND range(1, 10) AS i CALL (i) { CREATE (:AppNote {text: 'batch'}) } IN TRANSACTIONS OF 3 ROWS;
                CALL db.awaitIndexes(60);
                """);
        open();

        assertThat(migrate()).endsWith("app:2025-03-01-001");
        assertThat(notes()).filteredOn("batch"::equals).hasSize(10);
    }

    @Test
    void of_two_programs_at_once_one_applies_each_file_and_the_other_finds_nothing_to_do() {
        test.run("CREATE (:EsabDataLease {name: 'migrations', owner: 'gatekeeper', until: timestamp() + 600000})");
        List<MigratingProgram> programs = Stream.of(1, 2)
                .map(number -> MigratingProgram.start(server, folder))
                .toList();
        test.run("MATCH (l:EsabDataLease) REMOVE l.owner");

        List<String> outputs =
                programs.stream().flatMap(program -> program.output().stream()).toList();
        assertThat(outputs).containsExactly(OURS, FIRST, SECOND);
        assertThat(notes()).containsExactly("after", "before");
        assertThat(passed()).isEqualTo(1);
    }
}
