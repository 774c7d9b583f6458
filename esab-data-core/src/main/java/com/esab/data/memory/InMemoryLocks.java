package com.esab.data.memory;

import com.esab.data.session.Locks;
import com.esab.data.store.Arguments;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Locks between the threads of one program. */
final class InMemoryLocks implements Locks {

    private final Clock clock;
    private final Map<String, Held> held = new HashMap<>();
    private long lastToken;

    InMemoryLocks(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Optional<Lock> tryLock(String resource, Duration lease) {
        Arguments.key("resource", resource);
        Duration checked = Arguments.atLeastAMillisecond("lease", lease);
        if (isHeld(resource)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        lastToken = Math.max(lastToken + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
        held.values().removeIf(entry -> !entry.until().isAfter(now));
        held.put(resource, new Held(lastToken, now.plus(checked)));
        return Optional.of(new HeldLock(resource, lastToken));
    }

    private boolean isHeld(String resource) {
        Held entry = held.get(resource);
        return entry != null && entry.until().isAfter(clock.instant());
    }

    private synchronized boolean renew(String resource, long token, Duration lease) {
        Duration checked = Arguments.atLeastAMillisecond("lease", lease);
        boolean own = owns(resource, token);
        if (own) {
            held.put(resource, new Held(token, clock.instant().plus(checked)));
        }
        return own;
    }

    private synchronized boolean unlock(String resource, long token) {
        boolean own = owns(resource, token);
        if (own) {
            held.remove(resource);
        }
        return own;
    }

    private boolean owns(String resource, long token) {
        Held entry = held.get(resource);
        return isHeld(resource) && entry != null && entry.token() == token;
    }

    private record Held(long token, Instant until) {}

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
            return InMemoryLocks.this.renew(resource, token, lease);
        }

        @Override
        public boolean unlock() {
            return InMemoryLocks.this.unlock(resource, token);
        }

        @Override
        public String toString() {
            return "Lock[" + resource + ", token " + token + "]";
        }
    }
}
