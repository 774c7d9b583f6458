package com.esab.data.postgres;

import com.esab.data.EsabData;
import com.esab.data.ProgressListener;
import com.esab.data.archive.ArchiveQuery;
import com.esab.data.error.ConfigurationException;
import com.esab.data.error.MigrationException;
import com.esab.data.health.Finding;
import com.esab.data.schema.Migration;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.MigrationStep;
import com.esab.data.schema.Schema;
import com.esab.data.schema.SchemaTarget;
import com.esab.data.session.SessionId;
import com.esab.data.testkit.server.PostgresServer;
import com.esab.data.testkit.server.RealServers;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(RealServers.class)
class PostgresMigrationIT {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private PostgresServer server;
    private TestDatabase database;
    private PostgresArchive store;
    private EsabData data;

    @BeforeEach
    void connect(PostgresServer given) {
        server = given;
        database = TestDatabase.empty(server);
        store = database.archive();
        data = EsabData.builder().archive(store).build();
    }

    @AfterEach
    void close() {
        data.close();
        database.close();
    }

    @Test
    void an_empty_database_is_brought_up_and_is_then_up_to_date() {
        assertThat(schema().status())
                .isNotEmpty()
                .allMatch(MigrationStatus::pending)
                .extracting(MigrationStatus::version)
                .startsWith("V001");

        List<MigrationStatus> applied = data.migrate();

        assertThat(applied)
                .extracting(MigrationStatus::version)
                .containsExactlyElementsOf(
                        schema().status().stream().map(MigrationStatus::version).toList());
        assertThat(schema().status()).noneMatch(MigrationStatus::pending);
        assertThat(data.migrate()).isEmpty();
        assertThat(data.archive().archive(Sessions.session("a"))).isTrue();
    }

    @Test
    void what_is_brought_up_can_be_taken_back_to_nothing_and_brought_up_again_the_same() {
        data.migrate();
        List<String> first = database.catalog();
        assertThat(first).anyMatch(line -> line.contains("archived_sessions_status_check"));

        assertThat(schema().rollback(Schema.NOTHING, ProgressListener.NONE))
                .extracting(MigrationStatus::id)
                .containsExactly("V002", "V001");

        assertThat(database.catalog()).isEmpty();
        assertThat(schema().status()).allMatch(MigrationStatus::pending);
        assertThat(schema().rollback(Schema.NOTHING, ProgressListener.NONE)).isEmpty();
        assertThat(data.migrate()).isNotEmpty();
        assertThat(database.catalog()).isEqualTo(first);
        assertThat(data.archive().archive(Sessions.session("a"))).isTrue();
    }

    @Test
    void the_files_run_by_hand_on_an_empty_database_and_make_and_take_back_the_same_schema() {
        data.migrate();
        List<String> migrated = database.catalog().stream()
                .filter(line -> !line.contains("esab_data_migrations"))
                .toList();

        try (TestDatabase byHand = TestDatabase.empty(server)) {
            for (String file : files()) {
                assertThat(file.lines()).noneMatch(line -> line.startsWith("\\") || line.contains("\r"));
                byHand.execute(file);
            }
            assertThat(byHand.catalog()).isEqualTo(migrated);

            waysBack().forEach(byHand::execute);
            assertThat(byHand.catalog()).isEmpty();
        }
    }

    private List<String> files() {
        return target().migrations().stream().map(Migration::script).toList();
    }

    /** The last one first. */
    private List<String> waysBack() {
        List<String> files = new ArrayList<>(target().migrations().stream()
                .map(migration -> migration.undo().orElseThrow())
                .toList());
        Collections.reverse(files);
        return files;
    }

    @Test
    void a_dry_run_tells_the_text_of_the_files_and_writes_nothing() {
        assertThat(schema().pending())
                .extracting(MigrationStep::remaining)
                .containsExactlyElementsOf(files().stream().map(List::of).toList());
        assertThat(database.catalog()).isEmpty();

        data.migrate();
        List<String> before = database.catalog();
        assertThat(schema().rollbackSteps(Schema.NOTHING))
                .extracting(MigrationStep::remaining)
                .containsExactlyElementsOf(waysBack().stream().map(List::of).toList());
        assertThat(database.catalog()).isEqualTo(before);
    }

