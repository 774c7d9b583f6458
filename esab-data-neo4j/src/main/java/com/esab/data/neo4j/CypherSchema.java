package com.esab.data.neo4j;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.MigrationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.schema.Migration;
import com.esab.data.schema.Migration.Source;
import com.esab.data.schema.MigrationFiles;
import com.esab.data.schema.MigrationStatus.State;
import com.esab.data.schema.MigrationStep;
import com.esab.data.schema.MigrationStep.Direction;
import com.esab.data.schema.SchemaTarget;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.neo4j.driver.Value;
import org.neo4j.driver.exceptions.TransientException;
import org.neo4j.driver.summary.Plan;
import org.neo4j.driver.summary.QueryType;
import org.neo4j.driver.summary.ResultSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema of the catalogue: constraints and indexes, with the history of their changes as nodes.
 *
 * <p>Neo4j cannot change its schema and write data in one transaction, so each statement of a migration is noted by itself. One that
 * writes data is noted in its own transaction and so never runs twice; any other runs again when the program dies between it and its
 * note.
 */
final class CypherSchema implements SchemaTarget {

    private static final Logger LOG = LoggerFactory.getLogger(CypherSchema.class);

    private static final List<Migration> OURS = MigrationFiles.onClassPath(
                    CypherSchema.class, "/META-INF/esab-data/neo4j", "2025-01-15-001-catalogue.cypher")
            .cypher(Source.LIBRARY);

    /** An index over a large catalogue takes its time. */
    private static final Duration STATEMENT_DEADLINE = Duration.ofMinutes(10);

    /** A line of the history as {@link #line} reads it. */
    static final String LINE = "m {.source, .version, .description, .state, .checksum, .statements, .at}";

    private static final String HISTORY = "MATCH (m:EsabDataMigration) RETURN " + LINE + " AS line";

    private static final String NOTE = Lease.HELD + """
            MERGE (m:EsabDataMigration {source: $source, version: $version})
            SET m.description = $description, m.state = $state, m.checksum = $checksum, m.statements = $statements,
                m.at = datetime()
            RETURN m.version AS version
            """;

    private static final String FORGET = Lease.HELD + """
            OPTIONAL MATCH (m:EsabDataMigration {source: $source, version: $version})
            DELETE m
            RETURN $version AS version
            """;

    /** Without it two runners that meet on an empty server could make two nodes for one lease. */
    private static final String LEASE_CONSTRAINT =
            "CREATE CONSTRAINT esab_data_lease IF NOT EXISTS FOR (l:EsabDataLease) REQUIRE l.name IS UNIQUE";

    private static final int LEASE_ATTEMPTS = 5;

    private static final String DROP_LEASE_CONSTRAINT = "DROP CONSTRAINT esab_data_lease IF EXISTS";

    private final Bolt bolt;
    private final List<Migration> migrations;

    CypherSchema(Bolt bolt, List<Migration> ofApp) {
        this.bolt = bolt;
        this.migrations = Stream.concat(OURS.stream(), ofApp.stream()).toList();
    }

    @Override
    public String store() {
        return DriverErrors.STORE;
    }

    @Override
    public List<Migration> migrations() {
        return migrations;
    }

    @Override
    public List<Applied> applied() {
        return bolt.read("read the history of migrations", bolt.timeouts().bulk(), HISTORY, Map.of()).stream()
                .map(record -> line(record.get("line")))
                .toList();
    }

    static Applied line(Value line) {
        return new Applied(
                Source.of(line.get("source").asString()),
                line.get("version").asString(),
                line.get("description").asString(),
                State.valueOf(line.get("state").asString().toUpperCase(Locale.ROOT)),
                line.get("checksum").asString(),
                line.get("statements").asInt(),
                line.get("at").asZonedDateTime().toInstant());
    }

    @Override
    public List<String> statements(String script) {
        return CypherScript.statements(script);
    }

    @Override
    public SchemaTarget.Runner open(Duration wait) {
        Lease lease = Lease.named(bolt, "migrations");
        do {
            prepareLease();
            if (!lease.take(wait)) {
                throw new MigrationException(
                        "another program has been migrating neo4j for more than " + wait.toSeconds() + " s");
            }
            // who held it before may have taken everything back meanwhile: the constraint, and the very node that was
            // taken
            prepareLease();
        } while (!lease.renew());
        return new Runner(lease);
    }

    /** Of two runners that create the constraint at once, the server may break one off, as it does with a deadlock. */
    private void prepareLease() {
        for (int attempt = 1; ; attempt++) {
            try {
                bolt.runAlone("prepare the lease for migrations", STATEMENT_DEADLINE, LEASE_CONSTRAINT);
                return;
            } catch (StoreUnavailableException e) {
                if (attempt == LEASE_ATTEMPTS || !(e.getCause() instanceof TransientException)) {
                    throw e;
                }
            }
        }
    }

