package com.esab.data.schema;

import com.esab.data.ProgressListener;
import com.esab.data.error.MigrationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.health.Finding;
import com.esab.data.schema.Migration.Source;
import com.esab.data.schema.MigrationProblem.Kind;
import com.esab.data.schema.MigrationStatus.State;
import com.esab.data.schema.MigrationStep.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static com.esab.data.schema.InMemorySchema.migration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

final class SchemaTest {

    private static final Migration FIRST = migration(Source.LIBRARY, "V001", "a1; a2; a3", "-a3; -a2; -a1");
    private static final Migration SECOND = migration(Source.LIBRARY, "V002", "b1", "-b1");
    private static final Migration APP_FIRST = migration(Source.APP, "V001", "x1; x2", "-x2; -x1");
    private static final Migration APP_SECOND = migration(Source.APP, "V002", "y1", "-y1");

    private final InMemorySchema store = new InMemorySchema(APP_SECOND, SECOND, APP_FIRST, FIRST);
    private final Schema schema = Schema.of(store);

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

    @Test
    void what_is_pending_is_applied_in_order_under_one_lock_the_librarys_before_the_apps() {
        assertThat(migrate()).containsExactly("V001", "V002", "app:V001", "app:V002");

        assertThat(store.log).containsExactly("open", "a1", "a2", "a3", "b1", "x1", "x2", "y1", "close");
        assertThat(schema.status()).noneMatch(MigrationStatus::pending).allSatisfy(status -> {
            assertThat(status.store()).isEqualTo("memory");
            assertThat(status.appliedAt()).contains(InMemorySchema.NOW);
        });
        assertThat(schema.validate()).isEmpty();
    }

    @Test
    void rolling_back_to_nothing_takes_all_back_in_the_opposite_order() {
        migrate();
        store.log.clear();

        assertThat(rollback(Schema.NOTHING)).containsExactly("app:V002", "app:V001", "V002", "V001");

        assertThat(store.log).containsExactly("open", "-y1", "-x2", "-x1", "-b1", "-a3", "-a2", "-a1", "close");
        assertThat(store.applied()).isEmpty();
        assertThat(states()).containsOnly(State.PENDING);
        assertThat(migrate()).containsExactly("V001", "V002", "app:V001", "app:V002");
    }

    @Test
    void rolling_back_to_a_version_of_the_library_takes_the_later_ones_and_all_of_the_app_back() {
        migrate();

        assertThat(rollback("V001")).containsExactly("app:V002", "app:V001", "V002");
        assertThat(states()).containsExactly(State.APPLIED, State.PENDING, State.PENDING, State.PENDING);
    }

    @Test
    void rolling_back_to_a_version_of_the_app_leaves_the_library_as_it_is() {
        migrate();

        assertThat(rollback("app:V001")).containsExactly("app:V002");
        assertThat(states()).containsExactly(State.APPLIED, State.APPLIED, State.APPLIED, State.PENDING);
    }

    @Test
    void a_dry_run_tells_the_statements_of_what_would_run_and_writes_nothing() {
        store.note(FIRST);

        assertThat(schema.pending())
                .extracting(MigrationStep::migration, MigrationStep::direction, MigrationStep::statements)
                .containsExactly(
                        tuple(SECOND, Direction.UP, List.of("b1")),
                        tuple(APP_FIRST, Direction.UP, List.of("x1", "x2")),
                        tuple(APP_SECOND, Direction.UP, List.of("y1")));
        assertThat(schema.rollbackSteps(Schema.NOTHING))
                .extracting(MigrationStep::migration, MigrationStep::direction, MigrationStep::remaining)
                .containsExactly(tuple(FIRST, Direction.DOWN, List.of("-a3", "-a2", "-a1")));
        assertThat(store.log).isEmpty();
        assertThat(store.applied()).hasSize(1);
    }

    @Test
    void a_schema_is_current_when_nothing_is_pending_and_nothing_disagrees() {
        store.note(FIRST);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(schema::requireCurrent)
                .withMessageContaining("memory")
                .withMessageContaining("pending: V002");
        migrate();
        schema.requireCurrent();
        store.files(FIRST);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(schema::requireCurrent)
                .withMessageContaining("V002");
    }

    @Test
    void where_nothing_is_to_be_done_nothing_is_locked() {
        migrate();
        store.log.clear();

        assertThat(migrate()).isEmpty();
        assertThat(rollback("app:V002")).isEmpty();
        assertThat(Schema.of(new InMemorySchema(FIRST)).rollback(Schema.NOTHING, ProgressListener.NONE))
                .isEmpty();
        assertThat(store.log).isEmpty();
    }

