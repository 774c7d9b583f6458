package com.esab.data.memory;

import com.esab.data.session.ArchiveLag;
import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.DeadSession;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.Arguments;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The records that are not archived. Nothing in memory loses a record or the queue. */
final class InMemoryArchiveQueue implements ArchiveQueue {

    private final SessionRecords records;

    InMemoryArchiveQueue(SessionRecords records) {
        this.records = records;
    }

    @Override
    public Claim claim(int limit, Duration lease) {
        return records.claim(Arguments.claimLimit(limit), Arguments.atLeastAMillisecond("lease", lease));
    }

    @Override
    public void acknowledge(Collection<Session> archived) {
        records.acknowledge(archived);
    }

    @Override
    public void release(Collection<Claimed> claimed) {
        records.release(claimed);
    }

    @Override
    public boolean bury(SessionId id, long version, String reason, int tries) {
        return records.bury(id, version, reason, tries);
    }

    @Override
    public List<DeadSession> dead(int limit) {
        return records.dead(Arguments.limit(limit, Integer.MAX_VALUE));
    }

    @Override
    public boolean revive(SessionId id) {
        return records.revive(id);
    }

    @Override
    public ArchiveLag lag() {
        return records.lag();
    }

    @Override
    public long repair() {
        return 0;
    }

    @Override
    public Set<SessionId> idsOf(UserId user) {
        return Set.copyOf(records.idsOf(user, true));
    }
}
