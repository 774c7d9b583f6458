package com.esab.data.neo4j;

import com.esab.data.EsabData;
import com.esab.data.error.MigrationException;
import com.esab.data.schema.Migration;
import com.esab.data.schema.MigrationStatus;
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
        undo();
    }

    @AfterEach
    void with_schema_again() {
        data.migrate();
        test.close();
    }

    private void undo() {
        for (Migration migration : test.store.schema().orElseThrow().migrations()) {
            CypherScript.statements(migration.undo().orElseThrow()).forEach(test::run);
        }
        test.run("MATCH (n) WHERE n:EsabDataMigration OR n:EsabDataLease DETACH DELETE n");
    }

    private List<String> indexes() {
        return test
                .driver
                .executableQuery("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")
                .execute()
                .records()
                .stream()
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
        assertThat(data.migrations()).isEqualTo(applied);
        assertThat(test.store.health(TestCatalog.PATIENCE).schemaVersion())
                .contains(applied.get(applied.size() - 1).version());
    }

    @Test
    void the_way_down_takes_back_what_the_way_up_made() {
        data.migrate();
        undo();
        assertThat(indexes()).doesNotContainAnyElementsOf(OURS);
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

        assertThat(applied).hasSize(data.migrations().size());
        assertThat(data.migrations()).noneMatch(MigrationStatus::pending);
    }

    @Test
    void while_one_runner_works_another_one_waits_and_then_gives_up() {
        SchemaTarget schema = test.store.schema().orElseThrow();
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
        SchemaTarget schema = test.store.schema().orElseThrow();
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
