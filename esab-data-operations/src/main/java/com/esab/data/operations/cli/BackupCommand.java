package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import com.esab.data.json.Json;
import com.esab.data.operations.BackupFile;
import com.esab.data.operations.BackupMetadata;
import com.esab.data.operations.Backups;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "backup",
        description = {
            "Makes a backup YYYYMMDD_HHMMSS.tar.gz, verifies it, and deletes those that are too old.",
            "An old backup is deleted only when as many later ones as --keep says were just verified."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  esab-data backup",
            "  esab-data backup --only archive --dir /var/backups/esab-data",
            "  BACKUP_PASSPHRASE_FILE=/run/secrets/passphrase esab-data backup --retention-days 30"
        })
final class BackupCommand extends StoreCommand {

    private static final int RETENTION_DAYS = 7;

    @Mixin
    private BackupOptions options = new BackupOptions();

    @Mixin
    private OnlyOption only = new OnlyOption();

    @Option(
            names = "--retention-days",
            paramLabel = "DAYS",
            description =
                    "Delete backups older than this; the variable RETENTION_DAYS, or 7, unless given; 0 deletes none.")
    private Optional<Integer> retentionDays = Optional.empty();

    @Option(
            names = "--keep",
            paramLabel = "NUMBER",
            defaultValue = "2",
            description = "How many good backups stay, however old they are; ${DEFAULT-VALUE} unless given.")
    private int keep = 2;

    @Override
    public Integer call() {
        int days = BackupOptions.number(surroundings(), retentionDays, "RETENTION_DAYS", RETENTION_DAYS);
        if (days < 0 || keep < 1) {
            throw new IllegalArgumentException("retention of " + days + " days, keep " + keep
                    + ": days are not negative, and at least one backup is kept");
        }
        Backups backups = options.backups(surroundings(), progress());
        BackupFile made;
        try (EsabData data = connect(only.kinds())) {
            made = backups.create(data.stores());
        }
        BackupMetadata metadata = backups.verify(made.path());
        List<BackupFile> deleted = days == 0 ? List.of() : backups.deleteOlderThan(Duration.ofDays(days), keep);
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>(Descriptions.json(made));
            result.put("metadata", Json.parse(metadata.toJson()));
            result.put(
                    "deleted",
                    deleted.stream().map(each -> each.path().toString()).toList());
            out().println(Json.write(result));
        } else {
            Descriptions.print(out(), metadata);
            deleted.forEach(each -> out().println("deleted " + each.path()));
            out().println("complete " + made.path() + " (" + Descriptions.size(made.bytes()) + ")");
        }
        return 0;
    }
}
