package com.esab.data.testkit.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Talks to one Redis server, or sentinel, in its own protocol; words are UTF-8. */
final class RespConnection implements AutoCloseable {

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    private RespConnection(Socket socket) throws IOException {
        this.socket = socket;
        out = socket.getOutputStream();
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects and signs in where there is a password. */
    static RespConnection open(String host, int port, String username, String password) throws IOException {
        Socket socket = Probe.connect(host, port);
        try {
            RespConnection connection = new RespConnection(socket);
            if (!password.isEmpty()) {
                connection.ask(
                        username.isEmpty()
                                ? new String[] {"AUTH", password}
                                : new String[] {"AUTH", username, password});
            }
            return connection;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * The elements of an answer in their order, those of arrays within it among them; a single one for an answer that is no array.
     *
     * @throws IOException also when the server answers an error
     */
    List<String> ask(String... words) throws IOException {
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        command.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            command.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            command.writeBytes(bytes);
            command.writeBytes(new byte[] {'\r', '\n'});
        }
        out.write(command.toByteArray());
        out.flush();
        List<String> answer = new ArrayList<>();
        read(answer);
        return answer;
    }

    private void read(List<String> answer) throws IOException {
        String line = line();
        String rest = line.substring(Math.min(1, line.length()));
        if (line.startsWith("-")) {
            throw new IOException("Redis answered " + rest);
        }
        if (line.startsWith("*")) {
            int elements = Integer.parseInt(rest);
            for (int i = 0; i < elements; i++) {
                read(answer);
            }
        } else if (line.startsWith("$")) {
            int length = Integer.parseInt(rest);
            answer.add(length < 0 ? "" : bulk(length));
        } else {
            answer.add(rest);
        }
    }

    private String bulk(int length) throws IOException {
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new IOException("the server closed the connection");
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b;
        while ((b = in.read()) != '\n') {
            if (b < 0) {
                throw new IOException("the server closed the connection");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
