package com.esab.data.operations;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A file that is kept aside until its length is known, which an archive wants to be told first.
 *
 * <p>It is compressed, and encrypted with a key that nothing but this object knows: what a crash leaves behind tells nobody anything.
 */
final class StagedFile implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final SecretKeySpec key;
    private final IvParameterSpec start;
    private final MessageDigest sha256 = Hashes.sha256();
    private long length;

    StagedFile(Path file) {
        this.file = file;
        byte[] random = new byte[48];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, 0, 32, "AES");
        this.start = new IvParameterSpec(random, 32, 16);
    }

    /** Can be written once. */
    OutputStream open() throws IOException {
        OutputStream encrypted = new CipherOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                cipher(Cipher.ENCRYPT_MODE));
        return new FilterOutputStream(new GZIPOutputStream(encrypted, BUFFER) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }) {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
                sha256.update(bytes, from, count);
                length += count;
            }
        };
    }

    InputStream read() throws IOException {
        return new GZIPInputStream(
                new CipherInputStream(Files.newInputStream(file), cipher(Cipher.DECRYPT_MODE)), BUFFER);
    }

    private Cipher cipher(int mode) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(mode, key, start);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES", e);
        }
    }

    /** Of what was written. */
    long length() {
        return length;
    }

    /** Of what was written, in hexadecimal; to be asked for once. */
    String sha256() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
