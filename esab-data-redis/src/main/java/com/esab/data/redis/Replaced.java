package com.esab.data.redis;

import com.esab.data.redis.Keyspace.Names;
import com.esab.data.redis.Script.Call;
import com.esab.data.session.UserId;
import java.util.List;
import java.util.Optional;

/**
 * What a restore replaces one by one, each by what is staged for it, or by nothing.
 *
 * @param <T> names one thing of it
 */
interface Replaced<T> {

    /** Of what is one key. */
    Script INSTALL_KEY = Script.modest("installkey");

    /** As records call one of it, or as messages call all of it. */
    String name();

    /** The things of which at least a part is there. */
    Names<T> traces();

    /** The name of its key, or of the first of them. */
    String keyOf(T thing);

    /** The keys of this system. */
    KeyLayout keys();

    /** Puts what is staged for one in its place; answers with nothing when nothing is staged for it any more. */
    default Script installing() {
        return INSTALL_KEY;
    }

    /** What {@link #installing} is run with. */
    default Call install(T thing, String run) {
        String name = keyOf(thing);
        return new Call(List.of(name, keys().staged(run, name)), List.of());
    }

    /**
     * What has a user's set know of one that {@link #installing} answered this for, of which the user stays staged until then; empty
     * when there is no set.
     */
    default Optional<Call> entry(T thing, List<Object> answer) {
        return Optional.empty();
    }

    /** The sets of users, which follow from the sessions. */
    record OfUsers(KeyLayout keys) implements Replaced<UserId> {

        @Override
        public String name() {
            return "users";
        }

        @Override
        public Names<UserId> traces() {
            return new Names<>("users", keys.userSetPattern(), "set", keys::userOf);
        }

        @Override
        public String keyOf(UserId user) {
            return keys.sessionsOf(user);
        }
    }
}
