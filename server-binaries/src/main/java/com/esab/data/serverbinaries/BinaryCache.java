package com.esab.data.serverbinaries;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * Unpacked binaries, kept between runs in one folder per user below the folder for temporary files; two builds beside each other
 * share them.
 */
final class BinaryCache {

    private BinaryCache() {}

    private interface Unpacking {
        void into(Path folder) throws IOException;
    }

    /** One executable file. */
    static Path executable(String name, String resource) throws IOException {
        return unpacked(name, folder -> {
                    Path file = folder.resolve("server");
                    try (InputStream in = Resources.open(resource)) {
                        Files.copy(in, file);
                    }
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                })
                .resolve("server");
    }

    /** A tree from an archive packed by tar and xz. */
    static Path tree(String name, String resource) throws IOException {
        return unpacked(name, folder -> {
            try (InputStream in = Resources.open(resource);
                    TarArchiveInputStream tar =
                            new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(in)))) {
                untar(tar, folder);
            }
        });
    }

    private static void untar(TarArchiveInputStream tar, Path folder) throws IOException {
        TarArchiveEntry entry;
        while ((entry = tar.getNextEntry()) != null) {
            Path file = folder.resolve(entry.getName()).normalize();
            if (!file.startsWith(folder)) {
                throw new IOException("the archive leaves its folder: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(file);
                continue;
            }
            Files.createDirectories(file.resolveSibling("."));
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            } else if (entry.isLink()) {
                Files.createLink(file, folder.resolve(entry.getLinkName()).normalize());
            } else {
                Files.copy(tar, file);
                boolean executable = (entry.getMode() & 0100) != 0;
                Files.setPosixFilePermissions(
                        file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private static Path unpacked(String name, Unpacking unpacking) throws IOException {
        Path cache = cache();
        Path ready = cache.resolve(name);
        if (Files.isDirectory(ready)) {
            return ready;
        }
        Path fresh = Files.createTempDirectory(cache, name + "-unpacking-");
        try {
            unpacking.into(fresh);
            // another user id may run the binaries, see PostgresLauncher
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(fresh, ready, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // another build was faster with the same files
        } finally {
            Resources.delete(fresh);
        }
        return ready;
    }

    private static Path cache() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Path cache = temporary.resolve("esab-data-server-binaries-" + System.getProperty("user.name"));
        try {
            Files.createDirectory(
                    cache, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        } catch (FileAlreadyExistsException e) {
            // executables somebody else put at a name that can be guessed are not run
            Path own = Files.createTempFile("esab-data-owner-", "");
            try {
                boolean ours = Files.isDirectory(cache, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(cache, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))
                        && !Files.getPosixFilePermissions(cache)
                                .contains(java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE);
                if (!ours) {
                    throw new IOException(cache + " belongs to somebody else", e);
                }
            } finally {
                Files.delete(own);
            }
        }
        return cache;
    }
}
