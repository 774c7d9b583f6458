package com.esab.data.redis;

import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;

/** Decides the names of all keys; nothing else in this module puts a name together. */
interface KeyLayout {

    /** For a single server, with or without replicas. */
    KeyLayout STANDALONE = new Standalone();

    /** The session's document. */
    String record(SessionId id);

    /** When the session expires for its user; on the same node as the record. */
    String expiry(SessionId id);

    /** The ids of the user's sessions. */
    String sessionsOf(UserId user);

    /** An entry of the general cache. */
    String cached(String key);

    /** Who holds the lock. */
    String lock(String resource);

    /** The names as they are documented. */
    final class Standalone implements KeyLayout {

        private Standalone() {}

        @Override
        public String record(SessionId id) {
            return "session:" + id;
        }

        @Override
        public String expiry(SessionId id) {
            return record(id) + ":ttl";
        }

        @Override
        public String sessionsOf(UserId user) {
            return "user:" + user + ":sessions";
        }

        @Override
        public String cached(String key) {
            return "cache:" + key;
        }

        @Override
        public String lock(String resource) {
            return "lock:" + resource;
        }
    }
}
