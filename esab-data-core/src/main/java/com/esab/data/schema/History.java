package com.esab.data.schema;

import com.esab.data.error.MigrationException;
import com.esab.data.health.Finding;
import com.esab.data.health.Finding.Severity;
import com.esab.data.schema.Migration.Source;
import com.esab.data.schema.MigrationProblem.Kind;
import com.esab.data.schema.MigrationStatus.State;
import com.esab.data.schema.MigrationStep.Direction;
import com.esab.data.schema.SchemaTarget.Applied;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A store's history beside the migrations that are known here: what they say of each other, and what is to be run. */
final class History {

    private static final Comparator<Applied> ORDER =
            Comparator.comparing(Applied::source).thenComparing(Applied::version);

    private final SchemaTarget target;
    private final Map<String, Migration> known = new LinkedHashMap<>();
    private final Map<String, Applied> applied = new LinkedHashMap<>();

    History(SchemaTarget target, List<Applied> history) {
        this.target = target;
        target.migrations().stream().sorted().forEach(migration -> known.put(migration.id(), migration));
        history.stream().sorted(ORDER).forEach(line -> applied.put(line.id(), line));
    }

    /** All that is known or applied, in order. */
    List<MigrationStatus> status() {
        List<MigrationStatus> all = new ArrayList<>();
        for (Migration migration : known.values()) {
            if (!applied.containsKey(migration.id())) {
                all.add(status(
                        migration.source(),
                        migration.version(),
                        migration.description(),
                        State.PENDING,
                        Optional.empty()));
            }
        }
        for (Applied line : applied.values()) {
            Optional<Instant> since = Optional.of(line.at()).filter(at -> line.state() == State.APPLIED);
            all.add(status(line.source(), line.version(), line.description(), line.state(), since));
        }
        all.sort(Comparator.comparing(MigrationStatus::source).thenComparing(MigrationStatus::version));
        return List.copyOf(all);
    }

    private MigrationStatus status(
            Source source, String version, String description, State state, Optional<Instant> appliedAt) {
        return new MigrationStatus(target.store(), source, version, description, state, appliedAt);
    }

    /** All in which the two do not agree, in the order of the migrations. */
    List<MigrationProblem> problems() {
        List<MigrationProblem> problems = new ArrayList<>();
        for (Migration migration : known.values()) {
            Applied line = applied.get(migration.id());
            if (line == null) {
                laterApplied(migration)
                        .ifPresent(later -> problems.add(problem(
                                migration.source(),
                                migration.version(),
                                Kind.GAP,
                                "migration " + migration + " is missing although " + later + " was applied")));
            } else {
                interrupted(migration, line).ifPresent(problems::add);
                changed(migration, line).ifPresent(problems::add);
            }
        }
        applied.values().stream()
                .filter(line -> !known.containsKey(line.id()) && isOurs(line.source()))
                .map(this::unknown)
                .forEach(problems::add);
        return List.copyOf(problems);
    }

    private Optional<Migration> laterApplied(Migration missing) {
        return known.values().stream()
                .filter(later -> later.source() == missing.source())
                .filter(later -> later.compareTo(missing) > 0 && applied.containsKey(later.id()))
                .findFirst();
    }

    /** A program that was given no migrations of an app does not judge those of another program. */
    private boolean isOurs(Source source) {
        return source == Source.LIBRARY || known.values().stream().anyMatch(migration -> migration.source() == source);
    }

    private Optional<MigrationProblem> interrupted(Migration migration, Applied line) {
        if (line.state() == State.APPLIED) {
            return Optional.empty();
        }
        String how = line.state() == State.HALF_APPLIED
                ? " is half applied: migrate to go on with it"
                : " is half rolled back: roll back to go on with it";
        return Optional.of(
                problem(migration.source(), migration.version(), Kind.INTERRUPTED, "migration " + migration + how));
    }

    private Optional<MigrationProblem> changed(Migration migration, Applied line) {
        if (!isChanged(migration, line)) {
            return Optional.empty();
        }
        String what = line.state() == State.APPLIED
                ? " was changed after it had been applied"
                : " was changed in the statements that have run already";
        return Optional.of(
                problem(migration.source(), migration.version(), Kind.CHANGED, "migration " + migration + what));
    }

