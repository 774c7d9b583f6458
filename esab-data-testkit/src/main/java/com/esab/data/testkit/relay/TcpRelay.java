package com.esab.data.testkit.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes bytes between a client and a server and counts them, so that a test can pin what an operation costs without asking the code
 * under test; breaks connections on request.
 *
 * <p>It listens on a free port of the loopback address. Thread-safe.
 */
public final class TcpRelay implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;
    private static final int CONNECT_MILLIS = 5_000;
    private static final long PAUSE_NANOS = 1_000_000;

    private final InetSocketAddress target;
    private final Supplier<@Nullable RespCommands> parsers;
    private final TrafficCounter counter = new TrafficCounter();
    private final Gate gate = new Gate();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final int port;
    private volatile Duration silence = Duration.ZERO;
    private @Nullable Listener listener;

    private TcpRelay(String host, int port, Supplier<@Nullable RespCommands> parsers) {
        this.target = new InetSocketAddress(host, port);
        this.parsers = parsers;
        this.port = listen(0);
    }

    /** Relays to any server. */
    public static TcpRelay to(String host, int port) {
        return new TcpRelay(host, port, () -> null);
    }

    /** Relays to a Redis server and also counts its commands. */
    public static TcpRelay toRedis(String host, int port) {
        return new TcpRelay(host, port, RespCommands::new);
    }

    /** Always the loopback address. */
    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** What passed since the relay began or was last {@link #resetTraffic}. */
    public Traffic traffic() {
        return counter.traffic();
    }

    /** Sets the counters to zero; open connections stay and are not counted again. */
    public void resetTraffic() {
        counter.reset();
    }

    /**
     * Holds each answer back until the client has sent nothing for this long, so that commands sent one after the other without
     * waiting count as one round trip, however slowly they come and however fast the first is answered.
     */
    public void answerAfterSilence(Duration ofClient) {
        silence = ofClient;
    }

    /** Resets all connections and refuses new ones until {@link #restore}. */
    public synchronized void cut() {
        closeListener();
        connections.forEach(Connection::abort);
    }

    /** Listens again on the same port after {@link #cut}. */
    public synchronized void restore() {
        if (listener == null) {
            listen(port);
        }
    }

    /** Holds all bytes back, in both directions and for new connections too, until {@link #thaw}; loses none. */
    public void freeze() {
        gate.shut();
    }

    /** Passes on what {@link #freeze} held back. */
    public void thaw() {
        gate.open();
    }

    /** Resets all connections and ends. */
    @Override
    public void close() {
        cut();
        gate.open();
    }

    private int listen(int wanted) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host()), wanted));
            listener = new Listener(socket, start(() -> accept(socket), "accept"));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("the relay cannot listen on port " + wanted, e);
        }
    }

    private void closeListener() {
        Listener open = listener;
        listener = null;
        if (open != null) {
            closeQuietly(open.socket);
            try {
                // until accept() has returned, the port takes connections although its socket is closed
                open.acceptor.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Connection connection = new Connection(socket.accept());
                connections.add(connection);
                if (socket.isClosed()) {
                    // cut() may have run between accept and add
                    connection.abort();
                } else {
                    start(connection::run, "connection");
                }
            } catch (IOException e) {
                // a closed listener ends the loop; another failure concerns one client only
            }
        }
    }

    private record Listener(ServerSocket socket, Thread acceptor) {}

    private static Thread start(Runnable task, String name) {
        Thread thread = new Thread(task, "tcp-relay-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // nothing left to save
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket server = new Socket();
        private final @Nullable RespCommands commands = parsers.get();
        private final TrafficCounter.Conversation conversation = counter.conversation();
        private volatile long lastRequest = System.nanoTime();

        private Connection(Socket client) {
            this.client = client;
        }

        private void run() {
            try {
                gate.pass();
                server.connect(target, CONNECT_MILLIS);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                start(() -> pump(server, client, this::response), "to-client");
                pump(client, server, this::request);
            } catch (IOException e) {
                abort();
            }
        }

        private void response(byte[] bytes, int length) throws IOException {
            while (!silence.isZero()
                    && (client.getInputStream().available() > 0
                            || System.nanoTime() - lastRequest < silence.toNanos())) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            conversation.response(bytes, length);
        }

        private void request(byte[] bytes, int length) {
            lastRequest = System.nanoTime();
            conversation.request(bytes, length);
            if (commands != null) {
                commands.accept(bytes, length, counter::command);
            }
        }

        private void pump(Socket from, Socket to, Meter meter) {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                int length;
                while ((length = in.read(buffer)) >= 0) {
                    gate.pass();
                    // counted before it is passed on: whoever sees an answer sees it counted
                    meter.count(buffer, length);
                    out.write(buffer, 0, length);
                }
                gate.pass();
                to.shutdownOutput();
                if (from.isOutputShutdown()) {
                    end();
                }
            } catch (IOException e) {
                abort();
            }
        }

        private void end() {
            connections.remove(this);
            closeQuietly(client);
            closeQuietly(server);
        }

        /** Ends with a reset, as a crash of the peer does. */
        private void abort() {
            for (Socket socket : new Socket[] {client, server}) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (IOException e) {
                    // closed already
                }
            }
            end();
        }
    }

    private interface Meter {
        void count(byte[] bytes, int length) throws IOException;
    }

    /** Where bytes wait while the relay is frozen. */
    private static final class Gate {
        private boolean shut;

        private synchronized void shut() {
            shut = true;
        }

        private synchronized void open() {
            shut = false;
            notifyAll();
        }

        private synchronized void pass() throws IOException {
            while (shut) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
            }
        }
    }
}
