package com.esab.data.schema;

import com.esab.data.error.MigrationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.schema.Migration.Source;
import com.esab.data.schema.MigrationStatus.State;
import com.esab.data.schema.MigrationStep.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A store whose statements, ended by semicolons, are kept in a list; it notes each of them, as Neo4j has to. */
final class InMemorySchema implements SchemaTarget {

    static final Instant NOW = Instant.parse("2025-01-15T12:00:00Z");

    /** The statements that ran, and what happened to the lock. */
    final List<String> log = new ArrayList<>();

    private final Map<String, Applied> history = new LinkedHashMap<>();
    private List<Migration> migrations;
    private Runnable beforeOpening = () -> {};
    private Optional<String> refused = Optional.empty();
    private Optional<String> lost = Optional.empty();

    InMemorySchema(Migration... migrations) {
        this.migrations = List.of(migrations);
    }

    static Migration migration(Source source, String version, String script, String undo) {
        return new Migration(source, version, "step", script, Optional.of(undo));
    }

    /** From here on the program has these files. */
    void files(Migration... others) {
        migrations = List.of(others);
    }

    /** Puts a line into the history as another program would. */
    void note(Migration migration) {
        note(migration, State.APPLIED, migration.checksum(), 0);
    }

    void note(Migration migration, State state, String checksum, int done) {
        history.put(
                migration.id(),
                new Applied(
                        migration.source(), migration.version(), migration.description(), state, checksum, done, NOW));
    }

    /** What another runner does while one waits for the lock. */
    void beforeOpening(Runnable action) {
        beforeOpening = action;
    }

    /** The store refuses this statement from here on. */
    void refuse(String statement) {
        refused = Optional.of(statement);
    }

    /** The store is lost at this statement, once. */
    void loseAt(String statement) {
        lost = Optional.of(statement);
    }

    @Override
    public String store() {
        return "memory";
    }

    @Override
    public List<Migration> migrations() {
        return migrations;
    }

    @Override
    public List<Applied> applied() {
        return List.copyOf(history.values());
    }

    @Override
    public List<String> statements(String script) {
        return Stream.of(script.split(";"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    @Override
    public Runner open(Duration wait) {
        beforeOpening.run();
        log.add("open");
        return new Runner() {
            @Override
            public List<Applied> applied() {
                return InMemorySchema.this.applied();
            }

            @Override
            public void run(MigrationStep step) {
                for (int done = step.done(); done < step.statements().size(); done++) {
                    carryOut(step.statements().get(done));
                    noteDone(step, done + 1);
                }
                if (step.remaining().isEmpty()) {
                    noteDone(step, step.done());
                }
            }

            @Override
            public void close() {
                log.add("close");
            }
        };
    }

    private void carryOut(String statement) {
        if (refused.equals(Optional.of(statement))) {
            throw new MigrationException("refused: " + statement);
        }
        if (lost.equals(Optional.of(statement))) {
            lost = Optional.empty();
            throw StoreUnavailableException.unchanged(store(), statement, null);
        }
        log.add(statement);
    }

    private void noteDone(MigrationStep step, int done) {
        Migration migration = step.migration();
        boolean up = step.direction() == Direction.UP;
        if (done < step.statements().size()) {
            note(
                    migration,
                    up ? State.HALF_APPLIED : State.HALF_ROLLED_BACK,
                    Migration.checksum(step.statements().subList(0, done)),
                    done);
        } else if (up) {
            note(migration);
        } else {
            history.remove(migration.id());
        }
    }
}
