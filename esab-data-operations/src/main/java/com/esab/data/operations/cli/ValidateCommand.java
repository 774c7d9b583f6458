package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import com.esab.data.json.Json;
import com.esab.data.schema.MigrationProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "validate",
        description = {
            "Compares the applied migrations with those of this version: changed files, gaps, unknown and unfinished ones.",
            "Ends with 3 when something does not agree. What is merely pending is no problem."
        },
        footerHeading = "%nExample:%n",
        footer = "  esab-data validate && esab-data migrate")
final class ValidateCommand extends StoreCommand {

    @Mixin
    private SchemaOption only = new SchemaOption();

    @Override
    public Integer call() {
        try (EsabData data = connect(only.kinds())) {
            List<MigrationProblem> problems = data.schemas().stream()
                    .flatMap(schema -> schema.validate().stream())
                    .toList();
            if (json) {
                List<Object> list = new ArrayList<>();
                for (MigrationProblem problem : problems) {
                    Map<String, Object> each = new LinkedHashMap<>();
                    each.put("store", problem.store());
                    each.put("version", problem.id());
                    each.put("kind", problem.kind().name().toLowerCase(Locale.ROOT));
                    each.put("message", problem.message());
                    list.add(each);
                }
                out().println(Json.write(Map.of("problems", list)));
            } else {
                problems.forEach(problem -> out().println(problem.message()));
                out().println(problems.isEmpty() ? "all agree" : problems.size() + " problems");
            }
            return problems.isEmpty() ? 0 : EsabDataCommand.FOUND;
        }
    }
}
