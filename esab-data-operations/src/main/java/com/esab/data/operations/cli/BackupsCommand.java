package com.esab.data.operations.cli;

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
        Descriptions.print(this, options.backups(surroundings(), progress()).list(), options.folder(surroundings()));
        return 0;
    }
}
