package com.esab.data.internal.schema;

import com.esab.data.ProgressListener;
import com.esab.data.error.MigrationException;
import com.esab.data.schema.Migration;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.SchemaTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

final class MigrationRunnerTest {

    private static final Migration FIRST = migration("V001-tables-up.sql");
    private static final Migration SECOND = migration("V002-views-up.sql");
    private static final Migration THIRD = migration("V003-indexes-up.sql");

    private final FakeTarget target = new FakeTarget(FIRST, SECOND, THIRD);
    private final MigrationRunner runner = new MigrationRunner(target);

    @Test
    void on_an_empty_store_all_migrations_are_applied_in_order_under_one_lock() {
        List<MigrationStatus> applied = runner.migrate(ProgressListener.NONE);

        assertThat(target.log).containsExactly("open", "apply V001", "apply V002", "apply V003", "close");
        assertThat(applied).extracting(MigrationStatus::version).containsExactly("V001", "V002", "V003");
        assertThat(applied).noneMatch(MigrationStatus::pending).allMatch(status -> status.store()
                .equals("fake"));
    }

    @Test
    void only_what_is_pending_is_applied_and_told() {
        target.apply(FIRST);

        assertThat(runner.status()).extracting(MigrationStatus::pending).containsExactly(false, true, true);
        assertThat(runner.migrate(ProgressListener.NONE))
                .extracting(MigrationStatus::description)
                .containsExactly("views", "indexes");
    }

    @Test
    void an_up_to_date_store_is_not_locked() {
        runner.migrate(ProgressListener.NONE);
        target.log.clear();

        assertThat(runner.migrate(ProgressListener.NONE)).isEmpty();
        assertThat(target.log).isEmpty();
    }

    @Test
    void what_another_runner_applied_while_this_one_waited_is_not_applied_again() {
        target.beforeOpening = () -> {
            target.apply(FIRST);
            target.apply(SECOND);
        };

        assertThat(runner.migrate(ProgressListener.NONE))
                .extracting(MigrationStatus::version)
                .containsExactly("V003");
        assertThat(target.log).containsExactly("open", "apply V003", "close");
    }

    @Test
    void progress_is_told_from_the_beginning_to_the_end() {
        List<String> told = new ArrayList<>();

        runner.migrate((step, done, total) -> told.add(step + " " + done + "/" + total));

        assertThat(told)
                .containsExactly(
                        "fake migrations 0/3", "fake migrations 1/3", "fake migrations 2/3", "fake migrations 3/3");
    }

    @Test
    void a_migration_changed_after_it_was_applied_stops_everything() {
        target.history.add(new SchemaTarget.Applied("V001", "tables", "0".repeat(64), Instant.EPOCH));

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> runner.migrate(ProgressListener.NONE))
                .withMessage("fake: migration V001-tables was changed after it had been applied");
        assertThat(target.log).isEmpty();
    }

    @Test
    void a_gap_in_the_history_stops_everything() {
        target.apply(FIRST);
        target.apply(THIRD);

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> runner.migrate(ProgressListener.NONE))
                .withMessage("fake: migration V002-views is missing although V003-indexes was applied");
        assertThat(target.log).isEmpty();
    }

    @Test
    void an_unknown_migration_in_the_history_stops_everything() {
        target.apply(FIRST);
        target.apply(migration("V009-future-up.sql"));

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> runner.migrate(ProgressListener.NONE))
                .withMessageContaining("[V009]")
                .withMessageContaining("newer version of the library");
        assertThat(target.log).isEmpty();
    }

    @Test
    void a_migration_that_fails_ends_the_run_gives_back_the_lock_and_keeps_what_was_applied_before() {
        target.failing = Optional.of(SECOND);

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> runner.migrate(ProgressListener.NONE))
                .withMessage("refused");
        assertThat(target.log).containsExactly("open", "apply V001", "close");
        assertThat(runner.status()).extracting(MigrationStatus::pending).containsExactly(false, true, true);
    }

    private static Migration migration(String file) {
        return Migration.of(file, "script of " + file, Optional.empty());
    }

    /** A store that keeps its history in a list and notes what is done to it. */
    private static final class FakeTarget implements SchemaTarget {

        private final List<Migration> migrations;
        private final List<Applied> history = new ArrayList<>();
        private final List<String> log = new ArrayList<>();
        private Runnable beforeOpening = () -> {};
        private Optional<Migration> failing = Optional.empty();

        FakeTarget(Migration... migrations) {
            this.migrations = List.of(migrations);
        }

        void apply(Migration migration) {
            history.add(new Applied(migration.version(), migration.description(), migration.checksum(), Instant.EPOCH));
        }

        @Override
        public String store() {
            return "fake";
        }

        @Override
        public List<Migration> migrations() {
            return migrations;
        }

        @Override
        public List<Applied> applied() {
            return List.copyOf(history);
        }

        @Override
        public Runner open(Duration wait) {
            beforeOpening.run();
            log.add("open");
            return new Runner() {
                @Override
                public List<Applied> applied() {
                    return List.copyOf(history);
                }

                @Override
                public void apply(Migration migration) {
                    if (failing.equals(Optional.of(migration))) {
                        throw new MigrationException("refused");
                    }
                    log.add("apply " + migration.version());
                    FakeTarget.this.apply(migration);
                }

                @Override
                public void close() {
                    log.add("close");
                }
            };
        }
    }
}
