package com.esab.data.redis;

import com.esab.data.redis.Exchange.Sent;
import com.esab.data.redis.Exchange.Together;
import com.esab.data.redis.Script.Call;
import com.esab.data.session.SessionId;
import io.lettuce.core.KeyValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Reads documents together with the time that their sessions have left.
 *
 * <p>A script does it anywhere and whatever is missing, but takes a document through Lua, which costs the server several times what
 * handing it out does. So where all keys are in one place, plain commands are sent together: the expiries first, then the records,
 * then the clock. What is saved, ended or deleted in between makes a session newer than its expiry, and none live that is not.
 */
final class SessionReads {

    private static final Script READ = Script.reading("read");

    private final KeyLayout keys;
    private final byte[] timeToLive;

    SessionReads(KeyLayout keys, byte[] timeToLive) {
        this.keys = keys;
        this.timeToLive = timeToLive;
    }

    /** What is held of a session, and for how long it is live. */
    record Found(byte[] document, long millisLeft) {}

    /** One round trip, and one more when the expiry is gone. */
    Optional<Found> read(Exchange exchange, SessionId id) {
        if (!keys.isInOnePlace()) {
            return byScript(exchange, List.of(id)).get(0);
        }
        Together together = exchange.together(keys.record(id));
        Sent<List<KeyValue<String, byte[]>>> expiry = together.add(Commands.values(List.of(keys.expiry(id))));
        Sent<byte[]> record = together.add(Commands.get(keys.record(id)));
        Sent<List<byte[]>> clock = together.add(Commands.time());
        together.send();
        // the last answer first: then the thread sleeps and is woken once
        long now = millis(exchange.await(clock).orElseThrow());
        Optional<Long> expires = expires(exchange.await(expiry).orElseThrow().get(0));
        Optional<byte[]> document = exchange.await(record);
        if (document.isPresent() && expires.isEmpty()) {
            return byScript(exchange, List.of(id)).get(0);
        }
        return document.map(bytes -> new Found(bytes, expires.orElse(now) - now));
    }

    /** The same of some, in their order; one more round trip also when a record is gone, or no string. */
    List<Optional<Found>> read(Exchange exchange, List<SessionId> ids) {
        if (!keys.isInOnePlace()) {
            return byScript(exchange, ids);
        }
        Together together = exchange.together(keys.record(ids.get(0)));
        Sent<List<KeyValue<String, byte[]>>> expiries =
                together.add(Commands.values(ids.stream().map(keys::expiry).toList()));
        Sent<List<KeyValue<String, byte[]>>> records =
                together.add(Commands.values(ids.stream().map(keys::record).toList()));
        Sent<List<byte[]>> clock = together.add(Commands.time());
        together.send();
        long now = millis(exchange.await(clock).orElseThrow());
        List<KeyValue<String, byte[]>> expires = exchange.await(expiries).orElseThrow();
        List<KeyValue<String, byte[]>> documents = exchange.await(records).orElseThrow();
        List<Optional<Found>> found = new ArrayList<>(ids.size());
        List<SessionId> incomplete = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            Optional<byte[]> document = documents.get(i).optional();
            Optional<Long> end = expires(expires.get(i));
            found.add(document.flatMap(bytes -> end.map(instant -> new Found(bytes, instant - now))));
            if (found.get(i).isEmpty()) {
                incomplete.add(ids.get(i));
            }
        }
        if (!incomplete.isEmpty()) {
            Iterator<Optional<Found>> others = byScript(exchange, incomplete).iterator();
            found.replaceAll(each -> each.isPresent() ? each : others.next());
        }
        return found;
    }

    private List<Optional<Found>> byScript(Exchange exchange, List<SessionId> ids) {
        return READ
                .runEach(
                        exchange,
                        ids.stream()
                                .map(id -> new Call(List.of(keys.record(id), keys.expiry(id)), List.of(timeToLive)))
                                .toList())
                .stream()
                .map(parts -> parts.isEmpty()
                        ? Optional.<Found>empty()
                        : Optional.of(new Found((byte[]) parts.get(0), (Long) parts.get(1))))
                .toList();
    }

    /** Empty also for what is no number. */
    private static Optional<Long> expires(KeyValue<String, byte[]> expiry) {
        try {
            return expiry.optional().map(SessionReads::number);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long millis(List<byte[]> time) {
        return number(time.get(0)) * 1_000 + number(time.get(1)) / 1_000;
    }

    private static long number(byte[] digits) {
        return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
    }
}
