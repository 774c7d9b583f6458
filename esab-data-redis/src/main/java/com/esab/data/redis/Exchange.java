package com.esab.data.redis;

import com.esab.data.error.ConfigurationException;
import com.esab.data.error.CorruptRecordException;
import com.esab.data.error.StoreUnavailableException;
import com.esab.data.redis.Link.Attempt;
import com.esab.data.redis.Link.Wire;
import com.esab.data.redis.Router.Detour;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.protocol.AsyncCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** What one call of the library says to Redis, within one deadline; turns every failure into one of the library's. */
final class Exchange {

    /** The server could not or would not just now, and has changed nothing. */
    private static final Set<String> REFUSALS = Set.of(
            "OOM", "LOADING", "BUSY", "MISCONF", "READONLY", "MASTERDOWN", "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN");

    private static final Pattern REFUSES_CREDENTIALS = Pattern.compile("^(NOAUTH|WRONGPASS)\\b");

    /** To a client; and of what a script may not do, in Redis 7.0 and later ones. */
    private static final Pattern NOT_ALLOWED =
            Pattern.compile("^(NOAUTH|WRONGPASS|NOPERM)\\b|The user executing the script can't |ACL failure in script");

    /** Said by a node of a cluster that would send the client to another. */
    private static final Set<String> ELSEWHERE = Set.of("MOVED", "ASK", "CROSSSLOT");

    /** To a client, and to a script. */
    private static final Pattern UNKNOWN_COMMAND =
            Pattern.compile("^ERR unknown command|unknown redis command called from", Pattern.CASE_INSENSITIVE);

    /** So many times a command follows the word of servers at once, before it takes them for confused. */
    private static final int HURRIED_DETOURS = 3;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Router router;
    private final String what;
    private final boolean write;
    private final Duration deadline;
    private final long began = System.nanoTime();
    /** Whether a command that was sent may have changed something. */
    private boolean changed;

    Exchange(Router router, String what, boolean write, Duration deadline) {
        this.router = router;
        this.what = what;
        this.write = write;
        this.deadline = deadline;
    }

    /** What the command returns; empty for Redis's nil. */
    <T> Optional<T> ask(Request<T> request) {
        return await(send(request));
    }

    /** Sends a command, whose answer {@link #await} waits for. */
    <T> Sent<T> send(Request<T> request) {
        return send(request, router.linkOf(request.key(), this));
    }

    /** The same to a certain server. */
    <T> Sent<T> send(Request<T> request, Link link) {
        Sent<T> sent = new Sent<>(request, request.toSend(), link, connectedInTime(link));
        sent.wire().send(sent.command());
        return sent;
    }

    /** For commands to the server of one key. */
    Together together(String key) {
        return new Together(router.linkOf(key, this));
    }

    /** Many to a certain server, before any is answered. */
    <T> List<Sent<T>> send(List<Request<T>> requests, Link link) {
        Together together = new Together(link);
        List<Sent<T>> sent = requests.stream().map(together::add).toList();
        together.send();
        return sent;
    }

    /**
     * What becomes of scripts that are sent together. Each is sent and waited for whatever becomes of the others, those to
     * servers with a connection first.
     */
    List<Outcome> askAll(List<Request<List<Object>>> scripts) {
        Map<Integer, Outcome> outcomes = new TreeMap<>();
        Map<Integer, Sent<List<Object>>> sent = new TreeMap<>();
        Map<Link, List<Integer>> now = new LinkedHashMap<>();
        List<Integer> homeless = new ArrayList<>();
        for (int i = 0; i < scripts.size(); i++) {
            int number = i;
            unlessUnavailable(List.of(i), outcomes, () -> router.linkNow(
                            scripts.get(number).key(), this)
                    .ifPresentOrElse(
                            link -> now.computeIfAbsent(link, key -> new ArrayList<>())
                                    .add(number),
                            () -> homeless.add(number)));
        }
        sendAll(scripts, now, sent, outcomes);
        Map<Link, List<Integer>> later = new LinkedHashMap<>();
        homeless.forEach(i -> unlessUnavailable(List.of(i), outcomes, () -> later.computeIfAbsent(
                        router.linkOf(scripts.get(i).key(), this), key -> new ArrayList<>())
                .add(i)));
        sendAll(scripts, later, sent, outcomes);
        sent.forEach((i, script) -> outcomes.put(i, outcome(script)));
        return List.copyOf(outcomes.values());
    }

