package com.esab.data.operations.cli;

import com.esab.data.ProgressListener;
import com.esab.data.error.ConfigurationException;
import com.esab.data.operations.Backups;
import com.esab.data.operations.cli.EsabDataCommand.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where backups are, and what they are encrypted with. A passphrase never comes as an argument: others could see it. */
final class BackupOptions {

    private static final String DIRECTORY = "BACKUP_DIR";
    private static final String PASSPHRASE = "BACKUP_PASSPHRASE";
    private static final String PASSPHRASE_FILE = "BACKUP_PASSPHRASE_FILE";

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "Where the backups are; the variable BACKUP_DIR, or the folder backups, unless given.")
    private Optional<Path> folder = Optional.empty();

    Path folder(Surroundings surroundings) {
        return folder.orElseGet(() -> Path.of(surroundings.environment().getOrDefault(DIRECTORY, "backups")));
    }

    Backups backups(Surroundings surroundings, ProgressListener progress) {
        Backups.Builder builder = Backups.builder().progress(progress);
        passphrase(surroundings.environment()).ifPresent(builder::passphrase);
        return builder.in(folder(surroundings));
    }

    /** A backup by its path, or by its name in the folder. */
    Path find(Surroundings surroundings, Path named) {
        Path inFolder = folder(surroundings).resolve(named);
        return Files.exists(named) || !Files.exists(inFolder) ? named : inFolder;
    }

    private static Optional<char[]> passphrase(Map<String, String> environment) {
        String text = environment.getOrDefault(PASSPHRASE, "");
        String file = environment.getOrDefault(PASSPHRASE_FILE, "");
        if (!text.isEmpty() && !file.isEmpty()) {
            throw new ConfigurationException("both " + PASSPHRASE + " and " + PASSPHRASE_FILE + " are set");
        }
        if (file.isEmpty()) {
            return text.isEmpty() ? Optional.empty() : Optional.of(text.toCharArray());
        }
        try {
            String line =
                    Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
            if (line.isEmpty()) {
                throw new ConfigurationException(PASSPHRASE_FILE + ": " + file + " is empty");
            }
            return Optional.of(line.toCharArray());
        } catch (IOException e) {
            throw new ConfigurationException(PASSPHRASE_FILE + ": " + file + " cannot be read", e);
        }
    }

    /**
     * A whole number of at least one, from an option or a variable.
     *
     * @throws ConfigurationException when the variable holds something else
     */
    static int number(Surroundings surroundings, Optional<Integer> option, String variable, int otherwise) {
        if (option.isPresent()) {
            return option.get();
        }
        String text = surroundings.environment().getOrDefault(variable, "");
        try {
            return text.isEmpty() ? otherwise : Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new ConfigurationException(variable + " is \"" + text + "\", not a number", e);
        }
    }
}
