package com.esab.data.schema;

import java.util.List;

/**
 * A migration that a run applies or takes back.
 *
 * @param statements what the store is asked to run, one after the other; a store that runs a script as one has a single one
 * @param done how many of them an interrupted run has done already
 */
public record MigrationStep(Migration migration, Direction direction, List<String> statements, int done) {

    /** Which way a step leads. */
    public enum Direction {
        UP,
        DOWN
    }

    public MigrationStep {
        statements = List.copyOf(statements);
        if (done < 0 || done > statements.size()) {
            throw new IllegalArgumentException(done + " of " + statements.size() + " statements cannot be done");
        }
    }

    /** The statements that are still to run. */
    public List<String> remaining() {
        return statements.subList(done, statements.size());
    }
}