    private void sendAll(
            List<Request<List<Object>>> scripts,
            Map<Link, List<Integer>> byLink,
            Map<Integer, Sent<List<Object>>> sent,
            Map<Integer, Outcome> outcomes) {
        // all connect at the same time
        byLink.keySet().forEach(Link::wire);
        List<Link> links = new ArrayList<>(byLink.keySet());
        links.sort(Comparator.comparing(link -> link.usableWire().isEmpty()));
        for (Link link : links) {
            List<Integer> group = Objects.requireNonNull(byLink.get(link));
            unlessUnavailable(group, outcomes, () -> {
                Together together = new Together(link);
                group.forEach(i -> sent.put(i, together.add(scripts.get(i))));
                together.send();
            });
        }
    }

    private static void unlessUnavailable(List<Integer> numbers, Map<Integer, Outcome> outcomes, Runnable step) {
        try {
            step.run();
        } catch (StoreUnavailableException e) {
            numbers.forEach(i -> outcomes.put(i, new Failed(e)));
        }
    }

    private Outcome outcome(Sent<List<Object>> script) {
        try {
            return new Returned(await(script).orElse(List.of()));
        } catch (RedisNoScriptException e) {
            return new NotKnown();
        } catch (LeftOut e) {
            return new Returned(List.of());
        } catch (StoreUnavailableException e) {
            return new Failed(e);
        }
    }

    /** The failure of one of several scripts, which says that others may have run. */
    RuntimeException failure(Failed failed) {
        StoreUnavailableException why = failed.why();
        return changed && !why.outcomeUnknown() ? unchanged(String.valueOf(why.getMessage()), why) : why;
    }

    /** Sends a command where there is a connection to send it on; empty where there is none, and nothing fails. */
    <T> Optional<Sent<T>> sendAtOnce(Request<T> request) {
        try {
            return router.linkNow(request.key(), this)
                    .flatMap(link -> link.usableWire().map(wire -> {
                        Sent<T> sent = new Sent<>(request, request.toSend(), link, wire);
                        wire.send(sent.command());
                        return sent;
                    }));
        } catch (RuntimeException e) {
            // whatever it is, the call does not depend on it
            return Optional.empty();
        }
    }

    /** Sends a command that may as well be lost: nobody waits for its outcome, and nothing fails with it. */
    void tell(Request<?> request) {
        sendAtOnce(request);
    }

    /** As {@link #connected}, with time left to send something: what is not sent has no unknown outcome. */
    private Wire connectedInTime(Link link) {
        Wire wire = connected(link);
        if (left() == 0) {
            throw unchanged(
                    "no time was left to send it within " + deadline.toMillis() + " ms", new TimeoutException());
        }
        return wire;
    }

    /** Returns when commands can be sent, at least to somebody. */
    void connected() {
        router.open(this);
    }

    /** Returns when there is a connection. */
    Wire connected(Link link) {
        while (true) {
            Attempt attempt = link.wire();
            try {
                return get(attempt, "no connection");
            } catch (ExecutionException e) {
                if (!attempt.beganBefore(began)) {
                    router.failed();
                    throw unchanged("no connection: " + reason(e), e.getCause() == null ? e : e.getCause());
                }
                // somebody else began it, perhaps long ago; this call is owed one of its own time
            }
        }
    }

