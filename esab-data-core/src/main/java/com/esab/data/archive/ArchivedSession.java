package com.esab.data.archive;

import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A session as the archive keeps it.
 *
 * @param id the session's id
 * @param version the version of the session that was archived last; of a tombstone the highest there is
 * @param status {@code ERASED} for a tombstone
 * @param expired whether it was abandoned because its time ran out, not given up by its user; then it can be resumed
 * @param archivedAt when it was archived last, by the archive's clock
 * @param session the session itself; empty for a tombstone
 * @param messageCount how many messages it holds
 * @param productSelectionsCount how many products are selected
 * @param duration from its beginning to its last activity, in whole seconds, never negative
 */
public record ArchivedSession(
        SessionId id,
        long version,
        SessionStatus status,
        boolean expired,
        Instant archivedAt,
        Optional<Session> session,
        int messageCount,
        int productSelectionsCount,
        Duration duration) {

    /** The version of a tombstone: no session has a higher one, so none can replace it. */
    public static final long TOMBSTONE_VERSION = Long.MAX_VALUE;

    /** Whether the user was erased, and only the fact that there was a session is left. */
    public boolean isTombstone() {
        return status == SessionStatus.ERASED;
    }
}
