package com.esab.data.postgres;

import com.esab.data.error.ConfigurationException;
import com.esab.data.error.EsabDataException;
import com.esab.data.error.RefusedRecordException;
import com.esab.data.error.StoreUnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What an error of the driver or the server means for a caller. */
final class SqlFailures {

    static final String UNDEFINED_TABLE = "42P01";
    static final String INSUFFICIENT_PRIVILEGE = "42501";
    static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String QUERY_CANCELED = "57014";
    private static final String READ_ONLY = "25006";

    /** The two of their class that end the connection; the others refuse a statement. */
    private static final String IDLE_IN_TRANSACTION = "25P03";

    private static final String TRANSACTION_TOO_LONG = "25P04";

    private SqlFailures() {}

    /** No connection at the very first contact, where a refusal means that the settings are wrong. */
    static EsabDataException refusedOrUnreachable(String doing, SQLException e) {
        String state = state(e);
        if (refusesCredentials(e) || state.startsWith("3D")) {
            return new ConfigurationException(
                    "PostgreSQL refuses the connection: " + reason(e) + "; check user, password and database", e);
        }
        return unreachable(doing, e);
    }

    /** Whether the server does not know the user, or refuses the password; also as the cause of another failure. */
    static boolean refusesCredentials(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && state(e).startsWith("28")) {
                return true;
            }
        }
        return false;
    }

    /** No connection: nothing was sent. */
    static StoreUnavailableException unreachable(String doing, SQLException e) {
        return StoreUnavailableException.unchanged(Database.STORE, "no connection for " + doing + ": " + reason(e), e);
    }

    /** The archive was closed, by the program itself. */
    static StoreUnavailableException closed(String doing) {
        return StoreUnavailableException.unchanged(
                Database.STORE,
                "no connection for " + doing + ": the archive was closed",
                new IllegalStateException("closed"));
    }

    /** The deadline went by, and the connection was closed. */
    static StoreUnavailableException noAnswer(String doing, Duration limit, boolean writes, SQLException e) {
        String what = "no answer to " + doing + " within " + limit.toMillis() + " ms";
        return writes
                ? StoreUnavailableException.outcomeUnknown(Database.STORE, what, e)
                : StoreUnavailableException.unchanged(Database.STORE, what, e);
    }

    /** A statement failed. */
    static EsabDataException answered(String doing, boolean writes, SQLException e) {
        String state = state(e);
        String what = doing + " failed: " + reason(e);
        if (isConnectionLost(state, e)) {
            return writes
                    ? StoreUnavailableException.outcomeUnknown(Database.STORE, what, e)
                    : StoreUnavailableException.unchanged(Database.STORE, what, e);
        }
        if (isPassing(state)) {
            return StoreUnavailableException.unchanged(Database.STORE, what, e);
        }
        if (isSchemaMissing(state)) {
            return new ConfigurationException(
                    "PostgreSQL has not the schema that " + doing + " needs: run EsabData.migrate() (" + reason(e)
                            + ")",
                    e);
        }
        if (state.equals(INSUFFICIENT_PRIVILEGE)) {
            return new ConfigurationException("PostgreSQL forbids " + doing + ": " + reason(e), e);
        }
        String refused = "PostgreSQL refuses " + doing + ": " + reason(e) + " (SQLSTATE " + state + ")";
        if (writes && isRefusedValue(e)) {
            return new RefusedRecordException(refused, e);
        }
        return new EsabDataException(refused, e);
    }

    /** Whether the server refuses what a row holds, and not what was asked. */
    static boolean isRefusedValue(SQLException e) {
        String state = state(e);
        return state.startsWith("22") || state.startsWith("23");
    }

    /** Whether the statement failed because of the server's state, not because of what it says. */
    static boolean isUnavailable(SQLException e) {
        String state = state(e);
        return isConnectionLost(state, e) || isPassing(state);
    }

    /** Whether the statement may have been committed: the server went away, or its answer did not arrive. */
    private static boolean isConnectionLost(String state, SQLException e) {
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.equals(IDLE_IN_TRANSACTION)
                || state.equals(TRANSACTION_TOO_LONG)
                || state.isEmpty() && !hasServerMessage(e);
    }

    /** Whether the server rolled the statement back for a reason that passes, such as a deadlock or a full disk. */
    private static boolean isPassing(String state) {
        return state.startsWith("40")
                || state.startsWith("53")
                || state.startsWith("58")
                || state.equals(LOCK_NOT_AVAILABLE)
                || state.equals(QUERY_CANCELED)
                || state.equals(READ_ONLY);
    }

    private static boolean isSchemaMissing(String state) {
        return switch (state) {
            case UNDEFINED_TABLE, "42703", "42704", "42883", "3F000" -> true;
            default -> false;
        };
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }

    private static boolean hasServerMessage(SQLException e) {
        return e instanceof PSQLException answer && answer.getServerErrorMessage() != null;
    }

    /** What went wrong, in the words of the server where it spoke, without the row it happened in. */
    static String reason(SQLException e) {
        String own = ownWords(e);
        return e.getCause() instanceof SQLException cause ? own + ": " + ownWords(cause) : own;
    }

    private static String ownWords(SQLException e) {
        if (e instanceof PSQLException answer) {
            ServerErrorMessage message = answer.getServerErrorMessage();
            if (message != null && message.getMessage() != null) {
                return message.getMessage();
            }
        }
        return String.valueOf(e.getMessage());
    }
}
