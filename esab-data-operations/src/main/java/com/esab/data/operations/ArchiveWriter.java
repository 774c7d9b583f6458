package com.esab.data.operations;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes a {@code .tar.gz}, encrypted or not, that is on the disk when {@link #finish} returns. */
final class ArchiveWriter implements AutoCloseable {

    private static final int BUFFER = 1 << 16;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final FileChannel channel;
    private final TarArchiveOutputStream tar;
    private final Instant time;

    /** @param name what the archive is called before it is encrypted */
    ArchiveWriter(Path file, String name, Instant time, Optional<char[]> passphrase) throws IOException {
        this.time = time;
        this.channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(file));
        try {
            OutputStream out = new BufferedOutputStream(new Written(channel), BUFFER);
            if (passphrase.isPresent()) {
                out = Encryption.encrypting(out, passphrase.get(), name, time);
            }
            this.tar = new TarArchiveOutputStream(new GZIPOutputStream(out, BUFFER), StandardCharsets.UTF_8.name());
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Conversations are nobody else's business, where the file system knows of such a thing. */
    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    void add(String name, StagedFile content) throws IOException {
        try (InputStream in = content.read()) {
            add(name, content.length(), in);
        }
    }

    void add(String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        add(name, bytes.length, new ByteArrayInputStream(bytes));
    }

    private void add(String name, long length, InputStream content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(length);
        entry.setMode(0600);
        entry.setModTime(Date.from(time));
        tar.putArchiveEntry(entry);
        content.transferTo(tar);
        tar.closeArchiveEntry();
    }

    void finish() throws IOException {
        tar.close();
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Leaves the channel open, which has to be forced to the disk at the end. */
    private static final class Written extends OutputStream {

        private final FileChannel channel;

        Written(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}
