package com.esab.data.internal.schema;

import com.esab.data.ProgressListener;
import com.esab.data.error.MigrationException;
import com.esab.data.schema.Migration;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.SchemaTarget;
import com.esab.data.schema.SchemaTarget.Applied;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema of a store up to its newest version. */
public final class MigrationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationRunner.class);
    private static final Duration LOCK_WAIT = Duration.ofMinutes(1);

    private final SchemaTarget target;

    public MigrationRunner(SchemaTarget target) {
        this.target = target;
    }

    /** All migrations in order, and when each was applied. */
    public List<MigrationStatus> status() {
        return status(target.applied());
    }

    /**
     * Applies what is pending, one runner at a time over all processes.
     *
     * @return those that were applied now
     */
    public List<MigrationStatus> migrate(ProgressListener progress) {
        if (pending(target.applied()).isEmpty()) {
            return List.of();
        }
        try (SchemaTarget.Runner runner = target.open(LOCK_WAIT)) {
            List<Migration> pending = pending(runner.applied());
            String step = target.store() + " migrations";
            progress.progress(step, 0, pending.size());
            int done = 0;
            for (Migration migration : pending) {
                runner.apply(migration);
                LOG.info("{}: applied migration {}", target.store(), migration);
                progress.progress(step, ++done, pending.size());
            }
            List<String> versions = pending.stream().map(Migration::version).toList();
            return status(runner.applied()).stream()
                    .filter(status -> versions.contains(status.version()))
                    .toList();
        }
    }

    private List<MigrationStatus> status(List<Applied> applied) {
        Map<String, Applied> byVersion = byVersion(applied);
        return target.migrations().stream()
                .map(migration -> new MigrationStatus(
                        target.store(),
                        migration.version(),
                        migration.description(),
                        Optional.ofNullable(byVersion.get(migration.version())).map(Applied::at)))
                .toList();
    }

    private static Map<String, Applied> byVersion(List<Applied> applied) {
        return applied.stream().collect(Collectors.toMap(Applied::version, Function.identity()));
    }

    /** What is still to be applied, once it is certain that the history is the beginning of the known migrations. */
    private List<Migration> pending(List<Applied> applied) {
        Map<String, Applied> byVersion = byVersion(applied);
        List<Migration> pending = new ArrayList<>();
        for (Migration migration : target.migrations()) {
            Applied done = byVersion.remove(migration.version());
            if (done == null) {
                pending.add(migration);
            } else if (!done.checksum().equals(migration.checksum())) {
                throw new MigrationException(
                        target.store() + ": migration " + migration + " was changed after it had been applied");
            } else if (!pending.isEmpty()) {
                throw new MigrationException(target.store() + ": migration " + pending.get(0) + " is missing although "
                        + migration + " was applied");
            }
        }
        if (!byVersion.isEmpty()) {
            throw new MigrationException(target.store() + ": the applied migrations " + byVersion.keySet()
                    + " are unknown: a newer version of the library was here");
        }
        return pending;
    }
}
