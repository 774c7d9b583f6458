package com.esab.data.benchmarks.sessions;

import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.UserId;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the library's store does in one script, by the driver and a script that do just this: a live session of the version that
 * the caller knows gets a new one, its time begins anew, its user's set knows it, and it is due for the archive.
 *
 * <p>It knows nothing of evicted expiries, ended sessions, newer schemas, or a lost connection.
 */
final class CompareAndSet implements Contender<Session> {

    /**
     * KEYS: record, expiry, due set, set of the user. ARGV: tail of the document, version that is known, id, milliseconds to live
     * of the session and of the set, milliseconds until it is due. The new version; 0 when it is not live, -1 after a conflict.
     */
    private static final String SAVE = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local version = string.match(
                redis.call('GETRANGE', KEYS[1], 0, 63), '^{"schema_version":1,"version":(%d+),')
            if not version or (tonumber(redis.call('GET', KEYS[2])) or 0) <= now then
                return 0
            end
            if version ~= ARGV[2] then
                return -1
            end
            local saved = math.max(version + 1, now)
            redis.call('SADD', KEYS[4], ARGV[3])
            redis.call('PEXPIRE', KEYS[4], ARGV[5])
            redis.call('ZADD', KEYS[3], 'LT', now + ARGV[6], ARGV[3])
            redis.call('SET', KEYS[1], '{"schema_version":1,"version":' .. string.format('%.0f', saved) .. ARGV[1])
            redis.call('SET', KEYS[2], now + ARGV[4], 'PX', ARGV[4])
            return saved
            """;

    private static final byte[] SESSION_MILLIS = number(TIME_TO_LIVE.toMillis());
    private static final byte[] SET_MILLIS =
            number(TIME_TO_LIVE.multipliedBy(25).toMillis());
    private static final byte[] DUE_MILLIS = number(60_000);
    private static final String DUE = PREFIX + "due";

    private final Lettuce lettuce;
    private final String digest;

    CompareAndSet(String host, int port) {
        lettuce = new Lettuce(host, port);
        digest = Lettuce.await(lettuce.commands().scriptLoad(SAVE));
    }

    private static byte[] number(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static String expiry(String id) {
        return Lettuce.record(id) + ":ttl";
    }

    /** Under a version of its own first, since the script only replaces. */
    @Override
    public Session begin(Session session) {
        String id = session.id().value();
        Session first = session.saved(1, Instant.now());
        lettuce.commands().set(Lettuce.record(id), Document.write(first));
        lettuce.commands().set(expiry(id), number(Long.MAX_VALUE));
        return save(first).orElseThrow();
    }

    @Override
    public Session save(Session session, Message said) {
        return save(Dialogue.withLast(session, said)).orElseThrow();
    }

    /** Empty after a conflict. */
    private Optional<Session> save(Session session) {
        Session saved = session.saved(session.version(), Instant.now());
        String id = session.id().value();
        Long version = Lettuce.await(lettuce.commands()
                .evalsha(
                        digest,
                        ScriptOutputType.INTEGER,
                        new String[] {Lettuce.record(id), expiry(id), DUE, Lettuce.sessionsOf(Lettuce.user(session))},
                        Document.tail(saved),
                        number(session.version()),
                        Lettuce.id(session),
                        SESSION_MILLIS,
                        SET_MILLIS,
                        DUE_MILLIS));
        if (version == 0) {
            throw new IllegalStateException("session " + id + " is not live");
        }
        return version < 0 ? Optional.empty() : Optional.of(saved.saved(version, saved.lastActivityAt()));
    }

    @Override
    public Session find(String id) {
        byte[] document = Lettuce.await(lettuce.commands().get(Lettuce.record(id)));
        return Document.read(Objects.requireNonNull(document));
    }

    @Override
    public void addTurn(String id) {
        while (save(Dialogue.withOneMoreTurn(find(id))).isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Override
    public List<Session> ofUser(String user) {
        List<String> ids = Lettuce.await(lettuce.commands().smembers(Lettuce.sessionsOf(user))).stream()
                .map(id -> new String(id, StandardCharsets.UTF_8))
                .toList();
        List<String> keys = new ArrayList<>(2 * ids.size());
        ids.forEach(id -> keys.add(Lettuce.record(id)));
        ids.forEach(id -> keys.add(expiry(id)));
        List<KeyValue<String, byte[]>> values = Lettuce.await(lettuce.commands().mget(keys.toArray(String[]::new)));
        List<Session> sessions = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            if (values.get(i).hasValue() && values.get(ids.size() + i).hasValue()) {
                sessions.add(Document.read(values.get(i).getValue()));
            }
        }
        sessions.removeIf(session -> !session.userId().equals(Optional.of(UserId.of(user))));
        sessions.sort(Comparator.comparing(Session::lastActivityAt).reversed().thenComparing(Session::id));
        return sessions;
    }

    @Override
    public Session asSession(Session session) {
        return session;
    }

    @Override
    public void close() {
        lettuce.close();
    }
}
