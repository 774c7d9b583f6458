package com.esab.data.store;

import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.KeyValueCache;
import com.esab.data.session.Locks;
import com.esab.data.session.SessionCache;
import java.time.Duration;
import java.util.Optional;

/** A store that holds the live sessions, and what else lives for a limited time. */
public interface SessionStore extends Store {

    SessionCache sessions();

    /** What the archive is still owed; empty when the hand-over is off, and sessions just expire. */
    Optional<ArchiveQueue> archiveQueue();

    /** How long a session lives after its last save or touch. */
    Duration sessionTimeToLive();

    KeyValueCache cache();

    Locks locks();

    /** Looks at all that is held of sessions; empty for a store that offers no such thing. */
    default Optional<SessionInspection> inspection() {
        return Optional.empty();
    }
}
