package com.esab.data.operations;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the file API does not offer for folders. */
final class Folders {

    private Folders() {}

    /** Brings a folder's names to the disk, where the system knows of such a thing; some cannot open a folder. */
    static void force(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }
}
