package com.esab.data.operations.cli;

import com.esab.data.json.Json;
import com.esab.data.operations.BackupException;
import com.esab.data.operations.BackupFile;
import com.esab.data.operations.BackupMetadata;
import com.esab.data.operations.Backups;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Reads backups through and compares all they hold with their checksums; no database is asked.",
            "Ends with 1 when one is not good."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  esab-data verify", "  esab-data verify 20261126_031500.tar.gz"})
final class VerifyCommand extends StoreCommand {

    @Mixin
    private BackupOptions options = new BackupOptions();

    @Parameters(
            arity = "0..*",
            paramLabel = "BACKUP",
            description = "Files, or names in the folder; all there unless given.")
    private List<Path> named = List.of();

    @Override
    public Integer call() {
        Backups backups = options.backups(surroundings(), progress());
        List<Path> files = named.isEmpty()
                ? backups.list().stream().map(BackupFile::path).toList()
                : named.stream().map(each -> options.find(surroundings(), each)).toList();
        List<Object> results = new ArrayList<>();
        boolean good = true;
        for (Path file : files) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("file", file.toString());
            try {
                BackupMetadata metadata = backups.verify(file);
                result.put("good", true);
                result.put("metadata", Json.parse(metadata.toJson()));
                if (!json) {
                    Descriptions.print(out(), metadata);
                    out().println("good " + file);
                }
            } catch (BackupException e) {
                good = false;
                result.put("good", false);
                result.put("problem", String.valueOf(e.getMessage()));
                if (!json) {
                    out().println("not good: " + e.getMessage());
                }
            }
            results.add(result);
        }
        if (json) {
            out().println(Json.write(Map.of("backups", results)));
        } else if (files.isEmpty()) {
            out().println("no backups in " + options.folder(surroundings()));
        }
        return good ? 0 : EsabDataCommand.FAILED;
    }
}
