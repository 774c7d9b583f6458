package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import com.esab.data.json.Json;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.MigrationStep;
import com.esab.data.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "migrate",
        description = {
            "Brings the schema of Neo4j and PostgreSQL up to date, and goes on where a run was interrupted.",
            "One program at a time: another one that migrates is waited for, a minute at the most."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  esab-data migrate --dry-run", "  esab-data migrate", "  esab-data migrate --only archive"})
final class MigrateCommand extends StoreCommand {

    @Mixin
    private SchemaOption only = new SchemaOption();

    @Option(names = "--dry-run", description = "Print what would run, and run nothing.")
    private boolean dryRun;

    @Override
    public Integer call() {
        try (EsabData data = connect(only.kinds())) {
            if (dryRun) {
                List<MigrationStep> steps = data.schemas().stream()
                        .flatMap(schema -> schema.pending().stream())
                        .toList();
                Migrations.printSteps(this, steps);
                return 0;
            }
            List<MigrationStatus> applied = new ArrayList<>();
            for (Schema schema : data.schemas()) {
                applied.addAll(schema.migrate(progress()));
            }
            if (json) {
                out().println(Json.write(Map.of("applied", Migrations.json(applied))));
            } else {
                applied.forEach(each -> out().println("applied " + Migrations.words(each)));
                out().println(applied.isEmpty() ? "nothing to do" : "up to date");
            }
            return 0;
        }
    }
}
