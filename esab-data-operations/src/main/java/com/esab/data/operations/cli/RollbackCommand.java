package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import com.esab.data.json.Json;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.Schema;
import com.esab.data.store.StoreProvider.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rollback",
        description = {
            "Takes the schema of one database back to a version. What the later versions hold is lost: make a backup first.",
            "Refused before anything runs when a migration has no way back."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  esab-data rollback --only archive --to V001 --dry-run",
            "  esab-data rollback --only archive --to app:V002",
            "  esab-data rollback --only catalog --to nothing --yes"
        })
final class RollbackCommand extends StoreCommand {

    @Mixin
    private SchemaOption only = new SchemaOption();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "VERSION",
            description = "The version that stays, as status shows it, or nothing.")
    private String to = "";

    @Option(names = "--dry-run", description = "Print what would run, and run nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() {
        Set<Kind> kinds = only.kinds();
        if (kinds.size() != 1) {
            throw new IllegalArgumentException("one database at a time: --only catalog or --only archive");
        }
        try (EsabData data = connect(kinds)) {
            Schema schema = data.schemas().get(0);
            if (dryRun) {
                Migrations.printSteps(this, schema.rollbackSteps(to));
                return 0;
            }
            if (!confirmed(
                    yes, "Take %s back to %s, with all that later versions hold?".formatted(schema.store(), to))) {
                return EsabDataCommand.NOT_CONFIRMED;
            }
            List<MigrationStatus> takenBack = schema.rollback(to, progress());
            if (json) {
                out().println(Json.write(Map.of("taken_back", Migrations.json(takenBack))));
            } else {
                takenBack.forEach(each -> out().println("took back " + Migrations.words(each)));
                out().println(takenBack.isEmpty() ? "nothing to do" : "done");
            }
            return 0;
        }
    }
}