    /** Waits for what is shared with others: it goes on when this call no longer waits. */
    <T> T get(CompletableFuture<T> shared, String otherwise) throws ExecutionException {
        try {
            return shared.get(left(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            router.failed();
            throw unchanged(otherwise + " within " + deadline.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unchanged("interrupted while waiting for a connection", e);
        }
    }

    /** Waits for the answer to what was sent; goes where a server sends it that has refused it. */
    <T> Optional<T> await(Sent<T> first) {
        Sent<T> sent = first;
        for (int detours = 1; ; detours++) {
            try {
                return answer(sent);
            } catch (RedisCommandExecutionException refusal) {
                Optional<Detour> detour =
                        router.detour(String.valueOf(refusal.getMessage()), sent.request(), sent.link());
                if (detour.isEmpty()) {
                    throw refused(refusal, sent);
                }
                sent = again(sent, detour.get(), detours, refusal);
            }
        }
    }

    private <T> Sent<T> again(Sent<T> refused, Detour detour, int detours, RedisCommandExecutionException refusal) {
        if (detour.equals(Detour.LEFT_OUT)) {
            throw new LeftOut();
        }
        // what is sent at the last moment has no answer in time, and then an unknown outcome
        if (left() <= PAUSE.toNanos()) {
            throw unchanged("it refused: " + refusal.getMessage(), refusal);
        }
        if (detour.equals(Detour.LATER) || detours > HURRIED_DETOURS) {
            pause();
        }
        Request<T> request = refused.request();
        Link link = detour.link().orElseGet(() -> router.linkOf(request.key(), this));
        if (!detour.asking()) {
            return send(request, link);
        }
        Sent<T> sent = new Sent<>(request, request.toSend(), link, connectedInTime(link));
        sent.wire().send(Commands.asking().toSend(), sent.command());
        return sent;
    }

    /** Waits a little for servers to agree, or until the deadline. */
    void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(Math.min(left(), PAUSE.toNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unchanged("interrupted while waiting for the servers to agree", e);
        }
    }

    /** @throws RedisCommandExecutionException when the server has refused it */
    private <T> Optional<T> answer(Sent<T> sent) {
        AsyncCommand<String, byte[], T> command = sent.command();
        Wire wire = sent.wire();
        try {
            Optional<T> answer = Optional.ofNullable(command.get(left(), TimeUnit.NANOSECONDS));
            changed = write;
            wire.answered();
            return answer;
        } catch (TimeoutException e) {
            command.cancel(true);
            sent.link().unanswered(wire, began, deadline);
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
                throw refusal;
            }
            if (e.getCause() instanceof RedisException) {
                // the driver itself has refused to send it, and may go on doing so until it notices more
                sent.link().lost(wire);
            }
            throw unanswered("the connection was cut: " + reason(e), e.getCause() == null ? e : e.getCause());
        }
    }

    private long left() {
        return Math.max(0, deadline.toNanos() - (System.nanoTime() - began));
    }

    boolean isOver() {
        return left() == 0;
    }

    private RuntimeException refused(RedisCommandExecutionException refusal, Sent<?> sent) {
        String message = String.valueOf(refusal.getMessage());
        String code = message.split(" ", 2)[0];
        if (refusal instanceof RedisNoScriptException) {
            return refusal;
        }
        if (code.equals("READONLY")) {
            sent.link().demoted(sent.wire());
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
                            + ": this server is a node of a Redis cluster, which does not keep all keys together: use "
                            + "connectCluster: " + message,
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
        return isRefusal(failure, NOT_ALLOWED);
    }

    /** Whether the server refuses the credentials. */
    static boolean refusesCredentials(Throwable failure) {
        return isRefusal(failure, REFUSES_CREDENTIALS);
    }

    private static boolean isRefusal(Throwable failure, Pattern refusal) {
        return failure instanceof RedisCommandExecutionException
                && refusal.matcher(String.valueOf(failure.getMessage())).find();
    }

    /** Says that nothing was changed, unless an earlier command of this call may have changed something. */
    StoreUnavailableException unchanged(String why, Throwable cause) {
        return changed
                ? StoreUnavailableException.outcomeUnknown(
                        RedisSessions.NAME, what + ": perhaps a part was done: " + why, cause)
                : StoreUnavailableException.unchanged(RedisSessions.NAME, what + ": " + why, cause);
    }

    private StoreUnavailableException unanswered(String why, Throwable cause) {
        router.failed();
        changed = write;
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

    /** Commands to one server that are sent at once, before any is answered. */
    final class Together {

        private final Link link;
        private final Wire wire;
        private final List<AsyncCommand<String, byte[], ?>> commands = new ArrayList<>();

        private Together(Link link) {
            this.link = link;
            this.wire = connectedInTime(link);
        }

        <T> Sent<T> add(Request<T> request) {
            Sent<T> added = new Sent<>(request, request.toSend(), link, wire);
            commands.add(added.command());
            return added;
        }

        void send() {
            wire.send(commands);
        }
    }

    /** What became of a script. */
    sealed interface Outcome {}

    /** It returned this; an empty list when it was left out. */
    record Returned(List<Object> values) implements Outcome {}

    /** The server did not know it, so it did not run. */
    record NotKnown() implements Outcome {}

    /** It had no answer, was not sent, or was refused. */
    record Failed(StoreUnavailableException why) implements Outcome {}

    /** A command on its way. */
    record Sent<T>(Request<T> request, AsyncCommand<String, byte[], T> command, Link link, Wire wire) {}

    /** A script that would have had to wait, and was not meant to. */
    private static final class LeftOut extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LeftOut() {
            super("left out", null, false, false);
        }
    }
}
