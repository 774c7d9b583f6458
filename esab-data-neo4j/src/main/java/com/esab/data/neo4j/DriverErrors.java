package com.esab.data.neo4j;

import com.esab.data.error.ConfigurationException;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import org.neo4j.driver.exceptions.FatalDiscoveryException;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.SecurityException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.SessionExpiredException;
import org.neo4j.driver.exceptions.TransactionTerminatedException;
import org.neo4j.driver.exceptions.TransientException;

/** The driver's errors in the words of the library. */
final class DriverErrors {

    static final String STORE = "neo4j";

    /** The server understood and carried nothing out, and would not the next time either. */
    private static final List<String> REFUSALS =
            List.of("Neo.ClientError.", "Neo.DatabaseError.Schema.", "Neo.DatabaseError.Statement.");

    private DriverErrors() {}

    static StoreUnavailableException noAnswer(String what, Duration deadline, boolean unknown, Throwable cause) {
        return unavailable("no answer within %d ms to: %s".formatted(deadline.toMillis(), what), unknown, cause);
    }

    static StoreUnavailableException interrupted(String what, boolean unknown, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return unavailable("interrupted while waiting for the answer to: " + what, unknown, cause);
    }

    /**
     * What to throw for an error of the driver.
     *
     * @param committing whether a write was past the point where it could still be taken back
     */
    static EsabDataException translated(String what, Throwable error, boolean committing) {
        if (error instanceof EsabDataException own) {
            return own;
        }
        if (error instanceof SecurityException || code(error).startsWith("Neo.ClientError.Security.")) {
            return new ConfigurationException("neo4j refuses this user: " + error.getMessage(), error);
        }
        if (error instanceof FatalDiscoveryException
                || code(error).equals("Neo.ClientError.Database.DatabaseNotFound")) {
            return new ConfigurationException("neo4j has no such database: " + error.getMessage(), error);
        }
        if (error instanceof TransientException) {
            // the server says that it did nothing
            return unavailable(what + ": " + error.getMessage(), false, error);
        }
        if (error instanceof Bolt.GivenUp
                || error instanceof ServiceUnavailableException
                || error instanceof SessionExpiredException
                || error instanceof TransactionTerminatedException
                || !refused(error)
                || code(error).startsWith("Neo.ClientError.Transaction.")) {
            return unavailable(what + ": " + error.getMessage(), committing, error);
        }
        return new EsabDataException("neo4j refuses to " + what + ": " + error.getMessage(), error);
    }

    /** Whether the server does not know the user, or refuses the password; also as the cause of another failure. */
    static boolean refusesCredentials(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SecurityException && !code(cause).equals("Neo.ClientError.Security.Forbidden")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a query failed because something that it had found was gone before it was answered. */
    static boolean deletedMeanwhile(StoreUnavailableException failure) {
        return failure.getCause() instanceof TransientException cause
                && code(cause).equals("Neo.TransientError.Transaction.Outdated");
    }

    private static boolean refused(Throwable error) {
        return REFUSALS.stream().anyMatch(code(error)::startsWith);
    }

    private static String code(Throwable error) {
        return error instanceof Neo4jException neo4j && neo4j.code() != null ? neo4j.code() : "";
    }

    private static StoreUnavailableException unavailable(String what, boolean unknown, Throwable cause) {
        return unknown
                ? StoreUnavailableException.outcomeUnknown(STORE, what, cause)
                : StoreUnavailableException.unchanged(STORE, what, cause);
    }
}