    @Test
    void what_another_runner_did_while_this_one_waited_is_not_done_again() {
        store.beforeOpening(() -> {
            store.note(FIRST);
            store.note(SECOND);
        });

        assertThat(migrate()).containsExactly("app:V001", "app:V002");
        assertThat(store.log).containsExactly("open", "x1", "x2", "y1", "close");
    }

    @Test
    void what_has_become_wrong_while_this_runner_waited_is_refused_under_the_lock() {
        store.beforeOpening(() -> store.note(migration(Source.LIBRARY, "V009", "z", "-z")));

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::migrate)
                .withMessageContaining("V009");
        assertThat(store.log).containsExactly("open", "close");
    }

    @Test
    void progress_is_told_from_the_beginning_to_the_end() {
        List<String> told = new ArrayList<>();
        ProgressListener listener = (step, done, total) -> told.add(step + " " + done + "/" + total);
        store.files(FIRST, SECOND);

        schema.migrate(listener);
        schema.rollback("V001", listener);

        assertThat(told)
                .containsExactly(
                        "memory migrations 0/2",
                        "memory migrations 1/2",
                        "memory migrations 2/2",
                        "memory rollback 0/1",
                        "memory rollback 1/1");
    }

    @Test
    void a_changed_file_a_gap_and_an_unknown_version_are_found_all_at_once_and_nothing_runs() {
        store.note(migration(Source.LIBRARY, "V001", "other", "-other"));
        store.note(migration(Source.LIBRARY, "V009", "z", "-z"));
        store.note(APP_SECOND);

        assertThat(schema.validate())
                .extracting(MigrationProblem::id, MigrationProblem::kind)
                .containsExactly(tuple("V001", Kind.CHANGED), tuple("app:V001", Kind.GAP), tuple("V009", Kind.UNKNOWN));
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::migrate)
                .withMessage(
                        "memory: migration V001-step was changed after it had been applied; "
                                + "memory: migration app:V001-step is missing although app:V002-step was applied; "
                                + "memory: the applied migration V009-step is unknown: a newer version of the library was here");
        assertThatExceptionOfType(MigrationException.class).isThrownBy(schema::pending);
        assertThat(store.log).isEmpty();
    }

    @Test
    void a_newer_migration_of_the_library_is_no_gap_before_those_of_the_app() {
        store.note(FIRST);
        store.note(APP_FIRST);

        assertThat(schema.validate()).isEmpty();
        assertThat(migrate()).containsExactly("V002", "app:V002");
    }

    @Test
    void a_program_without_migrations_of_an_app_leaves_those_of_another_alone() {
        migrate();
        store.files(FIRST, SECOND);

        assertThat(schema.validate()).isEmpty();
        assertThat(migrate()).isEmpty();
        assertThat(ids(schema.status())).containsExactly("V001", "V002", "app:V001", "app:V002");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> rollback("V001"))
                .withMessageContaining("app:V001-step is unknown: this program has no such file")
                .withMessageContaining("app:V002-step is unknown");
        assertThat(store.applied()).hasSize(4);
    }

    @Test
    void of_an_app_that_brings_migrations_an_unknown_one_is_a_problem() {
        migrate();
        store.files(FIRST, SECOND, APP_FIRST);

        assertThat(schema.validate())
                .extracting(MigrationProblem::id, MigrationProblem::kind)
                .containsExactly(tuple("app:V002", Kind.UNKNOWN));
    }

    @Test
    void a_missing_way_back_is_refused_before_anything_runs() {
        Migration withoutWayBack = new Migration(Source.APP, "V001", "step", "x1; x2", Optional.empty());
        store.files(FIRST, SECOND, withoutWayBack, APP_SECOND);
        migrate();
        store.log.clear();

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> rollback("V001"))
                .withMessage("memory: migration app:V001-step has no file that leads back");
        assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> schema.rollbackSteps("V001"));
        assertThat(store.log).isEmpty();
        assertThat(rollback("app:V001")).containsExactly("app:V002");
    }

    @Test
    void what_was_changed_since_is_not_taken_back() {
        migrate();
        store.files(FIRST, SECOND, APP_FIRST, migration(Source.APP, "V002", "changed", "-changed"));

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> rollback("V001"))
                .withMessageContaining("app:V002-step was changed");
        assertThat(store.applied()).hasSize(4);
    }

    @Test
    void a_version_that_is_not_applied_is_no_target_of_a_rollback() {
        store.note(FIRST);

        for (String target : List.of("V002", "V007", "app:V001", "", "NOTHING")) {
            assertThatExceptionOfType(MigrationException.class)
                    .as(target)
                    .isThrownBy(() -> rollback(target))
                    .withMessageContaining("no way back to " + target)
                    .withMessageContaining("[V001]");
        }
    }

    @Test
    void an_interrupted_migration_is_seen_and_goes_on_where_it_stopped() {
        store.loseAt("a3");
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(this::migrate);

        assertThat(states()).startsWith(State.HALF_APPLIED, State.PENDING);
        assertThat(schema.status().get(0).pending()).isTrue();
        assertThat(schema.validate())
                .extracting(MigrationProblem::id, MigrationProblem::kind)
                .containsExactly(tuple("V001", Kind.INTERRUPTED));
        assertThat(schema.pending().get(0).remaining()).containsExactly("a3");
        store.log.clear();

        assertThat(migrate()).startsWith("V001", "V002");
        assertThat(store.log).startsWith("open", "a3", "b1");
        assertThat(schema.validate()).isEmpty();
    }

    @Test
    void an_interrupted_rollback_is_seen_and_goes_on_where_it_stopped_and_nothing_goes_up_before() {
        migrate();
        store.loseAt("-a2");
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> rollback(Schema.NOTHING));

        assertThat(states()).startsWith(State.HALF_ROLLED_BACK, State.PENDING);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::migrate)
                .withMessageContaining("V001-step is half rolled back: roll back to go on with it");
        assertThat(schema.rollbackSteps(Schema.NOTHING).get(0).remaining()).containsExactly("-a2", "-a1");
        store.log.clear();

        assertThat(rollback(Schema.NOTHING)).containsExactly("V001");
        assertThat(store.log).containsExactly("open", "-a2", "-a1", "close");
        assertThat(migrate()).hasSize(4);
    }

    @Test
    void a_half_applied_migration_can_be_taken_back_by_its_whole_way_back() {
        store.refuse("a3");
        assertThatExceptionOfType(MigrationException.class).isThrownBy(this::migrate);
        store.log.clear();

        assertThat(rollback(Schema.NOTHING)).containsExactly("V001");
        assertThat(store.log).containsExactly("open", "-a3", "-a2", "-a1", "close");
        assertThat(store.applied()).isEmpty();
    }

    @Test
    void the_statement_that_was_refused_may_be_corrected_and_those_that_ran_may_not() {
        store.refuse("a3");
        assertThatExceptionOfType(MigrationException.class).isThrownBy(this::migrate);

        store.files(migration(Source.LIBRARY, "V001", "a1; other; a3", "-a1"), SECOND);
        assertThat(schema.validate())
                .extracting(MigrationProblem::kind)
                .containsExactly(Kind.INTERRUPTED, Kind.CHANGED);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::migrate)
                .withMessageContaining("V001-step was changed in the statements that have run already");
        store.files(migration(Source.LIBRARY, "V001", "a1", "-a1"), SECOND);
        assertThatExceptionOfType(MigrationException.class).isThrownBy(this::migrate);

        store.files(migration(Source.LIBRARY, "V001", "a1; a2; corrected", "-a1"), SECOND);
        store.log.clear();
        assertThat(migrate()).containsExactly("V001", "V002");
        assertThat(store.log).containsExactly("open", "corrected", "b1", "close");
        assertThat(schema.validate()).isEmpty();
    }

    @Test
    void a_migration_of_which_only_the_last_note_is_missing_is_noted() {
        store.note(FIRST, State.HALF_APPLIED, Migration.checksum(List.of("a1", "a2", "a3")), 3);

        assertThat(migrate()).startsWith("V001");
        assertThat(store.log).startsWith("open", "b1");
    }

    @Test
    void a_migration_that_fails_ends_the_run_gives_back_the_lock_and_keeps_what_was_applied_before() {
        store.refuse("b1");

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(this::migrate)
                .withMessage("refused: b1");
        assertThat(store.log).containsExactly("open", "a1", "a2", "a3", "close");
        assertThat(states()).startsWith(State.APPLIED, State.PENDING);
    }

    @Test
    void health_says_what_is_pending_and_every_problem() {
        store.note(FIRST, State.HALF_APPLIED, Migration.checksum(List.of("a1")), 1);
        store.note(migration(Source.LIBRARY, "V009", "z", "-z"));

        assertThat(store.findings(store.applied()))
                .extracting(Finding::code, Finding::severity)
                .containsExactly(
                        tuple("migration_pending", Finding.Severity.ERROR),
                        tuple("migration_interrupted", Finding.Severity.ERROR),
                        tuple("migration_unknown", Finding.Severity.WARNING));
        assertThat(store.findings(store.applied()).get(0).message())
                .contains("lacks V002-step, app:V001-step, app:V002-step");
        assertThat(store.version(store.applied())).contains("V009");
        store.note(APP_FIRST);
        assertThat(store.version(store.applied())).contains("V009");
        assertThat(new InMemorySchema(FIRST).version(List.of())).isEmpty();
    }
}
