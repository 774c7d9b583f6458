package com.esab.data.operations.cli;

import com.esab.data.json.Json;
import com.esab.data.operations.BackupFile;
import com.esab.data.operations.BackupMetadata;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Backups in words. */
final class Descriptions {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Descriptions() {}

    static void print(PrintStream out, BackupMetadata metadata) {
        for (BackupMetadata.StoreEntry store : metadata.stores()) {
            out.printf(
                    Locale.ROOT,
                    "%-10s %s; %s%s, %s%n",
                    store.store(),
                    records(store.records()),
                    store.product().orElse("unknown server"),
                    store.schemaVersion().map(version -> ", schema " + version).orElse(""),
                    size(store.bytes()));
        }
    }

    /** The backups in a folder, or that there are none. */
    static void print(StoreCommand command, List<BackupFile> backups, Path folder) {
        PrintStream out = command.out();
        if (command.json) {
            out.println(Json.write(
                    Map.of("backups", backups.stream().map(Descriptions::json).toList())));
            return;
        }
        for (BackupFile backup : backups) {
            out.printf(
                    Locale.ROOT,
                    "%s  %10s  %s%s%n",
                    backup.madeAt(),
                    size(backup.bytes()),
                    backup.path(),
                    backup.encrypted() ? "  (encrypted)" : "");
        }
        if (backups.isEmpty()) {
            out.println("no backups in " + folder);
        }
    }

    static String records(Map<String, Long> records) {
        return records.isEmpty()
                ? "nothing"
                : records.entrySet().stream()
                        .map(each -> String.format(Locale.ROOT, "%,d × %s", each.getValue(), each.getKey()))
                        .collect(Collectors.joining(", "));
    }

    static Map<String, Object> json(BackupFile backup) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", backup.path().toString());
        json.put("made_at", backup.madeAt().toString());
        json.put("bytes", backup.bytes());
        json.put("encrypted", backup.encrypted());
        return json;
    }

    static String size(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 1000 && unit < UNITS.length - 1) {
            size /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
    }
}