    private boolean isChanged(Migration migration, Applied line) {
        if (line.state() == State.APPLIED) {
            return !line.checksum().equals(migration.checksum());
        }
        Optional<String> script =
                line.state() == State.HALF_APPLIED ? Optional.of(migration.script()) : migration.undo();
        List<String> statements = script.map(target::statements).orElse(List.of());
        return line.done() > statements.size()
                || !line.checksum().equals(Migration.checksum(statements.subList(0, line.done())));
    }

    private MigrationProblem unknown(Applied line) {
        String why = line.source() == Source.LIBRARY
                ? ": a newer version of the library was here"
                : ": this program has no such file";
        return problem(
                line.source(), line.version(), Kind.UNKNOWN, "the applied migration " + line + " is unknown" + why);
    }

    private MigrationProblem problem(Source source, String version, Kind kind, String message) {
        return new MigrationProblem(target.store(), source, version, kind, target.store() + ": " + message);
    }

    /**
     * What brings the schema up to date.
     *
     * @throws MigrationException when there is a problem that going on would not solve
     */
    List<MigrationStep> up() {
        refuse(problems().stream()
                .filter(problem -> problem.kind() != Kind.INTERRUPTED || isState(problem.id(), State.HALF_ROLLED_BACK))
                .map(MigrationProblem::message)
                .toList());
        return known.values().stream()
                .filter(migration -> !isState(migration.id(), State.APPLIED))
                .map(migration -> step(migration, Direction.UP, migration.script(), State.HALF_APPLIED))
                .toList();
    }

    /**
     * What takes the schema back to a version, the last one first.
     *
     * @throws MigrationException when that version is not applied, or something cannot be taken back
     */
    List<MigrationStep> down(String to) {
        List<Applied> behind = behind(to);
        List<String> reasons = new ArrayList<>();
        List<MigrationStep> steps = new ArrayList<>();
        for (int i = behind.size() - 1; i >= 0; i--) {
            Applied line = behind.get(i);
            Migration migration = known.get(line.id());
            Optional<MigrationProblem> changed = migration == null ? Optional.empty() : changed(migration, line);
            if (migration == null) {
                reasons.add(unknown(line).message());
            } else if (migration.undo().isEmpty()) {
                reasons.add(target.store() + ": migration " + migration + " has no file that leads back");
            } else if (changed.isPresent()) {
                reasons.add(changed.get().message());
            } else {
                steps.add(step(migration, Direction.DOWN, migration.undo().get(), State.HALF_ROLLED_BACK));
            }
        }
        refuse(reasons);
        return List.copyOf(steps);
    }

    /** What was applied after a version. */
    private List<Applied> behind(String to) {
        List<Applied> all = List.copyOf(applied.values());
        if (to.equals(Schema.NOTHING)) {
            return all;
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(to) && all.get(i).state() == State.APPLIED) {
                return all.subList(i + 1, all.size());
            }
        }
        throw new MigrationException("%s: there is no way back to %s, which is not applied; applied are %s"
                .formatted(
                        target.store(),
                        to,
                        all.stream()
                                .filter(line -> line.state() == State.APPLIED)
                                .map(Applied::id)
                                .toList()));
    }

    /** @param interrupted the state in which an earlier run has done a part of it */
    private MigrationStep step(Migration migration, Direction direction, String script, State interrupted) {
        Applied line = applied.get(migration.id());
        int done = line != null && line.state() == interrupted ? line.done() : 0;
        return new MigrationStep(migration, direction, target.statements(script), done);
    }

    private boolean isState(String id, State state) {
        Applied line = applied.get(id);
        return line != null && line.state() == state;
    }

    private static void refuse(List<String> reasons) {
        if (!reasons.isEmpty()) {
            throw new MigrationException(String.join("; ", reasons));
        }
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        String pending = known.values().stream()
                .filter(migration -> !applied.containsKey(migration.id()))
                .map(Migration::toString)
                .collect(Collectors.joining(", "));
        if (!pending.isEmpty()) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "migration_pending",
                    "the schema lacks " + pending + ", and what needs it does not work: run EsabData.migrate()"));
        }
        problems().forEach(problem -> findings.add(finding(problem)));
        return findings;
    }

    private static Finding finding(MigrationProblem problem) {
        return switch (problem.kind()) {
            case CHANGED -> new Finding(Severity.ERROR, "migration_changed", problem.message());
            case GAP -> new Finding(Severity.ERROR, "migration_gap", problem.message());
            case UNKNOWN -> new Finding(Severity.WARNING, "migration_unknown", problem.message());
            case INTERRUPTED -> new Finding(Severity.ERROR, "migration_interrupted", problem.message());
        };
    }
}
