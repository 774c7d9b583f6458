package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.redis.Link.Attempt;
import com.esab.data.redis.Link.Wire;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.protocol.AsyncCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** What one call of the library says to Redis, within one deadline; turns every failure into one of the library's. */
final class Exchange {

    /** The server could not or would not just now, and has changed nothing. */
    private static final Set<String> REFUSALS = Set.of(
            "OOM", "LOADING", "BUSY", "MISCONF", "READONLY", "MASTERDOWN", "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN");

    private static final Set<String> NOT_ALLOWED = Set.of("NOAUTH", "WRONGPASS", "NOPERM");

    /** Said by a node of a cluster that would send the client to another. */
    private static final Set<String> ELSEWHERE = Set.of("MOVED", "ASK", "CROSSSLOT");

    /** To a client, and to a script. */
    private static final Pattern UNKNOWN_COMMAND =
            Pattern.compile("^ERR unknown command|unknown redis command called from", Pattern.CASE_INSENSITIVE);

    private final Link link;
    private final String what;
    private final boolean write;
    private final Duration deadline;
    private final long began = System.nanoTime();

    Exchange(Link link, String what, boolean write, Duration deadline) {
        this.link = link;
        this.what = what;
        this.write = write;
        this.deadline = deadline;
    }

    /** What the command returns; empty for Redis's nil. */
    <T> Optional<T> ask(AsyncCommand<String, byte[], T> command) {
        Wire wire = connectedInTime();
        wire.connection().dispatch(command);
        return answer(wire, command);
    }

    /** What the scripts return, which are sent together; empty for one that the server did not know, and so did not run. */
    List<Optional<List<Object>>> askAll(List<AsyncCommand<String, byte[], List<Object>>> scripts) {
        Wire wire = connectedInTime();
        wire.connection().dispatch(scripts);
        List<Optional<List<Object>>> answers = new ArrayList<>();
        for (AsyncCommand<String, byte[], List<Object>> script : scripts) {
            try {
                answers.add(answer(wire, script));
            } catch (RedisNoScriptException e) {
                answers.add(Optional.empty());
            }
        }
        return answers;
    }

    /** Sends a command that may as well be lost: nobody waits for its outcome, and nothing fails with it. */
    void tell(AsyncCommand<String, byte[], ?> command) {
        link.usableWire().ifPresent(wire -> wire.connection().dispatch(command));
    }

    /** As {@link #connected}, with time left to send something: what is not sent has no unknown outcome. */
    private Wire connectedInTime() {
        Wire wire = connected();
        if (left() == 0) {
            throw unchanged(
                    "no time was left to send it within " + deadline.toMillis() + " ms", new TimeoutException());
        }
        return wire;
    }

    /** Returns when there is a connection. */
    Wire connected() {
        while (true) {
            Attempt attempt = link.wire();
            try {
                // the attempt is shared: it goes on when this call no longer waits
                return attempt.get(left(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw unchanged("no connection within " + deadline.toMillis() + " ms", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unchanged("interrupted while waiting for a connection", e);
            } catch (ExecutionException e) {
                if (!attempt.beganBefore(began)) {
                    throw unchanged("no connection: " + reason(e), e.getCause() == null ? e : e.getCause());
                }
                // somebody else began it, perhaps long ago; this call is owed one of its own time
            }
        }
    }

    private <T> Optional<T> answer(Wire wire, AsyncCommand<String, byte[], T> command) {
        try {
            Optional<T> answer = Optional.ofNullable(command.get(left(), TimeUnit.NANOSECONDS));
            wire.answered();
            return answer;
        } catch (TimeoutException e) {
            command.cancel(true);
            link.unanswered(wire, began, deadline);
            throw unanswered("no answer within " + deadline.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            command.cancel(true);
            Thread.currentThread().interrupt();
            throw unanswered("interrupted while waiting for the answer", e);
        } catch (CancellationException e) {
            throw unanswered("the connection was cut", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RedisCommandExecutionException refusal) {
                wire.answered();
                throw refused(refusal);
            }
            throw unanswered("the connection was cut: " + reason(e), e.getCause() == null ? e : e.getCause());
        }
    }

    private long left() {
        return Math.max(0, deadline.toNanos() - (System.nanoTime() - began));
    }

    private RuntimeException refused(RedisCommandExecutionException refusal) {
        String message = String.valueOf(refusal.getMessage());
        String code = message.split(" ", 2)[0];
        if (refusal instanceof RedisNoScriptException) {
            return refusal;
        }
        if (code.equals("OOM")) {
            return unchanged("its memory is full (maxmemory), so it refused this write", refusal);
        }
        if (REFUSALS.contains(code)) {
            return unchanged("it refused: " + message, refusal);
        }
        if (message.contains("Error compiling script")) {
            return new ConfigurationException("this server is too old: Redis 7 or newer is needed", refusal);
        }
        if (isNotAllowed(refusal)) {
            return new ConfigurationException("redis does not allow this: " + what + ": " + message, refusal);
        }
        if (ELSEWHERE.contains(code) || message.contains("non local key")) {
            return new ConfigurationException(
                    what
                            + ": this server is a node of a Redis cluster, which does not keep all keys together: give the "
                            + "address of a server that is in no cluster: " + message,
                    refusal);
        }
        if (UNKNOWN_COMMAND.matcher(message).find()) {
            return new ConfigurationException(
                    what + ": this server does not know a command that is needed: rename or disable none of those this "
                            + "library sends (rename-command), and use no proxy that lacks them: " + message,
                    refusal);
        }
        return new CorruptRecordException(what + ": redis found something unexpected: " + message, refusal);
    }

    /** Whether the server refuses the credentials, or what they are used for. */
    static boolean isNotAllowed(Throwable failure) {
        return failure instanceof RedisCommandExecutionException
                && NOT_ALLOWED.contains(String.valueOf(failure.getMessage()).split(" ", 2)[0]);
    }

    private EsabDataException unchanged(String why, Throwable cause) {
        return StoreUnavailableException.unchanged(RedisSessions.NAME, what + ": " + why, cause);
    }

    private EsabDataException unanswered(String why, Throwable cause) {
        return write
                ? StoreUnavailableException.outcomeUnknown(RedisSessions.NAME, what + ": " + why, cause)
                : unchanged(why, cause);
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof TimeoutException ? "no answer in time" : String.valueOf(root.getMessage());
    }
}
