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

/** Asks the server how it is. */
final class PostgresHealth {

    private static final String QUESTION = """
            SELECT split_part(current_setting('server_version'), ' ', 1) AS version, pg_is_in_recovery() AS standby""";

    private final Database database;
    private final PostgresSchema schema;
    private final Question<StoreHealth> question;

    PostgresHealth(Database database, PostgresSchema schema) {
        this.database = database;
        this.schema = schema;
        this.question =
                new Question<>("esab-data-postgres-health", this::answer, StoreHealth::connected, this::withoutAnswer);
    }

    /** The answer within the deadline. */
    StoreHealth ask(Duration deadline) {
        return question.ask(deadline);
    }

    /** What became of the attempts to connect says more than that nothing came back. */
    private StoreHealth withoutAnswer(String reason) {
        return database.connectionFailure()
                .map(failure -> withoutAnswer(reason + ", and no connection: " + SqlFailures.reason(failure), failure))
                .orElseGet(() -> StoreHealth.unreachable(Database.STORE, reason));
    }

    private static StoreHealth withoutAnswer(String reason, Throwable failure) {
        return SqlFailures.refusesCredentials(failure)
                ? StoreHealth.refused(Database.STORE, reason)
                : StoreHealth.unreachable(Database.STORE, reason);
    }

    private StoreHealth answer(Duration deadline) {
        List<Finding> findings = new ArrayList<>();
        boolean exhausted = database.isPoolExhausted();
        if (exhausted) {
            findings.add(exhaustion());
        }
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
            return withoutAnswer(String.valueOf(e.getMessage()), e);
        }
    }

    private Finding exhaustion() {
        int waiting = database.poolState()
                .map(HikariPoolMXBean::getThreadsAwaitingConnection)
                .orElse(0);
        return new Finding(
                Severity.WARNING,
                "pool_exhausted",
                "all %d connections of the pool are in use and %d calls wait for one: raise poolSize or find what holds them"
                        .formatted(database.poolSize(), waiting));
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
