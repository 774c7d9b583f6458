package com.esab.data.torture;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The history that a worker writes of what it did.
 *
 * <p>Each line goes to the operating system in one call and without a buffer. That is enough: it outlives the worker, however that
 * ends, and only the machine's own end could take it.
 */
final class History implements AutoCloseable {

    private final Path folder;
    private final FileOutputStream file;

    History(Path folder, String worker) throws IOException {
        this.folder = folder;
        file = new FileOutputStream(folder.resolve(worker + ".history").toFile(), true);
    }

    /** Returns when the line is with the operating system. */
    void add(HistoryEntry entry) {
        try {
            file.write(entry.line().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether nobody who writes into the same folder has said this name here before. */
    boolean isFirst(String name) {
        try {
            Files.createFile(folder.resolve(name));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** The entries of all histories in a folder; a line that was cut off is none, since its worker did not go on after it. */
    static List<HistoryEntry> readAll(Path folder) throws IOException {
        List<HistoryEntry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".history"))
                    .sorted()
                    .toList()) {
                String text = Files.readString(file);
                text.substring(0, text.lastIndexOf('\n') + 1)
                        .lines()
                        .map(HistoryEntry::of)
                        .forEach(entries::add);
            }
        }
        return entries;
    }
}