    @Test
    void before_the_migration_every_call_says_what_is_missing() {
        assertThatThrownBy(() -> data.archive().archive(Sessions.session("a")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("migrate()");
        assertThatThrownBy(() -> data.archive().find(SessionId.of("a")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("migrate()");
        assertThatThrownBy(() -> data.archive().list(ArchiveQuery.all()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("migrate()");
    }

    @Test
    void of_many_runners_at_once_one_applies_and_the_others_find_nothing_to_do() throws Exception {
        int runners = 4;
        ExecutorService threads = Executors.newFixedThreadPool(runners);
        try {
            List<Future<List<MigrationStatus>>> results = new ArrayList<>();
            for (int i = 0; i < runners; i++) {
                results.add(threads.submit(() -> {
                    try (EsabData own =
                            EsabData.builder().archive(database.archive()).build()) {
                        return own.migrate();
                    }
                }));
            }
            List<MigrationStatus> applied = new ArrayList<>();
            for (Future<List<MigrationStatus>> result : results) {
                applied.addAll(result.get());
            }

            assertThat(applied).hasSameSizeAs(target().migrations());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_migration_that_was_changed_later_is_refused() {
        data.migrate();
        database.execute("UPDATE esab_data_migrations SET checksum = 'other'");

        assertThatThrownBy(() -> data.migrate())
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("V001")
                .hasMessageContaining("changed");
    }

    @Test
    void a_history_with_an_unknown_version_is_refused_and_shows_in_the_health() {
        data.migrate();
        database.execute("INSERT INTO esab_data_migrations (source, version, description, checksum) "
                + "VALUES ('esab-data', 'V999', 'x', 'x')");

        assertThatThrownBy(() -> data.migrate())
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("V999");
        assertThat(store.health(DEADLINE).findings()).extracting(Finding::code).containsExactly("migration_unknown");
    }

    @Test
    void while_one_runs_another_waits_no_longer_than_it_wants_to() {
        SchemaTarget.Runner first = target().open(Duration.ofSeconds(5));

        assertThatThrownBy(() -> target().open(Duration.ofMillis(100)))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("PT0.1S");

        first.close();
        target().open(Duration.ofSeconds(5)).close();
    }

    @Test
    void a_runner_that_dies_holds_nobody_up() {
        SchemaTarget.Runner dying = target().open(Duration.ofSeconds(5));
        assertThat(database.query("""
                        SELECT pg_terminate_backend(pid) FROM pg_locks
                        WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = ?)""", database.name())).containsExactly("t");

        target().open(Duration.ofSeconds(5)).close();
        dying.close();
    }

    @Test
    void the_connection_of_an_application_is_given_back_without_the_lock() {
        try (HikariDataSource application = database.applicationPool();
                PostgresArchive guest = PostgresArchive.using(application)) {
            EsabData own = EsabData.builder().archive(guest).build();

            assertThat(own.migrate()).isNotEmpty();

            assertThat(database.query("""
                            SELECT pid FROM pg_locks WHERE locktype = 'advisory'
                                AND database = (SELECT oid FROM pg_database WHERE datname = ?)""", database.name())).isEmpty();
            assertThat(own.archive().archive(Sessions.session("a"))).isTrue();
        }
    }

    @Test
    void health_names_pending_migrations_and_then_the_version() {
        assertThat(store.health(DEADLINE).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.ERROR);
            assertThat(finding.code()).isEqualTo("migration_pending");
            assertThat(finding.message()).contains("V001-archived-sessions", "EsabData.migrate()");
        });

        data.migrate();

        assertThat(store.health(DEADLINE).findings()).isEmpty();
        assertThat(store.health(DEADLINE).schemaVersion()).contains("V002");
    }

    private SchemaTarget target() {
        return store.schema().orElseThrow();
    }

    private Schema schema() {
        return Schema.of(target());
    }
}
