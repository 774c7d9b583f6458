package com.esab.data.testkit.relay;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client of a relay, its own connection to the server, and a pipe in each direction. */
final class Connection {

    private static final int BUFFER = 16 * 1024;
    private static final int CONNECT_MILLIS = 5_000;
    private static final long PAUSE_NANOS = 1_000_000;
    /** An answer is over when the server has sent nothing for so long. */
    private static final int END_OF_ANSWER_MILLIS = 100;
    /** What a server gets to end its side of a connection whose answer was dropped. */
    private static final int LAST_WORDS_MILLIS = 5_000;

    private final TcpRelay relay;
    private final Socket client;
    private final Socket server = new Socket();
    private final Pipe requests;
    private final Pipe answers;
    private final TrafficCounter.Conversation conversation;
    private final @Nullable RespCommands commands;
    private final AtomicInteger open = new AtomicInteger(2);
    /** How much of each marker the requests end with. */
    private final Map<DroppedAnswer, Integer> found = new HashMap<>();

    private volatile long lastRequest = System.nanoTime();
    private volatile @Nullable DroppedAnswer toDrop;

    Connection(TcpRelay relay, Socket client) {
        this.relay = relay;
        this.client = client;
        requests = new Pipe(relay.conditions(Direction.TO_SERVER));
        answers = new Pipe(relay.conditions(Direction.TO_CLIENT));
        conversation = relay.counter().conversation();
        commands = relay.parser();
    }

    void run(InetSocketAddress target) {
        try {
            relay.conditions(Direction.TO_SERVER).awaitThaw();
            server.connect(target, CONNECT_MILLIS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            abort();
            return;
        }
        TcpRelay.start(this::passRequestsOn, "requests");
        TcpRelay.start(this::readAnswers, "server");
        TcpRelay.start(this::passAnswersOn, "answers");
        readRequests();
    }

    private void readRequests() {
        byte[] buffer = new byte[BUFFER];
        boolean broken = false;
        try {
            InputStream in = client.getInputStream();
            int length;
            while ((length = in.read(buffer)) >= 0) {
                lastRequest = System.nanoTime();
                requests.put(Arrays.copyOf(buffer, length));
            }
        } catch (IOException e) {
            broken = true;
        }
        end(requests, broken);
    }

    private void passRequestsOn() {
        try {
            boolean complete = requests.passOn(server.getOutputStream(), this::request);
            if (toDrop != null) {
                // whatever the client does, the server is to finish what was asked of it
                return;
            }
            if (complete) {
                server.shutdownOutput();
                finished();
            } else {
                abort();
            }
        } catch (IOException e) {
            abort();
        }
    }

    private void request(byte[] bytes) {
        // known before the server can answer
        if (toDrop == null) {
            toDrop = requested(bytes);
        }
        conversation.request(bytes.length);
        if (commands != null) {
            commands.accept(bytes, bytes.length, relay.counter()::command);
        }
    }

    private @Nullable DroppedAnswer requested(byte[] bytes) {
        for (DroppedAnswer answer : relay.answersToDrop()) {
            int now = answer.marker().search(found.getOrDefault(answer, 0), bytes);
            found.put(answer, now);
            // another connection may have been faster
            if (answer.marker().isComplete(now)
                    && answer.isDue()
                    && relay.answersToDrop().remove(answer)) {
                answer.request();
                return answer;
            }
        }
        return null;
    }

    private void readAnswers() {
        byte[] buffer = new byte[BUFFER];
        boolean broken = false;
        try {
            InputStream in = server.getInputStream();
            int length;
            while ((length = in.read(buffer)) >= 0) {
                DroppedAnswer answer = toDrop;
                if (answer != null) {
                    drop(answer, in);
                    return;
                }
                answers.put(Arrays.copyOf(buffer, length));
            }
        } catch (IOException e) {
            broken = true;
        }
        if (toDrop == null) {
            end(answers, broken);
        } else {
            abort();
        }
    }

    private void drop(DroppedAnswer answer, InputStream in) {
        swallow(in, END_OF_ANSWER_MILLIS);
        answer.happen();
        reset(client);
        try {
            // no reset for the server: it might take back what it has not finished
            server.shutdownOutput();
            swallow(in, LAST_WORDS_MILLIS);
        } catch (IOException e) {
            // the server was faster
        }
        abort();
    }

    /** Reads until the server ends, or sends nothing for so long. */
    private void swallow(InputStream in, int silenceMillis) {
        byte[] buffer = new byte[BUFFER];
        try {
            server.setSoTimeout(silenceMillis);
            while (in.read(buffer) >= 0) {
                // nobody is to see it
            }
        } catch (IOException e) {
            // nothing more comes
        }
    }

    private void passAnswersOn() {
        try {
            if (answers.passOn(client.getOutputStream(), this::answer)) {
                client.shutdownOutput();
                finished();
            } else {
                abort();
            }
        } catch (IOException e) {
            if (toDrop == null) {
                abort();
            }
        }
    }

    private void answer(byte[] bytes) throws IOException {
        long silence = relay.silenceNanos();
        while (silence > 0
                && (client.getInputStream().available() > 0
                        || !requests.isEmpty()
                        || System.nanoTime() - lastRequest < silence)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        conversation.response(bytes.length);
    }

    private static void end(Pipe pipe, boolean broken) {
        try {
            pipe.end(broken);
        } catch (IOException e) {
            // closed already
        }
    }

    private void finished() {
        if (open.decrementAndGet() == 0) {
            end();
        }
    }

    private void end() {
        relay.forget(this);
        requests.close();
        answers.close();
        TcpRelay.closeQuietly(client);
        TcpRelay.closeQuietly(server);
    }

    /** Ends with a reset, as a crash of the peer does. */
    void abort() {
        reset(client);
        reset(server);
        end();
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // closed already
        }
        TcpRelay.closeQuietly(socket);
    }
}
