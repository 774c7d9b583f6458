package com.esab.data.catalog;

import com.esab.data.error.EsabDataException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Reads whole files in UTF-8, and writes them so that a failure leaves the old file or the new one. */
final class TextFiles {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private TextFiles() {}

    /** What stands in a file. */
    interface Content {
        void writeTo(Appendable to) throws IOException;
    }

    /** The text of a file, without a byte order mark. */
    static String read(Path file) throws NotUtf8Exception {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new EsabDataException("cannot read " + file + ": " + e, e);
        }
        // no text has more characters than bytes
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
        text.flip();
        if (result.isError()) {
            throw new NotUtf8Exception(text, bytes.get());
        }
        return withoutByteOrderMark(text.toString());
    }

    static String withoutByteOrderMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /** Writes files of one folder: all of them beside their places first, and then each into its place. */
    static void write(Map<Path, Content> contents) {
        Map<Path, Path> written = new LinkedHashMap<>();
        try {
            for (Map.Entry<Path, Content> content : contents.entrySet()) {
                // a link stays a link, and its target is replaced
                Path file = Files.exists(content.getKey()) ? content.getKey().toRealPath() : content.getKey();
                Path beside = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
                written.put(beside, file);
                write(beside, content.getValue());
            }
            for (Map.Entry<Path, Path> move : written.entrySet()) {
                Files.move(
                        move.getKey(),
                        move.getValue(),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new EsabDataException("cannot write " + contents.keySet() + ": " + e, e);
        } finally {
            written.keySet().forEach(TextFiles::remove);
        }
    }

    private static void write(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Writer writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
            content.writeTo(writer);
            writer.flush();
            channel.force(true);
        }
    }

    private static void remove(Path beside) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            // what is wrong with the folder was reported when the file was written
        }
    }

    /** A file is in another encoding; says where that shows. */
    static final class NotUtf8Exception extends Exception {

        private static final long serialVersionUID = 1L;

        private final int line;
        private final int column;

        private NotUtf8Exception(CharSequence before, byte unexpected) {
            super("is not UTF-8: the byte 0x%02X cannot stand here; save the file in UTF-8".formatted(unexpected));
            int lines = 1;
            int lineStart = 0;
            for (int i = 0; i < before.length(); i++) {
                if (before.charAt(i) == '\n') {
                    lines++;
                    lineStart = i + 1;
                }
            }
            this.line = lines;
            this.column = before.length() - lineStart + 1;
        }

        int line() {
            return line;
        }

        int column() {
            return column;
        }
    }
}
