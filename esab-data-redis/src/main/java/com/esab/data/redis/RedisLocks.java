package com.esab.data.redis;

import com.esab.data.session.Locks;
import com.esab.data.store.Arguments;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Locks whose value is the owner, which is this object, and the token. */
final class RedisLocks implements Locks {

    private static final Script LOCK = Script.plain("lock", false);
    private static final Script RENEW = Script.plain("renew", true);
    private static final Script UNLOCK = Script.plain("removeequal", true);

    private final Router router;
    private final KeyLayout keys;
    private final String owner = UUID.randomUUID().toString();

    RedisLocks(Router router, KeyLayout keys) {
        this.router = router;
        this.keys = keys;
    }

    @Override
    public Optional<Lock> tryLock(String resource, Duration lease) {
        Arguments.key("resource", resource);
        List<Object> token = LOCK.run(
                router.writing("lock on " + resource),
                List.of(keys.lock(resource)),
                List.of(bytes(owner), bytes(lease)));
        return token.isEmpty() ? Optional.empty() : Optional.of(new HeldLock(resource, (Long) token.get(0)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    private static byte[] bytes(Duration lease) {
        return Commands.bytes(Milliseconds.of(Arguments.atLeastAMillisecond("lease", lease)));
    }

    private final class HeldLock implements Lock {

        private final String resource;
        private final long token;

        HeldLock(String resource, long token) {
            this.resource = resource;
            this.token = token;
        }

        @Override
        public String resource() {
            return resource;
        }

        @Override
        public long token() {
            return token;
        }

        @Override
        public boolean renew(Duration lease) {
            return whileHeld(RENEW, "renewal of the lock on ", List.of(value(), bytes(lease)));
        }

        @Override
        public boolean unlock() {
            return whileHeld(UNLOCK, "release of the lock on ", List.of(value()));
        }

        private boolean whileHeld(Script script, String what, List<byte[]> values) {
            List<Object> done = script.run(router.writing(what + resource), List.of(keys.lock(resource)), values);
            return done.equals(List.of(1L));
        }

        private byte[] value() {
            return bytes(owner + ":" + token);
        }

        @Override
        public String toString() {
            return "Lock[" + resource + ", token " + token + "]";
        }
    }
}
