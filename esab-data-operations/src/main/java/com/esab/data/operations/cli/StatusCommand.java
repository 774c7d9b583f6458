package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import com.esab.data.json.Json;
import com.esab.data.schema.MigrationStatus;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = "Lists the migrations, and which of them are applied.",
        footerHeading = "%nExample:%n",
        footer = "  esab-data status")
final class StatusCommand extends StoreCommand {

    @Mixin
    private SchemaOption only = new SchemaOption();

    @Override
    public Integer call() {
        try (EsabData data = connect(only.kinds())) {
            List<MigrationStatus> all = data.schemas().stream()
                    .flatMap(schema -> schema.status().stream())
                    .toList();
            if (json) {
                out().println(Json.write(Map.of("migrations", Migrations.json(all))));
            } else {
                all.forEach(each -> out().println(Migrations.words(each)));
            }
            return 0;
        }
    }
}
