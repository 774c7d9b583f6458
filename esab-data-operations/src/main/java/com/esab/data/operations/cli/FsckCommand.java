package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import com.esab.data.ProgressListener;
import com.esab.data.json.Json;
import com.esab.data.operations.Fsck;
import com.esab.data.operations.FsckReport;
import com.esab.data.store.Discrepancy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "fsck",
        description = {
            "Finds what does not agree within the databases and between them, and says what it means. Programs may go on meanwhile.",
            "Ends with 3 when something is left that is more than worth knowing."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  esab-data fsck", "  esab-data fsck --repair", "  esab-data fsck --only sessions,archive --json"})
final class FsckCommand extends StoreCommand {

    @Mixin
    private OnlyOption only = new OnlyOption();

    @Option(names = "--repair", description = "Mend what can be mended safely.")
    private boolean repair;

    @Override
    public Integer call() {
        List<Object> found = new ArrayList<>();
        Consumer<Discrepancy> listener = discrepancy -> {
            if (json) {
                found.add(fields(discrepancy));
            } else {
                out().println(discrepancy);
            }
        };
        FsckReport report;
        try (EsabData data = connect(only.kinds())) {
            Fsck fsck = Fsck.of(data.stores());
            ProgressListener progress = progress();
            report = repair ? fsck.repair(listener, progress) : fsck.check(listener, progress);
        }
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>(Json.parseObject(report.toJson()));
            result.put("discrepancies", found);
            out().println(Json.write(result));
        } else {
            out().printf(
                            Locale.ROOT,
                            "%,d sessions looked at, %,d discrepancies, %,d repaired%n",
                            report.sessions(),
                            report.found(),
                            report.repaired());
        }
        return report.isClean() ? 0 : EsabDataCommand.FOUND;
    }

    private static Map<String, Object> fields(Discrepancy discrepancy) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("severity", discrepancy.severity().name().toLowerCase(Locale.ROOT));
        fields.put("code", discrepancy.code());
        fields.put("subject", discrepancy.subject());
        fields.put("message", discrepancy.message());
        fields.put("repair", discrepancy.repair().name().toLowerCase(Locale.ROOT));
        return fields;
    }
}
