package com.esab.data.redis;

import com.esab.data.session.SessionId;
import com.esab.data.testkit.server.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;

/** Looks at a server, and changes what is there, as a person with {@code redis-cli} would. */
final class RawRedis implements AutoCloseable {

    /** Not the one that people use. */
    static final int DATABASE = 9;

    /** An expiry stays where it is all that can tell that the time is up, since the version stays too. */
    private static final String AGE = """
            local age = tonumber(ARGV[1])
            local function aged(key)
                local left = redis.call('PTTL', key)
                if string.find(key, '^sessions:due') then
                    for _, id in ipairs(redis.call('ZRANGEBYSCORE', key, '-inf', '100000000000000')) do
                        redis.call('ZINCRBY', key, string.format('%.0f', -age), id)
                    end
                end
                if string.find(key, '^session:.*:ttl$') then
                    local expires = redis.call('GET', key) - age
                    redis.call('SET', key, string.format('%.0f', expires), 'KEEPTTL')
                    if left <= age and redis.call('PTTL', string.sub(key, 1, -5)) == -1 then
                        return
                    end
                end
                if left > age then
                    redis.call('PEXPIRE', key, left - age)
                elseif left >= 0 then
                    redis.call('DEL', key)
                end
            end
            local cursor = '0'
            local seen = {}
            repeat
                local page = redis.call('SCAN', cursor, 'COUNT', 1000)
                cursor = page[1]
                for _, key in ipairs(page[2]) do
                    if not seen[key] then
                        seen[key] = true
                        aged(key)
                    end
                end
            until cursor == '0'
            """;

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    RawRedis(RedisServer server) {
        this(uri(server));
    }

    RawRedis(String uri) {
        client = RedisClient.create(RedisURI.create(uri));
        connection = client.connect();
    }

    static String uri(RedisServer server) {
        return server.uri() + "/" + DATABASE;
    }

    /** A store whose deadlines no busy machine misses. */
    static RedisSessions.Builder patient() {
        return RedisSessions.builder().commandTimeout(Duration.ofSeconds(30)).connectTimeout(Duration.ofSeconds(30));
    }

    RedisCommands<String, String> redis() {
        return connection.sync();
    }

    /** Sends a script and does not wait for its end. */
    RedisFuture<Object> evalLater(String script) {
        return connection.async().eval(script, ScriptOutputType.STATUS, new String[0]);
    }

    /**
     * Takes this much from the time that all keys have left, from the expiry in sessions' {@code :ttl}, and from the times
     * when sessions are due.
     */
    void letTimePass(Duration time) {
        redis().eval(AGE, ScriptOutputType.STATUS, new String[0], Long.toString(time.toMillis()));
    }

    /** Replaces the version in a session's record. */
    void setVersion(SessionId id, long version) {
        setVersion("session:" + id, version);
    }

    /** The same by the name of the record. */
    void setVersion(String key, long version) {
        String document = redis().get(key);
        redis().set(
                        key,
                        document.replaceFirst("\"version\":\\d+", "\"version\":" + version),
                        SetArgs.Builder.keepttl());
    }

    /** How often this server has run a command, by its own count. */
    long calls(String command) {
        return redis().info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .map(line -> line.replaceFirst("[^:]*:calls=(\\d+),.*", "$1"))
                .mapToLong(Long::parseLong)
                .sum();
    }

    /** How often this server has refused a command with an error of this name, by its own count. */
    long errors(String name) {
        return redis().info("errorstats")
                .lines()
                .filter(line -> line.startsWith("errorstat_" + name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*count=", "")))
                .sum();
    }

    /** How many clients the server has, this one among them. */
    long connections() {
        return redis().clientList().lines().count();
    }

    /** Has the server keep what would change something until {@link #goOn}, or this time is over. */
    void pauseWrites(Duration time) {
        redis().dispatch(
                        CommandType.CLIENT,
                        new StatusOutput<>(StringCodec.UTF8),
                        new CommandArgs<>(StringCodec.UTF8)
                                .add("PAUSE")
                                .add(time.toMillis())
                                .add("WRITE"));
    }

    void goOn() {
        redis().dispatch(
                        CommandType.CLIENT,
                        new StatusOutput<>(StringCodec.UTF8),
                        new CommandArgs<>(StringCodec.UTF8).add("UNPAUSE"));
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
