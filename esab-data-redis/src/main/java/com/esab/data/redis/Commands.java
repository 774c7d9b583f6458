package com.esab.data.redis;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.redis.Request.Moving;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ValueScanCursor;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.BooleanListOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.KeyOutput;
import io.lettuce.core.output.KeyScanOutput;
import io.lettuce.core.output.KeyValueListOutput;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.output.ValueScanOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandKeyword;
import io.lettuce.core.protocol.CommandType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The commands this module sends. Keys are texts; values are bytes, so that no damaged text is mended unseen. */
final class Commands {

    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private Commands() {}

    static Request<String> ping() {
        return request("", CommandType.PING, () -> new StatusOutput<>(CODEC), args());
    }

    static Request<String> info() {
        return request("", CommandType.INFO, () -> new StatusOutput<>(CODEC), args());
    }

    /** These settings of the server; those that it does not know are left out. */
    static Request<Map<String, byte[]>> configGet(List<String> names) {
        CommandArgs<String, byte[]> args = args().add("GET");
        names.forEach(args::add);
        return request("", CommandType.CONFIG, () -> new MapOutput<>(CODEC), args);
    }

    static Request<String> configSet(String name, String value) {
        return request(
                "",
                CommandType.CONFIG,
                () -> new StatusOutput<>(CODEC),
                args().add("SET").add(name).add(value));
    }

    /** Has the server write its settings to its configuration file. */
    static Request<String> configRewrite() {
        return request("", CommandType.CONFIG, () -> new StatusOutput<>(CODEC), args().add("REWRITE"));
    }

    /** The nodes of a cluster, as this server sees them. */
    static Request<String> clusterNodes() {
        return request("", CommandType.CLUSTER, () -> new StatusOutput<>(CODEC), args().add("NODES"));
    }

    /** Whether a cluster serves, as this server sees it. */
    static Request<String> clusterInfo() {
        return request("", CommandType.CLUSTER, () -> new StatusOutput<>(CODEC), args().add("INFO"));
    }

    /** Has a server accept the next command for a slot that it is about to get. */
    static Request<String> asking() {
        return request("", CommandType.ASKING, () -> new StatusOutput<>(CODEC), args());
    }

    static Request<byte[]> get(String key) {
        return request(key, CommandType.GET, () -> new ValueOutput<>(CODEC), args().addKey(key));
    }

    /** The values of some keys, in their order; none for a key that is not there, or is no string. */
    static Request<List<KeyValue<String, byte[]>>> values(List<String> keys) {
        return request(
                keys.get(0), CommandType.MGET, () -> new KeyValueListOutput<>(CODEC, keys), args().addKeys(keys));
    }

    /** The server's clock: seconds, and microseconds of the second. */
    static Request<List<byte[]>> time() {
        return request("", CommandType.TIME, () -> new ValueListOutput<>(CODEC), args());
    }

    static Request<String> set(String key, String value, long millis) {
        return request(key, CommandType.SET, () -> new StatusOutput<>(CODEC), setArgs(key, value, millis));
    }

    static Request<String> setIfAbsent(String key, String value, long millis) {
        return setIfAbsent(key, setArgs(key, value, millis));
    }

    /** For good. */
    static Request<String> setIfAbsent(String key, String value) {
        return setIfAbsent(key, args().addKey(key).addValue(bytes(value)));
    }

    private static Request<String> setIfAbsent(String key, CommandArgs<String, byte[]> args) {
        return request(key, CommandType.SET, () -> new StatusOutput<>(CODEC), args.add(CommandKeyword.NX));
    }

    private static CommandArgs<String, byte[]> setArgs(String key, String value, long millis) {
        return args().addKey(key).addValue(bytes(value)).add(CommandKeyword.PX).add(millis);
    }

    static Request<Long> unlink(String key) {
        return request(key, CommandType.UNLINK, () -> new IntegerOutput<>(CODEC), args().addKey(key));
    }

