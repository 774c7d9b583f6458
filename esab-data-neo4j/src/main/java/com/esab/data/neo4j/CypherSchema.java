package com.esab.data.neo4j;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.MigrationException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.schema.Migration;
import com.esab.data.schema.SchemaTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema of the catalogue: constraints and indexes, with the history of their changes as nodes.
 *
 * <p>Neo4j cannot change its schema and write data in one transaction, so that a migration may be applied and not be noted when the
 * program dies between the two. Every statement of ours can therefore be run again.
 */
final class CypherSchema implements SchemaTarget {

    private static final Logger LOG = LoggerFactory.getLogger(CypherSchema.class);

    private static final String FOLDER = "/META-INF/esab-data/neo4j/";
    private static final List<String> FILES = List.of("2025-01-15-001-catalogue");
    private static final String EXTENSION = ".cypher";

    /** An index over a large catalogue takes its time. */
    private static final Duration STATEMENT_DEADLINE = Duration.ofMinutes(10);

    private static final String HISTORY = """
            MATCH (m:EsabDataMigration)
            RETURN m.version AS version, m.description AS description, m.checksum AS checksum, m.applied_at AS at
            ORDER BY version
            """;

    private static final String NOTE = Lease.HELD + """
            MERGE (m:EsabDataMigration {version: $version})
            SET m.description = $description, m.checksum = $checksum, m.applied_at = datetime()
            RETURN m.version AS version
            """;

    /** Without it two runners that meet on an empty server could make two nodes for one lease. */
    private static final String LEASE_CONSTRAINT =
            "CREATE CONSTRAINT esab_data_lease IF NOT EXISTS FOR (l:EsabDataLease) REQUIRE l.name IS UNIQUE";

    private final Bolt bolt;
    private final List<Migration> migrations =
            FILES.stream().map(CypherSchema::migration).sorted().toList();

    CypherSchema(Bolt bolt) {
        this.bolt = bolt;
    }

    private static Migration migration(String name) {
        String script = text(name + EXTENSION);
        if (script == null) {
            throw new MigrationException("the migration " + name + " is missing from this library");
        }
        return Migration.of(name + EXTENSION, script, Optional.ofNullable(text(name + "-down" + EXTENSION)));
    }

    private static @Nullable String text(String file) {
        try (InputStream in = CypherSchema.class.getResourceAsStream(FOLDER + file)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
                .map(record -> new Applied(
                        record.get("version").asString(),
                        record.get("description").asString(),
                        record.get("checksum").asString(),
                        record.get("at").asZonedDateTime().toInstant()))
                .toList();
    }

    @Override
    public SchemaTarget.Runner open(Duration wait) {
        bolt.runAlone("prepare the lease for migrations", STATEMENT_DEADLINE, LEASE_CONSTRAINT);
        Lease lease = Lease.named(bolt, "migrations");
        if (!lease.take(wait)) {
            throw new MigrationException(
                    "another program has been migrating neo4j for more than " + wait.toSeconds() + " s");
        }
        return new Runner(lease);
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

        /** A failure shows when the migration is noted, which needs the lease. */
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
        public void apply(Migration migration) {
            try {
                for (String statement : CypherScript.statements(migration.script())) {
                    bolt.runAlone("apply migration " + migration, STATEMENT_DEADLINE, statement);
                }
                Map<String, Object> note = Map.of(
                        "version", migration.version(),
                        "description", migration.description(),
                        "checksum", migration.checksum());
                if (bolt.write("note migration " + migration, bolt.timeouts().bulk(), NOTE, lease.parameters(note))
                        .isEmpty()) {
                    throw new MigrationException("migration " + migration
                            + " was applied but not noted: another program took over; migrate again");
                }
            } catch (StoreUnavailableException | MigrationException e) {
                throw e;
            } catch (EsabDataException e) {
                throw new MigrationException("migration " + migration + " failed: " + e.getMessage(), e);
            }
        }

        /** What was applied and noted stays so, whether or not the lease can be given back. */
        @Override
        public void close() {
            renewal.shutdownNow();
            try {
                lease.giveBack();
            } catch (EsabDataException e) {
                LOG.warn("the lease on migrations was not given back and ends by itself", e);
            }
        }
    }
}
