package com.esab.data.neo4j;

import com.esab.data.EsabData;
import com.esab.data.ProgressListener;
import com.esab.data.error.MigrationException;
import com.esab.data.schema.Migration;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.Schema;
import com.esab.data.schema.SchemaTarget;
import com.esab.data.testkit.server.Neo4jServer;
import com.esab.data.testkit.server.RealServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(RealServers.class)
class Neo4jSchemaIT {

    private static final List<String> OURS =
            List.of("product_gin", "feeder_gin", "product_words", "compatible_with_priority");

    private TestCatalog test;
    private EsabData data;

    @BeforeEach
    void an_empty_server(Neo4jServer server) {
        test = TestCatalog.on(server);
        data = EsabData.builder().catalog(test.store).build();
        test.clearSchema();
    }

    @AfterEach
    void with_schema_again() {
        data.migrate();
        test.close();
    }

    private SchemaTarget target() {
        return test.store.schema().orElseThrow();
    }

    private Schema schema() {
        return Schema.of(target());
    }

    private List<String> indexes() {
        return test.rows("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name").stream()
                .map(record -> record.get("name").asString())
                .toList();
    }

    @Test
    void an_empty_server_gets_the_schema_and_the_second_run_finds_nothing_to_do() {
        assertThat(indexes()).doesNotContainAnyElementsOf(OURS);
        assertThat(test.store.health(TestCatalog.PATIENCE).findings())
                .extracting(finding -> finding.code())
                .contains("migration_pending");

        List<MigrationStatus> applied = data.migrate();

        assertThat(applied).isNotEmpty().noneMatch(MigrationStatus::pending);
        assertThat(indexes()).containsAll(OURS);
        assertThat(data.migrate()).isEmpty();
        assertThat(schema().status()).isEqualTo(applied);
        assertThat(test.store.health(TestCatalog.PATIENCE).schemaVersion())
                .contains(applied.get(applied.size() - 1).version());
    }

    @Test
    void what_is_brought_up_can_be_taken_back_to_nothing_and_brought_up_again_the_same() {
        test.clear();
        data.migrate();
        List<String> first = test.schema();
        assertThat(first).anyMatch(line -> line.contains("product_words"));

        assertThat(schema().rollback(Schema.NOTHING, ProgressListener.NONE))
                .extracting(MigrationStatus::id)
                .containsExactly("2025-01-15-001");

        assertThat(test.schema()).isEmpty();
        assertThat(schema().status()).allMatch(MigrationStatus::pending);
        assertThat(schema().rollback(Schema.NOTHING, ProgressListener.NONE)).isEmpty();
        assertThat(data.migrate()).isNotEmpty();
        assertThat(test.schema()).isEqualTo(first);
    }

    @Test
    void the_files_run_by_hand_on_an_empty_server_and_make_and_take_back_the_same_schema() {
        data.migrate();
        List<String> migrated = test.schema().stream()
                .filter(line -> !line.startsWith("{labels="))
                .toList();
        test.clearSchema();

        for (Migration migration : target().migrations()) {
            byHand(migration.script());
        }
        assertThat(test.schema()).isEqualTo(migrated);

        byHand(target().migrations().get(0).undo().orElseThrow());
        assertThat(test.schema()).isEmpty();
    }

    /** As cypher-shell does with a file: a statement ends with the line that ends with a semicolon. */
    private void byHand(String file) {
        assertThat(file.lines()).noneMatch(line -> line.startsWith(":") || line.contains("\r"));
        StringBuilder statement = new StringBuilder();
        file.lines().filter(line -> !line.startsWith("//")).forEach(line -> {
            statement.append(line).append('\n');
            if (line.endsWith(";")) {
                test.run(statement.toString().strip().replaceFirst(";$", ""));
                statement.setLength(0);
            }
        });
        assertThat(statement.toString()).isBlank();
    }

    @Test
    void a_dry_run_tells_the_statements_and_writes_nothing() {
        assertThat(schema().pending()).singleElement().satisfies(step -> assertThat(step.remaining())
                .hasSizeGreaterThan(10)
                .last()
                .isEqualTo("CALL db.awaitIndexes(300)"));
        assertThat(test.schema()).isEmpty();

        data.migrate();
        List<String> before = test.schema();
        assertThat(schema().rollbackSteps(Schema.NOTHING))
                .singleElement()
                .satisfies(
                        step -> assertThat(step.remaining()).first().asString().startsWith("DROP INDEX"));
        assertThat(test.schema()).isEqualTo(before);
    }

    @Test
    void who_waits_while_another_takes_everything_back_has_a_lease_that_nobody_else_can_have() {
        SchemaTarget.Runner first = target().open(Duration.ofSeconds(1));
        CompletableFuture<SchemaTarget.Runner> waiting =
                CompletableFuture.supplyAsync(() -> target().open(TestCatalog.PATIENCE));
        first.close();

        try (SchemaTarget.Runner second = waiting.join()) {
            assertThat(second.applied()).isEmpty();
            assertThat(test.schema()).anyMatch(line -> line.contains("name=esab_data_lease, properties"));
        }
        assertThat(test.schema()).isEmpty();
    }

    @Test
    void of_two_runners_at_once_one_applies_each_migration() {
        List<CompletableFuture<List<MigrationStatus>>> runners = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            runners.add(CompletableFuture.supplyAsync(() -> data.migrate()));
        }
        List<MigrationStatus> applied = runners.stream()
                .map(CompletableFuture::join)
                .flatMap(List::stream)
                .toList();

        assertThat(applied).hasSize(schema().status().size());
        assertThat(schema().status()).noneMatch(MigrationStatus::pending);
    }

    @Test
    void while_one_runner_works_another_one_waits_and_then_gives_up() {
        SchemaTarget schema = target();
        try (SchemaTarget.Runner first = schema.open(Duration.ofSeconds(1))) {
            assertThat(first.applied()).isEmpty();
            assertThatThrownBy(() -> schema.open(Duration.ofMillis(300)).close())
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("another program");
        }
        schema.open(Duration.ofSeconds(1)).close();
    }

    @Test
    void the_lease_of_a_program_that_died_ends_by_itself() {
        SchemaTarget schema = target();
        schema.open(Duration.ofSeconds(1)).close();
        test.run("MERGE (l:EsabDataLease {name: 'migrations'}) SET l.owner = 'dead', l.until = timestamp() - 1");

        schema.open(Duration.ofSeconds(1)).close();
    }

    @Test
    void a_runner_whose_lease_cannot_be_given_back_ends_all_the_same(Neo4jServer server) {
        Neo4jCatalog lost = Neo4jCatalog.builder()
                .queryDeadline(TestCatalog.PATIENCE)
                .connect(server.uri(), server.username(), server.password());
        SchemaTarget.Runner runner = lost.schema().orElseThrow().open(Duration.ofSeconds(1));
        lost.close();

        assertThatCode(runner::close).doesNotThrowAnyException();
        test.run("MATCH (l:EsabDataLease) DELETE l");
    }
}