    static Request<List<byte[]>> members(String key) {
        return request(key, CommandType.SMEMBERS, () -> new ValueListOutput<>(CODEC), args().addKey(key));
    }

    static Request<Long> removeMembers(String key, List<byte[]> members) {
        return request(
                key,
                CommandType.SREM,
                () -> new IntegerOutput<>(CODEC),
                args().addKey(key).addValues(members));
    }

    /** For each of these, whether it is a member of the set. */
    static Request<List<Boolean>> areMembers(String key, List<byte[]> members) {
        return request(
                key,
                CommandType.SMISMEMBER,
                () -> new BooleanListOutput<>(CODEC),
                args().addKey(key).addValues(members));
    }

    /** Members of the set, from this cursor on. */
    static Request<ValueScanCursor<byte[]>> scanMembers(String key, String cursor, int count) {
        return request(
                key,
                CommandType.SSCAN,
                () -> new ValueScanOutput<>(CODEC),
                args().addKey(key).add(cursor).add(CommandKeyword.COUNT).add(count));
    }

    static Request<Long> exists(String key) {
        return request(key, CommandType.EXISTS, () -> new IntegerOutput<>(CODEC), args().addKey(key));
    }

    /** How many keys the database has on this server. */
    static Request<Long> databaseSize() {
        return request("", CommandType.DBSIZE, () -> new IntegerOutput<>(CODEC), args());
    }

    /** Any key; none when there is none. */
    static Request<String> randomKey() {
        return request("", CommandType.RANDOMKEY, () -> new KeyOutput<>(CODEC), args());
    }

    /** Keys, about so many, from this cursor on. */
    static Request<KeyScanCursor<String>> scan(String cursor, int count) {
        return request(
                "",
                CommandType.SCAN,
                () -> new KeyScanOutput<>(CODEC),
                args().add(cursor).add(CommandKeyword.COUNT).add(count));
    }

    /**
     * Keys that match a pattern, from this cursor on.
     *
     * @param type only those of this type; empty for any
     */
    static Request<KeyScanCursor<String>> scan(String cursor, String pattern, String type, int count) {
        CommandArgs<String, byte[]> args = args().add(cursor)
                .add(CommandKeyword.MATCH)
                .add(pattern)
                .add(CommandKeyword.COUNT)
                .add(count);
        if (!type.isEmpty()) {
            args.add(CommandType.TYPE).add(type);
        }
        return request("", CommandType.SCAN, () -> new KeyScanOutput<>(CODEC), args);
    }

    /** A script, by its digest or its text. */
    static Request<List<Object>> script(
            CommandType type, String script, Moving moving, List<String> keys, List<byte[]> values) {
        CommandArgs<String, byte[]> args =
                args().add(bytes(script)).add(keys.size()).addKeys(keys).addValues(values);
        return new Request<>(keys.get(0), moving, () -> command(type, new NestedMultiOutput<>(CODEC), args));
    }

    private static CommandArgs<String, byte[]> args() {
        return new CommandArgs<>(CODEC);
    }

    private static <T> Request<T> request(
            String key,
            CommandType type,
            Supplier<CommandOutput<String, byte[], T>> output,
            CommandArgs<String, byte[]> args) {
        return new Request<>(key, Moving.FOLLOWS, () -> command(type, output.get(), args));
    }

    private static <T> AsyncCommand<String, byte[], T> command(
            CommandType type, CommandOutput<String, byte[], T> output, CommandArgs<String, byte[]> args) {
        return new AsyncCommand<>(new Command<>(type, output, args));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** The text of these bytes. */
    static String text(String what, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // what is no UTF-8 was replaced by this character, and only a slower decoder tells it from one that was there
        if (text.indexOf('\uFFFD') >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            } catch (CharacterCodingException e) {
                throw new CorruptRecordException(what + " is not UTF-8", e);
            }
        }
        return text;
    }
}
