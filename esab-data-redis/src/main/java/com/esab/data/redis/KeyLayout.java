package com.esab.data.redis;

import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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

    /** What the name of a record goes on with, for when the session expires. */
    String EXPIRY = ":ttl";

    /** Where the keys of this session are. */
    Partition partitionOf(SessionId id);

    /** All partitions there are, always the same and in the same order. */
    List<Partition> partitions();

    /** Whether one script may be about the keys of a session and the set of its user. */
    default boolean isInOnePlace() {
        return true;
    }

    /** Matches all records, and other keys too, as SCAN takes it. */
    String recordPattern();

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

    /** What a key is for, by its name. */
    default Namespace namespaceOf(String name) {
        if (name.startsWith("session:")) {
            boolean expiry = name.endsWith(EXPIRY);
            String record = expiry ? name.substring(0, name.length() - EXPIRY.length()) : name;
            if (sessionOf(name).isPresent()) {
                return Namespace.SESSION;
            }
            return expiry && sessionOf(record).isPresent() ? Namespace.SESSION_TTL : Namespace.OTHER;
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
    }
}
