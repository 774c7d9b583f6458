package com.esab.data.benchmarks.sessions;

import com.esab.data.benchmarks.harness.Addresses;
import com.esab.data.session.Session;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The driver, with the one connection that all threads share. */
final class Lettuce implements AutoCloseable {

    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> connection;

    Lettuce(String host, int port) {
        RedisURI.Builder uri = RedisURI.builder().withHost(host).withPort(port);
        if (!Addresses.redisPassword().isEmpty()) {
            uri.withPassword(Addresses.redisPassword().toCharArray());
        }
        client = RedisClient.create(uri.build());
        connection = client.connect(CODEC);
    }

    RedisAsyncCommands<String, byte[]> commands() {
        return connection.async();
    }

    static <T> T await(RedisFuture<T> answer) {
        return LettuceFutures.awaitOrCancel(answer, 10, TimeUnit.SECONDS);
    }

    static String record(String id) {
        return Contender.PREFIX + "session:" + id;
    }

    static String sessionsOf(String user) {
        return Contender.PREFIX + "user:" + user + ":sessions";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] id(Session session) {
        return bytes(session.id().value());
    }

    static String user(Session session) {
        return session.userId().orElseThrow().value();
    }

    /** Removes whatever contenders other than the library have left. */
    static void removeLeftovers() {
        try (Lettuce lettuce = new Lettuce(Addresses.redisHost(), Addresses.redisPort())) {
            ScanArgs all = ScanArgs.Builder.limit(1_000).match(Contender.PREFIX + "*");
            ScanCursor cursor = ScanCursor.INITIAL;
            while (!cursor.isFinished()) {
                KeyScanCursor<String> found = await(lettuce.commands().scan(cursor, all));
                if (!found.getKeys().isEmpty()) {
                    await(lettuce.commands().unlink(found.getKeys().toArray(String[]::new)));
                }
                cursor = found;
            }
        }
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}
