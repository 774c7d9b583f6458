package com.esab.data.testkit.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a server over its own protocol whether it works with our credentials; no driver is needed, so a test module carries only
 * the one it tests.
 */
@FunctionalInterface
interface Probe {

    int TIMEOUT_MILLIS = 5_000;

    /**
     * The version the server names, or an empty text when it names none.
     *
     * @throws IOException when the server does not serve yet
     */
    String version() throws IOException;

    /** Signs in, where there is a password, and asks {@code INFO server}. */
    static Probe redis(String host, int port, String username, String password) {
        return () -> {
            try (RespConnection redis = RespConnection.open(host, port, username, password)) {
                redis.ask("PING");
                String info = redis.ask("INFO", "server").get(0);
                Matcher version = Pattern.compile("redis_version:(\\S+)").matcher(info);
                return version.find() ? version.group(1) : "";
            }
        };
    }

    /** Signs in over Bolt 5 and runs {@code RETURN 1} on the default database. */
    static Probe bolt(String host, int port, String username, String password) {
        return () -> {
            try (Socket socket = connect(host, port)) {
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                // the magic number, then four ranges of versions: Bolt 5.2 and 5.1 and nothing else
                out.writeInt(0x6060B017);
                out.writeInt(0x00010205);
                out.write(new byte[12]);
                out.flush();
                if (in.readInt() == 0) {
                    throw new IOException("speaks no Bolt 5");
                }
                String hello = bolt(
                        out, in, new PackStream(0x01).map(1).text("user_agent").text("esab-data-testkit/1"));
                bolt(
                        out,
                        in,
                        new PackStream(0x6A)
                                .map(3)
                                .text("scheme")
                                .text("basic")
                                .text("principal")
                                .text(username)
                                .text("credentials")
                                .text(password));
                bolt(out, in, new PackStream(0x10).text("RETURN 1").map(0).map(0));
                Matcher version = Pattern.compile("Neo4j/([0-9.]+)").matcher(hello);
                return version.find() ? version.group(1) : "";
            }
        };
    }

    /** Asks for the version where the class path has a driver. */
    static Probe postgres(String host, int port, String database, String jdbcUrl, String username, String password) {
        Probe handshake = postgres(host, port, username, database);
        return () -> {
            try {
                DriverManager.getDriver(jdbcUrl);
            } catch (SQLException e) {
                return handshake.version();
            }
            try (Connection connection = DriverManager.getConnection(jdbcUrl, username, password)) {
                // distributors add their name after a space
                return connection.getMetaData().getDatabaseProductVersion().split(" ", 2)[0];
            } catch (SQLException e) {
                throw new IOException(e.getMessage(), e);
            }
        };
    }

    /** Opens a session as far as the question for a password; the server names no version before it has one. */
    private static Probe postgres(String host, int port, String username, String database) {
        return () -> {
            try (Socket socket = connect(host, port)) {
                byte[] parameters =
                        ("user\0" + username + "\0database\0" + database + "\0\0").getBytes(StandardCharsets.UTF_8);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeInt(8 + parameters.length);
                out.writeInt(3 << 16);
                out.write(parameters);
                out.flush();
                // 'R' asks to sign in; a server that starts or recovers sends an error first
                int answer = socket.getInputStream().read();
                if (answer != 'R') {
                    throw new IOException("PostgreSQL does not accept sessions yet");
                }
                return "";
            }
        };
    }

    static Socket connect(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String bolt(DataOutputStream out, DataInputStream in, PackStream message) throws IOException {
        byte[] bytes = message.bytes();
        out.writeShort(bytes.length);
        out.write(bytes);
        out.writeShort(0);
        out.flush();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        int chunk;
        // empty chunks before a message only keep the connection awake
        while ((chunk = in.readUnsignedShort()) != 0 || answer.size() == 0) {
            answer.writeBytes(in.readNBytes(chunk));
        }
        String text = answer.toString(StandardCharsets.UTF_8);
        if (answer.toByteArray()[1] != 0x70) {
            Matcher code = Pattern.compile("Neo\\.[A-Za-z.]+").matcher(text);
            throw new IOException("Neo4j answered " + (code.find() ? code.group() : "a failure"));
        }
        return text;
    }

    /** The part of PackStream a probe needs: one structure of short maps and texts. */
    final class PackStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int signature;
        private int fields;
        private int entries;

        PackStream(int signature) {
            this.signature = signature;
        }

        PackStream map(int size) {
            fields++;
            entries = 2 * size;
            bytes.write(0xA0 | size);
            return this;
        }

        PackStream text(String text) {
            if (entries == 0) {
                fields++;
            } else {
                entries--;
            }
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            bytes.write(0xD0);
            bytes.write(utf8.length);
            bytes.writeBytes(utf8);
            return this;
        }

        byte[] bytes() {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            message.write(0xB0 | fields);
            message.write(signature);
            message.writeBytes(bytes.toByteArray());
            return message.toByteArray();
        }
    }
}
