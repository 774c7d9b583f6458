package com.esab.data.redis;

import com.esab.data.redis.Exchange.Failed;
import com.esab.data.redis.Exchange.NotKnown;
import com.esab.data.redis.Exchange.Outcome;
import com.esab.data.redis.Exchange.Returned;
import com.esab.data.redis.Exchange.Sent;
import com.esab.data.redis.Request.Moving;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A script that runs in Redis, called by its digest.
 *
 * <p>A server that does not know it, new or restarted, gets its text in a second round trip. That repeats nothing: the
 * server has refused the first.
 */
final class Script {

    private static final String HEAD = "head";

    private final String text;
    private final String digest;
    private final Moving moving;

    private Script(String flags, String body) {
        this("#!lua" + (flags.isEmpty() ? "" : " flags=" + flags) + "\n" + body, Moving.FOLLOWS);
    }

    private Script(String text, Moving moving) {
        this.text = text;
        this.moving = moving;
        digest = sha1(text);
    }

    /** A script of sessions that is refused when the server's memory is full. */
    static Script growing(String name) {
        return new Script("", resource(HEAD) + resource(name));
    }

    /** A script of sessions that runs in a full memory too. */
    static Script modest(String name) {
        return new Script("allow-oom", resource(HEAD) + resource(name));
    }

    /** A script of sessions that only reads. */
    static Script reading(String name) {
        return new Script("no-writes", resource(HEAD) + resource(name));
    }

    /** As {@link #growing} or {@link #modest}, about no session. */
    static Script plain(String name, boolean allowedWhenFull) {
        return new Script(allowedWhenFull ? "allow-oom" : "", resource(name));
    }

    /** The same script for a use that tells it not all its keys, but only names of {@link KeyLayout.Partition#whole}. */
    Script ofWholePartition(Moving whileMoving) {
        return new Script(text, whileMoving);
    }

    List<Object> run(Exchange exchange, List<String> keys, List<byte[]> values) {
        return start(exchange, keys, values).answer(exchange);
    }

    /** Sends the script; what it returns is waited for later. */
    Started start(Exchange exchange, List<String> keys, List<byte[]> values) {
        return started(exchange.send(Commands.script(CommandType.EVALSHA, digest, moving, keys, values)), keys, values);
    }

    /** The same where there is a connection to send it on; empty where there is none, and nothing fails. */
    Optional<Started> startAtOnce(Exchange exchange, List<String> keys, List<byte[]> values) {
        return exchange.sendAtOnce(Commands.script(CommandType.EVALSHA, digest, moving, keys, values))
                .map(sent -> started(sent, keys, values));
    }

    private Started started(Sent<List<Object>> sent, List<String> keys, List<byte[]> values) {
        return exchange -> {
            try {
                return exchange.await(sent).orElse(List.of());
            } catch (RedisNoScriptException e) {
                return exchange.ask(Commands.script(CommandType.EVAL, text, moving, keys, values))
                        .orElse(List.of());
            }
        };
    }

    /** Has the script run without waiting for it; sent in full, since nobody would notice that it is not known. */
    void tell(Exchange exchange, List<String> keys, List<byte[]> values) {
        exchange.tell(Commands.script(CommandType.EVAL, text, moving, keys, values));
    }

    /**
     * Runs the script once for each of these, in one round trip unless the server does not know it; an empty list for one
     * that was left out. What cannot be run somewhere is run everywhere else all the same, before this fails.
     */
    List<List<Object>> runEach(Exchange exchange, List<Call> calls) {
        List<Outcome> outcomes = outcomes(exchange, calls);
        outcomes.forEach(outcome -> throwIfFailed(exchange, outcome));
        return returned(outcomes);
    }

    /** As {@link #runEach}, an empty list also for one that cannot be run now, unless that is true of all. */
    List<List<Object>> runWherePossible(Exchange exchange, List<Call> calls) {
        List<Outcome> outcomes = outcomes(exchange, calls);
        if (outcomes.stream().allMatch(Failed.class::isInstance)) {
            outcomes.forEach(outcome -> throwIfFailed(exchange, outcome));
        }
        return returned(outcomes);
    }

    private static void throwIfFailed(Exchange exchange, Outcome outcome) {
        if (outcome instanceof Failed failed) {
            throw exchange.failure(failed);
        }
    }

    private static List<List<Object>> returned(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome instanceof Returned returned ? returned.values() : List.of())
                .toList();
    }

    private List<Outcome> outcomes(Exchange exchange, List<Call> calls) {
        List<Outcome> first = exchange.askAll(requests(CommandType.EVALSHA, digest, calls));
        List<Call> unknown = IntStream.range(0, calls.size())
                .filter(i -> first.get(i) instanceof NotKnown)
                .mapToObj(calls::get)
                .toList();
        // somebody else may have brought the script meanwhile, so that some have run
        Iterator<Outcome> later = unknown.isEmpty()
                ? Collections.emptyIterator()
                : exchange.askAll(requests(CommandType.EVAL, text, unknown)).iterator();
        return first.stream()
                .map(outcome -> outcome instanceof NotKnown ? later.next() : outcome)
                .toList();
    }

    private List<Request<List<Object>>> requests(CommandType type, String script, List<Call> calls) {
        return calls.stream()
                .map(call -> Commands.script(type, script, moving, call.keys(), call.values()))
                .toList();
    }

    /** A script that was sent. */
    interface Started {

        /** Waits for what it returns, as long as this call may. */
        List<Object> answer(Exchange exchange);
    }

    /** What a script is run with. */
    record Call(List<String> keys, List<byte[]> values) {}

    private static String resource(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + ".lua is missing from this library");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
