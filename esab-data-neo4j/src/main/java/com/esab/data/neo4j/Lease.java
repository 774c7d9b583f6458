package com.esab.data.neo4j;

import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sole right to do something over all programs that use a database, kept as a node.
 *
 * <p>It ends by itself when its owner does not renew it, so that a program that dies blocks nobody for long. Times are the server's:
 * the clocks of the programs do not matter.
 */
final class Lease {

    static final Duration LENGTH = Duration.ofSeconds(30);

    // the first SET takes the node's lock, so that what follows sees the latest owner: a MATCH is not judged again
    // after waiting
    private static final String IF_OWNER = """
            MATCH (lease:EsabDataLease {name: $lease})
            SET lease.asked = timestamp()
            WITH lease
            WHERE lease.owner = $owner
            """;

    /** Begins a statement that works only as long as the lease is held, and renews it. */
    static final String HELD = IF_OWNER + """
            SET lease.until = timestamp() + $length
            WITH lease
            """;

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final long POLL_MILLIS = 100;
    private static final Duration WAIT_FOR_CATALOGUE = Duration.ofMinutes(1);

    // with the lock first, as above
    private static final String TAKE = """
            MERGE (lease:EsabDataLease {name: $lease})
            SET lease.asked = timestamp()
            WITH lease
            WHERE lease.owner IS NULL OR lease.owner = $owner OR lease.until < timestamp()
            SET lease.owner = $owner, lease.until = timestamp() + $length
            RETURN lease.owner AS owner
            """;

    private static final String GIVE_BACK = IF_OWNER + """
            REMOVE lease.owner, lease.until
            """;

    // and every lease that nobody holds
    private static final String REMOVE = IF_OWNER + """
            MATCH (idle:EsabDataLease)
            WHERE idle = lease OR idle.owner IS NULL OR idle.until < timestamp()
            DELETE idle
            """;

    private static final String ASK = "MATCH (lease:EsabDataLease {name: $lease}) RETURN lease.owner AS owner";

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
     * The right to write to the catalogue.
     *
     * @throws EsabDataException when another program has it for more than a minute
     */
    static Lease ofCatalogue(Bolt bolt) {
        Lease lease = named(bolt, "catalogue");
        if (!lease.take(WAIT_FOR_CATALOGUE)) {
            throw new EsabDataException("another program has been writing to the catalogue for more than "
                    + WAIT_FOR_CATALOGUE.toSeconds() + " s; nothing was written");
        }
        return lease;
    }

    /**
     * Whether the lease is now held by this owner; tried again for as long as {@code wait}.
     *
     * @throws StoreUnavailableException when the server answers nothing, which is not the same as a lease that stays locked;
     *     also when the wait is interrupted
     */
    boolean take(Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            if (taken(Duration.ofNanos(end - System.nanoTime()))) {
                return true;
            }
            if (System.nanoTime() > end) {
                return false;
            }
            pause();
        }
    }

    /** One try, which gets the time of a question even when less is left of the wait. */
    private boolean taken(Duration rest) {
        Duration atLeast = longer(rest, bolt.timeouts().query());
        Duration deadline = shorter(atLeast, bolt.timeouts().bulk());
        try {
            return !bolt.write("take the lease " + name, deadline, TAKE, parameters())
                    .isEmpty();
        } catch (StoreUnavailableException e) {
            if (e.outcomeUnknown() || !answers()) {
                throw e;
            }
            // a batch of the holder locks the node for as long as its transaction
            return false;
        }
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Whether the server answers a question that no lock can hold up. */
    private boolean answers() {
        try {
            bolt.read("ask after the lease " + name, ASK, parameters());
            return true;
        } catch (StoreUnavailableException e) {
            return false;
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

    /** Gives it back and leaves no trace of it, nor of other leases that nobody holds. */
    void remove() {
        bolt.write("remove the lease " + name, bolt.timeouts().bulk(), REMOVE, parameters());
    }

    /** Lets others work at once after a failure; without an answer they wait until the lease is over. */
    void abandon() {
        try {
            giveBack();
        } catch (EsabDataException e) {
            LOG.debug("the lease {} was not given back and ends by itself", name, e);
        }
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
