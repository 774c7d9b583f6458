package com.esab.data.operations;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPPBEEncryptedData;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPBEDataDecryptorFactory;
import org.bouncycastle.openpgp.operator.bc.BcPBEKeyEncryptionMethodGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;

/**
 * OpenPGP messages encrypted by a passphrase with AES-256, as {@code gpg --symmetric} writes and {@code gpg --decrypt} reads them.
 *
 * <p>That a message was not changed is known when its end has been read.
 */
final class Encryption {

    private static final int BUFFER = 1 << 16;

    /** The most that OpenPGP can say: 65 million bytes are hashed for each guess of a passphrase. */
    private static final int HASHED = 0xFF;

    private Encryption() {}

    /** Closing it ends the message and closes the target. */
    static OutputStream encrypting(OutputStream target, char[] passphrase, String fileName, Instant time)
            throws IOException {
        try {
            PGPEncryptedDataGenerator encryption =
                    new PGPEncryptedDataGenerator(new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
                            .setWithIntegrityPacket(true)
                            .setSecureRandom(new SecureRandom()));
            encryption.addMethod(new BcPBEKeyEncryptionMethodGenerator(
                    passphrase, new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA256), HASHED));
            OutputStream encrypted = encryption.open(target, new byte[BUFFER]);
            OutputStream literal = new PGPLiteralDataGenerator()
                    .open(encrypted, PGPLiteralData.BINARY, fileName, Date.from(time), new byte[BUFFER]);
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    literal.write(b);
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    literal.write(bytes, from, length);
                }

                @Override
                public void close() throws IOException {
                    try (target;
                            encrypted) {
                        literal.close();
                    }
                }
            };
        } catch (PGPException e) {
            throw new IOException("cannot encrypt: " + e.getMessage(), e);
        }
    }

    /**
     * @throws WrongPassphraseException when the passphrase is another one; now and then that shows only by what it leads to
     * @throws IOException also at the end, when the message was changed
     */
    static InputStream decrypting(InputStream source, char[] passphrase) throws IOException {
        try {
            PGPPBEEncryptedData encrypted = encrypted(source);
            InputStream clear = clear(encrypted, passphrase);
            if (!(new BcPGPObjectFactory(clear).nextObject() instanceof PGPLiteralData literal)) {
                throw new IOException("the encrypted message holds no file");
            }
            return new Verified(literal.getInputStream(), encrypted);
        } catch (RuntimeException e) {
            throw new IOException("cannot decrypt: " + e.getMessage(), e);
        }
    }

    /** A wrong passphrase makes another key of the message's, which fits no cipher or does not begin as it should. */
    private static InputStream clear(PGPPBEEncryptedData encrypted, char[] passphrase) throws IOException {
        try {
            return encrypted.getDataStream(
                    new BcPBEDataDecryptorFactory(passphrase, new BcPGPDigestCalculatorProvider()));
        } catch (PGPException e) {
            throw new WrongPassphraseException(e);
        }
    }

    private static PGPPBEEncryptedData encrypted(InputStream source) throws IOException {
        if (new BcPGPObjectFactory(source).nextObject() instanceof PGPEncryptedDataList list
                && !list.isEmpty()
                && list.get(0) instanceof PGPPBEEncryptedData encrypted
                && encrypted.isIntegrityProtected()) {
            return encrypted;
        }
        throw new IOException("not an OpenPGP message that a passphrase encrypts");
    }

    /** The passphrase does not decrypt it, or its beginning was changed. */
    static final class WrongPassphraseException extends IOException {

        private static final long serialVersionUID = 1L;

        WrongPassphraseException(Throwable cause) {
            super("the passphrase is wrong, or the file damaged", cause);
        }
    }

    /** Fails at its end when the message was changed. */
    private static final class Verified extends InputStream {

        private final InputStream in;
        private final PGPPBEEncryptedData message;
        private boolean ended;

        Verified(InputStream in, PGPPBEEncryptedData message) {
            this.in = in;
            this.message = message;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = ended ? -1 : in.read(bytes, from, length);
            if (read < 0 && !ended) {
                ended = true;
                verify();
            }
            return read;
        }

        private void verify() throws IOException {
            try {
                if (!message.verify()) {
                    throw new IOException("the encrypted message was changed");
                }
            } catch (PGPException e) {
                throw new IOException("the encrypted message was changed", e);
            }
        }
    }
}
