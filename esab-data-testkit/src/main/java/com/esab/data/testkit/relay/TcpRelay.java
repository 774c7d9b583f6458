package com.esab.data.testkit.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes bytes between clients and a server: counts them, so that a test can pin what an operation costs without asking the code
 * under test, and has the connections fail as networks and servers do.
 *
 * <pre>{@code
 * try (TcpRelay relay = TcpRelay.to("127.0.0.1", 5432);
 *         Orders orders = Orders.connect(relay.host(), relay.port())) {
 *     relay.delay(Duration.ofMillis(50));                       // a distant server
 *     DroppedAnswer dropped = relay.dropNextAnswer("COMMIT");   // the server does it, the client cannot know
 *     assertThrows(OutcomeUnknown.class, () -> orders.place(order));
 *     assertTrue(dropped.happened());
 * }
 * }</pre>
 *
 * <p>It knows bytes only and so works with any protocol over TCP; faults can be combined, and each holds for present and later
 * connections until it is ended. At most about 8 MiB for each direction of a connection are held back by a delay, a limit or a freeze;
 * then the sender has to wait.
 *
 * <p>It listens on a free port of the loopback address. Thread-safe; no method waits for the server.
 */
public final class TcpRelay implements AutoCloseable {

    private final InetSocketAddress target;
    private final Supplier<@Nullable RespCommands> parsers;
    private final TrafficCounter counter = new TrafficCounter();
    private final Conditions toServer = new Conditions();
    private final Conditions toClient = new Conditions();
    private final List<DroppedAnswer> answersToDrop = new CopyOnWriteArrayList<>();
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
        resetConnections();
    }

    /** Listens again on the same port after {@link #cut}. */
    public synchronized void restore() {
        if (listener == null) {
            listen(port);
        }
    }

    /** Resets all open connections; new ones are accepted at once. */
    public void resetConnections() {
        connections.forEach(Connection::abort);
    }

    /** Holds all bytes back, in both directions and for new connections too, until {@link #thaw()}; loses none. */
    public void freeze() {
        toServer.freeze();
        toClient.freeze();
    }

    /**
     * Holds the bytes of one direction back until {@link #thaw()}; loses none. With {@link Direction#TO_CLIENT} the server does what
     * it is asked and nobody hears of it.
     */
    public void freeze(Direction direction) {
        conditions(direction).freeze();
    }

    /** Passes on what was held back, in both directions. */
    public void thaw() {
        toServer.thaw();
        toClient.thaw();
    }

    /** Passes on what was held back in one direction. */
    public void thaw(Direction direction) {
        conditions(direction).thaw();
    }

    /** Passes all bytes on this much later, each way, so that a round trip takes twice as long more; zero ends it. */
    public void delay(Duration eachWay) {
        for (Direction direction : Direction.values()) {
            delay(direction, eachWay);
        }
    }

    /**
     * Passes the bytes of one direction on this much later, in order and as many as come; zero ends it. Bytes under way keep the
     * delay they met.
     */
    public void delay(Direction direction, Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay of " + delay);
        }
        conditions(direction).delay(delay.toNanos());
    }

    /** Passes at most so many bytes a second on in each direction of each connection, until {@link #unthrottle}. */
    public void throttle(long bytesPerSecond) {
        for (Direction direction : Direction.values()) {
            throttle(direction, bytesPerSecond);
        }
    }

    /** Passes at most so many bytes a second on in this direction of each connection, until {@link #unthrottle}. */
    public void throttle(Direction direction, long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("at most " + bytesPerSecond + " bytes a second");
        }
        conditions(direction).throttle(bytesPerSecond);
    }

    /** Ends every {@link #throttle}. */
    public void unthrottle() {
        toServer.unthrottle();
        toClient.unthrottle();
    }

    /** Drops the answer to the next request on any connection, as {@link #dropNextAnswer(String)} does. */
    public DroppedAnswer dropNextAnswer() {
        return dropAnswerAfter(0);
    }

    /**
     * As {@link #dropNextAnswer()}, after so many requests have passed, on whichever connection: to break a client off at one point after
     * the other. A request is what comes in one piece, of many commands or of a part of one.
     */
    public DroppedAnswer dropAnswerAfter(int requests) {
        return dropAnswer(new Marker(new byte[0]), requests);
    }

    /**
     * Lets the server do what the next request with this text in it asks for, and keeps the answer from the client: when the server
     * has answered (has begun to, and then sent nothing for 100 ms), resets the client's connection. Happens once; each call is for
     * one more answer.
     *
     * <p>Whatever else the server sends on that connection after the request was passed on is kept from the client too. In a
     * connection on which a client sends without waiting, this may be the answer to an earlier request; the server is still given the
     * time to finish. Nothing is found in encrypted bytes.
     *
     * @param text looked for in UTF-8, exactly as it is sent, wherever the bytes are cut; must not be empty
     */
    public DroppedAnswer dropNextAnswer(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a request is not known by an empty text");
        }
        return dropAnswer(new Marker(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private DroppedAnswer dropAnswer(Marker marker, int toPass) {
        DroppedAnswer answer = new DroppedAnswer(marker, toPass);
        answersToDrop.add(answer);
        return answer;
    }

    /** Resets all connections and ends. */
    @Override
    public void close() {
        cut();
        thaw();
    }

    Conditions conditions(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    /** Those that no request was seen for. */
    List<DroppedAnswer> answersToDrop() {
        return answersToDrop;
    }

    TrafficCounter counter() {
        return counter;
    }

    @Nullable
    RespCommands parser() {
        return parsers.get();
    }

    long silenceNanos() {
        return silence.toNanos();
    }

    void forget(Connection connection) {
        connections.remove(connection);
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
                Connection connection = new Connection(this, socket.accept());
                connections.add(connection);
                if (socket.isClosed()) {
                    // cut() may have run between accept and add
                    connection.abort();
                } else {
                    start(() -> connection.run(target), "client");
                }
            } catch (IOException e) {
                // a closed listener ends the loop; another failure concerns one client only
            }
        }
    }

    private record Listener(ServerSocket socket, Thread acceptor) {}

    static Thread start(Runnable task, String name) {
        Thread thread = new Thread(task, "tcp-relay-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // nothing left to save
        }
    }
}
