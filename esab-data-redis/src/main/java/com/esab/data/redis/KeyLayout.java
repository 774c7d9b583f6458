package com.esab.data.redis;

import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.Arguments;
import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides the names of all keys; nothing else in this module puts a name together, except scripts about many sessions: they
 * append an id to {@link Partition#recordPrefix}, and {@code :ttl} to the name of a record.
 */
interface KeyLayout {

    /** For a single server, with or without replicas. */
    KeyLayout STANDALONE = new Standalone();

    /** For a cluster. */
    KeyLayout CLUSTER = new Cluster();

    /** How many characters name a restore. */
    int RUN_LENGTH = 12;

    /** What an expiry's name ends with. */
    String EXPIRY = ":ttl";

    /** The names of what any restore has staged. */
    Pattern STAGED = Pattern.compile("restoring:[0-9a-f]{" + RUN_LENGTH + "}:.+");

    /** Where the keys of this session are. */
    Partition partitionOf(SessionId id);

    /** All partitions there are, always the same and in the same order. */
    List<Partition> partitions();

    /** Whether one script may be about the keys of a session and the set of its user. */
    default boolean isInOnePlace() {
        return true;
    }

    /** Matches all records and expiries, and other keys too, as SCAN takes it. */
    String recordPattern();

    /** Matches all entries of the general cache. */
    default String cachePattern() {
        return cached("*");
    }

    /** Matches the sets of all users. */
    default String userSetPattern() {
        return "user:*:sessions";
    }

    /** Matches whatever restores have staged. */
    default String stagedPattern() {
        return stagedPattern("?".repeat(RUN_LENGTH));
    }

    /** Matches what this restore has staged. */
    default String stagedPattern(String run) {
        return stagedPrefix(run) + "*";
    }

    /** The ids of the user's sessions. */
    default String sessionsOf(UserId user) {
        return "user:" + user + ":sessions";
    }

    /** An entry of the general cache. */
    default String cached(String key) {
        return "cache:" + key;
    }

    /** Who holds the lock. */
    default String lock(String resource) {
        return "lock:" + resource;
    }

    /** The session's document. */
    default String record(SessionId id) {
        return partitionOf(id).record(id);
    }

    /** When the session expires for its user. */
    default String expiry(SessionId id) {
        return partitionOf(id).expiry(id);
    }

    /** The session whose record has this name; empty for another key. */
    default Optional<SessionId> sessionOf(String name) {
        try {
            return Optional.of(SessionId.of(name.substring(name.lastIndexOf(':') + 1)))
                    .filter(id -> record(id).equals(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The session whose record or expiry has this name; empty for another key. */
    default Optional<SessionId> sessionWith(String name) {
        return sessionOf(name)
                .or(() -> name.endsWith(EXPIRY)
                        ? sessionOf(name.substring(0, name.length() - EXPIRY.length()))
                        : Optional.empty());
    }

    /** The key of the entry of the general cache that has this name; empty for another key. */
    default Optional<String> cacheKeyOf(String name) {
        String prefix = cached("");
        if (!name.startsWith(prefix)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Arguments.key("cache key", name.substring(prefix.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The user whose set has this name; empty for another key. */
    default Optional<UserId> userOf(String name) {
        int begin = name.indexOf(':') + 1;
        int end = name.lastIndexOf(':');
        if (end <= begin) {
            return Optional.empty();
        }
        try {
            return Optional.of(UserId.of(name.substring(begin, end)))
                    .filter(user -> sessionsOf(user).equals(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Where a restore keeps what will have this name, so that one script may be about both.
     *
     * @param run names the restore, by {@link #RUN_LENGTH} hexadecimal digits
     */
    default String staged(String run, String name) {
        return stagedPrefix(run) + name;
    }

    /** Which restore has begun to put in place what it has staged, and has not ended. */
    default String begunRestore() {
        return "restoring:begun";
    }

    /** The name that what is staged here by this restore will have; empty for another key. */
    default Optional<String> unstaged(String run, String staged) {
        String prefix = stagedPrefix(run);
        return staged.startsWith(prefix) ? Optional.of(staged.substring(prefix.length())) : Optional.empty();
    }

    /** Whether a restore, whichever, has staged something under this name. */
    default boolean isStaged(String name) {
        return STAGED.matcher(name).matches();
    }

    private static String stagedPrefix(String run) {
        return "restoring:" + run + ":";
    }

    /** What a key is for, by its name. */
    default Namespace namespaceOf(String name) {
        if (name.startsWith("session:")) {
            if (sessionOf(name).isPresent()) {
                return Namespace.SESSION;
            }
            return sessionWith(name).isPresent() ? Namespace.SESSION_TTL : Namespace.OTHER;
        }
        if (name.startsWith("sessions:")) {
            return Namespace.QUEUE;
        }
        if (name.startsWith("user:")) {
            return Namespace.USER;
        }
        if (name.startsWith("cache:")) {
            return Namespace.CACHE;
        }
        return name.startsWith("lock:") ? Namespace.LOCK : Namespace.OTHER;
    }

    /** What keys are for. */
    enum Namespace {
        /** The record of a session. */
        SESSION,
        /** When a session expires for its user. */
        SESSION_TTL,
        /** The sessions of a user. */
        USER,
        CACHE,
        LOCK,
        /** The due and the dead sessions. */
        QUEUE,
        /** Not of this library. */
        OTHER
    }

    /** The same, the sessions of each partition together. */
    default <T> Map<Partition, List<T>> grouped(Collection<T> sessions, Function<? super T, SessionId> id) {
        Map<Partition, List<T>> groups = new LinkedHashMap<>();
        for (T session : sessions) {
            groups.computeIfAbsent(partitionOf(id.apply(session)), partition -> new ArrayList<>())
                    .add(session);
        }
        return groups;
    }

    /**
     * Sessions whose keys lie on one node, so that one script may be about any number of them.
     *
     * @param due the ids of those that are not archived, by the time when they are due
     * @param dead how often and why the archive refused one
     * @param recordPrefix what the names of records begin with; the id follows
     * @param absent names of keys that are never there
     */
    record Partition(String due, String dead, String recordPrefix, List<String> absent) {

        Partition(String due, String dead, String recordPrefix) {
            this(due, dead, recordPrefix, List.of());
        }

        /**
         * Due set and dead, for a script that makes up names of records: in a cluster, with a key that is never there. A
         * master whose slot moves refuses whatever has such a key, so the script never takes a record that has moved, or has
         * not moved yet, for one that is gone.
         */
        List<String> whole() {
            return Stream.concat(Stream.of(due, dead), absent.stream()).toList();
        }

        String record(SessionId id) {
            return recordPrefix + id;
        }

        String expiry(SessionId id) {
            return record(id) + EXPIRY;
        }
    }

    /** The names as they are documented, in one partition. */
    final class Standalone implements KeyLayout {

        private static final Partition WHOLE = new Partition("sessions:due", "sessions:dead", "session:");

        private Standalone() {}

        @Override
        public Partition partitionOf(SessionId id) {
            return WHOLE;
        }

        @Override
        public List<Partition> partitions() {
            return List.of(WHOLE);
        }

        @Override
        public String recordPattern() {
            return "session:*";
        }
    }

    /** A partition for each of 256 hash tags. */
    final class Cluster implements KeyLayout {

        private static final int BUCKETS = 256;
        private static final List<Partition> ALL = IntStream.range(0, BUCKETS)
                .mapToObj("{b%03d}"::formatted)
                .map(tag -> new Partition(
                        "sessions:due:" + tag,
                        "sessions:dead:" + tag,
                        "session:" + tag + ":",
                        List.of("sessions:none:" + tag)))
                .toList();

        private Cluster() {}

        /** By CRC16, of which a slot is the lower bits. */
        @Override
        public Partition partitionOf(SessionId id) {
            return ALL.get(SlotHash.getSlot(id.value()) % BUCKETS);
        }

        @Override
        public List<Partition> partitions() {
            return ALL;
        }

        @Override
        public boolean isInOnePlace() {
            return false;
        }

        @Override
        public String recordPattern() {
            return "session:{b*";
        }

        /** In the slot of the name, which may have braces of its own, by a hash tag that is found by trying. */
        @Override
        public String staged(String run, String name) {
            return KeyLayout.super.staged(run, "{" + SlotTags.of(SlotHash.getSlot(name)) + "}:" + name);
        }

        @Override
        public Optional<String> unstaged(String run, String staged) {
            return KeyLayout.super
                    .unstaged(run, staged)
                    .map(tagged -> tagged.substring(tagged.indexOf("}:") + 2))
                    .filter(name -> staged(run, name).equals(staged));
        }
    }

    /** The smallest number for each slot whose digits have it as hash tag. */
    final class SlotTags {

        private static final int[] BY_SLOT = bySlot();

        private SlotTags() {}

        static int of(int slot) {
            return BY_SLOT[slot];
        }

        private static int[] bySlot() {
            int[] tags = new int[SlotHash.SLOT_COUNT];
            Arrays.fill(tags, -1);
            int missing = tags.length;
            for (int tag = 0; missing > 0; tag++) {
                int slot = SlotHash.getSlot(Integer.toString(tag));
                if (tags[slot] < 0) {
                    tags[slot] = tag;
                    missing--;
                }
            }
            return tags;
        }
    }
}
