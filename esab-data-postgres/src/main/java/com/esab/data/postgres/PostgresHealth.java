package com.esab.data.postgres;

import com.esab.data.error.EsabDataException;
import com.esab.data.health.Finding;
import com.esab.data.health.Finding.Severity;
import com.esab.data.health.StoreHealth;
import com.esab.data.schema.SchemaTarget.Applied;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the server how it is. */
final class PostgresHealth {

    private static final String QUESTION = """
            SELECT split_part(current_setting('server_version'), ' ', 1) AS version, pg_is_in_recovery() AS standby""";

    private final Database database;
    private final PostgresSchema schema;
    private CompletableFuture<StoreHealth> pending =
            CompletableFuture.completedFuture(StoreHealth.unreachable(Database.STORE, "not asked yet"));

    PostgresHealth(Database database, PostgresSchema schema) {
        this.database = database;
        this.schema = schema;
    }

    /**
     * The answer within the deadline: opening a connection may take longer than that, so another thread asks.
     *
     * <p>There is one such thread at a time, even when the connections of an application never come: who asks meanwhile
     * waits for its answer, and asks again when it could not get one.
     */
    StoreHealth ask(Duration deadline) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(deadline.toMillis());
        try {
            while (true) {
                Question question = pending(deadline);
                StoreHealth health = question.answer().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (question.isNew() || health.connected()) {
                    return health;
                }
            }
        } catch (TimeoutException e) {
            return StoreHealth.unreachable(Database.STORE, "no answer within " + deadline.toMillis() + " ms");
        } catch (ExecutionException e) {
            return StoreHealth.unreachable(Database.STORE, "asking for the health failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return StoreHealth.unreachable(Database.STORE, "interrupted while waiting for its answer");
        }
    }

    private synchronized Question pending(Duration deadline) {
        boolean isNew = pending.isDone();
        if (isNew) {
            pending = CompletableFuture.supplyAsync(
                    () -> answer(deadline),
                    task -> Database.daemon(task, "esab-data-postgres-health").start());
        }
        return new Question(pending, isNew);
    }

    /** @param isNew whether it was asked just now, not by an earlier caller */
    private record Question(CompletableFuture<StoreHealth> answer, boolean isNew) {}

    private StoreHealth answer(Duration deadline) {
        List<Finding> findings = new ArrayList<>();
        boolean exhausted = exhausted(findings);
        try (Database.Lease lease = exhausted ? database.dedicated("health") : database.lease("health")) {
            return lease.run("health", false, deadline, connection -> {
                long start = System.nanoTime();
                String version;
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(QUESTION)) {
                    row.next();
                    version = row.getString("version");
                    if (row.getBoolean("standby")) {
                        findings.add(new Finding(
                                Severity.ERROR,
                                "read_only",
                                "the server is a standby and cannot be written to: connect to the primary"));
                    }
                }
                Duration latency = Duration.ofNanos(System.nanoTime() - start);
                List<Applied> applied = applied(connection, findings);
                return new StoreHealth(
                        Database.STORE,
                        true,
                        Optional.of(latency),
                        Optional.of("PostgreSQL " + version),
                        schema.version(applied),
                        findings);
            });
        } catch (EsabDataException e) {
            return StoreHealth.unreachable(Database.STORE, String.valueOf(e.getMessage()));
        }
    }

    /** Whether the pool has no connection left, so that the question must go past it. */
    private boolean exhausted(List<Finding> findings) {
        Optional<HikariPoolMXBean> state = database.poolState();
        if (state.isEmpty() || state.get().getActiveConnections() < database.poolSize()) {
            return false;
        }
        findings.add(new Finding(
                Severity.WARNING,
                "pool_exhausted",
                "all %d connections of the pool are in use and %d calls wait for one: raise poolSize or find what holds them"
                        .formatted(database.poolSize(), state.get().getThreadsAwaitingConnection())));
        return true;
    }

    private List<Applied> applied(Connection connection, List<Finding> findings) throws SQLException {
        try {
            List<Applied> applied = PostgresSchema.applied(connection);
            findings.addAll(schema.findings(applied));
            return applied;
        } catch (SQLException e) {
            if (!SqlFailures.INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw e;
            }
            findings.add(new Finding(
                    Severity.WARNING,
                    "migration_history_unreadable",
                    "whether migrations are pending is unknown: grant SELECT on esab_data_migrations"));
            return List.of();
        }
    }
}
