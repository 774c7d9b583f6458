package com.esab.data.operations.cli;

import com.esab.data.json.Json;
import com.esab.data.schema.MigrationStatus;
import com.esab.data.schema.MigrationStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Migrations in words. */
final class Migrations {

    private Migrations() {}

    static String words(MigrationStatus status) {
        return "%-10s %s %s: %s%s"
                .formatted(
                        status.store(),
                        status.id(),
                        status.description(),
                        word(status.state()),
                        status.appliedAt().map(at -> " " + at).orElse(""));
    }

    static List<Object> json(List<MigrationStatus> all) {
        List<Object> list = new ArrayList<>();
        for (MigrationStatus status : all) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("store", status.store());
            each.put("version", status.id());
            each.put("description", status.description());
            each.put("state", status.state().name().toLowerCase(Locale.ROOT));
            status.appliedAt().ifPresent(at -> each.put("applied_at", at.toString()));
            list.add(each);
        }
        return list;
    }

    /** What would run, as a script. */
    static void printSteps(StoreCommand command, List<MigrationStep> steps) {
        if (command.json) {
            List<Object> list = new ArrayList<>();
            for (MigrationStep step : steps) {
                Map<String, Object> each = new LinkedHashMap<>();
                each.put("version", step.migration().id());
                each.put("description", step.migration().description());
                each.put("direction", word(step.direction()));
                each.put("statements", step.remaining());
                list.add(each);
            }
            command.out().println(Json.write(Map.of("steps", list)));
            return;
        }
        for (MigrationStep step : steps) {
            command.out().println("== " + step.migration() + ", " + word(step.direction()));
            step.remaining().forEach(statement -> command.out().println(statement.strip()));
        }
        command.out().println(steps.isEmpty() ? "nothing to do" : "nothing was run");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
