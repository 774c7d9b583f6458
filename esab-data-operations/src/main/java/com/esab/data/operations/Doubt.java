package com.esab.data.operations;

import com.esab.data.archive.ArchivedSession;
import com.esab.data.health.Finding.Severity;
import com.esab.data.store.Discrepancy;
import com.esab.data.store.Discrepancy.Repair;
import com.esab.data.store.SessionInspection.Held;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What can be wrong between a session that is held and what the archive or its user's index says of it. */
enum Doubt {
    /** The archive is not owed what it does not have: nothing but a loss of the archive's makes this so. */
    NOT_ARCHIVED(
            "session_not_archived",
            Severity.WARNING,
            Repair.POSSIBLE,
            "it is taken for archived, but the archive has no such version, as after a restore of the archive: what was said in it would "
                    + "be lost with the session. Repairing makes it due again"),

    /** Seen for a moment between the archive's answer and the acknowledgement. */
    NOT_ACKNOWLEDGED(
            "archived_session_queued",
            Severity.INFO,
            Repair.POSSIBLE,
            "it waits for the archive, which has its version already: whoever brought it there could not say so any more, or the archive "
                    + "was restored. An archiver would bring it there again, which changes nothing. Repairing takes it off the queue"),

    /** Seen for a moment when another version was saved and archived between the two looks. */
    BEHIND_ARCHIVE(
            "archive_newer_than_session",
            Severity.WARNING,
            Repair.NONE,
            "the archive has a later version than is held: the session store has fallen back, by a fail-over or a restore. The session goes "
                    + "on from the older one, and its next save replaces what is archived. To go on from the archived one, delete the "
                    + "session from the store and resume it"),

    /** Seen for a moment while an erasure runs. */
    ERASED(
            "session_of_erased_user",
            Severity.ERROR,
            Repair.POSSIBLE,
            "its user was erased, but the session is still held: the erasure did not come to its end, or the session store was restored. "
                    + "It can never be archived. Repairing deletes it"),

    /** Seen for a moment while it is created or deleted, where the index is stored elsewhere. */
    NOT_INDEXED(
            "session_missing_from_user_index",
            Severity.WARNING,
            Repair.POSSIBLE,
            "it is not among the sessions of its user, who does not see it in the list of them until it is saved again. Repairing adds it");

    private final String code;
    private final Severity severity;
    private final Repair repair;
    private final String message;

    Doubt(String code, Severity severity, Repair repair, String message) {
        this.code = code;
        this.severity = severity;
        this.repair = repair;
        this.message = message;
    }

    /**
     * What is to be doubted of this session.
     *
     * @param archived the version that is archived; empty when none is
     * @param archives whether there is an archive, and it is owed sessions
     */
    static Set<Doubt> of(Held held, Optional<Long> archived, boolean archives) {
        Set<Doubt> doubts = EnumSet.noneOf(Doubt.class);
        if (held.session().isEmpty()) {
            return doubts;
        }
        long version = held.session().get().version();
        long there = archived.orElse(-1L);
        // what is neither goes within a minute
        boolean kept = held.live() || held.queued();
        if (kept && there == ArchivedSession.TOMBSTONE_VERSION) {
            return EnumSet.of(ERASED);
        }
        if (!held.indexed()) {
            doubts.add(NOT_INDEXED);
        }
        if (kept && there > version) {
            doubts.add(BEHIND_ARCHIVE);
        } else if (archives && held.queued() && there == version) {
            doubts.add(NOT_ACKNOWLEDGED);
        } else if (archives && held.live() && !held.queued() && there < version) {
            doubts.add(NOT_ARCHIVED);
        }
        return doubts;
    }

    Discrepancy about(Held held, boolean repairing) {
        Discrepancy found = new Discrepancy(code, severity, "session " + held.id(), message, repair);
        return repairing && repair == Repair.POSSIBLE ? found.repaired() : found;
    }
}
