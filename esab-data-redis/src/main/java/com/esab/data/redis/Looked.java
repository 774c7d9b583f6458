package com.esab.data.redis;

import com.esab.data.error.CorruptRecordException;
import com.esab.data.health.Finding.Severity;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.store.Discrepancy;
import com.esab.data.store.Discrepancy.Repair;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the script {@code inspect} says of a session.
 *
 * @param session empty when there is no record, or it cannot be read
 * @param unreadable says why it cannot be read
 */
record Looked(
        SessionId id,
        boolean present,
        boolean queued,
        boolean timeLeft,
        Optional<Session> session,
        Optional<Discrepancy> unreadable,
        Optional<Wrong> wrong) {

    static Looked of(SessionId id, List<?> answer) {
        boolean present = answer.get(0).equals(1L);
        Optional<Session> session = Optional.empty();
        Optional<Discrepancy> unreadable = Optional.empty();
        if (present) {
            try {
                session = Optional.of(Records.session(id, (byte[]) answer.get(4)));
                if (!answer.get(3).equals(1L)) {
                    throw new CorruptRecordException(
                            "session " + id + ": the record does not begin with its schema version and its version");
                }
            } catch (CorruptRecordException e) {
                session = Optional.empty();
                unreadable = Optional.of(unreadable(id, e));
            }
        }
        return new Looked(
                id,
                present,
                answer.get(1).equals(1L),
                (Long) answer.get(2) > 0,
                session,
                unreadable,
                Wrong.of(Records.text(answer.get(5))));
    }

    private static Discrepancy unreadable(SessionId id, CorruptRecordException why) {
        return why.isNewerSchema()
                ? new Discrepancy(
                        "session_of_newer_version",
                        Severity.WARNING,
                        "session " + id,
                        "a newer version of this library wrote it, so nothing was checked of it: check with that version",
                        Repair.NONE)
                : new Discrepancy(
                        "session_unreadable",
                        Severity.ERROR,
                        "session " + id,
                        "its record is damaged: put it right or delete it, or its user cannot go on: "
                                + why.getMessage(),
                        Repair.NONE);
    }

    /** Whether the user would find it. */
    boolean isLive() {
        return timeLeft
                && session.map(held -> held.status() == SessionStatus.ACTIVE).orElse(false);
    }

    /** What is wrong with the keys of a session, by the words of the script. */
    enum Wrong {
        NOT_QUEUED(
                "session_not_queued",
                Severity.ERROR,
                "it is not queued for the archive, yet kept as if it were: it would neither be archived nor expire. Repairing makes it due",
                true),
        NEVER_EXPIRES(
                "session_never_expires",
                Severity.WARNING,
                "it does not expire, and with the hand-over off nothing archives it: it stems from a time with the hand-over, or was "
                        + "written by other means. Archive it with the hand-over on, or delete it",
                false),
        EXPIRES(
                "queued_session_expires",
                Severity.ERROR,
                "it is queued for the archive, but may expire before it gets there. Repairing keeps it until it is archived",
                true),
        NO_EXPIRY(
                "session_without_expiry",
                Severity.INFO,
                "the key that says when it expires was lost; until then its record tells. Repairing puts the key back",
                true),
        EXPIRY_ALONE(
                "expiry_without_session",
                Severity.WARNING,
                "only the key that says when it expires is left: the session was evicted or deleted before its time was up. If it was "
                        + "archived, it can be resumed from there. Repairing removes the key",
                true);

        private final String code;
        private final Severity severity;
        private final String message;
        private final boolean mended;

        Wrong(String code, Severity severity, String message, boolean mended) {
            this.code = code;
            this.severity = severity;
            this.message = message;
            this.mended = mended;
        }

        private static Optional<Wrong> of(String word) {
            return Arrays.stream(values())
                    .filter(wrong -> wrong.name().equalsIgnoreCase(word))
                    .findFirst();
        }

        Discrepancy in(SessionId id, boolean repaired) {
            Repair repair = !mended ? Repair.NONE : repaired ? Repair.DONE : Repair.POSSIBLE;
            return new Discrepancy(code, severity, "session " + id, message, repair);
        }
    }
}
