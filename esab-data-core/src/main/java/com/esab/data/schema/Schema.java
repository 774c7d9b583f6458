package com.esab.data.schema;

import com.esab.data.ProgressListener;
import com.esab.data.error.MigrationException;
import com.esab.data.schema.MigrationStep.Direction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema of one store: brought up by the migrations of the library and then by those of the app, and taken back the other way
 * round.
 *
 * <p>Library and app have versions of their own; the app's are written {@code app:V001}. One runner at a time changes a schema over
 * all processes; others wait for it, a minute at the most. When the store does not answer, every method throws
 * {@link com.esab.data.error.StoreUnavailableException}; whatever was done by then is in the history, and the same call goes on from
 * there.
 */
public final class Schema {

    /** The version before the first. */
    public static final String NOTHING = "nothing";

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final Duration LOCK_WAIT = Duration.ofMinutes(1);

    private final SchemaTarget target;

    private Schema(SchemaTarget target) {
        this.target = target;
    }

    /** The schema of this store. */
    public static Schema of(SchemaTarget target) {
        return new Schema(target);
    }

    /** The store's name. */
    public String store() {
        return target.store();
    }

    /** Every migration that this program knows or the store has, in order: the library's, then the app's. One query. */
    public List<MigrationStatus> status() {
        return history().status();
    }

    /**
     * All in which the store's history and this program's migrations do not agree; nothing that is merely pending. One query.
     *
     * <p>A program that was given no migrations of an app passes over those that another program has applied.
     */
    public List<MigrationProblem> validate() {
        return history().problems();
    }

    /**
     * Makes certain that the store has all migrations and nothing disagrees. One query.
     *
     * @throws MigrationException saying what is pending or does not agree
     */
    public void requireCurrent() {
        List<MigrationStep> steps = pending();
        if (!steps.isEmpty()) {
            throw new MigrationException("%s: the schema is not the one this program brings, migrate first; pending: %s"
                    .formatted(
                            store(),
                            steps.stream()
                                    .map(step -> step.migration().toString())
                                    .collect(Collectors.joining(", "))));
        }
    }

    /**
     * What {@link #migrate} would run now, in order; writes nothing. One query.
     *
     * @throws MigrationException when {@link #migrate} would be refused
     */
    public List<MigrationStep> pending() {
        return history().up();
    }

    /**
     * Applies what is pending, and first what remains of a migration that was interrupted.
     *
     * @return those that were applied now, in order
     * @throws MigrationException before anything runs, naming all problems that {@link #validate} finds, but for a migration that is
     *     half applied; or naming the migration that the store refuses, and why
     */
    public List<MigrationStatus> migrate(ProgressListener progress) {
        return run("migrations", History::up, progress);
    }

    /**
     * What {@link #rollback} would run now, in order; writes nothing. One query.
     *
     * @throws MigrationException when {@link #rollback} would be refused
     */
    public List<MigrationStep> rollbackSteps(String to) {
        return history().down(to);
    }

    /**
     * Takes back what was applied after a version, the last one first. The app's come after all of the library's, so that a version of
     * the library takes all the app's back.
     *
     * <p>What was interrupted on the way up is taken back by its whole way back, which must bear that some of it is not there; what
     * was interrupted on the way down is taken back by the rest of it. With what a migration brought goes the data in it.
     *
     * @param to the version that stays, as {@link MigrationStatus#id} has it, such as {@code V001} or {@code app:V002}; or
     *     {@link #NOTHING}, which leaves nothing of the schema and its history behind
     * @return those that were taken back now, in order
     * @throws MigrationException before anything runs, when that version is not applied, or naming all that cannot be taken back: a
     *     migration without a way back, one that was changed since, or one that is unknown; or naming the migration that the store
     *     refuses to take back, and why
     */
    public List<MigrationStatus> rollback(String to, ProgressListener progress) {
        return run("rollback", history -> history.down(to), progress);
    }

    private List<MigrationStatus> run(
            String what, Function<History, List<MigrationStep>> plan, ProgressListener progress) {
        if (plan.apply(history()).isEmpty()) {
            return List.of();
        }
        try (SchemaTarget.Runner runner = target.open(LOCK_WAIT)) {
            List<MigrationStep> steps = plan.apply(new History(target, runner.applied()));
            String name = target.store() + " " + what;
            progress.progress(name, 0, steps.size());
            int done = 0;
            for (MigrationStep step : steps) {
                runner.run(step);
                LOG.info(
                        "{}: {} migration {}",
                        target.store(),
                        step.direction() == Direction.UP ? "applied" : "took back",
                        step.migration());
                progress.progress(name, ++done, steps.size());
            }
            Map<String, MigrationStatus> now = new History(target, runner.applied())
                    .status().stream().collect(Collectors.toMap(MigrationStatus::id, Function.identity()));
            return steps.stream()
                    .map(step -> Objects.requireNonNull(now.get(step.migration().id())))
                    .toList();
        }
    }

    private History history() {
        return new History(target, target.applied());
    }

    @Override
    public String toString() {
        return "Schema[" + target.store() + "]";
    }
}
