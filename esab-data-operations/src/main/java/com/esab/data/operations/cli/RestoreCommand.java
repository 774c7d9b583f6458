package com.esab.data.operations.cli;

import com.esab.data.EsabData;
import com.esab.data.json.Json;
import com.esab.data.operations.BackupFile;
import com.esab.data.operations.Backups;
import com.esab.data.operations.RestoreReport;
import com.esab.data.operations.RestoreReport.Restored;
import com.esab.data.store.ArchiveStore;
import com.esab.data.store.Store;
import com.esab.data.store.StoreProvider.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = {
            "Puts a backup back, after it was verified. Without one, lists which there are.",
            "Databases that hold something are refused, unless --overwrite says that they may lose it. All of them stay"
                    + " as they are when anything fails before the first is switched.",
            "Stop the programs that use the databases first. The schema must be that of the backup: see migrate, rollback."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  esab-data restore",
            "  esab-data restore 20261126_031500.tar.gz",
            "  esab-data restore --latest --overwrite --yes",
            "  esab-data restore --latest --only catalog --overwrite"
        })
final class RestoreCommand extends StoreCommand {

    @Mixin
    private BackupOptions options = new BackupOptions();

    @Mixin
    private OnlyOption only = new OnlyOption();

    @Parameters(arity = "0..1", paramLabel = "BACKUP", description = "A file, or a name in the folder.")
    private Optional<Path> named = Optional.empty();

    @Option(names = "--latest", description = "Take the latest backup in the folder.")
    private boolean latest;

    @Option(names = "--overwrite", description = "Databases that hold something may lose it.")
    private boolean overwrite;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() throws Exception {
        Backups backups = options.backups(surroundings(), progress());
        Optional<Path> backup = backup(backups);
        if (backup.isEmpty()) {
            return list(backups);
        }
        Set<Kind> kinds = only.kinds();
        String stores =
                kinds.stream().map(kind -> kind.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
        if (!confirmed(
                yes,
                "Restore %s from %s%s?"
                        .formatted(stores, backup.get(), overwrite ? ", and lose what they hold now" : ""))) {
            return EsabDataCommand.NOT_CONFIRMED;
        }
        Set<Kind> connected = EnumSet.copyOf(kinds);
        if (kinds.contains(Kind.SESSIONS)) {
            connected.add(Kind.ARCHIVE);
        }
        try (EsabData data = connect(connected)) {
            List<Store> restored = new ArrayList<>();
            Optional<ArchiveStore> beside = Optional.empty();
            for (Store store : data.stores()) {
                if (kinds.stream().anyMatch(kind -> kind.type().isInstance(store))) {
                    restored.add(store);
                } else {
                    beside = Optional.of((ArchiveStore) store);
                }
            }
            print(backups.restore(backup.get(), restored, beside, overwrite), backup.get());
        }
        return 0;
    }

    private Optional<Path> backup(Backups backups) {
        if (named.isPresent() && latest) {
            throw new IllegalArgumentException("either a backup or --latest");
        }
        if (latest) {
            List<BackupFile> all = backups.list();
            if (all.isEmpty()) {
                throw new IllegalArgumentException("no backups in " + options.folder(surroundings()));
            }
            return Optional.of(all.get(all.size() - 1).path());
        }
        return named.map(each -> options.find(surroundings(), each));
    }

    private int list(Backups backups) {
        Descriptions.print(this, backups.list(), options.folder(surroundings()));
        surroundings().err().println("esab-data: which one? esab-data restore NAME, or --latest");
        return EsabDataCommand.USAGE;
    }

    private void print(RestoreReport report, Path backup) {
        if (json) {
            List<Object> stores = new ArrayList<>();
            for (Restored each : report.stores()) {
                Map<String, Object> store = new LinkedHashMap<>();
                store.put("holds", each.holds());
                store.put("store", each.store());
                store.put("records", each.records());
                store.put("left_out", each.leftOut());
                stores.add(store);
            }
            out().println(Json.write(Map.of("backup", backup.toString(), "stores", stores)));
            return;
        }
        for (Restored each : report.stores()) {
            out().printf("%-10s %s%n", each.store(), Descriptions.records(each.records()));
            if (each.leftOut() > 0) {
                out().println("           " + each.leftOut()
                        + " sessions were left out: the archive has a later version of them");
            }
        }
        out().println("restored " + backup);
    }
}