    private final class Runner implements SchemaTarget.Runner {

        private final Lease lease;
        private final ScheduledExecutorService renewal = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "esab-data-neo4j-lease");
            thread.setDaemon(true);
            return thread;
        });

        private Runner(Lease lease) {
            this.lease = lease;
            long period = Lease.LENGTH.toMillis() / 3;
            renewal.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
        }

        /** A failure shows when the next statement is noted, which needs the lease. */
        private void renew() {
            try {
                lease.renew();
            } catch (EsabDataException e) {
                // tried again at the next turn
            }
        }

        @Override
        public List<Applied> applied() {
            return CypherSchema.this.applied();
        }

        @Override
        public void run(MigrationStep step) {
            try {
                int count = step.statements().size();
                for (int done = step.done(); done < count; done++) {
                    run(step, done);
                }
                if (step.done() == count) {
                    note(step, count);
                }
            } catch (StoreUnavailableException | MigrationException e) {
                throw e;
            } catch (EsabDataException e) {
                throw new MigrationException(
                        "migration %s failed; what ran before stays, and the next run goes on here: %s"
                                .formatted(step.migration(), e.getMessage()),
                        e);
            }
        }

        /** @param number of the statement, from 0 */
        private void run(MigrationStep step, int number) {
            String statement = step.statements().get(number);
            String what = "run statement %d of %d of migration %s"
                    .formatted(number + 1, step.statements().size(), step.migration());
            if (writesDataOnly(what, statement)) {
                Note note = Note.of(step, number + 1);
                Map<String, Object> parameters = lease.parameters(note.parameters());
                if (!bolt.writeNoted(what, STATEMENT_DEADLINE, statement, note.cypher(), parameters)) {
                    throw takenOver(step);
                }
            } else {
                bolt.runAlone(what, STATEMENT_DEADLINE, statement);
                note(step, number + 1);
            }
        }

        private void note(MigrationStep step, int done) {
            Note note = Note.of(step, done);
            String what = "note migration " + step.migration();
            if (bolt.write(what, bolt.timeouts().bulk(), note.cypher(), lease.parameters(note.parameters()))
                    .isEmpty()) {
                throw takenOver(step);
            }
        }

        private static MigrationException takenOver(MigrationStep step) {
            return new MigrationException("migration " + step.migration()
                    + " was interrupted: another program took over; run it again to see where it is");
        }

        /** What was done stays so, whether or not the lease can be given back. */
        @Override
        public void close() {
            renewal.shutdownNow();
            try {
                if (applied().isEmpty() && lease.renew()) {
                    bolt.runAlone("remove the lease for migrations", STATEMENT_DEADLINE, DROP_LEASE_CONSTRAINT);
                    lease.remove();
                } else {
                    lease.giveBack();
                }
            } catch (EsabDataException e) {
                LOG.warn("the lease on migrations was not given back and ends by itself", e);
            }
        }
    }

    /**
     * Whether a statement can share its transaction with a note, as the server plans it: changes of the schema cannot, nor what
     * makes transactions of its own.
     */
    private boolean writesDataOnly(String what, String statement) {
        ResultSummary planned = bolt.runAlone(what, STATEMENT_DEADLINE, "EXPLAIN " + statement);
        boolean writes = planned.queryType() == QueryType.WRITE_ONLY || planned.queryType() == QueryType.READ_WRITE;
        return writes
                && planned.queryPlan().filter(plan -> !makesTransactions(plan)).isPresent();
    }

    private static boolean makesTransactions(Plan plan) {
        return plan.operatorType().startsWith("Transaction")
                || plan.children().stream().anyMatch(CypherSchema::makesTransactions);
    }

    /** What changes in the history. */
    private record Note(String cypher, Map<String, Object> parameters) {

        /** When so many statements of a step are done. */
        static Note of(MigrationStep step, int done) {
            Migration migration = step.migration();
            Map<String, Object> parameters = new HashMap<>();
            parameters.put("source", migration.source().label());
            parameters.put("version", migration.version());
            boolean up = step.direction() == Direction.UP;
            boolean whole = done == step.statements().size();
            if (whole && !up) {
                return new Note(FORGET, parameters);
            }
            State half = up ? State.HALF_APPLIED : State.HALF_ROLLED_BACK;
            parameters.put("description", migration.description());
            parameters.put("state", (whole ? State.APPLIED : half).name().toLowerCase(Locale.ROOT));
            parameters.put(
                    "checksum",
                    whole
                            ? migration.checksum()
                            : Migration.checksum(step.statements().subList(0, done)));
            parameters.put("statements", whole ? 0 : done);
            return new Note(NOTE, parameters);
        }
    }
}
