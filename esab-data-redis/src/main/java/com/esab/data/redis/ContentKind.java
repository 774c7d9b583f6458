package com.esab.data.redis;

import com.esab.data.redis.KeyLayout.Partition;
import com.esab.data.redis.Keyspace.Names;
import com.esab.data.redis.Script.Call;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a store holds of one kind, and the script that takes it out.
 *
 * @param <T> names one thing of it
 */
sealed interface ContentKind<T> extends Replaced<T> permits ContentKind.Sessions, ContentKind.Cached {

    /** As records call it. */
    @Override
    String name();

    /** The things that are there. */
    Names<T> present();

    @Override
    default Names<T> traces() {
        return present();
    }

    /** Reads one of them, unless it has more than some bytes. */
    Script reading();

    /** What {@link #reading} is run with. */
    Call read(T thing, byte[] mostBytes);

    /** The names of what {@link #reading} and a look at what is staged bring. */
    List<String> parts();

    Stored stored(T thing, List<Object> parts);

    /** Sessions that have a record. */
    record Sessions(KeyLayout keys, Duration timeToLive) implements ContentKind<SessionId> {

        private static final Script READING = Script.reading("export");
        private static final Script INSTALLING = Script.modest("install");

        @Override
        public String name() {
            return StoredSession.KIND;
        }

        @Override
        public Names<SessionId> present() {
            return new Names<>("sessions", keys.recordPattern(), "string", keys::sessionOf);
        }

        /** An expiry can be left behind. */
        @Override
        public Names<SessionId> traces() {
            return new Names<>("sessions", keys.recordPattern(), "string", keys::sessionWith);
        }

        @Override
        public String keyOf(SessionId id) {
            return keys.record(id);
        }

        @Override
        public Script reading() {
            return READING;
        }

        @Override
        public Call read(SessionId id, byte[] mostBytes) {
            return new Call(names(id), List.of(Commands.bytes(id.value()), mostBytes));
        }

        @Override
        public List<String> parts() {
            return StoredSession.PARTS;
        }

        @Override
        public Stored stored(SessionId id, List<Object> parts) {
            return StoredSession.of(id, parts);
        }

        @Override
        public Script installing() {
            return INSTALLING;
        }

        @Override
        public Call install(SessionId id, String run) {
            List<String> names = new ArrayList<>(names(id));
            names.add(keys.staged(run, keys.record(id)));
            return new Call(names, List.of(Commands.bytes(id.value()), Commands.bytes(Milliseconds.of(timeToLive))));
        }

        @Override
        public Optional<Call> entry(SessionId id, List<Object> answer) {
            return answer.stream()
                    .map(Records::text)
                    .filter(user -> !user.isEmpty())
                    .findFirst()
                    .map(user -> new Call(
                            List.of(keys.sessionsOf(UserId.of(user))),
                            List.of(
                                    Commands.bytes(id.value()),
                                    Commands.bytes(RedisSessionCache.userSetMillis(timeToLive)))));
        }

        private List<String> names(SessionId id) {
            Partition partition = keys.partitionOf(id);
            return List.of(partition.record(id), partition.expiry(id), partition.due(), partition.dead());
        }
    }

    /** Entries of the general cache, by their keys. */
    record Cached(KeyLayout keys) implements ContentKind<String> {

        private static final Script READING = Script.reading("exportcached");

        @Override
        public String name() {
            return StoredEntry.KIND;
        }

        @Override
        public Names<String> present() {
            return new Names<>("cached", keys.cachePattern(), "string", keys::cacheKeyOf);
        }

        @Override
        public String keyOf(String key) {
            return keys.cached(key);
        }

        @Override
        public Script reading() {
            return READING;
        }

        @Override
        public Call read(String key, byte[] mostBytes) {
            return new Call(List.of(keyOf(key)), List.of(mostBytes));
        }

        @Override
        public List<String> parts() {
            return StoredEntry.PARTS;
        }

        @Override
        public Stored stored(String key, List<Object> parts) {
            return StoredEntry.of(key, parts);
        }
    }
}
