package com.esab.data.operations.cli;

import com.esab.data.json.Json;
import com.esab.data.operations.BackupFile;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "backups",
        description = "Lists the backups in the folder, the oldest first, without looking into them.",
        footerHeading = "%nExample:%n",
        footer = "  esab-data backups --dir /var/backups/esab-data")
final class BackupsCommand extends StoreCommand {

    @Mixin
    private BackupOptions options = new BackupOptions();

    @Override
    public Integer call() {
        List<BackupFile> backups = options.backups(surroundings(), progress()).list();
        if (json) {
            out().println(Json.write(
                    Map.of("backups", backups.stream().map(Descriptions::json).toList())));
            return 0;
        }
        for (BackupFile backup : backups) {
            out().printf(
                            Locale.ROOT,
                            "%s  %10s  %s%s%n",
                            backup.madeAt(),
                            Descriptions.size(backup.bytes()),
                            backup.path(),
                            backup.encrypted() ? "  (encrypted)" : "");
        }
        if (backups.isEmpty()) {
            out().println("no backups in " + options.folder(surroundings()));
        }
        return 0;
    }
}
