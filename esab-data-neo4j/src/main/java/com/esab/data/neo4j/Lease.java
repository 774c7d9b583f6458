package com.esab.data.neo4j;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The sole right to do something over all programs that use a database, kept as a node.
 *
 * <p>It ends by itself when its owner does not renew it, so that a program that dies blocks nobody for long. Times are the server's:
 * the clocks of the programs do not matter.
 */
final class Lease {

    static final Duration LENGTH = Duration.ofSeconds(30);

    /** Begins a statement that works only as long as the lease is held, and renews it. */
    static final String HELD = """
            MATCH (lease:EsabDataLease {name: $lease, owner: $owner})
            SET lease.until = timestamp() + $length
            WITH lease
            """;

    private static final long POLL_MILLIS = 100;

    // the first SET takes the node's lock, so that what follows sees the latest owner
    private static final String TAKE = """
            MERGE (lease:EsabDataLease {name: $lease})
            SET lease.asked = timestamp()
            WITH lease
            WHERE lease.owner IS NULL OR lease.owner = $owner OR lease.until < timestamp()
            SET lease.owner = $owner, lease.until = timestamp() + $length
            RETURN lease.owner AS owner
            """;

    private static final String GIVE_BACK = """
            MATCH (lease:EsabDataLease {name: $lease, owner: $owner})
            REMOVE lease.owner, lease.until
            """;

    private final Bolt bolt;
    private final String name;
    private final String owner = UUID.randomUUID().toString();

    private Lease(Bolt bolt, String name) {
        this.bolt = bolt;
        this.name = name;
    }

    /** A lease of this name; nobody holds it yet. */
    static Lease named(Bolt bolt, String name) {
        return new Lease(bolt, name);
    }

    /**
     * Whether the lease is now held by this owner; tried again for as long as {@code wait}.
     *
     * @throws com.esab.data.error.StoreUnavailableException also when the wait is interrupted
     */
    boolean take(Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            if (!bolt.write("take the lease " + name, bolt.timeouts().bulk(), TAKE, parameters())
                    .isEmpty()) {
                return true;
            }
            if (System.nanoTime() > end) {
                return false;
            }
            pause();
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            throw DriverErrors.interrupted("take the lease " + name, false, e);
        }
    }

    /** Whether it was still held, and is now for another {@link #LENGTH}. */
    boolean renew() {
        return !bolt.write(
                        "renew the lease " + name,
                        bolt.timeouts().bulk(),
                        HELD + "RETURN lease.owner AS owner",
                        parameters())
                .isEmpty();
    }

    void giveBack() {
        bolt.write("give back the lease " + name, bolt.timeouts().bulk(), GIVE_BACK, parameters());
    }

    /** What a statement that begins with {@link #HELD} needs. */
    Map<String, Object> parameters() {
        return Map.of("lease", name, "owner", owner, "length", LENGTH.toMillis());
    }

    /** As {@link #parameters()}, with more. */
    Map<String, Object> parameters(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(parameters());
        all.putAll(more);
        return all;
    }
}
